"""Two languages: nothing is said in one only."""

import re

from kawal.kernel.language import ONE_OR_MORE
from tests.support.messages import SOURCE, missing, translated, unused

PLACE = re.compile(r"%\((\w+)\)[sd]")
INDONESIAN_DATA = re.compile(r"\bid: (?:'([^']*)'|\"([^\"]*)\"|([^,}\n#]*))")
ENGLISH_DATA = re.compile(r"\ben: (?:'([^']*)'|\"([^\"]*)\"|([^,}\n#]*))")
COLON = re.compile(r"(?<![T:\d])(?:[01]\d|2[0-4]):[0-5]\d(?!\d)")
FULL_STOP = re.compile(r"(?<![.,\d])(?:[01]\d|2[0-4])\.[0-5]\d(?![.\d]| ?%)")


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


def test_a_translation_tells_one_from_more_by_a_number_of_its_own() -> None:
    """`{n:station|stations}` stands in translations only; `n` is one of their places, or given by who says it."""
    sources = [path.read_text(encoding="utf-8") for kind in ("py", "html") for path in SOURCE.rglob(f"*.{kind}")]
    for message in translated():
        said = str(message.string)
        for name in {found[0] for found in ONE_OR_MORE.findall(said)} - set(PLACE.findall(said)):
            called = re.compile(rf'"{re.escape(str(message.id))}",[^)]*\b{name}=')
            assert any(called.search(source) for source in sources), message.id
        assert not ONE_OR_MORE.search(str(message.id)), message.id
        assert not re.search(r"\{[a-z_]+:", ONE_OR_MORE.sub("", said)), message.id


def test_clocks_in_texts_are_written_as_their_language_writes_them() -> None:
    """11.40 in Indonesian, 11:40 in English: in the catalogue and in the texts of the data."""
    data = "\n".join(path.read_text() for path in (SOURCE / "jurisdiction" / "id").glob("*.yaml"))
    told = [(str(one.id), str(one.string)) for one in translated() if one.id]
    indonesian = [one for one, _ in told] + ["".join(one) for one in INDONESIAN_DATA.findall(data)]
    english = [one for _, one in told] + ["".join(one) for one in ENGLISH_DATA.findall(data)]
    assert [one for one in indonesian if COLON.search(one)] == []
    assert [one for one in english if FULL_STOP.search(one)] == []
