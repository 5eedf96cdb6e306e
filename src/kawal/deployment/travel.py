"""Which base reaches which station in time: great circle x detour / speed, by land or by river, or given minutes."""

from collections.abc import Iterable

import msgspec
import numpy as np

from kawal.deployment.arrays import F64, I64
from kawal.deployment.model import Assumptions

EARTH_RADIUS_KM = 6371.0
_PAIRS_AT_ONCE = 2_000_000
"""Pairs that are looked at in one piece: bounds the memory for a large city."""


class Reach(msgspec.Struct, frozen=True, eq=False):
    """Pairs within reach, both ways: the stations of base j are base_station[base_start[j]:base_start[j + 1]]."""

    base_start: I64
    base_station: I64
    station_start: I64
    station_base: I64

    def stations_of(self, base: int) -> I64:
        """Indices of the stations that a base reaches."""
        return self.base_station[self.base_start[base] : self.base_start[base + 1]]


def reach_of_pairs(bases: I64, stations: I64, base_count: int, station_count: int) -> Reach:
    """Reach from pairs (bases[x], stations[x]), each given once."""
    by_base = np.lexsort((stations, bases))
    by_station = np.lexsort((bases, stations))
    return Reach(
        _starts(bases, base_count),
        np.ascontiguousarray(stations[by_base], dtype=np.int64),
        _starts(stations, station_count),
        np.ascontiguousarray(bases[by_station], dtype=np.int64),
    )


def reach_by_distance(
    station_position: F64,
    base_position: F64,
    by_land: tuple[np.ndarray, np.ndarray],
    by_river: tuple[np.ndarray, np.ndarray],
    assumptions: Assumptions,
) -> Reach:
    """Reach by the travel model; positions are (count, 2) latitude and longitude in degrees.

    `by_land` and `by_river` say for (stations, bases) which of them that way touches. A pair needs a common way, and
    the fastest counts. Minutes = km * detour / speed * 60.
    """
    bases: list[I64] = []
    stations: list[I64] = []
    ways = ((by_land, assumptions.speed_kmh), (by_river, assumptions.river_speed_kmh))
    radius_km = [assumptions.reach_minutes * speed / 60.0 / assumptions.detour for _, speed in ways]
    order = np.argsort(station_position[:, 0], kind="stable")
    latitudes = station_position[order, 0]
    widest = np.degrees(max(radius_km) / EARTH_RADIUS_KM) * (1 + 1e-9)
    low = np.searchsorted(latitudes, base_position[:, 0] - widest, side="left")
    high = np.searchsorted(latitudes, base_position[:, 0] + widest, side="right")
    for first, last in _pieces(high - low):
        sizes = high[first:last] - low[first:last]
        base = np.repeat(np.arange(first, last), sizes)
        offset = np.arange(base.size) - np.repeat(np.cumsum(sizes) - sizes, sizes)
        station = order[np.repeat(low[first:last], sizes) + offset]
        km = great_circle_km(station_position[station], base_position[base])
        near = np.zeros(base.size, dtype=bool)
        for (way, _), limit in zip(ways, radius_km, strict=True):
            near |= way[0][station] & way[1][base] & (km <= limit * (1 + 1e-12))
        bases.append(base[near])
        stations.append(station[near])
    return reach_of_pairs(_joined(bases), _joined(stations), len(base_position), len(station_position))


def great_circle_km(first: F64, second: F64) -> F64:
    """Haversine distance of positions in degrees, (n, 2) each, on a sphere of 6,371 km."""
    a, b = np.radians(first), np.radians(second)
    half = np.sin((b - a) / 2.0) ** 2
    inside = half[:, 0] + np.cos(a[:, 0]) * np.cos(b[:, 0]) * half[:, 1]
    return np.asarray(2.0 * EARTH_RADIUS_KM * np.arcsin(np.sqrt(np.minimum(1.0, inside))))


def _pieces(sizes: I64) -> Iterable[tuple[int, int]]:
    """Runs of bases whose pairs fit into one piece."""
    first, pairs = 0, 0
    for base, size in enumerate(sizes.tolist()):
        if pairs and pairs + size > _PAIRS_AT_ONCE:
            yield first, base
            first, pairs = base, 0
        pairs += size
    if len(sizes):
        yield first, len(sizes)


def _joined(parts: list[I64]) -> I64:
    return np.concatenate(parts) if parts else np.empty(0, dtype=np.int64)


def _starts(owner: I64, count: int) -> I64:
    starts = np.zeros(count + 1, dtype=np.int64)
    np.cumsum(np.bincount(owner, minlength=count), out=starts[1:])
    return starts
