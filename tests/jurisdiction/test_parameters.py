"""A number of the law stands in one place: a rule shows what clocks, milestones and forms work with."""

import shutil
import subprocess
import sys
from pathlib import Path

import kawal
from kawal.jurisdiction.parameters import standing
from kawal.jurisdiction.rules import rules

ASKED = """
from datetime import datetime
from kawal.count.oneform import check_form
from kawal.disputes.rules.said import told_by
from kawal.jurisdiction.calendar import Calendar
from kawal.jurisdiction.deadlines import deadline, span_of
from kawal.jurisdiction.forms import forms
from kawal.jurisdiction.rules import rules
from kawal.jurisdiction.thresholds import thresholds
from kawal.jurisdiction.zones import WITA

def shown(rule, parameter):
    return rules().rule(rule).parameter(parameter).value

span = span_of(deadline("mk_petition"), datetime(2024, 12, 2, 9, tzinfo=WITA), WITA, Calendar())
print(shown("MK-157-FILE", "limit"), span.safe.last_day)
print(shown("PSU-TIME", "last_date_2024"), shown("PSU-TIME", "limit"))
print(shown("TPS-HOURS", "late_after"), [one.name for one in told_by("opening", {"opened_at": "07:20"})])
numbers = {"registered": 560, "received": 572}
checked = {one.identity: one.holds for one in check_form(numbers, (), forms().of_form(), special=False, round_=1)}
print(shown("TPS-SIZE", "max_voters"), checked["TPS_MAX"])
print(shown("BALLOT-RESERVE", "reserve"), shown("BALLOT-RESERVE", "tolerance"), checked["RECEIVED_EQ"])
print(shown("COUNT-EXTENSION", "extension"))
print(rules().rule("MK-158-2").brackets[2].percent, thresholds().of("city").bracket(671_383).percent)
"""

PETITION = "unit: working_days, first_day: same_day, zone: court"
CHANGES = {
    "deadlines.yaml": {f"length: 3, {PETITION}": f"length: 4, {PETITION}", "length: 10": "length: 12"},
    "milestones.yaml": {"grace_minutes: 30": "grace_minutes: 10", '"36:00"': '"30:00"'},
    "forms.yaml": {
        "registered <= 600": "registered <= 500",
        "registered * 25": "registered * 20",
        ")) <= 1": ")) <= 0",
    },
    "thresholds.yaml": {"up_to: 1000000, per_mille: 10": "up_to: 1000000, per_mille: 7"},
}


def answers(folder: Path) -> list[str]:
    """What a copy of Kawal shows and does."""
    run = subprocess.run(
        [sys.executable, "-c", ASKED], env={"PYTHONPATH": str(folder)}, capture_output=True, text=True, check=True
    )
    return run.stdout.splitlines()


def test_a_value_that_is_changed_where_it_stands_changes_what_is_done_and_what_the_rule_shows(tmp_path: Path) -> None:
    """Petition of Mon 2 Dec: 3 working days to the 4th, 4 to the 5th. Re-polls 10 days from 27 Nov to 6 Dec, 12 to
    8 Dec. Opened 07:20: within 07:30, late after 07:10. 560 registered: fewer than 600, more than 500. 572 received:
    560 x 2.5 % = 14, two more than 574 - 1; 560 x 2 % = 11.2, up to 12, exactly. Counting to 36:00 or 30:00."""
    shutil.copytree(
        Path(kawal.__file__).parent, tmp_path / "kawal", ignore=shutil.ignore_patterns("dist", "__pycache__")
    )
    assert answers(tmp_path) == [
        "3 2024-12-04",
        "2024-12-06 10",
        "07:30 []",
        "600 True",
        "0.025 1 False",
        "12",
        "1.0 1.0",
    ]
    for file, changes in CHANGES.items():
        path = tmp_path / "kawal" / "jurisdiction" / "id" / file
        text = path.read_text()
        for old, new in changes.items():
            assert old in text
            text = text.replace(old, new)
        path.write_text(text)
    assert answers(tmp_path) == [
        "3 2024-12-05",
        "2024-12-08 12",
        "07:10 ['late_opening']",
        "500 False",
        "0.02 0 True",
        "6",
        "0.7 0.7",
    ]


def test_what_nothing_goes_by_is_told_as_such() -> None:
    """A parameter is in the condition of its rule, stands where something is counted, or only tells."""
    told = {(rule.id, one.id) for rule in rules().rules for one in rule.parameters if rule.only_tells(one)}
    assert ("TPS-SIZE", "pemilu_2024_max") in told
    assert ("SAKSI-MANDATE", "max_mandated") in told, "of a rule without a condition"
    assert ("TPS-CREW", "kpps") not in told, "in its condition"
    assert ("MK-157-FILE", "limit") not in told, "stands among the deadlines"
    timed = {unit for rule in rules().rules if rule.deadline for one in rule.parameters if (unit := one.unit)}
    assert {"working_days", "calendar_days", "hours"} <= timed
    own = [
        (rule.id, one.id)
        for rule in rules().rules
        if rule.deadline
        for one in rule.parameters
        if one.stands is None and one.unit in {"days", "working_days", "calendar_days", "hours"}
    ]
    assert own == [], "a rule with a deadline has no length of its own beside it"


def test_what_more_can_be_argued_for_is_the_difference_of_the_readings() -> None:
    """3 days, or 5 with further information: 2 more. One day for the box, three more where the land makes it hard."""
    assert standing("deadlines/follow_up/extra") == ("calendar_days", 2)
    assert standing("deadlines/box_handover/longest") == ("calendar_days", 3)
    assert standing("deadlines/report/ends") == ("time", "16:00")
