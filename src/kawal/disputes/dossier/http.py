"""Routes of dossiers: what one would hold, a draft of it, what was released and to whom."""

from datetime import date
from typing import Annotated, Any, Literal, get_args

import msgspec
from litestar import Response, get, post
from litestar.datastructures import State
from litestar.enums import RequestEncodingType
from litestar.params import Body, FromPath, FromQuery, QueryParameter
from sqlalchemy.engine import Connection

from kawal.access.people import account_names
from kawal.count.names import CONTESTS
from kawal.count.sources import CONTEST_KINDS
from kawal.disputes.dossier.desk import MOST_REASON, RECEIVERS, DossierDesk, May
from kawal.disputes.dossier.exhibits import exhibits_in, photos_in
from kawal.disputes.dossier.gather import Gathered
from kawal.disputes.dossier.model import SIDES, Scope, ScopeKind, Side
from kawal.disputes.dossier.paper.sheet import SOURCES
from kawal.disputes.dossier.scope import SCOPE_NAMES, scope_asked
from kawal.election.model import Registry
from kawal.field.phonepage import place_code
from kawal.kernel.codes import Level, is_station
from kawal.kernel.errors import Missing, NotPermitted, Rejected
from kawal.kernel.language import msg
from kawal.web.identity import account_of, require, who_of
from kawal.web.problems import status_of
from kawal.web.render import AnyRequest, reader_of, renderer_of

PAGE = "/sengketa/berkas"
OUT = f"{PAGE}/keluar"
KINDS: tuple[ScopeKind, ...] = get_args(ScopeKind)
MOST_OFFERED = 2_000
"""With more stations than this they are typed, not offered in a list."""
Short = Annotated[str, msgspec.Meta(max_length=40)]
Contest = Literal["", "governor", "regent", "mayor"]


class DraftForm(msgspec.Struct, frozen=True):
    """What a draft is to hold; `parts` opens what is sealed, `why` says the reason."""

    kind: ScopeKind
    value: Short
    contest: Contest = ""
    side: Side = "PK"
    parts: Literal["", "1"] = ""
    why: Annotated[str, msgspec.Meta(max_length=MOST_REASON)] = ""


Given = Annotated[DraftForm, Body(media_type=RequestEncodingType.URL_ENCODED)]
Text = Annotated[str, QueryParameter(max_length=40)]


@get(PAGE, right="dispute.read", sync_to_thread=True)
def dossier_page(
    request: AnyRequest,
    state: State,
    kind: FromQuery[Literal["", "station", "ward", "incident", "contest"]] = "",
    station: Text = "",
    ward: Text = "",
    incident: Text = "",
    of: FromQuery[Contest] = "",
    contest: FromQuery[Contest] = "",
    side: FromQuery[Side] = "PK",
    dikeluarkan: FromQuery[int] = 0,
) -> Response[str]:
    """The builder; with a scope, what a dossier of it would hold and what is missing, or why there is none; what was
    released, and that `dikeluarkan` just was."""
    desk, who = dossiers_of(state), who_of(request)
    registry = desk.field.registry()
    given = {"station": station, "ward": ward, "incident": incident, "contest": of}
    scope = _asked(registry, kind, given[kind], contest) if kind else None
    with desk.field.store.engine.connect().execution_options(read_only=True) as connection:
        gathered, refused = _looked(desk, connection, scope, side) if scope else (None, None)
        sealed = desk.sealed_parts(connection, gathered) if gathered else ()
        out = desk.releases(connection)
    if gathered:
        _reached(request, desk, gathered)
    places = gathered.about if gathered else ()
    return renderer_of(state).page(
        request,
        "dossier.html",
        status=status_of(refused) if refused else 200,
        refused=refused.message if refused else None,
        just=next((one for one in out if one.event.number == dikeluarkan), None),
        may_file=who.may("dossier.release"),
        scope=scope,
        given=given,
        side=side,
        found=gathered.dossier if gathered else None,
        exhibits=exhibits_in(gathered.dossier) if gathered else 0,
        photos=len(photos_in(gathered.dossier)) if gathered else 0,
        sealed=len(sealed),
        may_open=bool(sealed) and all(who.may("report.private", one) for one in places),
        may_release=desk.may_release and who.may("dossier.release"),
        out=out,
        wards=sorted(
            (one for one in registry.regions if one.level is Level.WARD), key=lambda one: (one.name, one.code)
        ),
        stations=registry.stations if len(registry.stations) <= MOST_OFFERED else (),
        contests=list(dict.fromkeys(one.kind for one in registry.contests)),
        kinds=KINDS,
        names=account_names(desk.field.access.directory(), registry, who, reader_of(request).language),
        **words_of(registry),
    )


