"""Deadlines that run: what starts which, what ends first, what has passed."""

from datetime import date, datetime, timedelta

import pytest

from kawal.count.rounddays import Round
from kawal.disputes.clocks.model import EVENT_NAMES, EVENTS_RECORDED, Moment
from kawal.disputes.clocks.running import Running, ordered, running, starts_of
from kawal.disputes.threshold.model import Announced
from kawal.election.model import Contest
from kawal.jurisdiction.deadlines import deadlines
from kawal.jurisdiction.law import Law
from kawal.jurisdiction.zones import WIB, WITA
from kawal.kernel.codes import RegionCode, StationId

MAYOR = Contest(id="m", kind="mayor", region=RegionCode("63.71"), day=date(2024, 11, 27))
GOVERNOR = Contest(id="g", kind="governor", region=RegionCode("63"), day=date(2024, 11, 27))
LAW = Law()


def ms(*when: int, zone: object = WITA) -> int:
    """A moment of Banjarmasin's clocks in milliseconds."""
    return int(datetime(*when, tzinfo=zone).timestamp() * 1000)  # type: ignore[arg-type,misc]


def decree(at_ms: int, contest: str = "mayor", region: str = "63.71", source: str = "decree") -> Announced:
    return Announced(
        index=7,
        contest=contest,  # type: ignore[arg-type]
        region=region,
        round=1,
        source=source,  # type: ignore[arg-type]
        at_ms=at_ms,
        place="",
        reference="SK 1",
        numbers={},
        actor="a",
    )


def moment(event: str, at_ms: int, length: int = 0, unit: str = "calendar_days") -> Moment:
    return Moment(
        index=9,
        event=event,  # type: ignore[arg-type]
        contest="mayor",
        region="63.71",
        at_ms=at_ms,
        reference="1/PHPU",
        length=length,
        unit=unit,  # type: ignore[arg-type]
        actor="a",
    )


def clocks(
    now_ms: int,
    *contests: Contest,
    rounds: tuple[Round, ...] = (),
    announced: tuple[Announced, ...] = (),
    moments: tuple[Moment, ...] = (),
) -> tuple[Running, ...]:
    held = contests or (MAYOR,)
    return ordered(running(starts_of(held, rounds, announced, moments, WITA), held, LAW, WITA), now_ms)


def later(day: date | None, kind: str = "re_poll", *stations: str) -> Round:
    """A second round at stations of Mantuil."""
    return Round(
        index=12,
        contest="mayor",
        round=2,
        kind=kind,  # type: ignore[arg-type]
        decree="712",
        stations=tuple(StationId(one) for one in stations or ("6371011001004",)),
        day=day,
    )


def of(found: tuple[Running, ...], name: str) -> Running:
    return next(one for one in found if one.deadline.id == name)


@pytest.mark.parametrize(
    ("announced", "last_day"),
    [
        ((2024, 12, 3, 10, 0), date(2024, 12, 5)),  # Pemalang
        ((2024, 12, 3, 22, 37), date(2024, 12, 5)),  # Muara Enim
        ((2024, 12, 2, 20, 0), date(2024, 12, 4)),  # Banjarmasin
        ((2024, 12, 7, 15, 0), date(2024, 12, 11)),  # South Kalimantan: a Saturday
    ],
)
def test_a_decree_starts_the_time_for_a_petition(announced: tuple[int, ...], last_day: date) -> None:
    """Tue 3 Dec: 3, 4, 5, whatever the hour; Mon 2 Dec: 2, 3, 4; Sat 7 Dec: 9, 10, 11. It ends at 24:00 WIB."""
    at = ms(*announced, zone=WIB)
    found = of(clocks(at, announced=(decree(at),)), "mk_petition")
    assert found.span.safe.last_day == last_day
    assert found.safe_ms == ms(last_day.year, last_day.month, last_day.day, zone=WIB) + 24 * 3_600_000
    assert (found.start.index, found.start.reference) == (7, "SK 1")


def test_only_a_decree_about_the_whole_contest_starts_it() -> None:
    """A figure of the press, what the Court read, and the governor's result in one city start nothing."""
    at = ms(2024, 12, 2, 20, 0)
    said = (decree(at, source="press"), decree(at, source="court"), decree(at, "governor", "63.71"))
    found = clocks(at, MAYOR, GOVERNOR, announced=said)
    assert "mk_petition" not in {one.deadline.id for one in found}


def test_voting_day_starts_recount_re_poll_and_the_stages_of_that_schedule() -> None:
    """A city without a governor's contest has no stage of the province; another day has no announced schedule."""
    names = {one.deadline.id for one in clocks(ms(2024, 11, 27, 15, 10))}
    stages = {"recap_boxes", "recap_district", "recap_city", "announce_city"}
    assert names == {"box_handover", "recount", "repoll"} | stages
    both = {one.deadline.id for one in clocks(ms(2024, 11, 27, 15, 10), MAYOR, GOVERNOR)}
    assert both - names == {"recap_province", "announce_province"}
    other = Contest(id="m", kind="mayor", region=RegionCode("63.71"), day=date(2020, 12, 9))
    assert {one.deadline.id for one in clocks(ms(2020, 12, 9, 15, 10), other)} == {
        "box_handover",
        "recount",
        "repoll",
    }


