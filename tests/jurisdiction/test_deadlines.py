"""Legal deadlines: known cases with their arithmetic, edge hours, and what holds of every start."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kawal.jurisdiction.calendar import Calendar, ClosedDay
from kawal.jurisdiction.deadlines import Deadline, Span, deadline, deadlines, decode_deadlines, moment_of, span_of
from kawal.jurisdiction.zones import WIB, WIT, WITA
from kawal.kernel.errors import Rejected

CALENDAR = Calendar()
PETITION = deadline("mk_petition")
REPORT = deadline("report")
STARTS = st.datetimes(datetime(2023, 1, 1), datetime(2027, 12, 31), timezones=st.sampled_from((WIB, WITA, WIT)))
LASTING = [one for one in deadlines() if any(reading.only_from is None for reading in one.readings)]
"""Those that hold for every day, not only for the schedule of one election."""
ENTRY = """
deadlines:
  - id: one
    what: {id: a, en: a}
    event: known
    who: {id: a, en: a}
    where: {id: a, en: a}
    article: UU 1
    source: ['https://example.org']
    confidence: high
    readings: [{length: 3, unit: working_days, because: {id: a, en: a}}]
"""


def petition(*when: int, zone: object = WIB) -> Span:
    """The span of a petition to the Court whose result was announced then."""
    return span_of(PETITION, datetime(*when, tzinfo=zone), WITA, CALENDAR)  # type: ignore[arg-type,misc]


def midnight_after(day: date) -> datetime:
    """24:00 WIB of a day."""
    return datetime.combine(day, datetime.min.time(), WIB) + timedelta(days=1)


def test_pemalang_announced_on_tuesday_3_december_ends_on_thursday_the_5th() -> None:
    """Tue 3 (day 1), Wed 4 (2), Thu 5 (3): to 5 Dec 24:00 WIB. The petition of 6 Dec was too late; only counting from
    the day after (4, 5, 6) would have helped it."""
    span = petition(2024, 12, 3, 10, 0)
    assert span.safe.at == midnight_after(date(2024, 12, 5))
    assert span.safe.last_day == date(2024, 12, 5)
    assert span.arguable.at == midnight_after(date(2024, 12, 6))


def test_muara_enim_announced_at_22_37_counts_that_day_as_the_first() -> None:
    """22:37 on Tue 3 Dec is still 3 Dec: 3, 4, 5. The petitioner counted to the 6th, which was not accepted."""
    span = petition(2024, 12, 3, 22, 37)
    assert span.safe.at == midnight_after(date(2024, 12, 5))
    assert span.arguable.at == midnight_after(date(2024, 12, 6))


def test_banjarmasin_announced_on_2_december_ends_at_one_in_the_morning_of_its_own_clocks() -> None:
    """Mon 2 (1), Tue 3 (2), Wed 4 (3): 4 Dec 24:00 WIB = 5 Dec 01:00 WITA."""
    span = petition(2024, 12, 2, 20, 0, zone=WITA)
    assert span.safe.at == midnight_after(date(2024, 12, 4)) == datetime(2024, 12, 5, 1, 0, tzinfo=WITA)


def test_kalsel_announced_on_a_saturday_is_the_same_by_both_readings() -> None:
    """Sat 7 Dec is no working day: Mon 9 (1), Tue 10 (2), Wed 11 (3). From the day after, Sun 8: Mon 9 again."""
    span = petition(2024, 12, 7, 15, 0, zone=WITA)
    assert span.agrees
    assert span.safe.at == midnight_after(date(2024, 12, 11))


def test_a_minute_before_midnight_is_still_that_day_and_the_courts_day_counts_in_the_east() -> None:
    """23:59 WIB on Mon 2 Dec: 2, 3, 4. 00:30 WIT on Tue 3 Dec is 22:30 WIB on the 2nd: 2, 3, 4 too."""
    assert petition(2024, 12, 2, 23, 59).safe.last_day == date(2024, 12, 4)
    assert petition(2024, 12, 3, 0, 30, zone=WIT).safe.last_day == date(2024, 12, 4)


def test_a_friday_goes_over_the_weekend_and_christmas_over_joint_leave_and_new_year() -> None:
    """Fri 6 Dec (1), Mon 9 (2), Tue 10 (3).

    Tue 24 Dec (1), 25 Christmas, 26 joint leave, Fri 27 (2), Mon 30 (3). Tue 31 Dec (1), 1 Jan holiday, Thu 2 (2),
    Fri 3 Jan (3).
    """
    assert petition(2024, 12, 6, 9, 0).safe.last_day == date(2024, 12, 10)
    assert petition(2024, 12, 24, 9, 0).safe.last_day == date(2024, 12, 30)
    assert petition(2024, 12, 31, 23, 59).safe.last_day == date(2025, 1, 3)


def test_the_calendar_knows_the_voting_day_joint_leave_and_local_days() -> None:
    """27 Nov 2024 was a holiday by decree, 26 Dec 2024 joint leave; a day of the node's file is closed there only."""
    assert CALENDAR.closed(date(2024, 11, 27))
    assert CALENDAR.closed(date(2024, 12, 26)).startswith("Cuti Bersama")
    assert CALENDAR.closed(date(2024, 12, 28)) == "Sabtu"
    local = Calendar([ClosedDay(date(2024, 12, 4), "Hari jadi kota", "SE wali kota")])
    assert local.closed(date(2024, 12, 4)) == "Hari jadi kota"
    assert CALENDAR.is_working(date(2024, 12, 4))


