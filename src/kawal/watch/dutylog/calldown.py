"""Who must be called: wards from which a stage was not heard, the longest silence first, and whom to call (pure)."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Literal

import msgspec

from kawal.election.model import Person, Registry, Unit
from kawal.kernel.codes import RegionCode, number_of, parent_of
from kawal.kernel.language import Message, msg
from kawal.kernel.numbers import written
from kawal.watch.board.day import VotingDay
from kawal.watch.model import STATES, State, WardCover
from kawal.watch.queries import Call

Target = Literal["voting", "counting", "counted"]
"""The state that every station should have reached by now."""
TARGETS: dict[Target, Message] = {
    "voting": msg("sudah buka"),
    "counting": msg("sudah tutup"),
    "counted": msg("sudah selesai hitung"),
}


class CallRow(msgspec.Struct, frozen=True):
    """A ward to be called: how many of its stations lack the word and which, whom to call, what came of the last
    call."""

    ward: RegionCode
    missing: int
    numbers: str
    """The stations that lack the word ("3,7-9"); empty when it is all of them."""
    stations: int
    contact: Person | None
    last: Call | None


def call_list(
    covers: Sequence[WardCover],
    target: Target,
    registry: Registry,
    calls: Mapping[str, Sequence[Call]],
    *,
    first: str = "",
) -> tuple[CallRow, ...]:
    """The wards in which a station is not known to have reached `target`, most stations first; one that was called
    moves behind those that were not, the longest ago first. The ward `first` was called just now and stays on top.

    The contact is the leader of the ward's unit, then its members, then those of the district's unit; whoever was
    sick at a call is passed over, whoever did not answer comes after the others.
    """
    rows = []
    for cover in covers:
        lacking = [number_of(station) for station, state in cover.stations if behind(state, target)]
        missing = len(lacking)
        if missing:
            made = calls.get(cover.ward, ())
            rows.append(
                CallRow(
                    cover.ward,
                    missing,
                    written(lacking) if missing < len(cover.stations) else "",
                    len(cover.stations),
                    contact(cover.ward, registry, made),
                    next(iter(made), None),
                )
            )
    return tuple(
        sorted(rows, key=lambda row: (row.ward != first, row.last.at if row.last else "", -row.missing, row.ward))
    )


def due_target(day: VotingDay | None, now_ms: int) -> Target:
    """What every station should have done by now: the furthest milestone whose moment has passed, opening before the
    first one or while no day of a vote is known."""
    passed = [due.milestone.reaches for due in day.dues if due.at_ms <= now_ms] if day else []
    reached = [target for target in TARGETS if target in passed]
    return reached[-1] if reached else "voting"


def behind(state: State, target: Target) -> bool:
    """Whether a station is not known to have come that far."""
    return STATES.index(state) < STATES.index(target)


def contact(ward: RegionCode, registry: Registry, calls: Sequence[Call]) -> Person | None:
    """Whom to call about a ward: who did not answer comes after all who did not miss as many calls."""
    ill = {call.person for call in calls if call.outcome == "sick"}
    missed = Counter(call.person for call in calls if call.outcome == "no_answer")
    candidates = [person for unit in units_of(ward, registry) for person in crew(unit, registry)]
    reachable = [person for person in candidates if person.phone and person.id not in ill]
    return min(reachable, key=lambda person: missed[person.id], default=None)


def units_of(ward: RegionCode, registry: Registry) -> tuple[Unit, ...]:
    """The unit of a ward, then that of its district."""
    regions = (ward, parent_of(ward))
    return tuple(unit for region in regions for unit in registry.units if unit.region == region)


def crew(unit: Unit, registry: Registry) -> tuple[Person, ...]:
    """The people of a unit, its leaders first."""
    people = [person for person in registry.people if person.unit == unit.id]
    return tuple(sorted(people, key=lambda person: (person.role != "leader", person.id)))
