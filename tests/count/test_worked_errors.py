"""Published figures that fail an identity, or hold: each comes out as it is written beside it."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from kawal.count.oneform import check_form
from kawal.jurisdiction.forms import forms

NAMES = {"pair1": "votes_1", "pair2": "votes_2", "valid": "valid_total", "invalid": "invalid_total"}
USED = {"registered": "used_registered", "transferred": "used_transferred", "unregistered": "used_added"}


def numbers_of(case: dict[str, Any]) -> dict[str, int]:
    """The numbers of a published case by the fields of the form."""
    found = {NAMES[name]: value for name, value in case.items() if name in NAMES}
    found |= {f"votes_{at}": votes for at, votes in enumerate(case.get("votes", ()), start=1)}
    if "male" in case:
        found |= {"registered_m": case["male"], "registered_f": case["female"], "registered": case["printed_total"]}
    elif "total" in case or "printed_total" in case:
        found["ballots_counted"] = case.get("total", case.get("printed_total"))
    if "used" in case:
        used = case["used"]
        found = {USED[name]: value for name, value in used.items() if name in USED}
        found |= {"used_total": used["total"], "used_added_m": used["unregistered_male"]}
        found |= {"used_added_f": used["unregistered_female"]}
    if "parts" in case:  # three lists of stations that make one, as the three lists of voters do
        found = dict(zip(USED.values(), case["parts"], strict=True)) | {"used_total": case["total"]}
    return found


def failing(case: dict[str, Any]) -> set[str]:
    numbers = numbers_of(case)
    options = tuple(sorted(int(name[6:]) for name in numbers if name.startswith("votes_")))
    asked = tuple(one for one in forms().of_form() if one.id in {"SPLIT_SUM", "USERS_SUM", "VALID_SUM", "TOTAL_SUM"})
    return {check.identity for check in check_form(numbers, options, asked) if check.holds is False}


def test_the_published_figures_fail_or_hold_as_they_are_said_to(shared: Path) -> None:
    cases = yaml.safe_load((shared / "domain" / "forms.yaml").read_text())["worked_errors"]
    assert len(cases) >= 10
    for case in cases:
        said = case.get("fails", [])
        assert failing(case) == set([said] if isinstance(said, str) else said), case["what"]


@pytest.mark.parametrize(
    ("case", "fails"),
    [
        ({"male": 238132, "female": 274971, "printed_total": 486103}, {"SPLIT_SUM"}),
        ({"male": 238132, "female": 247971, "printed_total": 486103}, set()),
        ({"pair1": 1629457, "pair2": 348118, "valid": 1977574}, {"VALID_SUM"}),
        ({"valid": 1977574, "invalid": 223968, "total": 2201542}, set()),
        ({"votes": [68331, 136925, 80410], "valid": 285666, "invalid": 17261, "total": 302927}, set()),
        ({"valid": 29103, "invalid": 893, "printed_total": 2996}, {"TOTAL_SUM"}),
        ({"votes": [78, 79, 53], "valid": 220, "invalid": 1, "total": 211}, {"VALID_SUM", "TOTAL_SUM"}),
        ({"parts": [502, 301, 24], "total": 827}, set()),
    ],
)
def test_the_same_figures_typed_in(case: dict[str, Any], fails: set[str]) -> None:
    """238,132 + 274,971 = 513,103, not 486,103; with 247,971 it is; 29,103 + 893 = 29,996; 78 + 79 + 53 = 210."""
    assert failing(case) == fails
