"""The phone page: a place by the name that people give it."""

import pytest

from kawal.access.model import Account, Grant
from kawal.access.roles import Role
from kawal.election.model import Registry
from kawal.field.kinds import KindBook, shipped_kinds
from kawal.field.phonepage import PhonePage, phone_page, place_code

PLACES = (
    ("6371011001020", "TPS 020 Mantuil"),
    ("6371011001002", "TPS 002 Mantuil"),
    ("6371051003003", "TPS 003 Alalak Tengah"),
    ("63.71.01.1001", "Mantuil"),
)


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("TPS 020 Mantuil", "6371011001020"),
        ("tps 020  mantuil", "6371011001020"),
        ("Mantuil 20", "6371011001020"),
        ("20 mantuil", "6371011001020"),
        ("Alalak Tengah 3", "6371051003003"),
        ("mantuil", "63.71.01.1001"),
        ("63.71.01.1001", "63.71.01.1001"),
        ("Mantuil 200", "Mantuil 200"),
        ("Alalak 3", "Alalak 3"),
        ("", ""),
    ],
)
def test_a_place_is_known_by_its_name_in_any_order(typed: str, code: str) -> None:
    """With or without "TPS" and zeros; what names none of the list stays what it was, and is refused."""
    assert place_code(typed, PLACES) == code


def page_of(role: Role) -> PhonePage:
    """The page of an account without a post on an order node."""
    account = Account(id="a", login="a", name="A", person="", grants=(Grant(role, "", "63.71.01"),))
    return phone_page(account, KindBook("order", shipped_kinds(), frozenset()), Registry(), None, ())


def test_a_station_that_is_not_open_is_no_step_of_the_day() -> None:
    """It can be reported, and is never the next task."""
    page = page_of("officer")
    assert "not_open" not in [step.kind.id for step in page.steps]
    assert "not_open" in [kind.id for kind in page.listed]


def test_the_list_repeats_no_button() -> None:
    """A break is a button; presence stays for who has no post, whose place must be chosen."""
    listed = [kind.id for kind in page_of("officer").listed]
    assert "rest_break" not in listed
    assert "check_in" in listed
