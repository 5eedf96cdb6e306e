"""The page of deadlines: every one that runs on this node, what ends first on top, and moments that start them."""

from datetime import tzinfo
from typing import Annotated, Any, Literal

import msgspec
from litestar import Response, get, post
from litestar.datastructures import State
from litestar.enums import RequestEncodingType
from litestar.params import Body
from litestar.response import Redirect
from litestar.status_codes import HTTP_303_SEE_OTHER as SEE_OTHER
from sqlalchemy.engine import Connection

from kawal.access.people import account_names
from kawal.access.profiles import PARTS
from kawal.count.model import ContestKind
from kawal.count.names import CONTESTS, ROUNDS
from kawal.count.rounddays import rounds
from kawal.disputes.clocks.decide import LENGTH, MOST_DAYS, RecordMoment
from kawal.disputes.clocks.desk import ClockDesk
from kawal.disputes.clocks.model import DAY_UNITS, EVENT_NAMES, EVENTS_RECORDED, UNIT_NAMES, DayUnit
from kawal.disputes.clocks.running import Running
from kawal.disputes.clocks.words import about, moment_words, title
from kawal.disputes.threshold.http import moment_in_words, place_in, typed_moment, typed_whole
from kawal.jurisdiction.deadlines import Event
from kawal.kernel.codes import Level, RegionCode, common_place, level_of
from kawal.kernel.language import Language, msg
from kawal.watch.incidents.casedesk import CaseDesk
from kawal.watch.incidents.cases import Case
from kawal.watch.incidents.legal import LegalClock
from kawal.web.identity import account_of, require, who_of
from kawal.web.render import AnyRequest, reader_of, renderer_of

PAGE = "/sengketa/tenggat"
STUDY: Literal["dispute.study"] = "dispute.study"
Short = Annotated[str, msgspec.Meta(max_length=200)]
UrlEncoded = Body(media_type=RequestEncodingType.URL_ENCODED)


class MomentForm(msgspec.Struct, frozen=True):
    """What happened, as typed; length and unit only for a ruling that orders a re-poll."""

    event: Event
    region: Short
    at: Short
    reference: Short
    contest: ContestKind | Literal[""] = ""
    length: Short = ""
    unit: DayUnit = "calendar_days"


class WithdrawForm(msgspec.Struct, frozen=True):
    """Which entry did not happen so, or was not announced so."""

    moment: Annotated[int, msgspec.Meta(ge=0, le=2**53)]


@get(PAGE, right="dispute.read", sync_to_thread=True)
def clocks_page(request: AnyRequest, state: State) -> Response[str]:
    """Deadlines that run, those that passed below, incidents with clocks of their own by link."""
    desk, words, who = clocks_of(state), reader_of(request).language, who_of(request)
    now_ms, registry = desk.threshold.now_ms(), desk.threshold.registry()
    with desk.store.engine.connect().execution_options(read_only=True) as connection:
        seen = [one for one in desk.all(connection) if who.may("dispute.read", _place(desk, one))]
        due = {one.due.poll.index for one in seen if one.due}
        undated = [
            one
            for one in rounds(connection)
            if one.is_poll
            and one.day is None
            and one.index not in due
            and who.may("dispute.read", common_place(one.stations))
        ]
        cases = _cases(request, state, connection, now_ms)
        mine = {
            one.index for one in desk.recorded(connection) if who.may(STUDY, place_in(desk.threshold, one.region))
        }
    return renderer_of(state).page(
        request,
        "clocks.html",
        page=PAGE,
        ahead=[one for one in seen if one.is_ahead(now_ms)],
        passed=[one for one in seen if not one.is_ahead(now_ms)],
        cases=cases,
        waiting=_waiting(desk, seen),
        undated=undated,
        may_date=who.may("count.decide"),
        round_names=ROUNDS,
        common_place=common_place,
        moment=lambda ending: moment_words(ending, desk.zone, words),
        began_by=lambda one: _sentence(words.say(EVENT_NAMES[one.start.event])),
        began=lambda one: _began(one, desk.zone, words),
        about=lambda one: about(one, registry, words),
        title=lambda one: title(one, words),
        event_names=EVENT_NAMES,
        events=EVENTS_RECORDED,
        units=DAY_UNITS,
        unit_names=UNIT_NAMES,
        contest_names=CONTESTS,
        kinds=list(dict.fromkeys(one.kind for one in registry.contests)),
        regions=_regions(desk),
        registry=registry,
        may_study=who.may(STUDY),
        mine=mine,
        most_days=MOST_DAYS,
        names=account_names(state["access"].directory(), registry, who, words),
        now_ms=now_ms,
    )


