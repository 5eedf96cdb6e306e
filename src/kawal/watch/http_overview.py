"""The overview: what must be decided now, by whom, how much is left; the numbers of the day; wards in trouble."""

from collections.abc import Sequence
from typing import Any

from litestar import Response, get
from litestar.datastructures import State
from sqlalchemy.engine import Connection

from kawal.access.model import Who
from kawal.field.line_queries import open_lines
from kawal.kernel.language import Language
from kawal.outputs.messenger import page_text
from kawal.watch.board.alarms import Alarms
from kawal.watch.board.http import age_of, looks, raised_of, state_values
from kawal.watch.board.look import Look, look
from kawal.watch.board.shown import MARKS
from kawal.watch.convoys.forward import wards_words
from kawal.watch.convoys.model import Convoy
from kawal.watch.convoys.queries import load_convoys
from kawal.watch.convoys.standing import to_decide
from kawal.watch.desk import WatchDesk
from kawal.watch.dutylog.calldown import contact
from kawal.watch.incidents.casedesk import CaseDesk
from kawal.watch.incidents.cases import Case
from kawal.watch.incidents.caseview import clock_shown
from kawal.watch.incidents.legal import report_clock
from kawal.watch.muster.muster import UnitMuster, here_of, missing_of
from kawal.watch.queries import shifts, situations
from kawal.watch.shifts.handover import titled
from kawal.watch.sources import people_names
from kawal.web.identity import account_of, who_of
from kawal.web.render import AnyRequest, reader_of, renderer_of

MOST_CASES, MOST_WARDS = 7, 14


@get("/ikhtisar", right="log.read", sync_to_thread=True)
def overview_page(request: AnyRequest, state: State) -> Response[str]:
    """Decisions on the right, the severest first; on the left the wards that need a look."""
    watch: WatchDesk = state["watch"]
    account, words = account_of(request), reader_of(request).language
    cases: CaseDesk = state["cases"]
    with watch.field.store.engine.connect().execution_options(read_only=True) as connection:
        seen = look(connection, watch, lambda place: account.may("log.read", place))
        open_cases = [one for one in cases.all(connection) if one.is_open and cases.reaches(account, one)]
        units = [one for one in _units(state, connection) if account.may("log.read", one.region)]
        waiting = open_lines(connection)
        offered = next((one for one in shifts(connection)[:1] if one.waits), None)
        reported = next(iter(situations(connection)), None)
        convoys = load_convoys(connection)
        sendable, presence = cases.ready_teams(connection), cases.presence(connection)
        here = sum(presence.get(one.number) == "here" for one in sendable)
        teams = here, len(cases.teams(connection)), len(sendable) - here
    raised = _raised(seen, convoys, watch, who_of(request))
    reached = [one for one in convoys if any(account.may("convoy.read", ward) for ward in one.wards)]
    troubled = sorted((one for one in seen.wards if one.troubled), key=lambda one: (-one.troubled, one.ward))
    registry = watch.field.registry()
    return renderer_of(state).page(
        request,
        "overview.html",
        seen=seen,
        rows=_decisions(open_cases[:MOST_CASES], cases, words),
        more_cases=max(0, len(open_cases) - MOST_CASES),
        unhandled=sum(not one.is_handled for one in open_cases),
        raised=raised,
        troubled=troubled[:MOST_WARDS],
        more_wards=max(0, len(troubled) - MOST_WARDS),
        missing=len(missing_of(units)),
        present=here_of(units),
        officers=sum(len(one.people) for one in units),
        waiting=waiting,
        wards_words=lambda wards: wards_words(wards, registry, words),
        convoys=[one for one in to_decide(reached, seen.now_ms) if not one.is_late(seen.now_ms)],
        offered=offered,
        reported=reported,
        teams=teams,
        marks=MARKS,
        looks=looks(),
        names=people_names(watch, who_of(request), reader_of(request).language),
        registry=registry,
        now_ms=seen.now_ms,
        age=lambda moment: age_of(moment, seen.now_ms, words),
        text=overview_text(open_cases, seen, cases, words),
        **state_values(),
    )


def overview_text(open_cases: list[Case], seen: Look, cases: CaseDesk, words: Language) -> str:
    """The overview as a text to pass on: the numbers, then what must be decided."""
    book, registry = cases.watch.field.book(), cases.watch.field.registry()
    names = state_values()["state_names"]
    numbers = ", ".join(f"{count} {words.say(names[name])}" for name, count in seen.totals.items() if count)
    lines = [
        f"{titled(book, one.heard, words)}, {registry.place_name(one.site)}: "
        f"{cases.agency_name(one.owner, words) if one.owner else words.text('posko')}"
        for one in open_cases
    ]
    return page_text(words.text("Ikhtisar"), [numbers, *lines], words)


def _decisions(open_cases: list[Case], cases: CaseDesk, words: Language) -> list[dict[str, Any]]:
    book, registry = cases.watch.field.book(), cases.watch.field.registry()
    return [
        {
            "case": one,
            "title": titled(book, one.heard, words, weighed=False),
            "place": registry.place_name(one.site),
            "mediator": cases.agency_name(one.mediator, words) if one.mediator else "",
            "owner": cases.agency_name(one.owner, words) if one.owner else words.text("posko"),
            "clock": clock_shown(one, cases),
            "legal": report_clock(cases.legal_clocks(one), cases.watch.now_ms()),
        }
        for one in open_cases
    ]


def _raised(seen: Look, convoys: Sequence[Convoy], watch: WatchDesk, who: Who) -> Alarms:
    registry = watch.field.registry()
    return raised_of(
        seen,
        convoys,
        watch,
        who,
        lambda ward: contact(ward, registry, seen.calls.get(ward, ())) if who.may("log.read", ward) else None,
    )


def _units(state: State, connection: Connection) -> tuple[UnitMuster, ...]:
    units: tuple[UnitMuster, ...] = state["muster"].units(connection)
    return units


ROUTES = [overview_page]
