"""Officers belong to units: who is home where, and how many may be attached elsewhere.

A ward's unit serves its ward (stations and bases), a district's unit anywhere in its district. Beyond what these
can give, every officer in a region is an attachment (BKO). The least number of attachments for officers use_w in
wards and c_d at district bases is sum over d of max(0, sum over w of max(0, use_w - s_w) + c_d - s_d): a nested
overflow, so the officers within a limit N are the independent sets of a gammoid, and greedy stays exact.
"""

from collections.abc import Sequence

import msgspec
import numpy as np

from kawal.deployment.arrays import F64, I64, UNBOUNDED
from kawal.deployment.model import PlanBase, PlanUnit
from kawal.deployment.regions import normal_region, path_of
from kawal.deployment.travel import great_circle_km
from kawal.kernel.errors import Rejected
from kawal.kernel.language import msg


class Home(msgspec.Struct, frozen=True, eq=False, kw_only=True):
    """Wards and districts of the units; a base is staffed by its ward, or by its district where `base_ward` is -1."""

    wards: tuple[str, ...]
    districts: tuple[str, ...]
    ward_of_station: I64
    district_of_ward: I64
    base_ward: I64
    base_district: I64
    ward_strength: I64
    district_strength: I64
    max_attachments: int
    units: tuple[PlanUnit, ...]

    @property
    def strength(self) -> int:
        """Officers of all units."""
        return int(self.ward_strength.sum() + self.district_strength.sum())


def home_of(
    wards: Sequence[str],
    positions: F64,
    bases: Sequence[PlanBase],
    units: Sequence[PlanUnit],
    max_attachments: int | None,
) -> Home:
    """Lay out units over the wards of the stations. Raises Rejected for a region that is not known or a unit twice.

    A base without a region is staffed by the ward of the nearest station.
    """
    if max_attachments is not None and max_attachments < 0:
        raise Rejected("max_attachments", msg("paling sedikit 0"), max_attachments)
    seen: set[str] = set()
    for unit in units:
        if unit.id in seen:
            raise Rejected("units", msg("setiap kode hanya sekali"), unit.id, code="duplicate")
        seen.add(unit.id)
    ward_units = {normal_region(unit.region) for unit in units if unit.level == "ward"}
    known_districts = {_district(ward) for ward in wards}
    regions = {ward: _district(ward) for ward in wards}
    for region in (*sorted(ward_units), *(normal_region(b.region) for b in bases if b.region)):
        if _district(region) in known_districts and region not in known_districts:
            regions.setdefault(region, _district(region))
    ward_names, district_names = sorted(regions), sorted(known_districts)
    ward_index = {ward: n for n, ward in enumerate(ward_names)}
    district_index = {district: n for n, district in enumerate(district_names)}
    strength = {"ward": np.zeros(len(ward_names), np.int64), "district": np.zeros(len(district_names), np.int64)}
    for unit in units:
        index = ward_index if unit.level == "ward" else district_index
        region = normal_region(unit.region)
        if region not in index:
            raise Rejected(f"units {unit.id}", msg("wilayah yang punya TPS"), unit.region, code="unknown_region")
        strength[unit.level][index[region]] += unit.strength
    ward_of_station = np.array([ward_index[ward] for ward in wards], dtype=np.int64)
    base_ward = np.full(len(bases), -1, dtype=np.int64)
    base_district = np.zeros(len(bases), dtype=np.int64)
    district_of_ward = np.array([district_index[regions[ward]] for ward in ward_names], dtype=np.int64)
    for j, base in enumerate(bases):
        staffed_by = normal_region(base.region) if base.region else None
        if staffed_by in district_index and staffed_by not in ward_index:
            base_district[j] = district_index[staffed_by]
            continue
        if staffed_by is not None and staffed_by not in ward_index:
            raise Rejected(f"bases {base.id}", msg("wilayah yang punya TPS"), base.region, code="unknown_region")
        if staffed_by is None:
            here = np.broadcast_to(np.array([base.lat, base.lon]), positions.shape)
            base_ward[j] = ward_of_station[int(np.argmin(great_circle_km(here, positions)))]
        else:
            base_ward[j] = ward_index[staffed_by]
        base_district[j] = district_of_ward[base_ward[j]]
    return Home(
        wards=tuple(ward_names),
        districts=tuple(district_names),
        ward_of_station=ward_of_station,
        district_of_ward=district_of_ward,
        base_ward=base_ward,
        base_district=base_district,
        ward_strength=strength["ward"],
        district_strength=strength["district"],
        max_attachments=UNBOUNDED if max_attachments is None else max_attachments,
        units=tuple(units),
    )


def _district(ward: str) -> str:
    """The district of a ward; wards that are no codes share one nameless district."""
    path = path_of(ward)
    return path[-2] if len(path) == 3 else ""
