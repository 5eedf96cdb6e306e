"""Who is behind a number, and which places such a person may speak of."""

from typing import Any

import pytest

from kawal.election.model import Person, Registry, Unit
from kawal.field.channels.senders import Sender, Senders
from kawal.kernel.codes import RegionCode, StationId

WARD, DISTRICT = RegionCode("63.71.01.1001"), RegionCode("63.71.01")
UNITS = (
    Unit(id="ward", region=WARD, name="", strength=5),
    Unit(id="district", region=DISTRICT, name="", strength=10),
)


def senders(*people: dict[str, Any]) -> Senders:
    """The senders of a registry with these people."""
    made = tuple(Person(**({"id": f"P{n}", "name": "", "roster": "linmas"} | one)) for n, one in enumerate(people))
    return Senders(Registry(version=3, units=UNITS, people=made))


def found(**person: Any) -> Sender:
    """The only sender of such a registry."""
    sender = senders(person | {"phone": "0812 3456 789"}).find("+628123456789")
    assert sender is not None
    return sender


@pytest.mark.parametrize(
    ("person", "reach", "ward"),
    [
        ({"unit": "ward"}, (DISTRICT,), WARD),
        ({"unit": "ward", "role": "leader"}, (DISTRICT,), WARD),
        ({"unit": "district", "role": "leader"}, (DISTRICT,), None),
        ({"roster": "supervisor", "home_station": "6371011001012"}, (WARD,), WARD),
        ({"roster": "order_officer", "home_station": "6371011001012"}, (WARD,), WARD),
        ({"roster": "agent"}, (), None),
        ({"unit": "unheard of"}, (), None),
    ],
)
def test_reach_follows_unit_or_station(person: dict[str, Any], reach: tuple[str, ...], ward: str | None) -> None:
    """Linmas of the district of their unit, all others of the ward of their station."""
    sender = found(**person)
    assert (sender.reach, sender.ward, sender.person) == (reach, ward, "P0")


def test_a_reach_holds_its_stations_and_regions_and_no_others() -> None:
    """District 01 holds its wards and stations, not district 02, nor the city."""
    sender = found(unit="ward")
    inside = ("63.71.01", "63.71.01.1012", "6371011012007")
    outside = ("63.71", "63.71.02", "6371021001001", "63.71.010", "")
    assert [sender.reaches(place) for place in inside] == [True] * 3
    assert [sender.reaches(StationId(place)) for place in outside] == [False] * 5


def test_a_shared_telephone_is_nobody_in_particular() -> None:
    """Two people with one telephone: together they reach both places, and no ward is meant."""
    shared = senders(
        {"unit": "ward", "phone": "08123456789"},
        {"roster": "agent", "home_station": "6371021001001", "phone": "+62 812 345 6789"},
    ).find("08123456789")
    assert shared is not None
    assert (shared.person, shared.ward) == ("", None)
    assert shared.reach == (DISTRICT, "63.71.02.1001")


def test_strangers_are_nobody() -> None:
    """An unknown number, a name, and nothing: also when someone in the registry has no telephone."""
    known = senders({"phone": ""}, {"phone": "see the list"})
    assert [known.find(text) for text in ("08123456789", "KPU", "")] == [None] * 3
