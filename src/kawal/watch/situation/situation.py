"""The situation report: what is so now, in figures that name their entries, and what is done about it (pure).

Frozen as data when it is made, so that it reads the same in both languages and a year later. It holds no vote figure:
what it counts are stations, incidents, teams and lines.
"""

from collections.abc import Mapping, Sequence
from typing import Literal

import msgspec

from kawal.election.model import Registry
from kawal.field.assembly import size_of
from kawal.field.kinds import KindBook
from kawal.jurisdiction.incidents import IncidentRules, Severity
from kawal.kernel.codes import StationId, parent_of
from kawal.kernel.language import LANGUAGES, Language, Message, language, msg
from kawal.kernel.numbers import written
from kawal.watch.board.board import Board
from kawal.watch.convoys.model import Convoy
from kawal.watch.convoys.standing import late
from kawal.watch.events import Result
from kawal.watch.incidents.cases import Case
from kawal.watch.incidents.casewords import RESULTS
from kawal.watch.incidents.clocks import clocks_of
from kawal.watch.incidents.gatherings import by_size
from kawal.watch.incidents.told import SEVERITIES
from kawal.watch.model import REACHES, STATE_NAMES, STATES, Heard, WardCover
from kawal.watch.shifts.handover import titled

FigureId = Literal[
    "unknown",
    "not_open",
    "voting",
    "counting",
    "counted",
    "disputed",
    "severe",
    "moderate",
    "minor",
    "new",
    "ended",
    "unhandled",
    "late",
    "teams_out",
    "to_ask",
    "people_here",
    "people_away",
    "people_unheard",
    "lots_handed",
    "convoys_late",
    "lots_differing",
]
FIGURES: Mapping[FigureId, Message] = {
    "disputed": msg("TPS yang sumbernya berbeda"),
    "severe": msg("insiden berat terbuka"),
    "moderate": msg("insiden sedang terbuka"),
    "minor": msg("insiden ringan terbuka"),
    "new": msg("insiden baru sejak laporan sebelumnya"),
    "ended": msg("insiden selesai sejak laporan sebelumnya"),
    "unhandled": msg("insiden belum ditangani"),
    "late": msg("insiden lewat tenggat"),
    "teams_out": msg("TRC bertugas"),
    "to_ask": msg("kabar perlu ditanyakan"),
    "people_here": msg("linmas hadir menurut apel"),
    "people_away": msg("linmas tidak hadir atau sakit"),
    "people_unheard": msg("linmas belum ada kabar"),
    "lots_handed": msg("lot logistik diserahkan di kelurahan"),
    "convoys_late": msg("iring-iringan terlambat"),
    "lots_differing": msg("lot yang kotaknya berselisih"),
}


PEOPLE: tuple[FigureId, ...] = ("people_here", "people_away", "people_unheard")


class Figure(msgspec.Struct, frozen=True):
    """One figure, and the entries from which it was counted ("12,40-44"); empty for what nobody reported."""

    id: FigureId
    value: int
    entries: str = ""


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """One incident in a report: its entry, what in both languages, where, how severe, whose, what was done, what is
    due (ms, 0 for nothing)."""

    index: int
    what: Mapping[str, str]
    place: str
    severity: Severity
    at_ms: int
    owner: str
    accepted: bool
    handled: bool
    teams: tuple[int, ...] = ()
    due_ms: int = 0
    result: Result | None = None
    ended_ms: int = 0
    """When it was closed; 0 while it is open."""
    steps: str = ""
    """The entries of its steps."""


class Gathered(msgspec.Struct, frozen=True):
    """A peaceful assembly that goes on: its entry, where, its size ("" where nobody told), what it asks for."""

    index: int
    place: str
    at_ms: int
    size: str
    services: tuple[str, ...] = ()


class District(msgspec.Struct, frozen=True):
    """The stations of a district by state, in the order of STATES."""

    code: str
    counts: tuple[int, ...]


class Situation(msgspec.Struct, frozen=True, kw_only=True):
    """A situation report: its number, up to which entry, the root of the log there, since which entry it compares."""

    number: int
    until: int
    root: str
    since: int
    made_ms: int
    figures: tuple[Figure, ...]
    districts: tuple[District, ...]
    incidents: tuple[Told, ...]
    ended: tuple[Told, ...]
    gatherings: tuple[Gathered, ...] = ()
    """Peaceful assemblies, severity 0; no figure of incidents counts one."""

    @property
    def gathered(self) -> tuple[tuple[str, int, str], ...]:
        """(size, how many, their entries) of the peaceful assemblies, the smallest size first."""
        sizes = [one.size for one in self.gatherings]
        return tuple(
            (size, count, written(one.index for one in self.gatherings if one.size == size))
            for size, count in by_size(sizes).items()
        )

    def value(self, name: FigureId) -> int:
        """One figure; raises KeyError for one that it does not have."""
        return {one.id: one.value for one in self.figures}[name]


