"""What the risk of a station is made of, and the rows of the mitigation matrix (frozen values)."""

from datetime import date
from functools import cached_property
from typing import Literal

import msgspec

from kawal.jurisdiction.load import Instrument
from kawal.kernel.codes import StationId

Priority = Literal[1, 2, 3, 4]
MeasureState = Literal["not_yet", "under_way", "done"]


class Share(msgspec.Struct, frozen=True):
    """An indicator's part of a station's index; the shares of a station add up to 1."""

    indicator: str
    share: float
    ward_wide: bool
    """Seen in the whole ward or a larger region, not at this station."""


class StationRisk(msgspec.Struct, frozen=True, kw_only=True):
    """The risk of one station; `weight` is what an officer can reduce."""

    station: StationId
    index: float
    priority: Priority
    weight: float
    shares: tuple[Share, ...]
    stability: float
    """Share of tried weights under which the station keeps its priority."""
    hot: bool
    """Member of a statistical cluster of high index (Getis-Ord Gi*)."""
    gi_z: float


class Assessment(msgspec.Struct, frozen=True, kw_only=True, dict=True):
    """The risk of all stations, in the order of the registry; made from one version of it."""

    registry_version: int
    instrument: Instrument
    stations: tuple[StationRisk, ...]

    @cached_property
    def by_station(self) -> dict[StationId, StationRisk]:
        return {risk.station: risk for risk in self.stations}

    @cached_property
    def ranking(self) -> tuple[StationRisk, ...]:
        """Highest index first; equal ones by their code."""
        return tuple(sorted(self.stations, key=lambda risk: (-risk.index, risk.station)))

    def count_of(self, priority: Priority) -> int:
        """How many stations have a priority."""
        return sum(risk.priority == priority for risk in self.stations)


class Measure(msgspec.Struct, frozen=True, kw_only=True):
    """One row of the mitigation matrix: who must do what where, until when."""

    place: str
    """A station id, or the code of a region for what concerns all of it."""
    indicator: str
    agency: str
    due: date
    state: MeasureState
    changed_on: date | None
    marked: int = -1
    """The entry by which it was marked last, under which a note is sealed; -1 while nobody did."""
    taken: int = -1
    """The entry with which someone took it, and agreed the due day; -1 while nobody did."""

    @property
    def key(self) -> tuple[str, str, str]:
        """Its place, indicator and agency."""
        return self.place, self.indicator, self.agency

    def late(self, today: date) -> bool:
        """Not done although the due day has passed."""
        return self.state != "done" and today > self.due
