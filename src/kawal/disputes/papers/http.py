"""Routes of forms that are filled in beforehand: what would stand in them, and each as a PDF."""

from typing import Annotated, Any, Literal
from urllib.parse import urlencode

import msgspec
from litestar import Response, get, post
from litestar.datastructures import State
from litestar.enums import RequestEncodingType
from litestar.params import Body, FromQuery, QueryParameter
from sqlalchemy.engine import Connection

from kawal.access.model import Who
from kawal.count.model import ContestKind
from kawal.count.names import CONTESTS
from kawal.disputes.grounds.desk import GroundDesk
from kawal.disputes.grounds.http import PAGE, ground_desk
from kawal.disputes.grounds.http_objections import OBJECTIONS
from kawal.disputes.papers.filling import Subject, filled, fits
from kawal.disputes.papers.printing import paper_pdf, report_pdf
from kawal.disputes.papers.subjects import Asked, Subjects
from kawal.jurisdiction.papers import Of, papers
from kawal.kernel.errors import Missing
from kawal.kernel.language import msg
from kawal.record.checkpoint import Checkpoint
from kawal.record.note import Note
from kawal.store.log import read_head
from kawal.watch.paper.formal import WORDS, Sheet
from kawal.web.identity import account_of, require, who_of
from kawal.web.render import AnyRequest, renderer_of

PAPERS = f"{PAGE}/kertas"
B1 = "b1"
Short = Annotated[str, msgspec.Meta(max_length=60)]


class PaperForm(msgspec.Struct, frozen=True):
    """Which form of what; `words` when sealed words are to be printed."""

    form: Annotated[str, msgspec.Meta(max_length=40)]
    of: Of
    entry: Annotated[str, msgspec.Meta(pattern=r"^[0-9]{0,15}$")] = ""
    place: Short = ""
    what: Short = ""
    part: Short = ""
    contest: ContestKind | Literal[""] = ""
    round: Annotated[str, msgspec.Meta(pattern=r"^[1-9]?$")] = ""
    words: Literal["", "1"] = ""


@get(PAPERS, right="dispute.read", sync_to_thread=True)
def papers_page(
    request: AnyRequest,
    state: State,
    of: FromQuery[Of | Literal[""]] = "",
    entry: Annotated[int, QueryParameter(ge=-1, le=2**53)] = -1,
    place: Annotated[str, QueryParameter(max_length=60)] = "",
    what: Annotated[str, QueryParameter(max_length=60)] = "",
    part: Annotated[str, QueryParameter(max_length=60)] = "",
    contest: FromQuery[Literal["", "governor", "regent", "mayor"]] = "",
    round_: Annotated[int, QueryParameter(name="round", ge=1, le=9)] = 1,
) -> Response[str]:
    """The forms that can be filled in from one thing, with what would stand in each and what is left to a hand; where
    they are offered when nothing is named."""
    if not of:
        return renderer_of(state).page(request, "papersof.html", path=PAGE)
    asked = Asked(of=of, entry=entry, place=place, what=what, part=part, contest=contest or None, round=round_)
    desk = ground_desk(state)
    with desk.field.store.engine.connect().execution_options(read_only=True) as connection:
        subject = _subjects(state).find(connection, asked, who_of(request))
    registry = desk.field.registry()
    return renderer_of(state).page(
        request,
        "kertas.html",
        path=PAGE,
        asked=asked,
        subject=subject,
        back=_back(asked, subject),
        contest_names=CONTESTS,
        papers=[(one, filled(one, subject, registry, WORDS)) for one in papers() if fits(one, subject)],
        b1=_b1(asked, subject, who_of(request)),
        may_words=bool(subject.sealed) and who_of(request).may("report.private", subject.place),
        registry=registry,
    )