def situation_of(
    *,
    number: int,
    until: int,
    root: str,
    since: int,
    made_ms: int,
    board: Board,
    covers: Sequence[WardCover],
    cases: Sequence[Case],
    gatherings: Sequence[Case],
    to_ask: Sequence[int],
    registry: Registry,
    book: KindBook,
    rules: IncidentRules,
    people: tuple[int, int, int] = (0, 0, 0),
    convoys: Sequence[Convoy] = (),
) -> Situation:
    """The report of what is known now; `cases` in the order of their urgency, `to_ask` the entries of open lines;
    `people` how many are there, away, unheard, by the muster, whose marks are sealed and named by no entry."""
    is_open = [case for case in cases if case.is_open]
    ended = [case for case in cases if case.end is not None and case.end.index > since and case.into < 0]
    new = [case for case in cases if case.heard.index > since]
    unhandled = [case for case in is_open if not case.is_handled]
    overdue = [case for case in is_open if any(one.due_ms < made_ms for one in clocks_of(case, rules))]
    out = [step.index for case in is_open for team in case.teams if (step := case.team_step(team))]
    figures = [
        *_states(board, covers),
        *(_of_cases(name, [case for case in is_open if case.severity == name]) for name in reversed(SEVERITIES)),
        _of_cases("new", new),
        Figure("ended", len(ended), written(case.end.index for case in ended if case.end)),
        _of_cases("unhandled", unhandled),
        _of_cases("late", overdue),
        Figure("teams_out", len(out), written(out)),
        Figure("to_ask", len(to_ask), written(to_ask)),
        *map(Figure, PEOPLE, people),
        *_of_convoys(convoys, made_ms),
    ]
    return Situation(
        number=number,
        until=until,
        root=root,
        since=since,
        made_ms=made_ms,
        figures=tuple(figures),
        districts=_districts(covers),
        incidents=tuple(_told(case, registry, book, rules) for case in is_open),
        ended=tuple(_told(case, registry, book, rules) for case in ended),
        gatherings=tuple(_gathered(case, registry) for case in gatherings if case.is_open),
    )


def figure_name(name: FigureId, words: Language) -> str:
    """What a figure is called."""
    state = next((one for one in STATES if one == name), None)
    return words.say(STATE_NAMES[state] if state else FIGURES[name])


def ended_as(told: Told, words: Language) -> str:
    """How an incident ended; empty while it is open."""
    return words.say(RESULTS[told.result]) if told.result else ""


def _states(board: Board, covers: Sequence[WardCover]) -> list[Figure]:
    """Stations by state with the last entry about the stage of each, and those whose sources differ."""
    entries: dict[str, list[int]] = {state: [] for state in STATES}
    counts = dict.fromkeys(STATES, 0)
    differ: list[int] = []
    for cover in covers:
        for station, state in cover.stations:
            counts[state] += 1
            entries[state] += [max(one.index for one in heard)] if (heard := _stages(board, station)) else []
        for station in cover.disputed:
            differ += [one.index for dispute in board.disputes(station) for one, _ in dispute.said]
    figures = [Figure(state, counts[state], written(entries[state])) for state in STATES]
    return [*figures, Figure("disputed", sum(len(cover.disputed) for cover in covers), written(differ))]


def _stages(board: Board, station: StationId) -> list[Heard]:
    return [one for one in board.of(station) if one.kind in REACHES or one.kind == "not_open"]


def _of_cases(name: FigureId, cases: Sequence[Case]) -> Figure:
    return Figure(name, len(cases), written(case.heard.index for case in cases))


def _of_convoys(convoys: Sequence[Convoy], now_ms: int) -> list[Figure]:
    """Lots that were signed for in their wards, late convoys, lots with a difference; nothing without a plan."""
    if not convoys:
        return []
    handed = [at.index for one in convoys if one.plan.leg == "ward" for at in one.handed.values()]
    behind = [one.steps[-1].index if one.steps else one.index for one in late(convoys, now_ms)]
    differing = [at.index for one in convoys for _, at in one.differing]
    return [
        Figure("lots_handed", len(handed), written(handed)),
        Figure("convoys_late", len(behind), written(behind)),
        Figure("lots_differing", len(differing), written(differing)),
    ]


def _districts(covers: Sequence[WardCover]) -> tuple[District, ...]:
    counts: dict[str, list[int]] = {}
    for cover in covers:
        row = counts.setdefault(str(parent_of(cover.ward)), [0] * len(STATES))
        for at, state in enumerate(STATES):
            row[at] += cover.counts[state]
    return tuple(District(code, tuple(row)) for code, row in sorted(counts.items()))


def _gathered(case: Case, registry: Registry) -> Gathered:
    size, services = size_of(case.heard.data), tuple(case.services)
    return Gathered(case.heard.index, registry.place_name(case.site), case.heard.at_ms, size, services)


def _told(case: Case, registry: Registry, book: KindBook, rules: IncidentRules) -> Told:
    owner = case.part_of(case.owner)
    sent = tuple(dict.fromkeys(step.team for step in case.steps if step.step == "sent"))
    due = next(iter(clocks_of(case, rules)), None)
    steps = [step.index for step in case.steps] + [end.index for end in case.ends]
    return Told(
        index=case.heard.index,
        what={code: titled(book, case.heard, language(code)) for code in LANGUAGES},
        place=registry.place_name(case.site),
        severity=case.severity,
        at_ms=case.heard.at_ms,
        owner=case.owner,
        accepted=owner is not None and owner.has_accepted,
        handled=case.is_handled,
        teams=case.teams if case.is_open else sent,
        ended_ms=case.end.at_ms if case.end else 0,
        due_ms=due.due_ms if due else 0,
        result=case.end.result if case.end else None,
        steps=written(steps),
    )
