"""Visits to vulnerable places: which stations of each ward somebody went to (pure)."""

from collections.abc import Collection, Iterable
from datetime import date

import msgspec

from kawal.kernel.codes import RegionCode, StationId, ward_of
from kawal.risk.mitigation import MATRIX_PRIORITIES
from kawal.risk.model import Assessment, Priority


class Visit(msgspec.Struct, frozen=True):
    """A visit: its entry, under which who went and what was found are sealed; where, which day, who wrote it."""

    index: int
    place: str
    day: date
    actor: str


class WardVisits(msgspec.Struct, frozen=True):
    """A ward's vulnerable stations: those somebody went to, and those nobody did."""

    ward: RegionCode
    visited: tuple[StationId, ...]
    missing: tuple[StationId, ...]

    @property
    def stations(self) -> int:
        """How many vulnerable stations it has."""
        return len(self.visited) + len(self.missing)


def ward_visits(
    assessment: Assessment, visits: Iterable[Visit], wanted: Collection[Priority] = MATRIX_PRIORITIES
) -> tuple[WardVisits, ...]:
    """Every ward that has stations of the wanted priorities, by code. A visit to a ward as a whole is one to none of
    its stations: who went to a ward did not see each of them."""
    seen = {one.place for one in visits}
    wards: dict[RegionCode, list[StationId]] = {}
    for risk in assessment.stations:
        if risk.priority in wanted:
            wards.setdefault(ward_of(risk.station), []).append(risk.station)
    return tuple(
        WardVisits(
            ward,
            tuple(one for one in sorted(stations) if one in seen),
            tuple(one for one in sorted(stations) if one not in seen),
        )
        for ward, stations in sorted(wards.items())
    )
