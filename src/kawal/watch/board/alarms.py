"""Alarms by ward, within a budget an hour: whom to call about most stations; what is beyond it is counted (pure)."""

from collections.abc import Callable, Mapping, Sequence

import msgspec

from kawal.election.model import Person
from kawal.kernel.codes import RegionCode, number_of
from kawal.kernel.numbers import written
from kawal.watch.board.shown import Shown, WardView
from kawal.watch.queries import Call

HOUR_MS = 3_600_000
WHY: tuple[Shown, ...] = ("silent", "overdue", "unknown")
"""Why a ward is called about: its stations fell silent, are late, or said no word although a milestone has passed."""


class Alarm(msgspec.Struct, frozen=True):
    """A ward to be called about: the stations by why ("3,7-9"), how many, since when (ms), whom to call; or a convoy
    that is late, with all the `wards` that wait for it."""

    ward: RegionCode
    why: tuple[tuple[Shown, int, str], ...]
    stations: int
    since_ms: int
    contact: Person | None
    convoy: str = ""
    wards: tuple[RegionCode, ...] = ()

    @property
    def worst(self) -> Shown:
        """The first reason."""
        return self.why[0][0]


class Alarms(msgspec.Struct, frozen=True):
    """What the board asks for now: `now` within the budget, `waiting` beyond it, `called` within the last hour;
    `free_ms` is when the next one comes if the budget is used up. Convoys come before wards."""

    now: tuple[Alarm, ...]
    waiting: tuple[Alarm, ...]
    called: tuple[Alarm, ...]
    free_ms: int | None

    @property
    def waiting_stations(self) -> int:
        """How many stations the wards beyond the budget have in trouble."""
        return sum(one.stations for one in self.waiting_wards)

    @property
    def waiting_wards(self) -> tuple[Alarm, ...]:
        """The wards beyond the budget."""
        return tuple(one for one in self.waiting if not one.convoy)

    @property
    def waiting_convoys(self) -> tuple[Alarm, ...]:
        """The convoys beyond the budget."""
        return tuple(one for one in self.waiting if one.convoy)


def alarms(
    wards: Sequence[WardView],
    calls: Mapping[str, Sequence[Call]],
    now_ms: int,
    budget: int,
    contact_of: Callable[[RegionCode], Person | None],
    convoys: Sequence[Alarm] = (),
) -> Alarms:
    """Late convoys, then the wards that are in trouble, most stations first; each ward that was called within the
    last hour uses one of the `budget` of that hour, whatever came of it. A convoy was called about with any of its
    wards."""
    recent = {
        one.ward: calls[one.ward][0].at_ms
        for one in wards
        if calls.get(one.ward) and now_ms - calls[one.ward][0].at_ms < HOUR_MS
    }
    raised = [*convoys, *raised_alarms(wards, contact_of)]
    uncalled = [one for one in raised if recent.keys().isdisjoint(one.wards or (one.ward,))]
    called = tuple(one for one in raised if one not in uncalled)
    free = max(0, budget - len(recent))
    until = None
    if budget and uncalled and not free:
        until = sorted(recent.values())[len(recent) - budget] + HOUR_MS
    return Alarms(tuple(uncalled[:free]), tuple(uncalled[free:]), called, until)


def raised_alarms(wards: Sequence[WardView], contact_of: Callable[[RegionCode], Person | None]) -> tuple[Alarm, ...]:
    """Every ward with stations that are silent, late or unheard past a milestone, most stations first."""
    found = []
    for ward in wards:
        told = [(one.shown, one.since_ms, number_of(one.id)) for one in ward.stations if one.shown in WHY]
        missing = [(why, since, number) for why, since, number in told if since is not None]
        if missing:
            by_why = [(why, [number for one, _, number in missing if one == why]) for why in WHY]
            found.append(
                Alarm(
                    ward.ward,
                    tuple((why, len(numbers), written(numbers)) for why, numbers in by_why if numbers),
                    len(missing),
                    min(since for _, since, _ in missing),
                    contact_of(ward.ward),
                )
            )
    return tuple(sorted(found, key=lambda one: (-one.stations, one.since_ms, one.ward)))
