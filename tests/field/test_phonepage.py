"""The phone page: a place by the name that people give it."""

import pytest

from kawal.field.phonepage import place_code

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
