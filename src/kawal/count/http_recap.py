"""Routes of the recapitulation: what differs and by how much, one form with all its columns, forms that come in."""

import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec
from litestar import Response, get, post
from litestar.datastructures import State, UploadFile
from litestar.enums import RequestEncodingType
from litestar.params import Body, FromPath, QueryParameter
from litestar.response import Redirect
from litestar.status_codes import HTTP_303_SEE_OTHER as SEE_OTHER
from sqlalchemy.engine import Connection

from kawal.access.people import account_names
from kawal.count.model import ContestKind
from kawal.count.names import CONTESTS, OUTCOMES, field_name, finding_title
from kawal.count.raising import raising_of
from kawal.count.recap.diff import Difference
from kawal.count.recap.forms import Recap, depth, fields_of
from kawal.count.recap.shifts import NAMES
from kawal.count.recap.signtest import PATTERNS, sign_tests
from kawal.count.recap.sums import column_checks
from kawal.count.recapdesk import RecapDesk
from kawal.count.recapending import key_of, recap_endings, seen_of
from kawal.count.recapqueries import counted, known_recaps
from kawal.count.sources import CONTEST_KINDS
from kawal.count.sums import contests_at, options_of
from kawal.election.model import Contest, Registry
from kawal.jurisdiction.forms import forms
from kawal.kernel.codes import Level, RegionCode, is_station, level_of, within
from kawal.kernel.errors import Missing, Rejected
from kawal.kernel.language import Language, Message, msg
from kawal.web.formdata import form_of, text_of
from kawal.web.identity import account_of, require, who_of
from kawal.web.render import AnyRequest, reader_of, renderer_of

PAGE = "/hitung/rekap"
BRING = "/hitung/masukkan"
MOST_BYTES = 4 << 20
SHOWN = 100
TYPED = "n."
"""What stands before the field of a number that was typed in."""
Round = Annotated[int, msgspec.Meta(ge=1, le=9)]
PlaceText = Annotated[str, msgspec.Meta(min_length=2, max_length=13)]
SOURCE_NAMES: Mapping[str, Message] = {
    "official": msg("formulir D.Hasil"),
    "heard": msg("dibacakan di pleno"),
    "agent": msg("salinan saksi"),
}


class CorrectionForm(msgspec.Struct, frozen=True):
    """A record of C/D.KEJADIAN KHUSUS about a place; with `numbers` it corrects exactly what differs there now."""

    contest: ContestKind
    region: PlaceText
    place: PlaceText
    round: Round = 1
    numbers: Literal["", "1"] = ""
    note: Annotated[str, msgspec.Meta(max_length=1_000)] = ""


class ColumnSum(msgspec.Struct, frozen=True):
    """A printed sum of a column that its own numbers do not make: both sides as computed."""

    place: str
    title: str
    left: int
    right: int


@get(PAGE, right="count.read", sync_to_thread=True)
def recap_page(
    request: AnyRequest, state: State, contest: Annotated[str, QueryParameter(max_length=12)] = ""
) -> Response[str]:
    """What differs between the forms of the recapitulation and what they add up, what could change the outcome first;
    who gains where; which forms have come."""
    desk, words, who = recap_of(state), reader_of(request).language, who_of(request)
    registry = desk.count.registry()
    with desk.store.engine.connect().execution_options(read_only=True) as connection:
        chosen = chosen_contest(registry, contest or _busiest(desk, connection))
        known = known_recaps(connection, chosen)
        diff = desk.compared(connection, chosen)
        ended = recap_endings(connection, chosen.kind)
        raising = raising_of(request, state, connection, [one.place for one in diff.differences])
    seen = sorted(
        (one for one in diff.differences if who.may("count.read", one.place)), key=lambda one: key_of(one) in ended
    )
    return renderer_of(state).page(
        request,
        "recap.html",
        contest=chosen,
        known=[one for one in known if who.may("count.read", one.recap.region)],
        plenaries=plenaries(registry, chosen),
        diff=diff,
        differences=seen[:SHOWN],
        beyond=max(0, len(seen) - SHOWN),
        open=sum(not one.explained and key_of(one) not in ended for one in seen),
        ending_of=lambda one: ended.get(key_of(one)),
        seen_of=seen_of,
        outcomes=OUTCOMES,
        tests=[one for one in sign_tests(diff) if one.more + one.fewer and who.may("count.read", one.district)],
        patterns=PATTERNS,
        coverage=[one for one in diff.coverage if who.may("count.read", one.place)],
        may_enter=who.may("count.enter"),
        may_decide=who.may("count.decide"),
        **raising,
        **_words(request, state, registry, words),
    )


