"""What the clock of the law and the record of a case tell the rules: each a moment that triggers, one that just does
not."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from kawal.count.recapdesk import RecapDesk
from kawal.disputes.model import Indication
from kawal.disputes.rules.desk import RulesDesk
from kawal.jurisdiction.deadlines import Event
from kawal.jurisdiction.zones import WITA
from tests.support.realcase import RealCase

CITY, DISTRICT, OTHER = "63.71", "63.71.01", "63.71.03"
WARDS = {"63.71.01.1001": 2, "63.71.03.1001": 2}
STATION = "6371011001001"
PAIRS = ("1,pair,active", "2,pair,active")
RECORDED: list[tuple[Event, str]] = [
    # what is recorded of a case, the rule that it triggers
    ("petition_registered", "MK-157-DECIDE"),
    ("court_orders", "PSU-MK"),
    ("formal_report", "REPORT-134-5"),
    ("bawaslu_decides", "ROUTE-135"),
    ("police_receive", "GAKKUMDU-146"),
    ("tsm_registered", "TSM-135A"),
]


class Case(RealCase):
    """A real case with what the rules say of it."""

    def said(self, rule: str) -> list[Indication]:
        return [one for one in self.every() if one.rule == rule]

    def every(self) -> list[Indication]:
        desk: RulesDesk = self.client.app.state["rules"]
        with self.node.reading() as connection:
            return list(desk.indications(connection))

    def plenary(self, region: str, day: int, hour: int, minute: int) -> None:
        """The total of a plenary is recorded at a moment of December 2024."""
        self.now = datetime(2024, 12, day, hour, minute, tzinfo=WITA)
        recap: RecapDesk = self.client.app.state["recap"]
        recap.hear("mayor", region, region, {"votes_1": 1}, "clerk-1")

    def decree(self, margin: int, **more: Any) -> None:
        """A decree of 235,441 valid votes in which the second pair leads the first by so many."""
        numbers = {"votes_2": 100_000, "votes_1": 100_000 - margin, "valid_total": 235_441}
        self.announce(numbers, **({"at": "2024-12-02T20:00"} | more))

    def people(self, people: int) -> None:
        said = {"region": CITY, "people": people, "source": "uji", "as_of": "2024-06-30"}
        self.post("/sengketa/ambang/penduduk", said)

    def moment(self, event: str, **more: str) -> None:
        said = {"event": event, "contest": "mayor", "region": CITY, "at": "2024-12-04T09:00", "reference": "9/2024"}
        self.post("/sengketa/tenggat/kejadian", said | more)

    def re_poll(self, day: str = "", kind: str = "re_poll") -> None:
        order = {"contest": "mayor", "kind": kind, "decree": "SK 9", "stations": STATION, "day": day}
        self.post("/hitung/putaran/perintah", order)


@pytest.fixture
def case(tmp_path: Path) -> Iterator[Case]:
    made = Case(tmp_path / "case", CITY, WARDS, datetime(2024, 12, 20, 10, 0, tzinfo=WITA))
    made.contest("2024-11-27", *PAIRS)
    yield made
    made.close()


def test_a_district_form_that_was_first_recorded_after_its_schedule_is_late_and_a_minute_before_is_not(
    case: Case,
) -> None:
    """27 November and six days: the schedule ends on 3 December at 24:00. A second entry does not make it later."""
    case.plenary(DISTRICT, 3, 23, 59)
    case.plenary(DISTRICT, 5, 9, 0)
    assert case.said("RECAP-SCHEDULE") == []
    case.plenary(OTHER, 4, 0, 0)
    [found] = case.said("RECAP-SCHEDULE")
    assert (found.place, found.contest, found.entries) == (OTHER, "mayor", (case.size() - 1,))


def test_each_level_has_a_schedule_of_its_own(case: Case) -> None:
    """The city until 6 December 24:00, on which a district would be late."""
    case.plenary(CITY, 6, 23, 59)
    assert case.said("RECAP-SCHEDULE") == []


def test_a_city_form_after_its_schedule_is_late(case: Case) -> None:
    case.plenary(CITY, 7, 0, 0)
    assert [one.place for one in case.said("RECAP-SCHEDULE")] == [CITY]


def test_a_result_that_was_announced_after_its_schedule_is_late_whenever_it_was_recorded(case: Case) -> None:
    """The city until 12 December 24:00; both are recorded on the 20th. What the press says is no announcement."""
    case.decree(9, at="2024-12-12T23:59")
    case.decree(9, at="2024-12-13T00:00", source="press")
    assert case.said("RECAP-SCHEDULE") == []
    case.decree(9, at="2024-12-13T00:00")
    assert [(one.place, one.contest) for one in case.said("RECAP-SCHEDULE")] == [(CITY, "mayor")]


def test_a_vote_of_another_day_has_no_schedule_that_anything_could_miss(case: Case) -> None:
    case.contest("2024-11-26", *PAIRS)
    case.plenary(DISTRICT, 30, 9, 0)
    case.decree(9, at="2024-12-20T09:00")
    assert case.said("RECAP-SCHEDULE") == []


def test_a_margin_of_exactly_the_limit_is_within_and_one_vote_more_is_not(case: Case) -> None:
    """671,383 people: 1 % of 235,441 valid votes, cut off: 2,354."""
    case.decree(2_354)
    assert case.said("MK-158-2") == [], "the population is not known"
    case.people(671_383)
    [found] = case.said("MK-158-2")
    assert (found.place, found.contest, len(found.entries)) == (CITY, "mayor", 2)
    assert {one.name: one.value for one in found.facts} == {"margin": 2_354, "margin_limit": 2_354}
    assert case.said("MK-158-1") == [], "no governor was voted for"
    case.decree(2_355)
    assert case.said("MK-158-2") == []
    case.decree(2_354, source="press")
    assert case.said("MK-158-2") == [], "only a decree is the final determination"


@pytest.mark.parametrize(("event", "rule"), RECORDED)
def test_what_is_recorded_of_a_case_is_said_until_it_is_withdrawn(case: Case, event: Event, rule: str) -> None:
    assert case.said(rule) == []
    case.moment(event, length="30", unit="working_days")
    [found] = case.said(rule)
    assert (found.place, found.contest, found.entries) == (CITY, "mayor", (case.size() - 1,))
    case.post("/sengketa/tenggat/tarik", {"moment": str(case.size() - 1)})
    assert case.said(rule) == []


@pytest.mark.parametrize("event", ["tsm_decided", "file_sent", "court_decides"])
def test_a_later_step_of_a_case_alone_triggers_no_rule(case: Case, event: str) -> None:
    """Its first step was not recorded here: what is not known triggers nothing."""
    case.moment(event)
    assert case.every() == []


def test_a_re_poll_after_its_last_day_is_late_whenever_it_was_recorded(case: Case) -> None:
    """Ten days after 27 November, by the latest reading: 7 December. A round without a day or a recount is not."""
    for kind, day in (("re_poll", "2024-12-07"), ("recount", "2024-12-09"), ("re_poll", "")):
        case.re_poll(day, kind)
        assert case.said("PSU-TIME") == []
    case.post("/hitung/putaran/pembetulan", {"order": str(case.size() - 1), "decree": "SK 9", "day": "2024-12-18"})
    [found] = case.said("PSU-TIME")
    assert (found.place, found.contest, found.entries) == (CITY, "mayor", (case.size() - 2,))


def test_the_time_for_a_second_re_poll_runs_from_the_first(case: Case) -> None:
    """Voted again on 6 December: by the latest reading to the 16th."""
    case.re_poll("2024-12-06")
    case.re_poll("2024-12-16")
    assert case.said("PSU-TIME") == []
    case.post("/hitung/putaran/pembetulan", {"order": str(case.size() - 1), "decree": "SK 9", "day": "2024-12-17"})
    assert len(case.said("PSU-TIME")) == 1


def test_after_its_last_day_only_the_court_can_order_a_re_poll(case: Case) -> None:
    case.re_poll("2024-12-08")
    [found] = case.said("PSU-TIME")
    assert (found.place, found.contest, found.entries) == (CITY, "mayor", (case.size() - 1,))
    case.moment("court_orders", contest="", region=OTHER, length="30", unit="working_days")
    assert len(case.said("PSU-TIME")) == 1, "a ruling about another district"
    case.moment("court_orders", contest="", length="30", unit="working_days")
    assert case.said("PSU-TIME") == [], "a ruling for every contest of the city is on record"


def test_a_ruling_takes_nothing_from_a_late_re_poll_that_was_before_it(case: Case) -> None:
    case.re_poll("2024-12-18")
    case.now = datetime(2025, 3, 20, 10, 0, tzinfo=WITA)
    case.moment("court_orders", at="2025-02-24T12:00", length="60")
    assert len(case.said("PSU-TIME")) == 1


def test_a_re_poll_that_follows_a_ruling_is_late_after_the_limit_of_the_ruling(case: Case) -> None:
    """60 days from 24 February 2025 are to 25 April by the latest reading; both entries tell of the 26th."""
    case.now = datetime(2025, 6, 20, 10, 0, tzinfo=WITA)
    case.moment("court_orders", at="2025-02-24T12:00", length="60")
    ruling = case.size() - 1
    case.re_poll("2025-04-25")
    order = case.size() - 1
    assert case.said("PSU-TIME") == []
    case.post("/hitung/putaran/pembetulan", {"order": str(order), "decree": "SK 9", "day": "2025-04-26"})
    [found] = case.said("PSU-TIME")
    assert found.entries == (ruling, order)