def test_a_day_off_of_the_region_moves_its_own_offices_and_never_the_court() -> None:
    """A petition announced on Mon 2 Dec: 2, 3, 4, whether the city is closed on the 4th or not; closed by the nation,
    2, 3, 5. A TSM case registered with the province's Bawaslu then: 14 working days to Thu 19 Dec, with a day off of
    its own to Fri 20 Dec. Of a case at the Supreme Court nothing moves."""
    day = date(2024, 12, 4)
    here, nation = ([ClosedDay(day, "Hari jadi", "SE", national)] for national in (False, True))
    start = datetime(2024, 12, 2, 10, 0, tzinfo=WITA)

    def last_day(name: str, closed: list[ClosedDay]) -> date | None:
        return span_of(deadline(name), start, WITA, Calendar(closed)).safe.last_day

    assert [last_day("mk_petition", one) for one in ([], here, nation)] == [day, day, date(2024, 12, 5)]
    assert last_day("tsm_examine", []) == date(2024, 12, 19)
    assert last_day("tsm_examine", here) == date(2024, 12, 20)
    assert last_day("tsm_supreme", []) == last_day("tsm_supreme", here) == date(2024, 12, 19)


def test_the_clock_of_a_deadline_is_that_of_the_office_at_which_it_ends() -> None:
    """Both courts, and the time that a ruling of the Court gives, by the capital; all else where the vote is."""
    court = {one.id for one in deadlines() if {reading.zone for reading in one.readings} == {"court"}}
    assert court == {"mk_petition", "mk_ruling", "repoll_court", "tsm_appeal", "tsm_supreme"}
    assert all(len({reading.zone for reading in one.readings}) == 1 for one in deadlines())


def test_a_report_known_on_voting_day_is_safe_until_the_desk_closes_on_the_seventh_day() -> None:
    """Known Wed 27 Nov = day 1: day 7 is Tue 3 Dec, desk to 16:00. From the day after: Wed 4 Dec 24:00."""
    span = span_of(REPORT, datetime(2024, 11, 27, 10, 0, tzinfo=WITA), WITA, CALENDAR)
    assert span.safe.at == datetime(2024, 12, 3, 16, 0, tzinfo=WITA)
    assert span.arguable.at == datetime(2024, 12, 5, 0, 0, tzinfo=WITA)


def test_a_report_whose_seventh_day_is_a_sunday_is_safe_on_the_friday_before() -> None:
    """Known Mon 2 Dec: day 7 is Sun 8 Dec, the desk is closed: Fri 6 Dec 16:00."""
    span = span_of(REPORT, datetime(2024, 12, 2, 10, 0, tzinfo=WITA), WITA, CALENDAR)
    assert span.safe.at == datetime(2024, 12, 6, 16, 0, tzinfo=WITA)