@post(f"{PAGE}/draf", right="dispute.read", status_code=200, sync_to_thread=True)
def dossier_draft(request: AnyRequest, state: State, data: Given) -> Response[bytes]:
    """A draft on paper, in the reader's language, for the own look: never more than the reader may see, and recorded.
    Files with their proofs leave the node by a release alone."""
    desk, told = dossiers_of(state), reader_of(request).language
    scope = _asked(desk.field.registry(), data.kind, data.value, data.contest)
    with desk.field.store.engine.connect().execution_options(read_only=True) as connection:
        _reached(request, desk, desk.look(connection, scope, data.side))
    who = who_of(request)
    built = desk.draft(
        scope,
        data.side,
        account_of(request).id,
        reason=data.why,
        may=opener(request, data.parts),
        sees=lambda region: who.may("count.read", region),
        photos=lambda place: who.may("report.private", place),
    )
    return _file(built.documents[told.code], f"berkas-draf-{scope.kind}-{scope.value}.pdf", "application/pdf")


@get(OUT, right="copies.own", sync_to_thread=True)
def dossier_out_page(request: AnyRequest, state: State) -> Response[str]:
    """What was released, for the agents of every pair: to whom, about what, with which hash."""
    desk = dossiers_of(state)
    with desk.field.store.engine.connect().execution_options(read_only=True) as connection:
        out = desk.releases(connection)
    return renderer_of(state).page(request, "dossier_out.html", out=out, **words_of(desk.field.registry()))


@get(OUT + "/{number:int}/berkas.zip", right="copies.own", sync_to_thread=True)
def dossier_out_file(state: State, number: FromPath[int]) -> Response[bytes]:
    """A file that was released to all pairs: the same for each."""
    desk = dossiers_of(state)
    with desk.field.store.engine.connect().execution_options(read_only=True) as connection:
        _, body = desk.file(connection, number, to="pairs")
    return _file(body, f"berkas-{number}.zip", "application/zip")


def dossiers_of(state: State) -> DossierDesk:
    """The desk of dossiers of an application."""
    desk: DossierDesk = state["dossiers"]
    return desk


def opener(request: AnyRequest, parts: str) -> May | None:
    """Whether each sealed part may be opened by who asks; None when none is asked for."""
    who = who_of(request)
    return (lambda place: who.may("report.private", place)) if parts else None


def words_of(registry: Registry) -> dict[str, Any]:
    """What the templates need to say things."""
    return {
        "place_name": registry.place_name,
        "iso_day": date.fromisoformat,
        "sides": SIDES,
        "receivers": RECEIVERS,
        "scope_names": SCOPE_NAMES,
        "contest_names": CONTESTS,
        "contest_kinds": CONTEST_KINDS,
        "sure_names": SOURCES,
        "most_reason": MOST_REASON,
    }


def _asked(registry: Registry, kind: ScopeKind, value: str, contest: str) -> Scope:
    """What is asked for; a station by its number of 13 digits or by its name, "TPS 2 Karang Mekar"."""
    if kind == "station" and not is_station(value.strip()):
        value = place_code(value, tuple((one.id, registry.place_name(one.id)) for one in registry.stations))
    return scope_asked(kind, value, contest)


def _looked(
    desk: DossierDesk, connection: Connection, scope: Scope, side: Side
) -> tuple[Gathered | None, Missing | Rejected | None]:
    """What a dossier would hold, or why there is none: said beside the form, which keeps what was typed."""
    try:
        return desk.look(connection, scope, side), None
    except (Missing, Rejected) as error:
        return None, error if scope.value else Missing(error.where, error.expected, msg("kosong"))


def _reached(request: AnyRequest, desk: DossierDesk, gathered: Gathered) -> None:
    """Raise NotPermitted unless the reader may see disputes of every place in it; of a contest, of its region."""
    places = desk.must_reach(gathered)
    for place in places:
        require(request, "dispute.read", place=place)
    if not places:
        raise NotPermitted(msg("peran Anda tidak berhak melakukan ini"))


def _file(body: bytes, name: str, kind: str) -> Response[bytes]:
    return Response(body, media_type=kind, headers={"content-disposition": f'attachment; filename="{name}"'})


ROUTES: list[Any] = [dossier_page, dossier_draft, dossier_out_page, dossier_out_file]