@post(f"{PAPERS}/unduh", right="dispute.read", status_code=200, sync_to_thread=True)
def paper_file(
    request: AnyRequest,
    state: State,
    data: Annotated[PaperForm, Body(media_type=RequestEncodingType.URL_ENCODED)],
) -> Response[bytes]:
    """A form as a PDF. With sealed words only for who may read them: that is recorded under the reader's name, for
    each of them and for the file. Nothing is submitted."""
    asked = Asked(
        of=data.of,
        entry=int(data.entry) if data.entry else -1,
        place=data.place,
        what=data.what,
        part=data.part,
        contest=data.contest or None,
        round=int(data.round or 1),
    )
    desk, actor = ground_desk(state), account_of(request).id
    with desk.field.store.engine.connect().execution_options(read_only=True) as connection:
        subject = _subjects(state).find(connection, asked, who_of(request))
        if data.words:
            require(request, "report.private", place=subject.place)
        told = _told(desk, connection, subject) if data.words else {}
        head = read_head(connection)
    root = Checkpoint.parse(Note.parse(head.note).text).root.hex() if head.note else ""
    shell = renderer_of(state).shell
    sheet = Sheet(shell.institution, shell.exercise, desk.clock(), head.size - 1, root)
    subject = msgspec.structs.replace(subject, words=tuple(told.values()))
    body = _pdf(data.form, subject, desk, sheet)
    for index in told:
        desk.field.note_opened(index, actor)
    if told:
        state["access"].exported("dispute_form", subject.entry, None, actor)
    name = f"{data.form.replace('_', '-')}-{subject.of}-{subject.entry}.pdf"
    headers = {"content-disposition": f'attachment; filename="{name}"'}
    return Response(body, media_type="application/pdf", headers=headers)


def _pdf(form: str, subject: Subject, desk: GroundDesk, sheet: Sheet) -> bytes:
    registry = desk.field.registry()
    if form == B1 and _has_b1(subject):
        return report_pdf(subject, registry, desk.law, desk.zone, sheet)
    paper = next((one for one in papers() if one.id == form and fits(one, subject)), None)
    if paper is None:
        fitting = ", ".join(one.id for one in papers() if fits(one, subject))
        raise Missing(msg("formulir"), msg("salah satu dari: %(choices)s", choices=fitting), form)
    return paper_pdf(paper, subject, registry, sheet)


def _back(asked: Asked, subject: Subject) -> str:
    """The page of what a form is filled in from."""
    match asked.of:
        case "ground":
            return f"{PAGE}/dasar/{asked.entry}"
        case "incident":
            return f"/insiden/{asked.entry}?{urlencode({'place': asked.place, 'what': asked.what})}"
        case "finding":
            return f"/hitung/tps/{asked.place}/{asked.contest}?round={asked.round}"
        case "recap":
            return f"/hitung/rekap?{urlencode({'contest': asked.contest})}"
        case "objection":
            return f"{OBJECTIONS}{'' if subject.is_waiting else '?settled=1'}#k{asked.entry}"


def _b1(asked: Asked, subject: Subject, who: Who) -> str:
    """Where form B.1 of this is made: that of an incident, which may be joined of several, by the incident itself; ""
    where there is none."""
    if subject.of == "incident":
        return f"/insiden/{asked.entry}/b1" if subject.is_breach and who.may("incident.read", subject.place) else ""
    return f"{PAPERS}/unduh" if _has_b1(subject) else ""


def _has_b1(subject: Subject) -> bool:
    return subject.of in ("ground", "objection")


def _told(desk: GroundDesk, connection: Connection, subject: Subject) -> dict[int, str]:
    private = desk.field.private_parts(connection, list(subject.sealed))
    words = {index: str(said.get("text") or said.get("note") or "") for index, said in private.items()}
    return {index: said for index, said in words.items() if said}


def _subjects(state: State) -> Subjects:
    return Subjects(ground_desk(state), state["cases"], state["form_checks"])


ROUTES: list[Any] = [papers_page, paper_file]
