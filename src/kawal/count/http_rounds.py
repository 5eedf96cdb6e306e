"""Rounds: order a re-poll, a recount or a later poll, after seeing what it replaces; each with before and after."""

from datetime import date
from typing import Annotated, Any, Literal, get_args

import msgspec
from litestar import Response, get, post
from litestar.datastructures import State
from litestar.enums import RequestEncodingType
from litestar.params import Body, FromQuery, QueryParameter
from litestar.response import Redirect
from litestar.status_codes import HTTP_303_SEE_OTHER as SEE_OTHER

from kawal.access.people import account_names
from kawal.count.events import RoundKind
from kawal.count.ladderview import columns_of
from kawal.count.model import ContestKind
from kawal.count.names import CONTESTS, ROUNDS
from kawal.count.place import count_of
from kawal.count.rounddays import rounds_gone
from kawal.count.rounddesk import MOST_DECREE, MOST_REASON, LateDay, RoundDesk
from kawal.count.rounds import orders, standing, stations_named, summed
from kawal.count.sums import contest_of
from kawal.election.model import Contest, Registry
from kawal.kernel.codes import StationId, ward_of
from kawal.kernel.days import read_day
from kawal.kernel.errors import Rejected
from kawal.kernel.language import msg
from kawal.web.identity import account_of, require, who_of
from kawal.web.problems import status_of
from kawal.web.render import AnyRequest, reader_of, renderer_of

PAGE = "/hitung/putaran"
RIGHT: Literal["count.decide"] = "count.decide"
MOST_LIST = 200_000
MOST_LISTED = 40
KINDS: tuple[RoundKind, ...] = get_args(RoundKind)
DayText = Annotated[str, msgspec.Meta(max_length=20)]
Order = Annotated[int, msgspec.Meta(ge=0, le=2**53)]


class RoundForm(msgspec.Struct, frozen=True):
    """What is to be ordered; `stations` is a list as pasted."""

    contest: ContestKind
    kind: RoundKind
    decree: Annotated[str, msgspec.Meta(max_length=MOST_DECREE)] = ""
    stations: Annotated[str, msgspec.Meta(max_length=MOST_LIST)] = ""
    day: DayText = ""


class CorrectForm(msgspec.Struct, frozen=True):
    """The decree and the day of a round, by the entry that ordered it."""

    order: Order
    decree: Annotated[str, msgspec.Meta(max_length=MOST_DECREE)]
    day: DayText = ""


class WithdrawForm(msgspec.Struct, frozen=True):
    """Which round is none after all, by the entry that ordered it, and why."""

    order: Order
    reason: Annotated[str, msgspec.Meta(max_length=MOST_REASON)]


@get(PAGE, right=RIGHT, sync_to_thread=True)
def rounds_page(
    request: AnyRequest,
    state: State,
    contest: FromQuery[Literal["", "governor", "regent", "mayor"]] = "",
    kind: FromQuery[RoundKind] = "re_poll",
    decree: Annotated[str, QueryParameter(max_length=200)] = "",
    stations: Annotated[str, QueryParameter(max_length=2_000)] = "",
) -> Response[str]:
    """The rounds that were ordered, with before and after, and a form for a new one, which a link may fill in."""
    typed = RoundForm(contest=contest, kind=kind, decree=decree, stations=stations) if contest else None
    return _page(request, state, None, [], typed)


@post(f"{PAGE}/lihat", right=RIGHT, status_code=200, sync_to_thread=True)
def round_shown(
    request: AnyRequest, state: State, data: Annotated[RoundForm, Body(media_type=RequestEncodingType.URL_ENCODED)]
) -> Response[str]:
    """What a round would replace, and whether its day is late; or why it cannot be ordered, with all that was typed:
    a station or region that is unknown or does not vote there, and what `RoundDesk.order` refuses."""
    desk = count_of(state).rounds
    try:
        stations = _named(request, state, data)
        with desk.store.engine.connect().execution_options(read_only=True) as connection:
            planned = desk.planned(connection, data.contest, stations, data.kind, data.decree, _day(data.day))
            late = desk.lateness(connection, planned, reader_of(request).language)
    except Rejected as error:
        return _page(request, state, None, [], data, refused=error)
    return _page(request, state, data, stations, late=late)


@post(f"{PAGE}/perintah", right=RIGHT, status_code=SEE_OTHER, sync_to_thread=True)
def round_ordered(
    request: AnyRequest, state: State, data: Annotated[RoundForm, Body(media_type=RequestEncodingType.URL_ENCODED)]
) -> Response[Any]:
    """Order it."""
    stations = _named(request, state, data)
    desk, actor = count_of(state).rounds, account_of(request).id
    desk.order(data.contest, stations, data.kind, data.decree, actor, _day(data.day))
    return Redirect(PAGE, status_code=SEE_OTHER)