def test_a_safe_moment_is_never_before_the_event_even_when_the_desk_stays_closed() -> None:
    """Known Sat 29 Mar 2025: all seven days to Fri 4 Apr are Nyepi, Idul Fitri or leave: the last day itself."""
    span = span_of(REPORT, datetime(2025, 3, 29, 10, 0, tzinfo=WITA), WITA, CALENDAR)
    assert span.safe.last_day == date(2025, 4, 4)


def test_re_poll_has_the_announced_date_as_its_safe_one() -> None:
    """27 Nov as day 1: day 10 is 6 Dec, which KPU announced; ten days after it is 7 Dec."""
    span = span_of(deadline("repoll"), datetime(2024, 11, 27, tzinfo=WITA), WITA, CALENDAR)
    assert (span.safe.last_day, span.arguable.last_day) == (date(2024, 12, 6), date(2024, 12, 7))


def test_an_announced_schedule_says_nothing_of_another_election() -> None:
    """Of a vote on 14 Feb 2024 only the count of ten days is known (23 and 24 Feb); the stages of the recapitulation
    are known of 27 Nov 2024 alone: 3 Dec for districts, 6 and 12 Dec for cities, 9 and 15 Dec for provinces."""
    other = datetime(2024, 2, 14, tzinfo=WITA)
    span = span_of(deadline("repoll"), other, WITA, CALENDAR)
    assert (span.safe.last_day, span.arguable.last_day) == (date(2024, 2, 23), date(2024, 2, 24))
    assert deadline("recap_city").readings_from(other.date()) == ()
    voting = datetime(2024, 11, 27, tzinfo=WITA)
    stages = ("recap_boxes", "recap_district", "recap_city", "announce_city", "recap_province", "announce_province")
    last = [span_of(deadline(one), voting, WITA, CALENDAR).safe.last_day for one in stages]
    assert last == [date(2024, 11, 30), *(date(2024, 12, day) for day in (3, 6, 12, 9, 15))]


def test_a_re_poll_ordered_by_the_court_lasts_as_long_as_the_ruling_says() -> None:
    """22 Mar 2021, 30 working days: 22-26 Mar (5), 29 Mar-1 Apr (9), 2 Apr Good Friday, 5-30 Apr (29), 3 May (30);
    from the day after 4 May. The poll of 28 April was in time. 60 days from 24 Feb 2025 as day 1: 24 April."""
    order = deadline("repoll_court")
    assert order.given
    ruled = datetime(2021, 3, 22, 15, 0, tzinfo=WIB)
    span = span_of(order.lasting(30, "working_days"), ruled, WITA, CALENDAR)
    assert (span.safe.last_day, span.arguable.last_day) == (date(2021, 5, 3), date(2021, 5, 4))
    banjarbaru = span_of(order.lasting(60, "calendar_days"), datetime(2025, 2, 24, 15, 0, tzinfo=WIB), WITA, CALENDAR)
    assert banjarbaru.safe.last_day == date(2025, 4, 24)


def test_what_was_only_remembered_is_not_shown_as_verified() -> None:
    """The day counts of TSM cases are from memory."""
    assert not any(one.is_verified for one in deadlines() if one.id.startswith("tsm_"))
    assert all(one.is_verified for one in deadlines() if one.id.startswith("crime_"))


def test_hours_run_by_the_clock_whatever_the_day() -> None:
    """24 hours from Sat 22:15 are Sun 22:15."""
    span = span_of(deadline("gakkumdu"), datetime(2024, 11, 30, 22, 15, tzinfo=WITA), WITA, CALENDAR)
    assert span.safe.at == datetime(2024, 12, 1, 22, 15, tzinfo=WITA)
    assert span.safe.last_day is None


