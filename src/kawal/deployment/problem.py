"""The planner's question as checked arrays: stations, bases, who reaches whom, bounds, units.

Impossible input is refused here with one sentence (Rejected); a question without any answer raises Infeasible.
"""

import math
from collections.abc import Mapping, Sequence

import msgspec
import numpy as np

from kawal.deployment.arrays import F64, I64, UNBOUNDED
from kawal.deployment.home import Home, home_of
from kawal.deployment.model import Assumptions, Lock, PlanBase, PlanStation, PlanUnit, Quota
from kawal.deployment.regions import Tree, check_minima, region_tree
from kawal.deployment.travel import Reach, reach_by_distance, reach_of_pairs
from kawal.kernel.errors import Rejected
from kawal.kernel.language import msg

LATITUDES = (-11.0, 6.5)
LONGITUDES = (94.0, 142.0)
"""Indonesia, with a margin."""
MOST_WEIGHT = 1e9

Minutes = Mapping[tuple[str, str], float]
"""Travel minutes of (base id, station id); a missing pair is out of reach."""


class Problem(msgspec.Struct, frozen=True, eq=False, kw_only=True):
    """What the solver needs; arrays are int64 or float64, n stations and m bases in the order they were given."""

    stations: tuple[str, ...]
    bases: tuple[str, ...]
    wards: tuple[str, ...]
    """The ward of each station."""
    assumptions: Assumptions
    weight: F64
    by_weight: I64
    """Stations, heaviest first; equal weights in their given order."""
    least: I64
    most: I64
    """Fewest and most officers at each station."""
    locked: I64
    """1 where a lock fixes the officers."""
    required: I64
    """1 where at least one team must be near."""
    unreached: tuple[str, ...]
    capacity: I64
    reach: Reach
    tree: Tree
    home: Home | None
    minima: int
    """Officers that the minima alone need."""
    station_position: F64
    base_position: F64

    @property
    def deterred(self) -> F64:
        """(1-a)^n for n = 0..the most officers at any station."""
        highest = int(self.most.max(initial=0))
        return np.asarray((1.0 - self.assumptions.deterrence) ** np.arange(highest + 1, dtype=np.float64))

    @property
    def factor(self) -> F64:
        """1 - b (1 - q^k) for k = 0..the most teams that can matter anywhere."""
        near = np.bincount(
            self.reach.base_station,
            weights=np.repeat(self.capacity, np.diff(self.reach.base_start)),
            minlength=len(self.stations),
        )
        highest = min(int(near.max(initial=0)), _classes(self.assumptions.busy_fraction))
        k = np.arange(highest + 1, dtype=np.float64)
        return np.asarray(1.0 - self.assumptions.response_effect * (1.0 - self.assumptions.busy_fraction**k))


def build_problem(
    stations: Sequence[PlanStation],
    bases: Sequence[PlanBase],
    assumptions: Assumptions,
    *,
    quotas: Sequence[Quota] = (),
    locks: Sequence[Lock] = (),
    units: Sequence[PlanUnit] = (),
    max_attachments: int | None = None,
    minutes: Minutes | None = None,
) -> Problem:
    """Check everything and lay it out in arrays.

    Raises Rejected for what cannot be meant, Infeasible when a minimum exceeds a maximum.
    """
    if not stations:
        raise Rejected("stations", msg("paling sedikit satu TPS"), msg("daftar kosong"), code="empty")
    index = _index("stations", [s.id for s in stations])
    base_index = _index("bases", [b.id for b in bases])
    for station in stations:
        _check_place("stations", station.id, station.lat, station.lon)
        if not (math.isfinite(station.weight) and 0.0 <= station.weight <= MOST_WEIGHT):
            raise Rejected(_at("stations", station.id), msg("bobot paling sedikit 0"), station.weight)
    for base in bases:
        _check_place("bases", base.id, base.lat, base.lon)
        if base.capacity < 0:
            raise Rejected(_at("bases", base.id), msg("kapasitas paling sedikit 0"), base.capacity)
    wards = [s.ward for s in stations]
    positions = np.array([(s.lat, s.lon) for s in stations], dtype=np.float64)
    base_positions = np.array([(b.lat, b.lon) for b in bases], dtype=np.float64).reshape(len(bases), 2)
    capacity = np.array([b.capacity for b in bases], dtype=np.int64)
    if minutes is None:
        reach = reach_by_distance(
            positions,
            base_positions,
            (
                np.array([s.access != "river" for s in stations]),
                np.array([b.mode == "land" for b in bases], dtype=bool),
            ),
            (
                np.array([s.access != "land" for s in stations]),
                np.array([b.mode == "river" for b in bases], dtype=bool),
            ),
            assumptions,
        )
    else:
        reach = _given_reach(minutes, index, base_index, assumptions.reach_minutes)
    reach = _staffed(reach, capacity, len(stations))
    least, most, locked = _station_bounds(index, assumptions.max_guards_per_station, quotas, locks)
    tree = region_tree(wards, [b.region for b in bases], quotas, every_ward=bool(units))
    wanted = np.array([s.official_class in assumptions.require_reach for s in stations])
    reached = np.diff(reach.station_start) > 0
    weight = np.array([s.weight for s in stations], dtype=np.float64)
    return Problem(
        stations=tuple(s.id for s in stations),
        bases=tuple(b.id for b in bases),
        wards=tuple(wards),
        assumptions=assumptions,
        weight=weight,
        by_weight=np.argsort(-weight, kind="stable"),
        least=least,
        most=most,
        locked=locked,
        required=(wanted & reached).astype(np.int64),
        unreached=tuple(stations[i].id for i in np.flatnonzero(wanted & ~reached).tolist()),
        capacity=capacity,
        reach=reach,
        tree=tree,
        home=home_of(wards, positions, bases, units, max_attachments) if units else None,
        minima=check_minima(tree, least, most, [s.id for s in stations]),
        station_position=positions,
        base_position=base_positions,
    )


