"""The thresholds as data: what is shipped, and what a file may not say."""

import pytest

from kawal.jurisdiction.thresholds import decode_thresholds, thresholds
from kawal.kernel.errors import Rejected

FILE = """
thresholds:
  - level: province
    article: UU 1
    source: [{of: one}]
    confidence: high
    brackets: [{letter: a, up_to: 10, per_mille: 20}, {letter: b, per_mille: 5}]
  - level: city
    article: UU 2
    source: [{of: two}]
    confidence: low
    brackets: [{letter: a, up_to: 7, per_mille: 15}, {letter: b, up_to: 9, per_mille: 10}, {letter: c, per_mille: 5}]
advisory: {text: {id: a, en: a}, source: [{of: three}]}
single_pair: {article: UU 3, source: [{of: four}], confidence: high}
cancelled_pair: {article: UU 4, source: [{of: five}], confidence: high}
"""


def test_the_shipped_thresholds_are_verified_and_have_four_brackets_each() -> None:
    """Article 158 (1) and (2): letters a to d, 2, 1.5, 1 and 0.5 per cent."""
    for one in thresholds().thresholds:
        assert one.is_verified
        assert [bracket.percent for bracket in one.brackets] == [2.0, 1.5, 1.0, 0.5]
        assert "".join(bracket.letter for bracket in one.brackets) == "abcd"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("source: [{of: two}]", "source: []"),
        ("source: [{of: three}]", "source: [' ']"),
        ("article: UU 2", "article: ''"),
        ("confidence: low", "confidence: sure"),
        ("level: city", "level: province"),
        ("level: city", "level: village"),
        ("up_to: 9", "up_to: 7"),
        ("up_to: 9, ", ""),
        ("{letter: c, per_mille: 5}", "{letter: c, up_to: 20, per_mille: 5}"),
        ("per_mille: 15", "per_mille: 10"),
        ("per_mille: 15", "per_mille: 1.5"),
        ("per_mille: 15", "per_mille: 0"),
        ("up_to: 7", "up_to: 0"),
        ("{letter: b, up_to: 9", "{letter: a, up_to: 9"),
        ("brackets: [{letter: a, up_to: 10, per_mille: 20}, {letter: b, per_mille: 5}]", "brackets: []"),
        ("single_pair: {article: UU 3, ", "single_pair: {"),
        ("advisory:", "advice:"),
    ],
)
def test_wrong_data_is_refused_in_one_sentence(old: str, new: str) -> None:
    """The file as it is passes; each change names the file."""
    assert decode_thresholds(FILE.encode(), "x.yaml").of("city").bracket(8).letter == "b"
    assert old in FILE
    with pytest.raises(Rejected, match=r"x\.yaml"):
        decode_thresholds(FILE.replace(old, new).encode(), "x.yaml")


def test_no_yaml_is_refused_too() -> None:
    """Bytes that mean nothing."""
    with pytest.raises(Rejected, match=r"x\.yaml"):
        decode_thresholds(b"\xff\x00: [", "x.yaml")
