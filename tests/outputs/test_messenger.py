"""Text for a messenger."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kawal.kernel.language import LANGUAGES, LanguageCode, language
from kawal.outputs.messenger import messenger_text

MORE = "… dan %(n)s lagi"


def test_title_is_bold_and_lines_follow() -> None:
    """Marks of the messenger inside a line are taken out."""
    assert messenger_text("Papan TPS 07.13", ["Mantuil: *13* belum_buka"], MORE) == (
        "*Papan TPS 07.13*\nMantuil: 13 belum buka"
    )


def test_what_does_not_fit_is_counted() -> None:
    """Title 3, each line 11 with its break: 3 + 2 * 11 + 16 = 41 fits in 45, a third line does not."""
    text = messenger_text("T", ["0123456789"] * 9, MORE, 45)
    assert text == "*T*\n0123456789\n0123456789\n… dan 7 lagi"


@pytest.mark.parametrize("code", LANGUAGES)
def test_the_mark_of_an_exercise_has_room(code: LanguageCode) -> None:
    """A thousand lines of 1 to 40 letters, so that the cut falls at every place: with the mark 1,000 at most."""
    mark = f"*{language(code).text('Latihan, data contoh')}*\n"
    texts = [mark + messenger_text("Keadaan", ["x" * width] * 1_000, MORE) for width in range(1, 41)]
    assert max(len(text) for text in texts) <= 1_000


@given(st.lists(st.text(max_size=200), max_size=60))
def test_it_is_never_too_long(lines: list[str]) -> None:
    """A thousand characters at most, whatever the lines hold."""
    assert len(messenger_text("Keadaan", lines, MORE)) <= 1_000
