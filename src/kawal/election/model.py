"""The fixed world of an election: regions, stations, contests, agencies, units, people, bases, indicator marks.

Pure values. Every row may name its fields that are estimated or seeded in `synthetic`; pages label them.
"""

from datetime import date
from functools import cached_property
from typing import Literal

import msgspec

from kawal.kernel.codes import Level, RegionCode, StationId, level_of, parent_of, ward_of, within

OfficialClass = Literal["", "kurang_rawan", "rawan", "sangat_rawan", "khusus"]
"""The police's class of a station (kelas pengamanan); empty where none was given. Imported, never invented."""
Access = Literal["land", "river", "both"]
Roster = Literal["linmas", "order_officer", "poll_worker", "supervisor", "agent"]
Organisation = Literal["POLRI", "TNI", "BAWASLU", "KPU", "SATPOL_PP", "BPBD", "DAMKAR", "DINKES", "DISHUB"]
"""Whose a formation is."""
ForceRole = Literal[
    "", "station_guard", "patrol", "escort", "reserve", "command", "order_officer", "supervisor", "support"
]
"""What a formation is for; empty where its list does not say."""
Synthetic = tuple[str, ...]
"""Names of the fields of a row that are estimated or seeded, not published."""


class Row(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What every row of the registry carries."""

    source: str = ""
    synthetic: Synthetic = ()


class Region(Row, frozen=True, kw_only=True):
    """A province, regency or city, district or ward; centroid in degrees (WGS 84)."""

    code: RegionCode
    name: str
    lat: float | None = None
    lon: float | None = None
    area_km2: float | None = None

    @property
    def level(self) -> Level:
        return level_of(self.code)


class Boundary(Row, frozen=True, kw_only=True):
    """The shape of a region: GeoJSON polygon rings, degrees; `schematic` when it is drawn, not surveyed."""

    code: RegionCode
    polygons: tuple[tuple[tuple[tuple[float, float], ...], ...], ...]
    schematic: bool = False


class Station(Row, frozen=True, kw_only=True):
    """A polling station (TPS) with its two official labels, which Kawal shows and never makes."""

    id: StationId
    name: str = ""
    lat: float | None = None
    lon: float | None = None
    registered_voters: int | None = None
    official_class: OfficialClass = ""
    tps_rawan: bool | None = None
    access: Access = "land"

    @property
    def ward(self) -> RegionCode:
        return ward_of(self.id)


class ContestOption(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A line of the ballot, known by its number only: a pair of candidates or the blank column."""

    number: int
    kind: Literal["pair", "blank"] = "pair"
    status: Literal["active", "cancelled"] = "active"
    decree: str = ""


class Contest(Row, frozen=True, kw_only=True):
    """One vote that is held: the mayor of a city, the governor of a province."""

    id: str
    kind: Literal["governor", "regent", "mayor"]
    region: RegionCode
    day: date
    options: tuple[ContestOption, ...] = ()


class Agency(Row, frozen=True, kw_only=True):
    """An institution that can act; `handles` are the matters it owns."""

    id: str
    name_id: str
    name_en: str
    level: str = ""
    handles: tuple[str, ...] = ()
    phone: str = ""


class Contact(Row, frozen=True, kw_only=True):
    """Someone to reach in an agency, for a region: its head, or a deputy in the order of `rank` (1 is the first).

    `account` is the login of a liaison's account, `duty` the turns of a roster as `election.duty` reads them.
    """

    id: str
    agency: str
    region: RegionCode
    name: str
    role: Literal["head", "deputy"] = "deputy"
    rank: int = 1
    phone: str = ""
    radio: str = ""
    messenger: str = ""
    account: str = ""
    duty: tuple[str, ...] = ()


class Unit(Row, frozen=True, kw_only=True):
    """A linmas unit of a ward or district; `strength` is the number of its officers."""

    id: str
    region: RegionCode
    name: str
    strength: int


class Person(Row, frozen=True, kw_only=True):
    """Someone with a post: least data, no identity number; `home_station` is where this person votes."""

    id: str
    name: str
    roster: Roster
    unit: str = ""
    role: Literal["member", "leader"] = "member"
    phone: str = ""
    home_station: StationId | None = None


class Force(Row, frozen=True, kw_only=True):
    """A formation of another institution, as its own list names it: Kawal shows it and never plans it.

    `place` is a station id or a region code; `strength` is None where the list gives no number; `official_class` is
    the class of the station in that list, beside the one that the registry of stations has.
    """

    organisation: Organisation
    unit: str
    place: str
    role: ForceRole = ""
    strength: int | None = None
    post: str = ""
    commander: str = ""
    phone: str = ""
    official_class: OfficialClass = ""


class Base(Row, frozen=True, kw_only=True):
    """Where a quick-response team may wait: a ward or district office (land) or a jetty (river)."""

    id: str
    name: str
    region: RegionCode
    lat: float
    lon: float
    capacity: int = 1
    mode: Literal["land", "river"] = "land"


class IndicatorMark(Row, frozen=True, kw_only=True):
    """An indicator that was seen at a station or in a whole ward; `value` is its strength in 0..1."""

    indicator: str
    place: str
    """A station id or a region code."""
    value: float = 1.0
    year: int | None = None


class Registry(msgspec.Struct, frozen=True, dict=True):
    """Everything that is registered, in the order of its keys; `version` grows with every change."""

    version: int = 0
    regions: tuple[Region, ...] = ()
    boundaries: tuple[Boundary, ...] = ()
    stations: tuple[Station, ...] = ()
    contests: tuple[Contest, ...] = ()
    agencies: tuple[Agency, ...] = ()
    contacts: tuple[Contact, ...] = ()
    units: tuple[Unit, ...] = ()
    people: tuple[Person, ...] = ()
    bases: tuple[Base, ...] = ()
    indicator_marks: tuple[IndicatorMark, ...] = ()
    forces: tuple[Force, ...] = ()

    @cached_property
    def region_by_code(self) -> dict[RegionCode, Region]:
        return {region.code: region for region in self.regions}

    @cached_property
    def station_by_id(self) -> dict[StationId, Station]:
        return {station.id: station for station in self.stations}

    @cached_property
    def unit_by_id(self) -> dict[str, Unit]:
        return {unit.id: unit for unit in self.units}

    @cached_property
    def person_by_id(self) -> dict[str, Person]:
        return {person.id: person for person in self.people}

    def region_name(self, code: RegionCode) -> str:
        """The name of a region, its code where it has none."""
        region = self.region_by_code.get(code)
        return region.name if region else code

    def place_name(self, place: str) -> str:
        """ "TPS 012 Mantuil" for a station id, a region's name for its code; the same in every language."""
        station = self.station_by_id.get(StationId(place))
        if station is None:
            return self.region_name(RegionCode(place))
        return f"TPS {station.id[10:]} {self.region_name(station.ward)}"

    def position(self, region: RegionCode, lat: float | None, lon: float | None) -> tuple[float, float]:
        """A place's own coordinates, else the centroid of its region or of the nearest region above that has one."""
        code: RegionCode | None = region
        while (lat is None or lon is None) and code is not None:
            known = self.region_by_code.get(code)
            lat, lon = (known.lat, known.lon) if known else (None, None)
            code = parent_of(code)
        return (lat, lon) if lat is not None and lon is not None else (0.0, 0.0)

    def stations_in(self, region: RegionCode) -> tuple[Station, ...]:
        """The stations inside a region."""
        return tuple(station for station in self.stations if within(station.ward, region))
