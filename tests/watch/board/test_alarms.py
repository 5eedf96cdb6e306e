"""Alarms by ward within a budget an hour: the most stations first, nothing dropped without a word."""

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from kawal.kernel.codes import RegionCode, StationId
from kawal.watch.board.alarms import HOUR_MS, Alarm, Alarms, alarms
from kawal.watch.board.shown import BoardSettings, WardView, station_view
from kawal.watch.model import State, WardCover
from kawal.watch.queries import Call
from tests.watch.board.test_day import DAY, at

NOW = at("10:00")
FIRST_WARDS = (RegionCode("63.71.01.1001"), RegionCode("63.71.01.1002"))
Told = tuple[State, str | None]
SILENT: Told = ("voting", "07:05")
LATE: Told = ("not_open", "09:50")
UNHEARD: Told = ("unknown", None)
FINE: Told = ("voting", "09:50")


def ward(number: int, *stations: Told) -> WardView:
    """A ward with stations that are in a state and were heard at a time."""
    code = RegionCode(f"63.71.01.{number}")
    views = tuple(
        station_view(
            StationId(f"637101{number}{index:03d}"), state, at(last) if last else None, (), NOW, DAY, BoardSettings()
        )
        for index, (state, last) in enumerate(stations, 1)
    )
    cover = WardCover(
        ward=code,
        stations=tuple((one.id, one.state) for one in views),
        by_channel=(),
        last_ms=None,
        disputed=(),
    )
    return WardView(cover, views, ())


def call(clock: str) -> tuple[Call, ...]:
    """A call at a time."""
    return (Call("", "p", "no_answer", datetime.fromtimestamp(at(clock) / 1000, UTC).isoformat()),)


def raised(wards: list[WardView], budget: int, **called: str) -> Alarms:
    """The alarms of wards, some of which were called at a time."""
    calls = {f"63.71.01.{name[1:]}": call(clock) for name, clock in called.items()}
    return alarms(wards, calls, NOW, budget, lambda _: None)


def numbers(found: tuple[object, ...]) -> list[str]:
    """The last digits of the wards."""
    return [one.ward[-4:] for one in found]  # type: ignore[attr-defined]


def test_the_ward_with_most_stations_comes_first_with_its_reasons() -> None:
    """Two silent and one unheard are three, one late is one; a ward in order raises nothing. Since the earliest."""
    found = raised([ward(1001, LATE, FINE), ward(1002, FINE, SILENT, SILENT, UNHEARD), ward(1003, FINE)], 6)
    assert numbers(found.now) == ["1002", "1001"]
    assert found.now[0].why == (("silent", 2, "2-3"), ("unknown", 1, "4"))
    assert (found.now[0].stations, found.now[0].since_ms) == (3, at("07:00"))
    assert (found.waiting, found.called, found.free_ms) == ((), (), None)


def test_what_is_beyond_the_budget_is_counted() -> None:
    """Three wards, a budget of one: two wait, with 2 + 1 stations."""
    found = raised([ward(1001, LATE), ward(1002, LATE, LATE, LATE), ward(1003, LATE, LATE)], 1)
    assert numbers(found.now) == ["1002"]
    assert numbers(found.waiting) == ["1003", "1001"]
    assert found.waiting_stations == 3


def test_a_ward_that_was_called_within_the_hour_uses_the_budget() -> None:
    """Called at 09:20 and 09:40 of a budget of two: the third ward comes at 09:20 + 60 minutes; a call at 08:59 is
    over. A ward in order that was called counts too: someone was on the telephone."""
    wards = [ward(1001, LATE), ward(1002, FINE), ward(1003, LATE)]
    found = raised(wards, 2, w1001="09:20", w1002="09:40")
    assert (numbers(found.now), numbers(found.waiting), numbers(found.called)) == ([], ["1003"], ["1001"])
    assert found.free_ms == at("10:20")
    assert numbers(raised(wards, 2, w1001="08:59").now) == ["1001", "1003"]


def test_a_budget_of_nothing_only_counts() -> None:
    """0 an hour: all of them wait, and no moment is promised."""
    found = raised([ward(1001, LATE)], 0)
    assert (numbers(found.now), numbers(found.waiting), found.free_ms) == ([], ["1001"], None)


kinds = st.lists(st.sampled_from([SILENT, LATE, UNHEARD, FINE]), max_size=6)


@given(st.lists(kinds, max_size=12), st.integers(0, 8), st.sets(st.integers(0, 11)))
def test_no_alarm_is_lost_and_the_hour_is_never_overdrawn(
    told: list[list[Told]], budget: int, called: set[int]
) -> None:
    """Each ward in trouble stands in exactly one list; those shown and those called in the hour are at most the
    budget (more only by calls nobody was asked for); a later one comes within the hour."""
    wards = [ward(1001 + index, *stations) for index, stations in enumerate(told)]
    calls: dict[str, tuple[Call, ...]] = {
        one.ward: call("09:30") for index, one in enumerate(wards) if index in called
    }
    found = alarms(wards, calls, NOW, budget, lambda _: None)
    listed = [one.ward for one in (*found.now, *found.waiting, *found.called)]
    assert sorted(listed) == [one.ward for one in wards if any(each != FINE for each in told[wards.index(one)])]
    assert len(found.now) + len(calls) <= max(budget, len(calls))
    assert found.free_ms is None or NOW < found.free_ms <= NOW + HOUR_MS


def test_a_late_convoy_comes_before_wards_and_uses_the_same_budget() -> None:
    """Two late convoys and a ward with an hour's budget of one: the first convoy now, the rest waits by its kind; a
    call about the second of the first convoy's wards counts for it."""
    first = Alarm(RegionCode("63.71.01.1001"), (("overdue", 9, ""),), 9, at("08:00"), None, "K-1", FIRST_WARDS)
    second = Alarm(RegionCode("63.71.01.1005"), (("overdue", 2, ""),), 2, at("09:00"), None, "K-2", FIRST_WARDS[:0])
    wards = [ward(1002, SILENT), ward(1003, SILENT), ward(1005, FINE)]
    found = alarms(wards, {}, NOW, 1, lambda _: None, (first, second))
    assert [one.convoy for one in found.now] == ["K-1"]
    assert [one.convoy for one in found.waiting_convoys] == ["K-2"]
    assert (len(found.waiting_wards), found.waiting_stations) == (2, 2)
    called = alarms(wards, {"63.71.01.1002": call("09:50")}, NOW, 6, lambda _: None, (first, second))
    assert [one.convoy for one in called.called] == ["K-1", ""]
    assert [one.convoy for one in called.now] == ["K-2", ""]