def test_what_ends_first_is_on_top_and_what_has_passed_below_the_newest_before() -> None:
    """At 15:10 on 27 Nov 2024: boxes handed over and recount 24:00 of the day, results in the district 30 Nov,
    districts 3 Dec, re-poll, city 6 Dec, 12 Dec. At noon on 1 Dec the recount (to 28 Nov 12:00) has passed, before it
    the boxes (three days later where the land makes it hard, 30 Nov 24:00) and the results in the district (same)."""
    found = clocks(ms(2024, 11, 27, 15, 10))
    names = [one.deadline.id for one in found]
    stages = ["recap_boxes", "recap_district", "recap_city", "repoll", "announce_city"]
    assert names == ["box_handover", "recount", *stages]
    later = clocks(ms(2024, 12, 1, 12, 0))
    assert [one.deadline.id for one in later][-3:] == ["box_handover", "recap_boxes", "recount"]


def test_between_its_two_moments_a_clock_counts_to_the_arguable_one() -> None:
    """The recount is safe until 24:00 of voting day and arguable until noon after it; its end is too late."""
    midnight, noon = ms(2024, 11, 28), ms(2024, 11, 28, 12, 0)
    one = of(clocks(midnight - 1), "recount")
    assert [one.standing(at) for at in (midnight - 1, midnight, noon - 1, noon)] == [
        "safe",
        "arguable",
        "arguable",
        "passed",
    ]
    assert (one.next_ms(midnight - 1), one.next_ms(midnight), one.next_ms(noon)) == (midnight, noon, noon)


def test_a_registered_petition_starts_45_working_days_over_the_turn_of_the_year() -> None:
    """Registered Fri 3 Jan 2025 (1): January has 20 working days from then (27 Isra Miraj, 28 joint leave, 29 Imlek
    closed), 18 are 3 to 31 Jan; the 45th is counted here day by day."""
    at = ms(2025, 1, 3, 14, 0)
    found = of(clocks(at, moments=(moment("petition_registered", at),)), "mk_ruling")
    day, working = date(2025, 1, 3), 0
    while True:
        working += LAW.calendar.is_working(day)
        if working == 45:
            break
        day += timedelta(days=1)
    assert found.span.safe.last_day == day
    assert not LAW.calendar.is_working(date(2025, 1, 28))


def test_a_ruling_gives_the_length_of_what_it_orders() -> None:
    """30 working days from 22 Mar 2021: 3 May; 60 calendar days from 24 Feb 2025: 24 April."""
    ruled = ms(2021, 3, 22, 15, 0)
    order = moment("court_orders", ruled, 30, "working_days")
    assert of(clocks(ruled, moments=(order,)), "repoll_court").span.safe.last_day == date(2021, 5, 3)
    ruled = ms(2025, 2, 24, 15, 0)
    order = moment("court_orders", ruled, 60)
    assert of(clocks(ruled, moments=(order,)), "repoll_court").span.safe.last_day == date(2025, 4, 24)


def test_every_event_that_starts_a_deadline_has_a_name_and_a_way_to_be_recorded() -> None:
    """By hand, but for breaches (incidents), voting days (registry) and results (page of the threshold)."""
    needed = {one.event for one in deadlines()}
    assert needed <= set(EVENT_NAMES)
    assert needed - set(EVENTS_RECORDED) == {"known", "voting_day", "result_announced"}


def test_the_voting_day_of_a_re_poll_starts_its_own_deadlines_at_its_stations() -> None:
    """A re-poll on Sunday 1 December: day 10 is the 10th, or the 11th counted from the day after; KPU's 6 December
    was announced for the first day alone. The schedule of the recapitulation stays that of the first vote."""
    found = clocks(ms(2024, 12, 1, 8, 0), rounds=(later(date(2024, 12, 1)),))
    again = [one for one in found if one.start.again]
    assert {one.deadline.id for one in again} == {"box_handover", "repoll", "recount"}
    repoll = of(tuple(again), "repoll")
    assert (repoll.span.safe.last_day, repoll.span.arguable.last_day) == (date(2024, 12, 10), date(2024, 12, 11))
    assert (repoll.start.place, repoll.start.reference, repoll.start.index) == ("6371011001004", "712", 12)
    assert of(tuple(again), "recount").safe_ms == ms(2024, 12, 2)
    assert of(tuple(one for one in found if not one.start.again), "repoll").span.safe.last_day == date(2024, 12, 6)


@pytest.mark.parametrize("held", [later(None), later(date(2024, 11, 28), "recount")])
def test_a_round_without_a_day_and_a_recount_start_nothing(held: Round) -> None:
    """Nobody votes in a recount: the day of the ballots that it counts is that of the poll."""
    assert all(not one.start.again for one in clocks(ms(2024, 11, 28, 8, 0), rounds=(held,)))


def test_a_round_of_two_wards_runs_in_their_district() -> None:
    held = later(date(2024, 12, 1), "follow_up", "6371011001004", "6371011002001")
    assert {one.start.place for one in clocks(ms(2024, 12, 1), rounds=(held,)) if one.start.again} == {"63.71.01"}
