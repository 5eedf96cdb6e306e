"""Who sends from a telephone number, and which places such a person may speak of (pure)."""

from collections.abc import Mapping

import msgspec

from kawal.election.model import Person, Registry
from kawal.field.channels.numbers import number_of, registered_number
from kawal.kernel.codes import Level, RegionCode, StationId, is_station, level_of, parent_of, ward_of, within


class Sender(msgspec.Struct, frozen=True):
    """Who is behind a number. Several people may share a telephone: then `person` is empty, their reach is joined."""

    person: str
    reach: tuple[RegionCode, ...]
    ward: RegionCode | None
    """The ward that is meant when a line names none."""

    def reaches(self, place: str) -> bool:
        """Whether this sender may speak of a station or region."""
        region = RegionCode(place)
        if is_station(place):
            region = ward_of(StationId(place))
        return any(within(region, one) for one in self.reach)


class Senders:
    """The senders of one version of the registry, by number."""

    def __init__(self, registry: Registry) -> None:
        self.version = registry.version
        people: dict[str, list[Person]] = {}
        for person in registry.people:
            number = registered_number(person.phone)
            if number:
                people.setdefault(number, []).append(person)
        units = {unit.id: unit.region for unit in registry.units}
        self._known = {number: sender_of(sharing, units) for number, sharing in people.items()}

    def find(self, text: str) -> Sender | None:
        """The sender of a number as a gateway writes it; None for an unknown one."""
        return self._known.get(number_of(text))


def sender_of(people: list[Person], units: Mapping[str, RegionCode]) -> Sender:
    """The sender that all who share a telephone are together."""
    reach = dict.fromkeys(region for one in people if (region := reach_of(one, units)) is not None)
    wards = {ward_known(one, units) for one in people}
    return Sender(people[0].id if len(people) == 1 else "", tuple(reach), wards.pop() if len(wards) == 1 else None)


def reach_of(person: Person, units: Mapping[str, RegionCode]) -> RegionCode | None:
    """Where a person may speak of: linmas of the district of their unit, everyone else of the ward of their station.

    None for someone without unit and station, who may speak of nothing.
    """
    if person.roster == "linmas":
        region = units.get(person.unit)
        return parent_of(region) if region and level_of(region) is Level.WARD else region
    return ward_of(person.home_station) if person.home_station else None


def ward_known(person: Person, units: Mapping[str, RegionCode]) -> RegionCode | None:
    """The ward of a ward unit, or of the station of someone who is bound to one; None where it is open."""
    region = units.get(person.unit) if person.roster == "linmas" else reach_of(person, units)
    return region if region and level_of(region) is Level.WARD else None