def _index(what: str, ids: Sequence[str]) -> dict[str, int]:
    index: dict[str, int] = {}
    for n, name in enumerate(ids):
        if not name:
            raise Rejected(what, msg("kode yang tidak kosong"), name, code="empty")
        if index.setdefault(name, n) != n:
            raise Rejected(what, msg("setiap kode hanya sekali"), name, code="duplicate")
    return index


def _at(what: str, name: str) -> str:
    return f"{what} {name}"


def _check_place(what: str, name: str, lat: float, lon: float) -> None:
    if not (LATITUDES[0] <= lat <= LATITUDES[1] and LONGITUDES[0] <= lon <= LONGITUDES[1]):
        raise Rejected(
            _at(what, name),
            msg(
                "koordinat di Indonesia (lat %(south)s sampai %(north)s, lon %(west)s sampai %(east)s)",
                south=str(LATITUDES[0]),
                north=str(LATITUDES[1]),
                west=str(LONGITUDES[0]),
                east=str(LONGITUDES[1]),
            ),
            f"{lat} {lon}",
            code="coordinates",
        )


def _given_reach(minutes: Minutes, stations: dict[str, int], bases: dict[str, int], limit: float) -> Reach:
    pairs = []
    for (base, station), value in minutes.items():
        if base not in bases:
            raise Rejected("travel", msg("pangkalan yang terdaftar"), base, code="unknown_base")
        if station not in stations:
            raise Rejected("travel", msg("TPS yang terdaftar"), station, code="unknown_station")
        if not (math.isfinite(value) and value >= 0.0):
            raise Rejected(f"travel {base} {station}", msg("menit paling sedikit 0"), value)
        if value <= limit:
            pairs.append((bases[base], stations[station]))
    table = np.array(pairs, dtype=np.int64).reshape(len(pairs), 2)
    return reach_of_pairs(table[:, 0], table[:, 1], len(bases), len(stations))


def _staffed(reach: Reach, capacity: I64, stations: int) -> Reach:
    """Reach without the bases at which no team may wait."""
    if capacity.size == 0 or (capacity > 0).all():
        return reach
    base = np.repeat(np.arange(capacity.size), np.diff(reach.base_start))
    kept = capacity[base] > 0
    return reach_of_pairs(base[kept], reach.base_station[kept], capacity.size, stations)


def _station_bounds(
    stations: dict[str, int], highest: int, quotas: Sequence[Quota], locks: Sequence[Lock]
) -> tuple[I64, I64, I64]:
    least = np.zeros(len(stations), dtype=np.int64)
    most = np.full(len(stations), highest, dtype=np.int64)
    locked = np.zeros(len(stations), dtype=np.int64)
    for quota in quotas:
        if quota.min < 0 or (quota.max is not None and quota.max < 0):
            raise Rejected(
                _at("quotas", quota.id), msg("jumlah petugas paling sedikit 0"), min(quota.min, quota.max or 0)
            )
        if quota.level == "station":
            i = _known(stations, "quotas", quota.id)
            least[i] = max(least[i], quota.min)
            most[i] = min(most[i], UNBOUNDED if quota.max is None else quota.max)
    for lock in locks:
        i = _known(stations, "locks", lock.station)
        if locked[i]:
            raise Rejected("locks", msg("setiap TPS hanya sekali"), lock.station, code="duplicate")
        locked[i] = 1
        least[i] = max(least[i], lock.guards)
        most[i] = min(most[i], lock.guards)
    return least, most, locked


def _known(stations: dict[str, int], what: str, name: str) -> int:
    if name not in stations:
        raise Rejected(what, msg("TPS yang terdaftar"), name, code="unknown_station")
    return stations[name]


def _classes(busy_fraction: float) -> int:
    """Teams near a station beyond which one more changes nothing that a float can hold."""
    if busy_fraction <= 0.0:
        return 1
    return 10_000 if busy_fraction >= 1.0 else max(1, math.ceil(math.log(1e-15) / math.log(busy_fraction)))