@post(f"{PAGE}/kejadian", right=STUDY, status_code=SEE_OTHER, sync_to_thread=True)
def moment_recorded(request: AnyRequest, state: State, data: Annotated[MomentForm, UrlEncoded]) -> Response[Any]:
    """Record something that starts a deadline."""
    desk = clocks_of(state)
    require(request, STUDY, place=place_in(desk.threshold, data.region))
    command = RecordMoment(
        event=data.event,
        contest=data.contest or None,
        region=data.region,
        at_ms=typed_moment(data.at, desk.threshold, msg("waktu kejadian")),
        reference=data.reference,
        length=typed_whole(data.length, LENGTH, MOST_DAYS, 1) if data.length.strip() else 0,
        unit=data.unit,
    )
    desk.record(command, account_of(request).id)
    return Redirect(PAGE, status_code=SEE_OTHER)


@post(f"{PAGE}/tarik", right=STUDY, status_code=SEE_OTHER, sync_to_thread=True)
def moment_withdrawn(request: AnyRequest, state: State, data: Annotated[WithdrawForm, UrlEncoded]) -> Response[Any]:
    """It did not happen so, or was not announced so: its clock stops."""
    desk = clocks_of(state)
    with desk.store.engine.connect().execution_options(read_only=True) as connection:
        found = desk.started(connection, data.moment)
    require(request, STUDY, place=place_in(desk.threshold, found.region))
    desk.withdraw(found, account_of(request).id)
    return Redirect(PAGE, status_code=SEE_OTHER)


def clocks_of(state: State) -> ClockDesk:
    """The desk of clocks of an application."""
    desk: ClockDesk = state["clocks"]
    return desk


def _regions(desk: ClockDesk) -> list[str]:
    """Where something can happen: the node's own region first, then the province, its cities, and what lies up to two
    levels below the own: a ruling names wards."""
    own = RegionCode(desk.threshold.region)
    lowest = min(level_of(own) + 2, Level.WARD)
    found = [one.code for one in desk.threshold.registry().regions if level_of(one.code) <= lowest]
    return sorted(found, key=lambda one: (one != own, one))


def _sentence(text: str) -> str:
    """Words with a capital at the front."""
    return text[:1].upper() + text[1:]


def _place(desk: ClockDesk, one: Running) -> str:
    return place_in(desk.threshold, one.start.place) or desk.threshold.region


def _began(one: Running, local: tzinfo, words: Language) -> str:
    """When it began: a day for a voting day, else the moment by local clocks."""
    if one.start.event == "voting_day":
        return words.day(one.start.at.astimezone(local).date())
    return moment_in_words(int(one.start.at.timestamp() * 1000), local, words)


def _waiting(desk: ClockDesk, seen: list[Running]) -> list[Any]:
    """The deadlines of a result and a petition that have not begun, for want of their event."""
    started = {one.deadline.id for one in seen}
    return [
        one
        for one in desk.law.deadlines
        if one.event in ("result_announced", "petition_registered", "court_orders") and one.id not in started
    ]


def _cases(request: AnyRequest, state: State, connection: Connection, now_ms: int) -> list[tuple[Case, LegalClock]]:
    """Open incidents with a clock of their own that still runs, what ends first before; none where no watch is."""
    if "watch" not in PARTS[state["access"].founding.profile] or not who_of(request).may("incident.read"):
        return []
    cases: CaseDesk = state["cases"]
    account, found = account_of(request), []
    for case in cases.all(connection):
        clocks = [one for one in cases.legal_clocks(case) if one.span and one.arguable_ms > now_ms]
        if case.is_open and clocks and cases.reaches(account, case):
            found.append((case, min(clocks, key=lambda one: one.safe_ms)))
    return sorted(found, key=lambda one: one[1].safe_ms)


ROUTES = [clocks_page, moment_recorded, moment_withdrawn]