@given(STARTS, st.sampled_from(LASTING), st.sampled_from((WIB, WITA, WIT)))
def test_the_safe_moment_is_never_after_the_arguable_and_neither_before_the_start(
    start: datetime, one: Deadline, local: object
) -> None:
    """Whatever the start, the deadline and the zone."""
    span = span_of(one, start, local, CALENDAR)  # type: ignore[arg-type]
    assert start < span.safe.at <= span.arguable.at


@given(STARTS, STARTS, st.sampled_from(LASTING))
def test_what_begins_later_never_ends_earlier(first: datetime, second: datetime, one: Deadline) -> None:
    """Both moments are monotone in the start."""
    early, late = sorted((first, second))
    before, after = span_of(one, early, WITA, CALENDAR), span_of(one, late, WITA, CALENDAR)
    assert before.safe.at <= after.safe.at
    assert before.arguable.at <= after.arguable.at


@given(STARTS, st.sampled_from([one for one in deadlines() if one.readings[0].unit == "working_days"]))
def test_working_days_never_end_on_a_day_off_and_are_as_many_as_the_law_says(start: datetime, one: Deadline) -> None:
    """Counted again day by day: from the first day to the last there are exactly `length` working days."""
    for reading in (reading for reading in one.readings if reading.unit == "working_days"):
        last = moment_of(reading, start, WITA, CALENDAR).last_day
        assert last is not None
        assert CALENDAR.is_working(last)
        zone = WIB if reading.zone == "court" else WITA
        day = start.astimezone(zone).date() + timedelta(days=reading.first_day == "next_day")
        days = [day + timedelta(days=more) for more in range((last - day).days + 1)]
        assert sum(map(CALENDAR.is_working, days)) == reading.length


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("    source: ['https://example.org']\n", ""),
        ("['https://example.org']", "[]"),
        ("['https://example.org']", "[' ']"),
        ("article: UU 1", "article: ''"),
        ("length: 3", "length: 0"),
        ("working_days", "moons"),
        ("confidence: high", "confidence: sure"),
        ("[{length: 3, unit: working_days, because: {id: a, en: a}}]", "[]"),
        ("unit: working_days", "unit: working_days, ends: '48:00'"),
    ],
)
def test_a_deadline_without_a_source_or_with_odd_parts_is_refused(old: str, new: str) -> None:
    """The file as it is passes; each change is refused in one sentence."""
    assert len(decode_deadlines(ENTRY.encode(), "x.yaml")) == 1
    assert old in ENTRY
    with pytest.raises(Rejected, match=r"x\.yaml"):
        decode_deadlines(ENTRY.replace(old, new).encode(), "x.yaml")


def test_an_id_twice_is_refused_and_no_yaml_too() -> None:
    """Both name the file."""
    twice = ENTRY + ENTRY.replace("\ndeadlines:\n", "")
    with pytest.raises(Rejected, match="one"):
        decode_deadlines(twice.encode(), "x.yaml")
    with pytest.raises(Rejected, match=r"x\.yaml"):
        decode_deadlines(b"\xff\x00: [", "x.yaml")


@pytest.mark.parametrize(
    ("reading", "idle"),
    [
        ("{length: 24, unit: hours, ends: '16:00'", "ends"),
        ("{length: 24, unit: hours, first_day: next_day", "first_day"),
        ("{length: 3, unit: working_days, back_to_working_day: true", "back_to_working_day"),
    ],
)
def test_a_reading_that_sets_what_does_nothing_in_it_is_refused(reading: str, idle: str) -> None:
    """Hours end by the clock whatever the desk's hours are; a working day is never a day off."""
    data = ENTRY.replace("{length: 3, unit: working_days", reading)
    with pytest.raises(Rejected, match=rf"x\.yaml, one: .*{idle}$"):
        decode_deadlines(data.encode(), "x.yaml")


def test_a_calendar_that_never_opens_is_an_error_and_no_endless_search() -> None:
    """A hundred closed days in a row."""
    closed = [ClosedDay(date(2024, 12, 1) + timedelta(days=more), "tutup", "uji") for more in range(100)]
    with pytest.raises(ValueError, match="60 days"):
        Calendar(closed).working_from(date(2024, 12, 1))
