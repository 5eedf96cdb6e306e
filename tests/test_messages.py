"""Two languages: nothing is said in one only."""

import re

from tests.support.messages import missing, translated, unused

PLACE = re.compile(r"%\((\w+)\)[sd]")


def test_every_text_has_an_english_translation() -> None:
    """A text without a translation stops the build."""
    assert missing() == []


def test_no_translation_is_left_over() -> None:
    """A translation of a text that nobody says any more is removed."""
    assert unused() == []


def test_a_translation_fills_the_same_places() -> None:
    """A translation names exactly the places of its source."""
    for message in translated():
        if message.id:
            assert set(PLACE.findall(str(message.id))) == set(PLACE.findall(str(message.string))), message.id
