"""The class of a difference: the published cases, and which rule goes before which."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kawal.count.recap.shifts import NAMES, Change, change
from kawal.kernel.language import LANGUAGES, language

CASES = [
    ("clean", [210, 150, 12], [210, 150, 12], "sama", None),
    ("donggala_one_vote", [77], [78], "penggelembungan", None),
    ("shift_balanced", [210, 150, 12], [235, 125, 12], "pergeseran", 25),
    ("shift_within_party_total_kept", [40, 33, 20, 7], [40, 53, 0, 7], "pergeseran", 20),
    ("invalid_to_candidate", [210, 150, 12], [222, 150, 0], "suara_tidak_sah_dialihkan", None),
    ("column_swap", [210, 150, 12], [150, 210, 12], "kolom_tertukar", None),
    ("transposition", [183, 150, 12], [138, 150, 12], "salah_tulis_digit", None),
    ("leading_digit", [38, 150, 12], [838, 150, 12], "salah_baca_digit", None),
    ("inflation", [210, 150, 12], [260, 150, 12], "penggelembungan", None),
    ("deflation", [210, 150, 12], [160, 150, 12], "pengurangan", None),
]


@pytest.mark.parametrize(("below", "above", "kind", "moved"), [case[1:] for case in CASES], ids=[c[0] for c in CASES])
def test_each_case_has_its_class(below: list[int], above: list[int], kind: str, moved: int | None) -> None:
    found = change(below, above)
    assert found == Change(kind, tuple(b - a for a, b in zip(below, above, strict=True)))  # type: ignore[arg-type]
    assert moved is None or found.moved == moved


def test_the_cases_of_the_vectors_come_out_exactly(shared: Path) -> None:
    """Class, deltas and votes moved as the file of cases has them."""
    cases = json.loads((shared / "vectors/stats/shift_cases.json").read_text())["cases"]
    assert [(c["id"], c["c_hasil"], c["d_hasil"], c["expect"]) for c in cases] == [case[:4] for case in CASES]
    for case in cases:
        found = change(case["c_hasil"], case["d_hasil"])
        assert found.kind == case["expect"]
        assert list(found.deltas) == case.get("delta", [0] * len(found.deltas))
        assert "moved" not in case or found.moved == case["moved"]


@pytest.mark.parametrize(
    ("below", "above", "kind"),
    [
        ([12, 150, 0], [0, 150, 12], "kolom_tertukar"),  # also: the sum is the same
        ([0, 150, 12], [12, 150, 0], "kolom_tertukar"),  # also: 12 invalid votes became votes
        ([10, 20, 30], [30, 10, 20], "kolom_tertukar"),  # every column one further
        ([109, 150, 12], [901, 150, 12], "salah_tulis_digit"),  # 901 + 162 = 1,063 > 600, but the digits are the same
        ([38, 150, 12], [380, 150, 12], "salah_tulis_digit"),  # one box further: 038 -> 380
        ([38, 150, 12], [438, 150, 12], "penggelembungan"),  # one digit, but 438 + 162 = 600 is not above 600
        ([38, 150, 12], [439, 150, 12], "penggelembungan"),  # 601, but two digits
        ([39, 150, 12], [439, 150, 12], "salah_baca_digit"),  # one digit and 601
        ([210, 150, 12], [215, 155, 2], "suara_tidak_sah_dialihkan"),  # +5 +5 -10
        ([210, 150, 12], [225, 149, 0], "penggelembungan"),  # +15 -1 -12 = +2
        ([210, 150, 12], [225, 147, 0], "pergeseran"),  # +15 -3 -12 = 0, an option lost too
        ([210, 150, 12], [198, 150, 24], "pergeseran"),  # votes became invalid: +12 -12
        ([210, 150, 12], [211, 140, 12], "pengurangan"),  # +1 -10 = -9
    ],
)
def test_the_first_rule_that_fits_is_the_one(below: list[int], above: list[int], kind: str) -> None:
    assert change(below, above).kind == kind


def test_the_limit_of_a_misread_digit_grows_with_the_stations_that_are_added_up() -> None:
    """438 + 150 + 14 = 602 is above 600 of one station, not above 1,200 of two."""
    assert change([38, 150, 14], [438, 150, 14], stations=1).kind == "salah_baca_digit"
    assert change([38, 150, 14], [438, 150, 14], stations=2).kind == "penggelembungan"


def test_rows_of_unequal_length_are_refused() -> None:
    with pytest.raises(ValueError, match="shorter"):
        change([1, 2], [1])


def test_names_are_in_both_languages_and_judge_nobody() -> None:
    english, indonesian = ([language(code).say(name) for name in NAMES.values()] for code in LANGUAGES[::-1])
    assert all(one != other for one, other in zip(english, indonesian, strict=True))
    text = " ".join(english + indonesian).lower()
    assert not any(word in text for word in ("fraud", "curang", "manipul", "palsu", "inflat", "gelembung", "mencuri"))


@given(st.lists(st.tuples(st.integers(0, 999), st.integers(0, 999)), min_size=1, max_size=5), st.integers(1, 3))
def test_every_difference_has_one_class_and_its_sums_agree_with_it(
    pairs: list[tuple[int, int]], stations: int
) -> None:
    below, above = [one for one, _ in pairs], [other for _, other in pairs]
    found = change(below, above, stations)
    assert (found.kind == "sama") == (below == above)
    if found.kind in {"kolom_tertukar", "suara_tidak_sah_dialihkan", "pergeseran"}:
        assert sum(found.deltas) == 0
        assert found.moved == sum(abs(delta) for delta in found.deltas) // 2
    if found.kind == "salah_tulis_digit":
        assert sum(found.deltas) % 9 == 0
    if found.kind == "penggelembungan":
        assert sum(below) < sum(above)
    if found.kind == "pengurangan":
        assert sum(below) > sum(above)
