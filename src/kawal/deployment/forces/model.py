"""Who guards where, of all institutions, in one picture (pure). Others' lists are shown as they came, never planned.

Unknown is not nil: where no list of a group was imported, nothing is said about it. Where there is one, a station is
missing when neither it nor a region around it is named in it.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Literal

import msgspec

from kawal.deployment.model import FrozenPlan
from kawal.election.model import Force, OfficialClass, Registry, Station, Unit
from kawal.kernel.codes import RegionCode, StationId, is_station, parent_of, ward_of, within
from kawal.kernel.language import Message, msg

Group = Literal["order_officer", "police", "army", "supervisor", "other"]
GROUPS: dict[Group, Message] = {
    "order_officer": msg("Petugas ketertiban"),
    "police": msg("Polri"),
    "army": msg("TNI"),
    "supervisor": msg("Pengawas TPS"),
    "other": msg("Instansi lain"),
}
ROLE_NAMES: dict[str, Message] = {
    "": msg("tugas tidak disebut"),
    "station_guard": msg("pengamanan TPS"),
    "patrol": msg("patroli"),
    "escort": msg("pengawalan"),
    "reserve": msg("cadangan"),
    "command": msg("komando"),
    "order_officer": msg("petugas ketertiban"),
    "supervisor": msg("pengawas TPS"),
    "support": msg("dukungan"),
}
PER_STATION: dict[Group, int] = {"order_officer": 2, "supervisor": 1}
"""How many a station has: two order officers and one supervisor; of the others no number is prescribed."""
AT_STATIONS = ("", "station_guard", "order_officer", "supervisor")
"""Formations with these roles stand at the stations of their place; a reserve of the city is at none of them."""
Standing = Literal["named", "area", "missing", "unknown"]
STANDINGS: dict[Standing, Message] = {
    "named": msg("disebut untuk TPS ini"),
    "area": msg("disebut untuk wilayahnya"),
    "missing": msg("tidak ada dalam daftar"),
    "unknown": msg("belum ada daftar"),
}


class Strength(msgspec.Struct, frozen=True):
    """People of a group in a region: those that lists number, and how many rows give no number. `needed` is what its
    stations have by rule, None where there is no rule; `listed` whether any list of this group is here at all;
    `wider` whether nothing is listed inside the region, and something is for a larger one around it."""

    people: int
    unnumbered: int
    needed: int | None
    listed: bool
    wider: bool = False

    @property
    def is_short(self) -> bool:
        """Whether fewer are listed than needed, as far as the lists give numbers."""
        return (
            self.listed
            and self.needed is not None
            and not self.unnumbered
            and not self.wider
            and self.people < self.needed
        )


class Area(msgspec.Struct, frozen=True, kw_only=True):
    """A region: its stations, its linmas (registered, posted by the plan, None without one; stations they stand at),
    the strength of each group, the stations that lists leave out."""

    code: RegionCode
    stations: tuple[Station, ...]
    linmas: int
    posted: int | None
    guarded: frozenset[StationId]
    strength: Mapping[Group, Strength]
    missing: Mapping[Group, tuple[StationId, ...]]


def group_of(force: Force) -> Group:
    """The column of a formation: by its role at stations, else by its organisation."""
    if force.role == "order_officer":
        return "order_officer"
    if force.role == "supervisor":
        return "supervisor"
    return {"POLRI": "police", "TNI": "army"}.get(force.organisation, "other")  # type: ignore[return-value]


def in_region(place: str, region: RegionCode) -> bool:
    """Whether a station or region lies inside a region."""
    return within(ward_of(StationId(place)) if is_station(place) else RegionCode(place), region)


class Picture:
    """The forces of a registry and the duties of a plan, ready to be asked region by region."""

    def __init__(self, registry: Registry, plan: FrozenPlan | None) -> None:
        self._registry, self._plan = registry, plan
        forces = [(group_of(one), one) for one in registry.forces]
        self._listed = {group: [one for of, one in forces if of == group] for group in GROUPS}
        near = {group: {one.place for one in rows if one.role in AT_STATIONS} for group, rows in self._listed.items()}
        self._named = {group: {one for one in places if is_station(one)} for group, places in near.items()}
        self._areas = {group: places - self._named[group] for group, places in near.items()}
        bases: dict[str, str] = {base.id: base.region for base in registry.bases}
        duties = plan.duties if plan else ()
        self._posts: list[str] = [one.station if one.station else bases.get(one.base or "", "") for one in duties]
        self._guarded = frozenset(one.station for one in duties if one.station)

    def standing(self, station: StationId, group: Group) -> Standing:
        """How a station stands in the lists of a group."""
        if station in self._named[group]:
            return "named"
        region: RegionCode | None = ward_of(station)
        while region is not None:
            if region in self._areas[group]:
                return "area"
            region = parent_of(region)
        return "missing" if self._listed[group] else "unknown"

    def area(self, region: RegionCode) -> Area:
        """A region as the registry, the plan and the lists have it."""
        registry = self._registry
        stations = tuple(one for one in registry.stations if within(one.ward, region))
        return Area(
            code=region,
            stations=stations,
            linmas=sum(one.strength for one in registry.units if within(one.region, region)),
            posted=sum(bool(place) and in_region(place, region) for place in self._posts) if self._plan else None,
            guarded=frozenset(one.id for one in stations if one.id in self._guarded),
            strength={group: self._strength(group, region, len(stations)) for group in GROUPS},
            missing={
                group: tuple(one.id for one in stations if self.standing(one.id, group) == "missing")
                for group in PER_STATION
            },
        )

    def formations(self, region: RegionCode) -> tuple[Force, ...]:
        """Formations inside a region, larger places first, then by group; single stations are left to the picture."""
        order = list(GROUPS)
        found = [one for one in self._registry.forces if in_region(one.place, region) and not is_station(one.place)]
        return tuple(
            sorted(found, key=lambda one: (one.place.count("."), order.index(group_of(one)), one.place, one.unit))
        )

    def units(self, region: RegionCode) -> tuple[Unit, ...]:
        """The linmas units of a region."""
        found = [one for one in self._registry.units if within(one.region, region)]
        return tuple(sorted(found, key=lambda one: (one.region, one.id)))

    def classes(self, stations: Sequence[Station]) -> Counter[OfficialClass]:
        """How many stations have which official class: the registry's, else that of the police's list."""
        listed = {one.place: one.official_class for one in self._registry.forces if one.official_class}
        return Counter(one.official_class or listed.get(one.id, "") for one in stations)

    def _strength(self, group: Group, region: RegionCode, stations: int) -> Strength:
        rows = [one for one in self._listed[group] if in_region(one.place, region)]
        each = PER_STATION.get(group)
        around = [one for one in self._listed[group] if not is_station(one.place)]
        return Strength(
            people=sum(one.strength or 0 for one in rows),
            unnumbered=sum(one.strength is None for one in rows),
            needed=None if each is None else each * stations,
            listed=bool(self._listed[group]),
            wider=not rows and any(within(region, RegionCode(one.place)) for one in around),
        )