@post(f"{PAGE}/pembetulan", right=RIGHT, status_code=SEE_OTHER, sync_to_thread=True)
def round_corrected(
    request: AnyRequest, state: State, data: Annotated[CorrectForm, Body(media_type=RequestEncodingType.URL_ENCODED)]
) -> Response[Any]:
    """Fix the day of a round, or correct its day and decree."""
    _reaching(request, state, data.order).correct(data.order, data.decree, _day(data.day), account_of(request).id)
    return Redirect(f"{PAGE}#p{data.order}", status_code=SEE_OTHER)


@post(f"{PAGE}/tarik", right=RIGHT, status_code=SEE_OTHER, sync_to_thread=True)
def round_withdrawn(
    request: AnyRequest, state: State, data: Annotated[WithdrawForm, Body(media_type=RequestEncodingType.URL_ENCODED)]
) -> Response[Any]:
    """Take a round back of which no form has come in."""
    _reaching(request, state, data.order).withdraw(data.order, data.reason, account_of(request).id)
    return Redirect(PAGE, status_code=SEE_OTHER)


def _reaching(request: AnyRequest, state: State, order: int) -> RoundDesk:
    """The desk of rounds, for who may decide at every station of a round; raises Missing and NotPermitted."""
    desk = count_of(state).rounds
    with desk.store.engine.connect().execution_options(read_only=True) as connection:
        found = desk.ordered(connection, order)
    for ward in sorted({ward_of(one) for one in found.stations}):
        require(request, RIGHT, place=ward)
    return desk


def _day(text: str) -> date | None:
    return read_day(text, msg("hari pelaksanaan")) if text.strip() else None


def _named(request: AnyRequest, state: State, form: RoundForm) -> list[StationId]:
    registry = count_of(state).registry()
    voting = [
        (one.id, one.ward) for one in registry.stations if contest_of(registry, one.id, form.contest) is not None
    ]
    stations, odd = stations_named(form.stations, voting)
    if odd or not stations:
        expected = msg("nomor TPS 13 angka atau kode wilayah, dengan pemilihan ini")
        raise Rejected(msg("daftar TPS"), expected, ", ".join(odd[:5]) or msg("kosong"))
    for ward in sorted({ward_of(one) for one in stations}):
        require(request, RIGHT, place=ward)
    return stations


def _page(
    request: AnyRequest,
    state: State,
    form: RoundForm | None,
    stations: list[StationId],
    typed: RoundForm | None = None,
    late: LateDay | None = None,
    refused: Rejected | None = None,
) -> Response[str]:
    desk, who = count_of(state), who_of(request)
    registry = desk.registry()
    asked_again: dict[str, Any] = {"path": PAGE} if form or refused else {}
    with desk.store.engine.connect().execution_options(read_only=True) as connection:
        ordered = [one for one in orders(connection) if any(who.may(RIGHT, ward_of(at)) for at in one.stations)]
        gone = [one for one in rounds_gone(connection) if any(who.may(RIGHT, ward_of(at)) for at in one.stations)]
        now = standing(connection, form.contest, stations) if form else {}
    return renderer_of(state).page(
        request,
        "countrounds.html",
        **asked_again,
        status=status_of(refused) if refused else 200,
        refused=refused.message if refused else None,
        shown=None,
        registry=registry,
        form=form,
        late=late,
        typed=form or typed,
        stations=stations,
        now=now,
        sums=summed(one.numbers for one in now.values()),
        listed=stations[:MOST_LISTED],
        columns=columns_of(_contest(registry, form.contest, stations)) if form else (),
        gone=gone,
        day_of=_day,
        most_reason=MOST_REASON,
        names=account_names(desk.field.access.directory(), registry, who, reader_of(request).language),
        mine=[
            one.index for one in ordered if all(who.may(RIGHT, ward) for ward in {ward_of(at) for at in one.stations})
        ],
        orders=[(one, columns_of(_contest(registry, one.contest, one.stations))) for one in ordered],
        kinds=[kind for kind in CONTESTS if any(one.kind == kind for one in registry.contests)],
        round_kinds=KINDS,
        contest_names=CONTESTS,
        round_names=ROUNDS,
    )


def _contest(
    registry: Registry, kind: ContestKind, stations: "list[StationId] | tuple[StationId, ...]"
) -> Contest | None:
    """The one contest in which all these stations vote; None when they vote in several of the kind."""
    found = {one.id: one for station in stations for one in [contest_of(registry, station, kind)] if one is not None}
    return next(iter(found.values())) if len(found) == 1 else None


ROUTES = [rounds_page, round_shown, round_ordered, round_corrected, round_withdrawn]
