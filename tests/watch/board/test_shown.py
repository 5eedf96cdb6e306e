"""What a station shows: one mark, late and silent by the clock, never of whom nothing was heard."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kawal.jurisdiction.incidents import Severity
from kawal.kernel.codes import StationId
from kawal.watch.board.board import Board
from kawal.watch.board.shown import (
    MARK_NAMES,
    MARKS,
    SHOWN,
    BoardSettings,
    OpenIncident,
    Shown,
    StationView,
    WardView,
    last_word,
    station_view,
)
from kawal.watch.incidents.told import SEVERITIES
from kawal.watch.model import STATES, State, WardCover
from tests.watch.board.test_board import MANTUIL, T0, fact, heard, line, station
from tests.watch.board.test_day import DAY, at

SETTINGS = BoardSettings(silent_after_min=120)


def view(state: State, heard_at: str | None, now: str, *severities: Severity) -> StationView:
    """A station of which the last word was at a time, at another."""
    heard_ms = None if heard_at is None else at(heard_at)
    return station_view(station(1), state, heard_ms, severities, at(now), DAY, SETTINGS)


@pytest.mark.parametrize(
    ("state", "heard_at", "now", "shown"),
    [
        ("unknown", None, "06:00", "unknown"),
        ("unknown", None, "12:00", "unknown"),  # never heard: neither late nor silent
        ("unknown", "06:40", "07:29", "unknown"),  # heard, not of a stage
        ("unknown", "06:40", "07:30", "overdue"),
        ("not_open", "07:10", "07:29", "not_open"),
        ("not_open", "07:10", "07:30", "overdue"),
        ("voting", "07:05", "09:04", "voting"),
        ("voting", "07:05", "09:05", "silent"),  # 120 minutes
        ("voting", "13:30", "14:00", "overdue"),
        ("voting", "11:00", "14:00", "silent"),  # silent before late
        ("counted", "16:00", "23:00", "counted"),  # owes no further word
        ("not_open", None, "08:00", "overdue"),  # told on the eve
        ("voting", None, "09:30", "voting"),
    ],
)
def test_late_and_silent_follow_from_the_clock(state: State, heard_at: str | None, now: str, shown: Shown) -> None:
    """Grace of 30 and 60 minutes, silence after 120."""
    assert view(state, heard_at, now).shown == shown


def test_an_incident_is_shown_before_everything_and_the_gravest_of_several() -> None:
    """The state stays known below it."""
    found = view("voting", "07:05", "12:00", "minor", "severe")
    assert (found.mark, found.shown, found.state) == ("severe", "silent", "voting")


def test_since_when_is_told() -> None:
    """A silent one since its last word, a late or unheard one since the moment it missed."""
    assert view("voting", "07:05", "12:00").since_ms == at("07:05")
    assert view("not_open", "07:10", "08:00").since_ms == at("07:00")
    assert view("unknown", None, "08:00").since_ms == at("07:00")
    assert view("unknown", None, "07:10").since_ms is None
    assert view("voting", "07:05", "08:00").since_ms is None


def test_nothing_is_late_or_silent_outside_the_day_of_the_vote() -> None:
    """On the eve, two days after, and while no vote is registered."""
    for day in (26, 29):
        now = at("18:00", day)
        assert station_view(station(1), "not_open", now - 9 * 3_600_000, (), now, DAY, SETTINGS).shown == "not_open"
    assert station_view(station(1), "not_open", at("07:00"), (), at("18:00"), None, SETTINGS).shown == "not_open"


def test_a_desk_may_do_without_silence() -> None:
    """0 minutes: never."""
    never = BoardSettings(silent_after_min=0)
    assert station_view(station(1), "voting", at("07:00"), (), at("12:59"), DAY, never).shown == "voting"


def test_the_last_word_is_of_today_and_of_the_station_itself() -> None:
    """What was said on the eve is no word of the day; "nothing happened" of the whole ward counts for who was heard;
    an incident somewhere in the ward does not."""
    rows = [
        line(1, fact("opening", "1"), minute=0),
        line(2, fact("nil"), minute=60),
        line(3, fact("incident"), minute=90),
    ]
    board: Board = heard(*rows)
    ward = board.of(MANTUIL)
    assert last_word(board.of(station(1)), ward, T0) == T0 + 60 * 60_000
    assert last_word(board.of(station(2)), ward, T0) is None
    assert last_word(board.of(station(1)), ward, T0 + 1) is None


def test_a_word_is_said_at_the_latest_when_it_came_in() -> None:
    """A phone whose clock is a day ahead does not keep its station from falling silent; an opening at 07:00 that is
    told by radio at 09:00 is a word of 09:00; a sheet written at 07:00 and typed at 09:00 is one of 07:00."""
    ahead = msgspec.structs.replace(
        line(1, fact("opening", "1"), minute=24 * 60), received="2024-11-27T00:00:00+00:00"
    )
    at_seven = msgspec.structs.replace(fact("opening", "1"), at=T0)
    radio, paper = (line(1, at_seven, minute=120, channel=one) for one in ("radio", "paper"))
    said = [heard(one).of(station(1))[0].said_ms for one in (ahead, radio, paper)]
    assert said == [at("08:00"), T0 + 120 * 60_000, T0]


states = st.sampled_from(STATES)
moments = st.none() | st.integers(DAY.start_ms, DAY.end_ms)
severities = st.lists(st.sampled_from(SEVERITIES), max_size=3)
stations = st.lists(st.tuples(states, moments, severities), min_size=1, max_size=60)


@given(stations, st.integers(DAY.start_ms - 86_400_000, DAY.end_ms + 86_400_000), st.integers(0, 300))
def test_each_station_has_exactly_one_mark_and_the_states_add_up(
    told: list[tuple[State, int | None, list[Severity]]], now: int, silent_after: int
) -> None:
    """However a ward stands: the marks and the states both count every station once; never heard is never silent or
    late; trouble is counted by marks."""
    settings = BoardSettings(silent_after_min=silent_after)
    views = tuple(
        station_view(StationId(f"6371011001{number:03d}"), state, last, found, now, DAY, settings)
        for number, (state, last, found) in enumerate(told, 1)
    )
    cover = WardCover(
        ward=MANTUIL,
        stations=tuple((one.id, one.state) for one in views),
        by_channel=(),
        last_ms=None,
        disputed=(),
    )
    ward = WardView(cover, views, ())
    assert sum(ward.count(name) for name in SHOWN) == len(views)
    assert sum(ward.bearing(name) for name in MARKS) == len(views)
    assert set(MARKS) == set(MARK_NAMES)
    for one, (state, last, found) in zip(views, told, strict=True):
        assert one.mark == (max(found, key=SEVERITIES.index) if found else one.shown)
        if last is None and state == "unknown":
            assert one.shown == "unknown"
        if not DAY.covers(now):
            assert one.shown == state
    assert ward.troubled == sum(1 for one in views if one.incident or one.shown in ("overdue", "silent"))


def test_what_nobody_weighed_is_shown_as_the_lightest() -> None:
    """A line may tell of an incident without its weight."""
    board = heard(line(1, fact("incident", "1", what="logistics")), line(2, fact("incident", "2", severity="severe")))
    assert [OpenIncident(station(n), board.of(station(n))[0]).severity for n in (1, 2)] == ["moderate", "severe"]
