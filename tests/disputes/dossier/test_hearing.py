"""Whom a court hears: the fewest people for the most facts, and the surer of two who know as much."""

from kawal.disputes.dossier.hearing import Account, to_hear
from kawal.disputes.dossier.texts import Both
from kawal.disputes.dossier.where import where

ROLE: Both = {"id": "pengawas TPS", "en": "station supervisor"}


def account(number: str, *entries: int, assurance: str = "device") -> Account:
    made = Account(number, ROLE, "63.71.01")
    made.entries = dict.fromkeys(entries, assurance)
    return made


def test_the_one_who_covers_most_comes_first_and_nobody_who_adds_nothing() -> None:
    """Five facts: A saw 1, 2, 3; B saw 3, 4; C saw 4, 5; D saw 1. A adds 3, C adds 2, B and D add nothing more."""
    facts = [frozenset({one}) for one in (1, 2, 3, 4, 5)]
    people = {"a": account("10", 1, 2, 3), "b": account("11", 3, 4), "c": account("12", 4, 5), "d": account("13", 1)}
    heard = to_hear(people, facts)
    assert [(one.number, one.covers, one.adds) for one in heard] == [("10", (1, 2, 3), 3), ("12", (4, 5), 2)]


def test_of_two_who_add_as_much_the_surer_is_heard_first() -> None:
    """Both saw fact 1; the second signed it on a phone, of the first a clerk wrote it down."""
    people = {"a": account("10", 7, assurance="clerk"), "b": account("11", 8)}
    [one] = to_hear(people, [frozenset({7, 8})])
    assert (one.number, one.assurance) == ("11", ("device",))


def test_nobody_is_named_where_nobody_saw_a_fact() -> None:
    """No facts, or facts of entries that no account wrote."""
    assert to_hear({"a": account("10", 1)}, []) == ()
    assert to_hear({"a": account("10", 1)}, [frozenset({2})]) == ()


def test_no_more_people_than_a_court_hears() -> None:
    """Twenty people with a fact each: twelve, those of the lowest numbers."""
    people = {str(one): account(f"{one:02d}", one) for one in range(20)}
    heard = to_hear(people, [frozenset({one}) for one in range(20)])
    assert [one.number for one in heard] == [f"{one:02d}" for one in range(12)]


def test_places_are_told_by_ward_and_number() -> None:
    """Stations 1, 2, 3 and 7 of one ward and the ward itself; one place alone keeps its own name."""
    ward, stations = "63.71.01.1012", [f"6371011012{one:03d}" for one in (1, 2, 3, 7)]
    names = {one: f"TPS {one[10:]} Mantuil" for one in stations} | {ward: "Mantuil"}
    assert where([*stations, ward, stations[0]], names) == "TPS 001–003, 007 Mantuil; Mantuil"
    assert where(stations[:1], names) == "TPS 001 Mantuil"
    assert where(["63.71"], names) == "63.71"
