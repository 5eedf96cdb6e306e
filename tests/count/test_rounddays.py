"""The day of a round: which poll cast the ballots that a round is about, and which days fit."""

from datetime import date

import pytest

from kawal.count.rounddays import Round, fit_day, polled_on
from kawal.kernel.codes import StationId
from kawal.kernel.errors import Rejected

FIRST, AGAIN = date(2024, 11, 27), date(2024, 12, 1)
STATION, ELSEWHERE = StationId("6371011001004"), StationId("6371011001005")


def held(number: int, kind: str = "re_poll", day: date | None = AGAIN, contest: str = "mayor") -> Round:
    return Round(
        index=number,
        contest=contest,  # type: ignore[arg-type]
        round=number,
        kind=kind,  # type: ignore[arg-type]
        decree="1",
        stations=(STATION,),
        day=day,
    )


def test_the_ballots_of_a_round_are_those_of_its_last_poll() -> None:
    """Voted on the 27th, again on the 1st, counted again on the 3rd: the recount is about ballots of the 1st."""
    rounds = [held(2), held(3, "recount", date(2024, 12, 3))]
    assert [polled_on(rounds, STATION, ("mayor",), number, FIRST) for number in (1, 2, 3)] == [FIRST, AGAIN, AGAIN]
    assert polled_on(rounds, ELSEWHERE, ("mayor",), 3, FIRST) == FIRST


def test_of_two_contests_the_earlier_day_holds_and_an_unknown_one_says_nothing() -> None:
    """Only the mayor was voted on again; a re-poll without a day leaves the day unknown."""
    assert polled_on([held(2)], STATION, ("governor", "mayor"), 2, FIRST) == FIRST
    assert polled_on([held(2, day=None)], STATION, ("mayor",), 2, FIRST) is None
    assert polled_on([], STATION, ("mayor",), 1, None) is None


@pytest.mark.parametrize(
    ("kind", "day", "fits"),
    [
        ("re_poll", date(2024, 11, 27), False),  # on the day of the vote that it replaces
        ("re_poll", date(2024, 11, 28), True),
        ("recount", date(2024, 11, 26), False),
        ("recount", date(2024, 11, 27), True),  # at once, at the station
        ("follow_up", date(2026, 1, 1), True),  # 400 days after: 34 of 2024, 365 of 2025, one more
        ("follow_up", date(2026, 1, 2), False),
    ],
)
def test_a_round_comes_after_the_vote_before_it_and_not_years_later(kind: str, day: date, fits: bool) -> None:
    if fits:
        assert fit_day(day, kind, FIRST) == day  # type: ignore[arg-type]
        return
    with pytest.raises(Rejected):
        fit_day(day, kind, FIRST)  # type: ignore[arg-type]


def test_without_a_day_of_the_vote_every_day_fits() -> None:
    assert fit_day(AGAIN, "re_poll", None) == AGAIN
