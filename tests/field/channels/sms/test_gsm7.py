"""Replies are one short message each, in the alphabet that every telephone has."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kawal.field.channels.sms.gsm7 import fits, one_message, septets


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("TPS 3 Mantuil buka 07.02", "TPS 3 Mantuil buka 07.02"),
        ("“tutup” – jam 13…", '"tutup" - jam 13...'),
        ("Kěpala", "Kepala"),
        ("選 挙", "? ?"),
        ("a\u0301b", "ab"),
    ],
)
def test_what_has_a_likeness_is_written_with_it(text: str, plain: str) -> None:
    """Typographic marks and accents become plain; the rest a question mark."""
    assert one_message(text) == plain


def test_a_character_of_the_extension_takes_two_places() -> None:
    """80 euro signs are 160 places; 81 do not fit."""
    assert septets("€" * 80) == 160
    assert one_message("€" * 80) == "€" * 80
    assert one_message("€" * 81).endswith("...")


def test_a_long_text_is_cut_at_a_word() -> None:
    """200 characters in words of nine: no word is broken."""
    cut = one_message("kelurahan " * 20)
    assert cut == " ".join(["kelurahan"] * 15) + "..."
    assert septets(cut) <= 160


@given(st.text(max_size=400))
def test_whatever_it_is_it_fits_into_one_message(text: str) -> None:
    """Any text at all."""
    made = one_message(text)
    assert fits(made)
    assert septets(made) <= 160