@get(PAGE + "/{region:str}/{contest:str}", right="count.read", sync_to_thread=True)
def recap_form_page(
    request: AnyRequest,
    state: State,
    region: FromPath[str],
    contest: FromPath[str],
    round_: Annotated[int, QueryParameter(name="round", ge=1, le=9)] = 1,
) -> Response[str]:
    """One form as it stands, a row for each number and a column for each place, with what differs in its cell; below
    it a column to type in as it is read aloud."""
    desk, words, who = recap_of(state), reader_of(request).language, who_of(request)
    registry = desk.count.registry()
    kind = kind_of(contest)
    chosen = desk.contest(kind, region)
    require(request, "count.read", place=region)
    with desk.store.engine.connect().execution_options(read_only=True) as connection:
        copies = [
            one
            for one in known_recaps(connection, chosen)
            if one.recap.region == region and one.recap.round == round_
        ]
        followed = next(
            (
                one
                for one in counted(connection, desk.count.registry(), chosen).recaps
                if one.region == region and one.round == round_ and not one.alone
            ),
            None,
        )
        differences = [one for one in desk.compared(connection, chosen).differences if one.form == region]
    options = options_of(chosen)
    held = {
        name for numbers in ((*followed.columns.values(), followed.total) if followed else ()) for name in numbers
    }
    return renderer_of(state).page(
        request,
        "recapform.html",
        contest=chosen,
        region=region,
        round=round_,
        copies=copies,
        form=followed,
        rows=[name for name in fields_of(options) if name in held],
        cells={(one.place, cell.field): cell for one in differences for cell in one.cells},
        differences=differences,
        sums=_column_sums(followed, options, words),
        may_enter=who.may("count.enter", region),
        **_words(request, state, registry, words),
    )


@post(PAGE + "/berkas", right="count.enter", status_code=SEE_OTHER)
async def recap_uploaded(request: AnyRequest, state: State) -> Response[Any]:
    """A form of the recapitulation from a file: the whole form, or nothing and one sentence."""
    form = await form_of(request)
    kind, region = kind_of(text_of(form, "contest", 20)), text_of(form, "region", 13)
    source, round_ = text_of(form, "source", 20), text_of(form, "round", 2) or "1"
    upload = form.get("file")
    if not isinstance(upload, UploadFile) or not upload.filename:
        raise Rejected(msg("berkas"), msg("berkas CSV atau XLSX"), msg("tidak ada"))
    if source not in {"official", "agent"}:
        raise Rejected(msg("sumber"), msg("salah satu dari: %(choices)s", choices="official, agent"), source)
    if round_ not in "123456789":
        raise Rejected(msg("putaran"), msg("bilangan bulat dari 1 sampai 9"), round_)
    body = await upload.read(MOST_BYTES + 1)
    if len(body) > MOST_BYTES:
        raise Rejected(msg("berkas"), msg("paling banyak %(most)s MB", most=MOST_BYTES >> 20), upload.filename)
    require(request, "count.enter", place=region)
    desk, actor = recap_of(state), account_of(request).id

    def take() -> None:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / (Path(upload.filename).name[:100] or "rekap.csv")
            path.write_bytes(body)
            desk.take_file(path, kind, region, "agent" if source == "agent" else "official", actor, int(round_))

    await desk.count.field.in_thread(take)
    return Redirect(f"{BRING}?saved=1&contest={kind}&region={region}#dibacakan", status_code=SEE_OTHER)


@post(PAGE + "/dibacakan", right="count.enter", status_code=SEE_OTHER)
async def recap_heard(request: AnyRequest, state: State) -> Response[Any]:
    """One column as it was read aloud in the plenary; what is left empty was not read."""
    form, words = await form_of(request), reader_of(request).language
    kind, region = kind_of(text_of(form, "contest", 20)), text_of(form, "region", 13)
    require(request, "count.enter", place=region)
    numbers: dict[str, int] = {}
    for key in form:
        text = text_of(form, key, 20).strip() if key.startswith(TYPED) else ""
        if not text:
            continue
        digits, name = text.replace(".", ""), key.removeprefix(TYPED)[:40]
        if not (digits.isascii() and digits.isdigit() and len(digits) <= 9):
            raise Rejected(field_name(name, words), msg("bilangan bulat, paling sedikit 0"), text)
        numbers[name] = int(digits)
    desk = recap_of(state)
    place, actor = text_of(form, "place", 13), account_of(request).id
    await desk.count.field.in_thread(desk.hear, kind, region, place, numbers, actor)
    return Redirect(f"{BRING}?saved=1&contest={kind}&region={region}#dibacakan", status_code=SEE_OTHER)


