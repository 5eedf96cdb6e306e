"""By when a later poll has to be held: from the vote before it, or as a ruling of the Court says that it follows."""

from datetime import date

import msgspec
import pytest

from kawal.count.rounddays import Round
from kawal.disputes.clocks.model import Moment
from kawal.disputes.clocks.repolls import polls_due
from kawal.disputes.clocks.running import Running
from kawal.election.model import Registry
from kawal.jurisdiction.zones import WITA
from kawal.kernel.codes import StationId
from tests.disputes.clocks.test_running import LAW, MAYOR, later, moment, ms

REGISTRY = Registry(contests=(MAYOR,))
RULED = ms(2025, 2, 24, 12)
"""Banjarbaru: 60 calendar days, the 24th is day 1: to 24 April 2025, or the 25th counted from the next day."""


def third(day: date | None) -> Round:
    """The station of `later` votes a third time."""
    return Round(
        index=13,
        contest="mayor",
        round=3,
        kind="re_poll",
        decree="800",
        stations=(StationId("6371011001004"),),
        day=day,
    )


def due(*held: Round, known: tuple[Moment, ...] = ()) -> list[Running]:
    return list(polls_due(held, known, REGISTRY, WITA, LAW.calendar))


def entered(poll: Round, at_ms: int) -> Round:
    """A round as it was recorded at a moment."""
    return msgspec.structs.replace(poll, at_ms=at_ms)


def ruling(**more: object) -> Moment:
    return msgspec.structs.replace(moment("court_orders", RULED, 60), **more)


def test_a_second_re_poll_is_reckoned_from_the_day_of_the_first() -> None:
    """27 November: the 6th, or the 7th. A re-poll on 1 December: the 10th, or the 11th; the 12th is late."""
    first, second = due(later(date(2024, 12, 1)), third(date(2024, 12, 12)))
    assert (first.span.safe.last_day, first.span.arguable.last_day) == (date(2024, 12, 6), date(2024, 12, 7))
    assert (second.span.safe.last_day, second.span.arguable.last_day) == (date(2024, 12, 10), date(2024, 12, 11))
    assert (first.planned, second.planned) == ("safe", "passed")
    assert not first.is_held(ms(2024, 12, 1, 23, 59))
    assert first.is_held(ms(2024, 12, 2))


def test_nothing_is_reckoned_from_an_unknown_day_or_for_a_recount() -> None:
    """The second poll has no day, so the third has no last day; ballots are counted anew at any time."""
    assert [one.due.poll.index for one in due(later(None), third(None)) if one.due] == [12]
    assert due(later(None, "recount")) == []


@pytest.mark.parametrize(
    ("day", "planned"),
    [
        (date(2025, 4, 24), "safe"),  # 24 Feb is day 1: 5 days of February, 31 of March, 24 of April are 60
        (date(2025, 4, 25), "arguable"),  # begins in Banjarmasin an hour before the 24th ends in Jakarta
        (date(2025, 4, 26), "passed"),
        (None, None),
    ],
)
def test_a_poll_that_follows_a_ruling_has_the_time_of_the_ruling(day: date | None, planned: str | None) -> None:
    [found] = due(entered(later(day), ms(2025, 3, 1)), known=(ruling(),))
    assert (found.deadline.id, found.start.index, found.start.reference) == ("repoll_court", 9, "1/PHPU")
    assert (found.span.safe.last_day, found.span.arguable.last_day) == (date(2025, 4, 24), date(2025, 4, 25))
    assert found.planned == planned


@pytest.mark.parametrize(
    ("poll", "other"),
    [
        (entered(later(date(2024, 12, 18)), ms(2025, 3, 1)), {}),  # held before the ruling, whenever recorded
        (entered(later(date(2025, 4, 19)), ms(2025, 2, 24, 11)), {}),  # ordered before it
        (entered(later(date(2025, 4, 19)), ms(2025, 3, 1)), {"region": "63.71.03"}),
        (entered(later(date(2025, 4, 19)), ms(2025, 3, 1)), {"contest": "governor"}),
        (entered(later(date(2025, 4, 19)), ms(2025, 3, 1)), {"event": "petition_registered"}),
        # one of its two stations lies outside
        (
            entered(later(date(2025, 4, 19), "re_poll", "6371011001004", "6371031001001"), ms(2025, 3, 1)),
            {"region": "63.71.01"},
        ),
    ],
)
def test_a_ruling_leaves_other_polls_their_time_from_the_vote_before(poll: Round, other: dict[str, str]) -> None:
    """Ten days from 27 November are long over."""
    [found] = due(poll, known=(ruling(**other),))
    assert (found.deadline.id, found.planned) == ("repoll", "passed")


def test_a_ruling_is_followed_by_the_first_poll_after_it_and_the_newest_one_leads() -> None:
    """A re-poll of the re-poll has its ten days from that, 19 April: to the 28th, or the 29th. A ruling about every
    contest of a larger region leads to it too; of two the later is followed."""
    polls = (entered(later(date(2025, 4, 19)), ms(2025, 3, 1)), entered(third(date(2025, 4, 29)), ms(2025, 4, 20)))
    wide = ruling(contest=None, region="63", index=10, at_ms=ms(2025, 2, 26))
    court, own = due(*polls, known=(ruling(), wide))
    assert (court.start.index, court.planned) == (10, "safe")
    assert (own.deadline.id, own.planned) == ("repoll", "arguable")
