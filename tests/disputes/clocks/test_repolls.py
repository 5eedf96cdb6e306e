"""By when a later poll has to be held: from the vote before it, unless the Court gave a time of its own."""

from datetime import date

from kawal.count.rounddays import Round
from kawal.disputes.clocks.repolls import polls_due
from kawal.election.model import Registry
from kawal.jurisdiction.zones import WITA
from kawal.kernel.codes import StationId
from tests.disputes.clocks.test_running import LAW, MAYOR, later, moment, ms

REGISTRY = Registry(contests=(MAYOR,))


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


def test_a_second_re_poll_is_reckoned_from_the_day_of_the_first() -> None:
    """27 November: the 6th, or the 7th. A re-poll on 1 December: the 10th, or the 11th; the 12th is late."""
    held = (later(date(2024, 12, 1)), third(date(2024, 12, 12)))
    first, second = (clock for _due, clock in polls_due(held, (), REGISTRY, WITA, LAW.calendar))
    assert (first.span.safe.last_day, first.span.arguable.last_day) == (date(2024, 12, 6), date(2024, 12, 7))
    assert (second.span.safe.last_day, second.span.arguable.last_day) == (date(2024, 12, 10), date(2024, 12, 11))
    assert (first.planned, second.planned) == ("safe", "passed")
    assert not first.is_held(ms(2024, 12, 1, 23, 59))
    assert first.is_held(ms(2024, 12, 2))


def test_nothing_is_reckoned_from_an_unknown_day_for_a_recount_or_after_a_ruling() -> None:
    """The second poll has no day, so the third has no last day; ballots are counted anew at any time."""
    held = (later(None), third(None))
    assert [due.poll.index for due, _clock in polls_due(held, (), REGISTRY, WITA, LAW.calendar)] == [12]
    assert not list(polls_due((later(None, "recount"),), (), REGISTRY, WITA, LAW.calendar))
    ruling = moment("court_orders", ms(2024, 12, 4), 30)
    assert not list(polls_due(held, (ruling,), REGISTRY, WITA, LAW.calendar))
