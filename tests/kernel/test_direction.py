"""Characters that turn the direction of writing are shown, on pages and paper, and refused in letters."""

import pytest

from kawal.kernel.direction import TURNING, shown, turns


def test_what_turns_the_direction_is_shown_as_its_number_and_everything_else_stays() -> None:
    """U+202A-202E and U+2066-2069, nine in all; Arabic words, joiners and emoji are words like any other."""
    assert len(TURNING) == 5 + 4
    assert shown("TPS 12 \u202eamana\u202c") == "TPS 12 ⟨U+202E⟩amana⟨U+202C⟩"
    for words in ("TPS 12 aman", "السلام", "👩\u200d👩", "\u200f"):
        assert shown(words) == words
        assert not turns(words)


@pytest.mark.parametrize("one", sorted(TURNING))
def test_each_of_them_turns(one: str) -> None:
    """None is forgotten."""
    assert turns(f"a{one}b")
    assert not turns(shown(f"a{one}b"))
