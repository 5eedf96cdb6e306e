"""The result form as data: readable, and refused with one sentence when it is not."""

from importlib.resources import files

import pytest

from kawal.jurisdiction.expression import comparison
from kawal.jurisdiction.forms import FILE, decode_forms, forms
from kawal.kernel.errors import Rejected

SHIPPED = files("kawal.jurisdiction").joinpath("id", FILE).read_text()


def test_a_form_of_three_pairs_has_a_number_for_each_and_its_splits() -> None:
    """Eight rows split in three, eight rows that stand alone, three options: 8 x 3 + 8 + 3 = 35 numbers."""
    names = [name for field in forms().form.fields for name in field.names((1, 2, 3))]
    assert len(names) == len(set(names)) == 35
    assert names[:3] == ["registered_m", "registered_f", "registered"]


@pytest.mark.parametrize(
    "text",
    [
        "a",
        "a = b",
        "a != b",
        "a == b == c",
        "__import__('os').system('x') == 0",
        "a.b == c",
        "sum(other) == a",
        "votes == a",
        "ceil(a / 0) == b",
        "ceil(a) == b",
        "1.5 == a",
        "True == a",
        "a[0] == b",
        "(lambda: 1)() == a",
        "-a == b",
        "(" * 90 + "a" + ")" * 90,
        "a" + "+a" * 500 + " == a",
        "\x00",
    ],
)
def test_anything_but_a_comparison_of_fields_and_whole_numbers_is_refused(text: str) -> None:
    with pytest.raises(Rejected, match="identity X"):
        comparison(text, "identity X")


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("sum(votes) == valid_total", "sum(votes) == valid_totl", "valid_totl"),
        ("id: TPS_MAX", "id: VALID_SUM", "VALID_SUM"),
        ("{id: spoiled, source: C_HASIL", "{id: unused, source: C_HASIL", "unused"),
        ("{id: spoiled, source: C_HASIL", "{id: spoiled, source: HEARSAY", "spoiled"),
        ("    scope: recap\n", "", "RECAP_SUM"),
        ("severity: forensic", "severity: certain", "certain"),
        ("form:\n", "form: 7\nother:\n", "forms.yaml"),
    ],
)
def test_a_form_that_contradicts_itself_is_refused_with_what_is_wrong(old: str, new: str, sentence: str) -> None:
    assert old in SHIPPED
    with pytest.raises(Rejected, match=sentence):
        decode_forms(SHIPPED.replace(old, new).encode(), FILE)
