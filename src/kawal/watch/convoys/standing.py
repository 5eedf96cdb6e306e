"""What follows from all convoys together: supplies of stations, where a lot is, what somebody must see to (pure)."""

from collections.abc import Iterable, Sequence

import msgspec

from kawal.kernel.codes import StationId
from kawal.watch.convoys.model import LEGS_OF, Convoy, Lot, Milestone


class Supply(msgspec.Struct, frozen=True):
    """Of the stations in lots on the legs of a milestone, which have reached it."""

    planned: frozenset[StationId]
    reached: frozenset[StationId]


def supply_of(milestone: Milestone, convoys: Sequence[Convoy], told: Iterable[StationId] = ()) -> Supply:
    """The stations of a milestone: a lot that was handed over has brought all of its stations there, a station in
    several lots needs each of them. `told` are stations that reported it themselves."""
    legs = LEGS_OF[milestone]
    riding = [one for one in convoys if one.state != "called_off" and one.plan.leg in legs]
    lots = {lot.id: lot for one in riding for lot in one.plan.lots}
    if milestone == "logistics":  # a lot that is only on its way to the district is for its stations all the same
        lots |= {lot.id: lot for one in convoys if one.state != "called_off" for lot in one.plan.lots}
    there = {lot for one in riding for lot in one.handed}
    planned = frozenset(station for lot in lots.values() for station in lot.stations)
    waiting = {station for lot in lots.values() if lot.id not in there for station in lot.stations}
    return Supply(planned, frozenset(planned - waiting) | (planned & set(told)))


def whereabouts(lot: str, convoys: Sequence[Convoy]) -> Convoy | None:
    """The convoy that moved a lot last; None while it is in the warehouse."""
    moved = [one for one in convoys if one.state not in ("planned", "called_off")]
    carried = [one for one in moved if any(each.id == lot for each in one.plan.lots)]
    return max(carried, key=lambda one: (one.steps[-1].at_ms, one.steps[-1].index), default=None)


def rides_of(station: StationId, convoys: Sequence[Convoy]) -> tuple[tuple[Convoy, Lot], ...]:
    """The convoys that carry something for a station, each with the lot."""
    return tuple((one, lot) for one in convoys for lot in one.plan.lots if station in lot.stations)


def stranded(convoys: Sequence[Convoy]) -> tuple[Convoy, ...]:
    """Convoys that turned back with a lot for which no other one is planned on that leg."""
    riding = {
        (one.plan.leg, lot.id)
        for one in convoys
        if one.state not in ("turned_back", "called_off")
        for lot in one.plan.lots
    }
    return tuple(
        one
        for one in convoys
        if one.state == "turned_back" and any((one.plan.leg, lot.id) not in riding for lot in one.plan.lots)
    )


def late(convoys: Sequence[Convoy], now_ms: int) -> tuple[Convoy, ...]:
    """The convoys that should have arrived, the longest ago first."""
    return tuple(sorted((one for one in convoys if one.is_late(now_ms)), key=lambda one: (one.expected_ms, one.id)))


def to_decide(convoys: Sequence[Convoy], now_ms: int) -> tuple[Convoy, ...]:
    """What somebody must see to: late, turned back without another convoy, or handed over with a difference."""
    differing = [one for one in convoys if one.differing]
    found = {one.id: one for one in (*late(convoys, now_ms), *stranded(convoys), *differing)}
    return tuple(found.values())
