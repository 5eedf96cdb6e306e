"""Random cities for the planner's benchmarks: wards scattered over an area, stations around their ward's office."""

import numpy as np

from kawal.deployment.model import PlanBase, PlanStation
from kawal.kernel.codes import RegionCode, StationId

STATIONS_PER_WARD = 19.2
"""As in the case Kawal is built for: 1,000 stations in 52 wards."""
KM2_PER_WARD = 1.9
KM_PER_DEGREE = 111.195
SOUTH_WEST = (-3.4, 114.5)


def random_city(seed: int, stations: int = 1000, city: str = "63.71") -> tuple[list[PlanStation], list[PlanBase]]:
    """Stations with skewed weights (one of three shapes); room for two teams in each ward, three in each district."""
    rng = np.random.default_rng(seed)
    wards = max(1, round(stations / STATIONS_PER_WARD))
    districts = max(1, round(wards / 10))
    side = np.sqrt(KM2_PER_WARD * wards) / KM_PER_DEGREE
    office = np.array(SOUTH_WEST) + side * rng.random((wards, 2))
    district_office = np.array(SOUTH_WEST) + side * (0.2 + 0.6 * rng.random((districts, 2)))
    ward = np.sort(rng.integers(0, wards, stations))
    place = office[ward] + rng.normal(0.0, 0.6 / KM_PER_DEGREE, (stations, 2))
    shapes = (rng.gamma(0.8, 1.0, stations), rng.lognormal(0.0, 1.0, stations), rng.random(stations) ** 3)
    weight = shapes[int(rng.integers(0, 3))]
    codes = [RegionCode(f"{city}.{1 + w % districts:02d}.{1001 + w // districts:04d}") for w in range(wards)]
    number = np.arange(stations) - np.searchsorted(ward, ward, side="left")
    rows = [
        PlanStation(
            id=StationId(f"{codes[w].replace('.', '')}{n + 1:03d}"), lat=lat, lon=lon, weight=value, ward=codes[w]
        )
        for w, n, (lat, lon), value in zip(
            ward.tolist(), number.tolist(), place.tolist(), weight.tolist(), strict=True
        )
    ]
    bases = [
        PlanBase(id=f"B-{codes[w]}", lat=lat, lon=lon, capacity=2) for w, (lat, lon) in enumerate(office.tolist())
    ]
    bases += [
        PlanBase(id=f"B-{city}.{d + 1:02d}", lat=lat, lon=lon, capacity=3)
        for d, (lat, lon) in enumerate(district_office.tolist())
    ]
    return rows, bases
