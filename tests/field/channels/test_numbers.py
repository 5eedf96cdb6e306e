"""One telephone is one number, however it is written."""

import pytest

from kawal.field.channels.numbers import number_of, registered_number


@pytest.mark.parametrize(
    "text",
    [
        "081234567890",
        "0812-3456-7890",
        "+62 812-3456-7890",
        "6281234567890",
        "0062 812 3456 7890",
        "+62 (0)812 34567890",
    ],
)
def test_every_way_of_writing_is_the_same_number(text: str) -> None:
    """With a nought, with the country's code, with spaces and hyphens."""
    assert number_of(text) == "6281234567890"


@pytest.mark.parametrize("text", ["", "TELKOMSEL", "911", "whatsapp:+6281234567890", "08123x4567", "+", "0" * 30])
def test_what_is_no_full_number_is_nobody(text: str) -> None:
    """Names of senders, short codes, addresses of other services."""
    assert number_of(text) == ""


def test_a_number_without_nought_is_not_guessed_at_the_door_but_is_in_our_own_list() -> None:
    """8123... from a gateway may be Japan (+81); in our own table the nought was eaten."""
    assert number_of("8123456789") == "8123456789"
    assert registered_number("8123456789") == "628123456789"
    assert registered_number("0800-000-1001") == number_of("+62 800 000 1001") == "628000001001"
