"""Attachment orders (BKO) of a plan: who leaves home, for where, and how much risk that removes."""

import msgspec
import numpy as np

from kawal.deployment.arrays import F64, I64
from kawal.deployment.home import Home
from kawal.deployment.model import Attachment
from kawal.deployment.officers import Evaluator
from kawal.deployment.regions import normal_region
from kawal.deployment.travel import great_circle_km
from kawal.kernel.codes import RegionCode


class _Need(msgspec.Struct, frozen=True):
    """An officer whom the home units of a region cannot give."""

    gain: float
    region: str
    district: int


def attachment_orders(evaluator: Evaluator, teams: I64, officers: I64) -> tuple[Attachment, ...]:
    """The fewest orders that staff a plan, each with the risk that its officers remove.

    In a ward the officers who remove least are the ones from elsewhere; the district's unit fills the best of those
    places, and the nearest unit with officers left fills each of the others.
    """
    home = evaluator.problem.home
    if home is None:
        return ()
    needs, spare = _needs(evaluator, home, teams, officers)
    where = _positions(evaluator, home)
    orders: dict[tuple[str, str], list[float]] = {}
    for need in needs:
        donor = _nearest(need.region, spare, where)
        if donor is None:
            continue
        spare[donor] -= 1
        orders.setdefault((_unit_with_officer(home, donor, spare[donor]), need.region), []).append(need.gain)
    return tuple(
        Attachment(unit=unit, region=RegionCode(region), officers=len(gains), gain=sum(gains))
        for (unit, region), gains in sorted(orders.items())
    )


def officer_gains(evaluator: Evaluator, teams: I64, officers: I64) -> list[F64]:
    """Per station, what each of its officers removes, the first one first."""
    near = evaluator.near(teams)
    r = evaluator.problem.weight * evaluator.factor[near]
    return [r[i] * evaluator.step[: officers[i]] for i in range(officers.size)]


def team_gains(evaluator: Evaluator, teams: I64, officers: I64) -> F64:
    """Per base, what its last team removes with everything else as it is; 0 where none waits."""
    near = evaluator.near(teams)
    reach, factor = evaluator.problem.reach, evaluator.factor
    r = evaluator.problem.weight * evaluator.deterred[officers]
    with_reach = np.repeat(np.arange(teams.size), np.diff(reach.base_start))
    saved = r * (factor[np.maximum(near - 1, 0)] - factor[near])
    total = np.bincount(with_reach, weights=saved[reach.base_station], minlength=teams.size)
    return np.where(teams > 0, total, 0.0)


def _needs(
    evaluator: Evaluator, home: Home, teams: I64, officers: I64
) -> tuple[list[_Need], dict[tuple[str, int], int]]:
    """Officers beyond the home units, most useful first; and what every unit region has left."""
    in_ward: list[list[float]] = [[] for _ in home.wards]
    in_district: list[list[_Need]] = [[] for _ in home.districts]
    for i, gains in enumerate(officer_gains(evaluator, teams, officers)):
        in_ward[home.ward_of_station[i]] += gains.tolist()
    per_officer = team_gains(evaluator, teams, officers) / evaluator.size
    for j in np.flatnonzero(teams).tolist():
        gains_here = [float(per_officer[j])] * int(teams[j] * evaluator.size)
        d = int(home.base_district[j])
        if home.base_ward[j] >= 0:
            in_ward[home.base_ward[j]] += gains_here
        else:
            in_district[d] += [_Need(gain, home.districts[d], d) for gain in gains_here]
    spare: dict[tuple[str, int], int] = {}
    for u, gains_in in enumerate(in_ward):
        gains_in.sort(reverse=True)
        own, d = int(home.ward_strength[u]), int(home.district_of_ward[u])
        in_district[d] += [_Need(gain, home.wards[u], d) for gain in gains_in[own:]]
        spare["ward", u] = max(0, own - len(gains_in))
    needs: list[_Need] = []
    for d, all_needs in enumerate(in_district):
        all_needs.sort(key=lambda need: (-need.gain, need.region))
        own = int(home.district_strength[d])
        needs += all_needs[own:]
        spare["district", d] = max(0, own - len(all_needs))
    return sorted(needs, key=lambda need: (-need.gain, need.region)), spare


def _positions(evaluator: Evaluator, home: Home) -> dict[object, F64]:
    """Mean position of the stations of every ward and district, by name and by key."""
    position = evaluator.problem.station_position
    where: dict[object, F64] = {}
    for u, ward in enumerate(home.wards):
        mine = position[home.ward_of_station == u]
        if mine.size:
            where["ward", u] = where[ward] = mine.mean(axis=0)
    for d, district in enumerate(home.districts):
        mine = position[home.district_of_ward[home.ward_of_station] == d]
        if mine.size:
            where["district", d] = where[district] = mine.mean(axis=0)
    middle = position.mean(axis=0)
    for u in range(len(home.wards)):
        where.setdefault(("ward", u), middle)
        where.setdefault(home.wards[u], middle)
    return where


def _nearest(region: str, spare: dict[tuple[str, int], int], where: dict[object, F64]) -> tuple[str, int] | None:
    donors = [key for key, left in spare.items() if left > 0]
    if not donors:
        return None
    there = np.broadcast_to(where[region], (len(donors), 2))
    km = great_circle_km(np.array([where[key] for key in donors]), there)
    return donors[int(np.argmin(km))]


def _unit_with_officer(home: Home, donor: tuple[str, int], left: int) -> str:
    """The unit of a region that gives its officer number `left` + 1, units filled in their order."""
    level, n = donor
    region = home.wards[n] if level == "ward" else home.districts[n]
    units = [unit for unit in home.units if unit.level == level and normal_region(unit.region) == region]
    for unit in units:
        if left < unit.strength:
            return unit.id
        left -= unit.strength
    return units[-1].id
