"""Plots as geometry: what lies where, what is left out, what is said in the table."""

import pytest

from kawal.count import plots
from kawal.kernel.codes import StationId

HOUR = 3_600_000
NOON = 1_732_687_200_000


def station(number: int) -> StationId:
    return StationId(f"6371011012{number:03d}")


def form(voters: int | None, registered: int | None, votes: int, valid: int) -> dict[str, int | None]:
    return {"used_total": voters, "registered": registered, "votes_1": votes, "valid_total": valid}


def test_nothing_is_drawn_before_the_first_form() -> None:
    assert plots.arrivals_plot((), 965, NOON) is None
    assert plots.scatter_plot({}, "votes_1") is None
    assert plots.district_bars([("63.71.01", {})], {}, "votes_1") == ()


def test_arrivals_grow_by_one_at_each_form_until_now() -> None:
    """Three of four forms in one hour, now an hour later: after a third of the time (40 min) two were there."""
    came = (NOON, NOON + HOUR // 2, NOON + HOUR)
    drawn = plots.arrivals_plot(came, 4, NOON + 2 * HOUR)
    assert drawn is not None
    assert [count for _, count in drawn.rows] == [2, 3, 3]
    assert drawn.path.endswith(f"H{plots.WIDTH - plots.RIGHT}.0")
    assert drawn.all_y == plots.TOP


def test_a_quiet_year_after_the_count_does_not_press_the_count_into_one_line() -> None:
    came = (NOON, NOON + HOUR)
    drawn = plots.arrivals_plot(came, 2, NOON + 365 * 24 * HOUR)
    assert drawn is not None
    assert drawn.rows[-1] == (NOON + HOUR, 2)


def test_many_arrivals_are_drawn_with_few_steps_and_end_at_their_number() -> None:
    came = tuple(NOON + number * 1_000 for number in range(10_000))
    drawn = plots.arrivals_plot(came, 10_000, came[-1])
    assert drawn is not None
    assert drawn.path.count("V") <= plots.MOST_STEPS + 2
    assert drawn.rows[-1][1] == 10_000


def test_a_station_is_a_dot_at_its_turnout_and_share_and_one_without_numbers_is_counted() -> None:
    """250 of 500 voted, 60 of 240 valid votes: in the middle of the width, a quarter of the height."""
    forms = {station(1): form(250, 500, 60, 240), station(2): form(None, 500, 60, 240), station(3): form(5, 0, 1, 5)}
    drawn = plots.scatter_plot(forms, "votes_1")
    assert drawn is not None
    [dot] = drawn.dots
    inner_x, inner_y = plots.WIDTH - plots.LEFT - plots.RIGHT, plots.HEIGHT - plots.TOP - plots.BOTTOM
    assert dot.x == pytest.approx(plots.LEFT + inner_x / 2, abs=0.1)
    assert dot.y == pytest.approx(plots.HEIGHT - plots.BOTTOM - inner_y / 4, abs=0.1)
    assert (drawn.stations, drawn.left_out) == (1, 2)
    assert drawn.table == ((0.5, 1, 0.25, 0.25),)


def test_more_voters_than_registered_stay_inside_the_drawing() -> None:
    drawn = plots.scatter_plot({station(1): form(700, 500, 10, 100)}, "votes_1")
    assert drawn is not None
    assert drawn.dots[0].x == plots.WIDTH - plots.RIGHT


def test_too_many_stations_are_cells_that_hold_all_of_them() -> None:
    forms = {station(number): form(200 + number, 500, number, 100) for number in range(1, 100)}
    drawn = plots.scatter_plot(forms, "votes_1", most=50)
    assert drawn is not None
    assert (drawn.dots, sum(one.count for one in drawn.cells)) == ((), 99)
    assert {one.tone for one in drawn.cells} <= {1, 2, 3, 4}


def test_a_district_is_compared_with_the_whole() -> None:
    """60 of 100 and 20 of 100 where the whole has 80 of 200 = 40 %: +20 and -20 points."""
    sums = [("a", {"votes_1": 60, "valid_total": 100}), ("b", {"votes_1": 20, "valid_total": 100}), ("c", {})]
    bars = plots.district_bars(sums, {"votes_1": 80, "valid_total": 200}, "votes_1")
    assert [(one.place, round(one.off, 3)) for one in bars] == [("a", 0.2), ("b", -0.2)]
