"""Numbers as pages show them and people type them."""

import pytest

from kawal.kernel.numbers import read_grouped, read_listed


@pytest.mark.parametrize("text", ["1035", "1.035", "1,035", " 1.035 "])
def test_a_number_is_read_as_either_language_shows_it(text: str) -> None:
    assert read_grouped(text) == 1035


@pytest.mark.parametrize("text", ["", "1.03", "1.0356", "1.035,000", "-1", "1e3", "x", "²", "1 035", "9" * 16])
def test_any_other_text_is_no_number(text: str) -> None:
    """Neither half groups, two kinds of groups, signs, nor more digits than a column holds."""
    assert read_grouped(text) is None


def test_a_list_may_hold_grouped_numbers_and_commas_between_others() -> None:
    assert read_listed("1.035 2,040; 17112,17140, 5") == (1035, 2040, 17112, 17140, 5)
    assert read_listed("") == ()
    assert read_listed("1035 x") is None
