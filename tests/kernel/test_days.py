"""Days as fields send them."""

from datetime import date

import pytest

from kawal.kernel.days import read_day
from kawal.kernel.errors import Rejected
from kawal.kernel.language import msg


def test_a_day_is_read_as_a_browser_writes_it() -> None:
    assert read_day(" 2024-12-03 ", msg("hari")) == date(2024, 12, 3)


@pytest.mark.parametrize(
    ("text", "got"),
    [
        ("", "kosong"),
        ("besok", "besok"),
        ("20241203", "20241203"),
        ("2024-W49-2", "2024-W49-2"),
        ("2024-02-30" * 9, "2024-02-302024-02-30"),
    ],
)
def test_any_other_text_is_refused_with_what_came(text: str, got: str) -> None:
    """Nothing, a word, other ways of ISO 8601 that no field sends, and a day that is none written nine times over, of
    which 20 characters are shown."""
    with pytest.raises(Rejected) as refused:
        read_day(text, msg("hari"))
    assert str(refused.value.got) == got
