"""Marks of the duty log and the handover: how severe, not only that."""

import pytest

from kawal.watch.board.shown import MARKS, StationView, WardView
from kawal.watch.dutylog.dutylog import mark_of_said
from kawal.watch.model import WardCover


@pytest.mark.parametrize(
    ("kind", "data", "mark"),
    [
        ("incident", {"severity": "severe"}, MARKS["severe"]),
        ("incident", {"severity": "minor"}, MARKS["minor"]),
        ("welfare", {"state": "collapsed"}, MARKS["severe"]),
        ("welfare", {"state": "sick"}, MARKS["moderate"]),
        ("check_in", {}, ("dot", "")),
        ("counting_ends", {}, MARKS["counted"]),
    ],
)
def test_a_row_bears_the_mark_of_its_severity_and_a_disc_only_when_counted(
    kind: str, data: dict[str, str], mark: tuple[str, str]
) -> None:
    """A severe incident is the full diamond, someone who collapsed too; presence is no disc, which means counted."""
    assert mark_of_said(kind, data) == mark


@pytest.mark.parametrize(
    ("shown", "incident", "worst"),
    [("silent", None, "silent"), ("overdue", None, "overdue"), ("silent", "minor", "minor"), ("voting", None, None)],
)
def test_a_ward_bears_the_gravest_mark_of_its_own(shown: str, incident: str | None, worst: str | None) -> None:
    """Not a triangle for whatever it is: that one means late."""
    one = StationView("6371011001001", "voting", shown, None, incident)  # type: ignore[arg-type]
    cover = WardCover(ward="63.71.01.1001", stations=(), by_channel=(), last_ms=None, disputed=())  # type: ignore[arg-type]
    assert WardView(cover, (one,), ()).worst == worst
