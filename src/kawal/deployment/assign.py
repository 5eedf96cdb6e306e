"""People to posts: which unit fills each slot, then which of its people, each by linear assignment.

Two steps of the assignment problem (Kuhn 1955; solved by scipy's modified Jonker-Volgenant). First units to slots:
every unit has as many tokens as it has people, of which the plan's attachment orders (BKO) bind some to another
region; cost is the distance from the unit's region. Then, inside each unit, people to its slots: cost is the distance
from the station where the person votes. Nobody guards the station where this person votes; a slot that no one of its
unit may take stays vacant and is named.
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence

import msgspec
import numpy as np
from numpy.typing import NDArray

from kawal.deployment.model import Duty, PlanResult
from kawal.election.model import Person, Registry, Unit
from kawal.kernel.codes import RegionCode, StationId, ward_of, within

EARTH_KM_PER_DEGREE = 111.195
FORBIDDEN_KM = 1e6
"""Cost of what must not be; larger than any sum of distances inside Indonesia that a plan can reach."""
UNPLACED_KM = 1e4
LEADER_KM = 50.0
"""What it is worth, in km, that a team is led by someone who is a leader."""


class Slot(msgspec.Struct, frozen=True, kw_only=True):
    """One place to fill: an officer at a station or a member of a team at a base."""

    region: RegionCode
    lat: float
    lon: float
    station: StationId | None = None
    base: str | None = None
    team: int | None = None
    leader: bool = False


class Assigned(msgspec.Struct, frozen=True):
    """The duties of people, and the slots that nobody may or can fill."""

    duties: tuple[Duty, ...]
    vacant: tuple[Slot, ...]


def assign_people(registry: Registry, result: PlanResult) -> Assigned:
    """Give every slot of a plan a person of the unit that fills it.

    People are those of the roster "linmas" who belong to a registered unit. Teams are numbered 1.. in the order of
    their bases. Deterministic: equal input gives equal duties.
    """
    slots = slots_of(registry, result)
    units = {unit.id: unit for unit in registry.units}
    members: dict[str, list[Person]] = defaultdict(list)
    for person in registry.people:
        if person.roster == "linmas" and person.unit in units:
            members[person.unit].append(person)
    filled = _units_to_slots(registry, result, slots, {unit: len(people) for unit, people in members.items()})
    duties: list[Duty] = []
    vacant = [slot for slot, unit in zip(slots, filled, strict=True) if unit is None]
    for unit_id in sorted(members):
        own = [slot for slot, unit in zip(slots, filled, strict=True) if unit == unit_id]
        duties_here, vacant_here = _people_to_slots(registry, units[unit_id], members[unit_id], own)
        duties += duties_here
        vacant += vacant_here
    return Assigned(tuple(sorted(duties, key=lambda duty: duty.person)), tuple(vacant))


def slots_of(registry: Registry, result: PlanResult) -> list[Slot]:
    """All places of a plan: station by station, then team by team; the first of a team is its leader."""
    slots = []
    for post in result.posts:
        station = registry.station_by_id[post.station_id]
        lat, lon = registry.position(station.ward, station.lat, station.lon)
        slots += [Slot(region=station.ward, lat=lat, lon=lon, station=station.id)] * post.guards
    bases = {base.id: base for base in registry.bases}
    for base_id, numbers in result.team_numbers().items():
        base = bases[base_id]
        for team in numbers:
            slots += [
                Slot(region=base.region, lat=base.lat, lon=base.lon, base=base.id, team=team, leader=member == 0)
                for member in range(result.assumptions.team_size)
            ]
    return slots


def _units_to_slots(
    registry: Registry, result: PlanResult, slots: Sequence[Slot], people: dict[str, int]
) -> list[str | None]:
    """The unit that fills each slot; None where no token is left that may."""
    orders: dict[str, list[RegionCode]] = defaultdict(list)
    for order in result.attachments:
        orders[order.unit] += [order.region] * order.officers
    tokens: list[tuple[Unit, RegionCode | None]] = []
    for unit in registry.units:
        bound = orders[unit.id][: people.get(unit.id, 0)]
        tokens += [(unit, region) for region in bound]
        tokens += [(unit, None)] * (people.get(unit.id, 0) - len(bound))
    if not tokens or not slots:
        return [None] * len(slots)
    where = [registry.position(unit.region, None, None) for unit, _ in tokens]
    cost = _distances(where, [(slot.lat, slot.lon) for slot in slots])
    regions = sorted({slot.region for slot in slots})
    columns = {region: [n for n, slot in enumerate(slots) if slot.region == region] for region in regions}
    for row, (unit, bound_to) in enumerate(tokens):
        for region in regions:
            if region != bound_to if bound_to is not None else not within(region, unit.region):
                cost[row, columns[region]] = FORBIDDEN_KM
            elif bound_to is not None:
                cost[row, columns[region]] -= UNPLACED_KM  # an order is carried out before others fill its slots
    filled: list[str | None] = [None] * len(slots)
    for row, column in _match(cost):
        filled[column] = tokens[row][0].id
    return filled


def _people_to_slots(
    registry: Registry, unit: Unit, people: Sequence[Person], slots: Sequence[Slot]
) -> tuple[list[Duty], list[Slot]]:
    if not slots:
        return [], []
    ordered = sorted(people, key=lambda person: person.id)
    where = [_home(registry, unit, person) for person in ordered]
    cost = _distances(where, [(slot.lat, slot.lon) for slot in slots])
    for row, person in enumerate(ordered):
        for column, slot in enumerate(slots):
            if slot.station is not None and slot.station == person.home_station:
                cost[row, column] = FORBIDDEN_KM
            elif slot.leader and person.role == "leader":
                cost[row, column] -= LEADER_KM
    taken = {column: row for row, column in _match(cost)}
    duties = [
        Duty(
            person=ordered[taken[column]].id,
            unit=unit.id,
            station=slot.station,
            base=slot.base,
            team=slot.team,
            leader=slot.leader,
            attached=not within(slot.region, unit.region),
        )
        for column, slot in enumerate(slots)
        if column in taken
    ]
    return duties, [slot for column, slot in enumerate(slots) if column not in taken]


def _home(registry: Registry, unit: Unit, person: Person) -> tuple[float, float]:
    station = registry.station_by_id.get(person.home_station) if person.home_station else None
    if station is None:
        return registry.position(unit.region, None, None)
    return registry.position(ward_of(station.id), station.lat, station.lon)


def _match(cost: NDArray[np.float64]) -> Iterable[tuple[int, int]]:
    from scipy.optimize import linear_sum_assignment  # noqa: PLC0415  costs a second to import; only plans need it

    rows, columns = linear_sum_assignment(cost)
    return [(int(r), int(c)) for r, c in zip(rows, columns, strict=True) if cost[r, c] < FORBIDDEN_KM]


def _distances(first: Sequence[tuple[float, float]], second: Sequence[tuple[float, float]]) -> NDArray[np.float64]:
    """Distances in km on a local plane, (len(first), len(second)); a city is small enough for that."""
    a, b = np.array(first, dtype=np.float64), np.array(second, dtype=np.float64)
    shrink = math.cos(math.radians(float(a[:, 0].mean())))
    delta = (a[:, None, :] - b[None, :, :]) * np.array([1.0, shrink])
    return np.asarray(EARTH_KM_PER_DEGREE * np.sqrt((delta**2).sum(axis=2)))
