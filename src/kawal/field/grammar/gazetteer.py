"""The places that lines may speak of, as the registry has them (pure)."""

from functools import cached_property

import msgspec

from kawal.election.model import Registry
from kawal.kernel.codes import FIRST_SPECIAL_NUMBER, Level, RegionCode, number_of


class Place(msgspec.Struct, frozen=True):
    """A ward, district or city: its name, and the numbers of its stations (of a ward only), sorted."""

    code: RegionCode
    name: str
    level: Level
    numbers: tuple[int, ...] = ()


class Gazetteer(msgspec.Struct, frozen=True, dict=True):
    """All places of a node that have stations, in the order of their codes."""

    places: tuple[Place, ...]

    @cached_property
    def by_code(self) -> dict[RegionCode, Place]:
        return {place.code: place for place in self.places}

    def name(self, code: RegionCode) -> str:
        """The name of a place, its code where it has none."""
        place = self.by_code.get(code)
        return place.name if place else code

    def ordinary(self, ward: RegionCode) -> tuple[int, ...]:
        """The numbers of a ward's stations without special sites, which a line must name one by one."""
        return tuple(number for number in self.by_code[ward].numbers if number < FIRST_SPECIAL_NUMBER)


def gazetteer_of(registry: Registry) -> Gazetteer:
    """The wards with their stations, and the districts and cities above them."""
    numbers: dict[RegionCode, list[int]] = {}
    for station in registry.stations:
        numbers.setdefault(station.ward, []).append(number_of(station.id))
    places = [
        Place(region.code, region.name, region.level, tuple(sorted(numbers.get(region.code, ()))))
        for region in registry.regions
        if region.level is not Level.PROVINCE and any(ward.startswith(region.code) for ward in numbers)
    ]
    return Gazetteer(tuple(sorted(places, key=lambda place: place.code)))
