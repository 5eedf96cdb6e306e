"""The same sentence in two languages, with numbers and dates as their readers write them."""

from datetime import UTC, date, datetime, time

import pytest

from kawal.kernel.errors import Rejected
from kawal.kernel.language import language, msg


def test_numbers_and_dates_follow_the_language() -> None:
    """485145 voters; a share of 0.561; the day of the vote."""
    indonesian, english = language("id"), language("en")
    assert (indonesian.integer(485145), english.integer(485145)) == ("485.145", "485,145")
    assert (indonesian.decimal(23.4, 1), english.decimal(23.4, 1)) == ("23,4", "23.4")
    assert (indonesian.percent(0.561, 1), english.percent(0.561, 1)) == ("56,1%", "56.1%")
    assert indonesian.day(date(2024, 11, 27)) == "Rabu 27 November 2024"
    assert english.day(date(2024, 11, 27)) == "Wednesday 27 November 2024"
    assert (indonesian.time(datetime(2024, 11, 27, 14, 32)), english.time(datetime(2024, 11, 27, 14, 32))) == (
        "14.32",
        "14:32",
    )


def test_a_clock_is_written_by_the_language_wherever_it_comes_from() -> None:
    """A moment, a time as it is kept, the end of a day, turns of duty, and a time that fills a sentence."""
    indonesian, english = language("id"), language("en")
    at = datetime(2024, 11, 27, 14, 32, 5, tzinfo=UTC)
    assert (indonesian.moment(at), english.moment(at)) == ("27 Nov 14.32.05 UTC", "27 Nov 14:32:05 UTC")
    for kept, told in (("11:40", "11.40"), ("24:00", "24.00"), ("18:00-06:00", "18.00-06.00")):
        assert (indonesian.clock(kept), english.clock(kept)) == (told, kept)
    until = msg("sampai %(time)s", time=time(11, 40))
    assert (indonesian.say(until), english.say(until)) == ("sampai 11.40", "until 11:40")
    assert indonesian.say(msg("sampai %(time)s", time=time(11, 40, 7))) == "sampai 11.40.07"


def test_an_error_is_told_in_each_language() -> None:
    """Where, expected and got are all translated."""
    where = msg("%(file)s, baris %(line)s, kolom %(column)s", file="tps.csv", line="3", column="lat")
    error = Rejected(where, msg("angka"), "x")
    assert error.tell(language("id")) == "tps.csv, baris 3, kolom lat: diharapkan angka, didapat x"
    assert error.tell(language("en")) == "tps.csv, row 3, column lat: expected a number, got x"


@pytest.mark.parametrize("text", ["100% sure", "%(x)s"])
def test_what_came_is_quoted_as_it_is(text: str) -> None:
    """A percent sign in bad input breaks no sentence."""
    assert text in Rejected("x", msg("angka"), text).tell(language("en"))


def test_english_tells_one_from_more_and_indonesian_has_one_word() -> None:
    """A number, or one that is written already; a thousand and one are many."""
    for n, english in ((0, "0 stations"), (1, "1 station"), ("1", "1 station"), (1_001, "1,001 stations")):
        assert language("en").text("%(n)s TPS", n=n) == english
    assert language("id").text("%(n)s TPS", n=1) == "1 TPS"


@pytest.mark.parametrize(
    ("minutes", "indonesian", "english"),
    [
        (0, "0 mnt", "0 min"),
        (99, "99 mnt", "99 min"),
        (100, "1 j 40 mnt", "1 h 40 min"),
        (2879, "47 j 59 mnt", "47 h 59 min"),
        (2880, "2 hari", "2 days"),
        (8655, "6 hari", "6 days"),
    ],
)
def test_a_span_is_told_as_exactly_as_matters(minutes: int, indonesian: str, english: str) -> None:
    """Minutes up to 99, hours up to two days (2,880 minutes), then whole days: 8,655 / 1,440 = 6.01."""
    assert (language("id").span(minutes), language("en").span(minutes)) == (indonesian, english)
