"""Hours on duty: by hand, across midnight, with breaks, against the limits."""

from datetime import datetime, timedelta, timezone

import pytest

from kawal.jurisdiction.duty_limits import decode_limits, duty_limits
from kawal.kernel.errors import Rejected
from kawal.watch.muster.hours import Shift, shift_of, urgency
from kawal.watch.muster.muster import Mark, Presence, counting

WITA = timezone(timedelta(hours=8))
LIMITS = duty_limits()


def at(hour: int, minute: int = 0, day: int = 27) -> int:
    """A moment of November 2024 in Banjarmasin, in milliseconds."""
    return int(datetime(2024, 11, day, hour, minute, tzinfo=WITA).timestamp() * 1000)


def shift(*changes: tuple[str, int], now: int) -> Shift:
    """The hours of someone who worked."""
    found = shift_of(changes, now, LIMITS)  # type: ignore[arg-type]
    assert found is not None
    return found


def test_hours_run_on_over_midnight() -> None:
    """From 18.00 to 02.30 of the next day are 6 + 2.5 hours = 510 minutes, none of them a break."""
    found = shift(("work", at(18)), now=at(2, 30, 28))
    assert (found.duty_min, found.stretch_min, found.rest_min) == (510, 510, None)
    assert found.level(LIMITS) == "over_stretch"  # 510 >= 240


def test_a_break_of_half_an_hour_begins_a_new_stretch_and_counts_as_duty() -> None:
    """05.30 to 09.00 work, break until 09.30, work until 12.00: 390 minutes on duty, 150 since the break."""
    found = shift(("work", at(5, 30)), ("rest", at(9)), ("work", at(9, 30)), now=at(12))
    assert (found.duty_min, found.stretch_min) == (390, 150)
    assert found.level(LIMITS) == ""


def test_a_short_pause_is_no_break() -> None:
    """Ten minutes at 09.00: at 09.50 the stretch is 210 + 40 = 250 minutes, over 240; on duty 260."""
    found = shift(("work", at(5, 30)), ("rest", at(9)), ("work", at(9, 10)), now=at(9, 50))
    assert (found.duty_min, found.stretch_min) == (260, 250)
    assert found.level(LIMITS) == "over_stretch"


def test_who_rests_is_not_told_to_rest_and_a_break_that_is_long_enough_clears_the_stretch() -> None:
    """Five hours of work, then twenty and thirty minutes of a break that goes on."""
    begun = (("work", at(5)), ("rest", at(10)))
    early, late = shift(*begun, now=at(10, 20)), shift(*begun, now=at(10, 30))
    assert (early.stretch_min, early.rest_min, early.level(LIMITS)) == (300, 20, "")
    assert (late.stretch_min, late.rest_min, late.level(LIMITS)) == (0, 30, "")


@pytest.mark.parametrize(
    ("now", "level"),
    [(at(16, 29), ""), (at(16, 30), "near_duty"), (at(17, 29), "near_duty"), (at(17, 30), "over_duty")],
)
def test_twelve_hours_since_the_check_in_are_the_limit(now: int, level: str) -> None:
    """From 05.30: a warning from eleven hours on (16.30), over at twelve (17.30); rested from 15.30 to 16.00."""
    found = shift(("work", at(5, 30)), ("rest", at(15, 30)), ("work", at(16)), now=now)
    assert found.level(LIMITS) == level


def test_a_warning_comes_half_an_hour_before_the_break_is_due() -> None:
    """From 05.30: nothing at 08.59, a warning at 09.00 (210 minutes), over at 09.30 (240 minutes)."""
    levels = [shift(("work", at(5, 30)), now=at(*one)).level(LIMITS) for one in ((8, 59), (9, 0), (9, 30))]
    assert levels == ["", "near_stretch", "over_stretch"]


def test_who_went_home_is_over_no_limit_and_hours_apart_add_up() -> None:
    """05.00-12.00 and 18.00-20.00 are 9 hours; the six hours at home end the stretch."""
    gone = shift(("work", at(5)), ("off", at(12)), now=at(23))
    back = shift(("work", at(5)), ("off", at(12)), ("work", at(18)), now=at(20))
    assert (gone.duty_min, gone.level(LIMITS)) == (420, "")
    assert (back.duty_min, back.stretch_min) == (540, 120)
    assert shift_of([("off", at(6))], at(7), LIMITS) is None


def test_over_the_limit_stands_before_near_it_and_the_longest_first() -> None:
    """13 hours before 12.5 before five without a break."""
    begun = {"a": at(5), "b": at(4, 30), "c": at(12, 30)}
    found = {name: shift(("work", since), now=at(17, 30)) for name, since in begun.items()}
    assert sorted(found, key=lambda name: urgency(found[name], LIMITS)) == ["b", "a", "c"]


def word(presence: Presence, moment: int, index: int = 0) -> Mark:
    """A word of the muster."""
    return Mark(presence=presence, index=index, at=datetime.fromtimestamp(moment / 1000, WITA).isoformat())


def test_a_shift_that_nobody_ended_counts_until_noon_of_the_next_day() -> None:
    """At the post from 05.30 on the 27th: counted at 11.59 on the 28th, not at noon (36 hours past midnight)."""
    words = [word("present", at(5, 30), 1), word("at_post", at(6), 2)]
    moments = [datetime.fromtimestamp(at(*one) / 1000, WITA) for one in ((11, 59, 28), (12, 0, 28))]
    assert [len(counting(words, now, WITA)) for now in moments] == [2, 0]


def test_who_went_home_or_never_came_is_unknown_on_the_next_day() -> None:
    """At 00.10 nothing of them is left, while who collapsed at 00.05 is known all that day."""
    after = datetime.fromtimestamp(at(0, 10, 28) / 1000, WITA)
    assert counting([word("present", at(5), 1), word("off", at(22), 2)], after, WITA) == ()
    assert counting([word("absent", at(5), 1)], after, WITA) == ()
    assert counting([word("present", at(5), 1), word("sick", at(0, 5, 28), 2)], after, WITA)[-1].presence == "sick"


def test_a_word_that_arrives_late_counts_at_its_own_moment() -> None:
    """A phone without a signal said "at the post" at 08.00; it came after the desk noted sick at 11.00."""
    words = [word("sick", at(11), 5), word("at_post", at(8), 9)]
    assert counting(words, datetime.fromtimestamp(at(12) / 1000, WITA), WITA)[-1].presence == "sick"


def test_limits_that_warn_after_they_are_passed_are_refused() -> None:
    """`near_min` of 240 for a limit of 240 is one clear sentence."""
    bad = b"""
duty: {most_min: 720, near_min: 60, source: {of: a}, assumed: true}
stretch: {most_min: 240, near_min: 240, source: {of: a}, assumed: true}
break_min: 30
"""
    with pytest.raises(Rejected, match="near_min"):
        decode_limits(bad, "limits.yaml")
    with pytest.raises(Rejected):
        decode_limits(b"duty: 12", "limits.yaml")
