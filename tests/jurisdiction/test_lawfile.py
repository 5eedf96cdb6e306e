"""A file is read strictly: what is wrong is told with file, entry, line, what was expected and what stands there."""

import msgspec
import pytest

from kawal.jurisdiction.lawfile import decoded
from kawal.jurisdiction.load import Named
from kawal.kernel.errors import Rejected
from kawal.kernel.language import language, msg


class Entry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An entry of a list, with its name in both languages."""

    id: str
    name: Named
    size: int = 0


class Whole(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A file of entries."""

    entries: tuple[Entry, ...]


GOOD = """entries:
  - id: one
    name: {id: satu, en: one}
  - id: two
    name:
      id: dua
      en: two
    size: 7
"""


def read(data: bytes) -> Whole:
    return decoded(data, Whole, "x.yaml", msg("isian tahap"))


def test_a_good_file_is_its_type() -> None:
    assert [(one.id, one.name.en, one.size) for one in read(GOOD.encode()).entries] == [
        ("one", "one", 0),
        ("two", "two", 7),
    ]


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        (
            "    size: 7",
            "    size: 7\n    size: 8",
            ", two, baris 9: diharapkan setiap kunci satu kali, didapat size",
        ),
        (
            "      en: two",
            "      en: two\n      en: 2",
            ", two, baris 8: diharapkan setiap kunci satu kali, didapat en",
        ),
        ("size: 7", "size: seven", ", two, baris 8: diharapkan isian tahap (size: `int`), didapat `str`"),
        ("size: 7", "sizes: 7", ", two, baris 4: diharapkan isian tahap (hanya isian yang dikenal), didapat sizes"),
        ("      en: two\n", "", ", two, baris 6: diharapkan isian tahap (isian en), didapat tidak ada"),
        ("size: 7", "size: [", ", baris 9: diharapkan isian tahap, didapat did not find expected node content"),
        (GOOD, "", ": diharapkan isian tahap (`object`), didapat `null`"),
    ],
)
def test_a_mistake_is_one_sentence(old: str, new: str, sentence: str) -> None:
    assert old in GOOD
    with pytest.raises(Rejected) as refused:
        read(GOOD.replace(old, new).encode())
    assert language("id").say(refused.value.message) == f"x.yaml{sentence}"


def test_an_empty_text_and_other_bytes_than_utf_8_are_refused() -> None:
    with pytest.raises(Rejected, match=r"x\.yaml, one, baris 3.*en: .*didapat"):
        read(GOOD.replace("en: one}", "en: ' '}").encode())
    with pytest.raises(Rejected, match=r"x\.yaml: .*utf-8"):
        read(GOOD.encode() + b"\xff")


def test_a_file_that_names_itself_over_and_over_ends_at_once() -> None:
    """Nine lists of nine lists of ...: 9 to the 12th entries, were each alias looked at anew."""
    bomb = "a0: &a0 [x]\n" + "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 13))
    with pytest.raises(Rejected, match="a0"):
        read(bomb.encode())
