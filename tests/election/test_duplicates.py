"""The same person in two rosters is found and shown with its reason."""

import pytest

from kawal.election.duplicates import plain_name, same_person_in_two_rosters
from kawal.election.model import Person, Roster
from kawal.kernel.codes import StationId

HOME = StationId("6371011001012")


def person(key: str, roster: Roster, name: str, phone: str = "", home: StationId | None = None) -> Person:
    """A person of a roster."""
    return Person(id=key, name=name, roster=roster, phone=phone, home_station=home)


def test_evidence_decides_how_sure_it_is() -> None:
    """Telephone or name with station is likely; the name alone is not."""
    people = [
        person("L1", "linmas", "Anggota Satu", "0812-0000-0001", HOME),
        person("K1", "poll_worker", "Orang Lain", "0812-0000-0001"),
        person("K2", "poll_worker", "H. Anggota Satu, S.E.", "0812-0000-0009", HOME),
        person("S1", "agent", "anggota  satu"),
    ]
    found = {(pair.first.id, pair.second.id): pair for pair in same_person_in_two_rosters(people)}
    assert found["K1", "L1"].evidence == ("phone",)
    assert found["K2", "L1"].evidence == ("name_and_station",)
    assert found["L1", "S1"].evidence == ("name_only",)
    assert [pair.likely for pair in same_person_in_two_rosters(people)] == [True, True, False, False]


def test_two_people_of_one_roster_are_no_matter() -> None:
    """Twins in the same unit share a telephone."""
    people = [person("L1", "linmas", "A", "0812-1"), person("L2", "linmas", "B", "0812-1")]
    assert same_person_in_two_rosters(people) == ()


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Muhammad Yusuf", "Moh. Yusuf"),
        ("Hj. Siti Aminah, S.Pd", "siti aminah"),
        ("Soeharto Djaya", "Suharto Jaya"),
        ("Ahmad Fauzi", "Fauzi Ahmad"),
    ],
)
def test_spellings_of_one_name_compare_equal(first: str, second: str) -> None:
    """Titles, old spelling, order."""
    assert plain_name(first) == plain_name(second)


def test_names_with_other_numbers_stay_apart() -> None:
    """ "Contoh 1" and "Contoh 11" are two."""
    assert plain_name("Anggota Contoh 1") != plain_name("Anggota Contoh 11")
