"""The day of the vote by the clock of its region: what was missed, what is due, what comes next."""

from datetime import date, datetime, timedelta, timezone

import pytest

from kawal.jurisdiction.milestones import milestones
from kawal.watch.board.day import VotingDay, voting_day
from kawal.watch.dutylog.calldown import due_target

WITA = timezone(timedelta(hours=8))
VOTE = date(2024, 11, 27)
DAY: VotingDay = voting_day(VOTE, WITA, milestones())


def at(clock: str, day: int = 27) -> int:
    """A moment of November 2024 in Banjarmasin (ms)."""
    hour, minute = (int(part) for part in clock.split(":"))
    return int(datetime(2024, 11, day, hour, minute, tzinfo=WITA).timestamp() * 1000)


def test_the_day_of_the_vote_ends_with_the_day_on_which_counting_must_end() -> None:
    """Counting may run until noon of the 28th: the day is over at its midnight."""
    assert (DAY.start_ms, DAY.end_ms) == (at("00:00"), at("00:00", 29))
    assert not DAY.covers(at("23:59", 26))
    assert DAY.covers(at("12:30", 28))


@pytest.mark.parametrize(
    ("clock", "state", "missed"),
    [
        ("07:29", "not_open", None),
        ("07:30", "not_open", "opening"),
        ("07:30", "voting", None),
        ("13:59", "voting", None),
        ("14:00", "voting", "closing"),
        ("14:00", "not_open", "opening"),
        ("19:59", "counting", None),
        ("20:00", "counting", "counted"),
        ("23:59", "counted", None),
    ],
)
def test_a_milestone_is_missed_after_its_grace(clock: str, state: str, missed: str | None) -> None:
    """07:00 + 30 min, 13:00 + 60, 17:00 + 180; the first that was missed is told."""
    due = DAY.missed(state, at(clock))  # type: ignore[arg-type]
    assert (due.milestone.id if due else None) == missed


def test_no_milestone_is_missed_before_or_after_the_day() -> None:
    """A drill on the eve is late for nothing, and so is what stays open afterwards."""
    assert DAY.missed("not_open", at("23:00", 26)) is None
    assert DAY.missed("not_open", at("00:00", 29)) is None
    missed = DAY.missed("counting", at("23:59", 28))
    assert missed is not None


def test_the_next_milestone_is_told_also_where_no_station_is_asked() -> None:
    """Transferred voters at 11:00."""
    following = DAY.next(at("09:00"))
    assert following is not None
    assert following.milestone.id == "transferred"
    assert DAY.next(at("12:00", 28)) is None


@pytest.mark.parametrize(
    ("clock", "day", "target"),
    [
        ("09:00", 21, "voting"),
        ("06:00", 27, "voting"),
        ("12:59", 27, "voting"),
        ("13:00", 27, "counting"),
        ("17:00", 27, "counted"),
        ("02:00", 28, "counted"),
    ],
)
def test_the_calldown_asks_for_the_milestone_that_has_passed(clock: str, day: int, target: str) -> None:
    """By the milestones' own times, after midnight too."""
    assert due_target(DAY, at(clock, day)) == target


def test_without_a_registered_vote_the_calldown_asks_for_the_opening() -> None:
    """Nothing else is known."""
    assert due_target(None, at("18:00")) == "voting"
