"""Text for a messenger."""

from hypothesis import given
from hypothesis import strategies as st

from kawal.kernel.language import LANGUAGES, language
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


@given(st.lists(st.text(max_size=200), max_size=60))
def test_it_is_never_too_long(lines: list[str]) -> None:
    """A thousand characters at most, whatever the lines hold, with the mark of an exercise before them."""
    text = messenger_text("Keadaan", lines, MORE)
    for one in LANGUAGES:
        mark = language(one).text("Latihan, data contoh")
        assert len(f"*{mark}*\n{text}") <= 1_000