@post(PAGE + "/pembetulan", right="count.decide", status_code=SEE_OTHER, sync_to_thread=True)
def correction_recorded(
    request: AnyRequest,
    state: State,
    data: Annotated[CorrectionForm, Body(media_type=RequestEncodingType.URL_ENCODED)],
) -> Response[Any]:
    """A record of C/D.KEJADIAN KHUSUS explains what differs in a place."""
    desk = recap_of(state)
    require(request, "count.decide", place=data.region)
    require(request, "count.decide", place=data.place)
    changes: Mapping[str, int] = {}
    if data.numbers:
        with desk.store.engine.connect().execution_options(read_only=True) as connection:
            differences = desk.compared(connection, desk.contest(data.contest, data.region)).differences
        here = (one for one in differences if (one.form, one.place) == (data.region, data.place))
        changes = next((one.open for one in here), {})
    desk.correct(data.contest, data.place, data.round, changes, data.note, account_of(request).id)
    return Redirect(f"{PAGE}?contest={data.contest}", status_code=SEE_OTHER)


def _column_sums(recap: Recap | None, options: tuple[int, ...], words: Language) -> list[ColumnSum]:
    """What does not add up within the columns of a form, by place in the order of the form."""
    return [
        ColumnSum(place, finding_title(check.identity, check.part, words), check.left or 0, check.right or 0)
        for place, check in (column_checks(recap, options) if recap else ())
    ]


def _words(request: AnyRequest, state: State, registry: Registry, words: Language) -> dict[str, Any]:
    return {
        "contests": contests_at(registry, ""),
        "contest_names": CONTESTS,
        "source_names": SOURCE_NAMES,
        "kind_names": NAMES,
        "place_name": registry.place_name,
        "field": lambda name: field_name(name, words),
        "form_title": lambda region: form_title(region, words),
        "difference_path": _difference_path,
        "names": account_names(state["access"].directory(), registry, who_of(request)),
        "page": PAGE,
    }


def form_title(region: str, words: Language) -> str:
    """What the form of a region is called; the annex of a ward is the district's."""
    level = {Level.WARD: "district", Level.DISTRICT: "district", Level.CITY: "city", Level.PROVINCE: "province"}
    wanted = level[level_of(RegionCode(region))]
    return next(one.title.say(words) for one in forms().recap if one.level == wanted)


def _difference_path(found: Difference) -> str:
    """Where the numbers of a difference can be looked at: the station's page, else the form."""
    if is_station(found.place):
        return f"/hitung/tps/{found.place}/{found.contest}"
    return f"{PAGE}/{found.form}/{found.contest}?round={found.round}"


def below_of(registry: Registry, region: str) -> tuple[str, ...]:
    """The places whose columns a form has: the regions right below, for a ward its stations."""
    code = RegionCode(region)
    if level_of(code) is Level.WARD:
        return tuple(one.id for one in registry.stations if one.ward == code)
    inside = (one.code for one in registry.regions if within(one.code, code))
    return tuple(sorted(one for one in inside if depth(one) == depth(region) + 1))


def plenaries(registry: Registry, contest: Contest) -> tuple[str, ...]:
    """The regions whose plenary recapitulates a contest: its districts, its cities, its province, highest first."""
    codes = {one.code for one in registry.regions if within(one.code, contest.region)}
    return tuple(sorted((one for one in codes if level_of(one) is not Level.WARD), key=lambda one: (depth(one), one)))


def chosen_contest(registry: Registry, kind: str) -> Contest:
    contests = contests_at(registry, "")
    if not contests:
        raise Missing(msg("pemilihan"), msg("pemilihan yang terdaftar"), kind[:20])
    if not kind:
        return contests[0]
    found = next((one for one in contests if one.kind == kind), None)
    if found is None:
        raise Missing(msg("pemilihan"), msg("pemilihan yang terdaftar"), kind[:20])
    return found


def _busiest(desk: RecapDesk, connection: Connection) -> str:
    """The contest of which most forms of the recapitulation have come; "" while there is none."""
    contests = contests_at(desk.count.registry(), "")
    forms_in = {one.kind: len(known_recaps(connection, one)) for one in contests}
    return max(forms_in, key=lambda kind: forms_in[kind], default="") if any(forms_in.values()) else ""


def kind_of(text: str) -> ContestKind:
    found = next((one for one in CONTEST_KINDS if one == text), None)
    if found is None:
        raise Rejected(
            msg("pemilihan"), msg("salah satu dari: %(choices)s", choices=", ".join(CONTEST_KINDS)), text[:20]
        )
    return found


def recap_of(state: State) -> RecapDesk:
    desk: RecapDesk = state["recap"]
    return desk


ROUTES = [recap_page, recap_form_page, recap_uploaded, recap_heard, correction_recorded]
