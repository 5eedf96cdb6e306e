"""Facts from what a node holds: signed reports through the door, copies of forms, corrections, moments, sums."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update

from kawal.count.events import RoundOrdered
from kawal.disputes.model import Fact, Indication
from kawal.disputes.rules.custody import Moment, boxes, custody
from kawal.disputes.rules.desk import RulesDesk
from kawal.disputes.rules.said import COUNTED, HANDED, Told, told_by
from kawal.disputes.rules.tables import TOLD
from kawal.disputes.rules.wholecontest import cancelled_numbers, single_pair_numbers, void_numbers
from kawal.election.importers.run import Options, import_file
from kawal.election.kindnames import Kind
from kawal.election.model import Contest, ContestOption
from kawal.field.channels.odk.events import ReportReplaced
from kawal.field.identity import new_identity
from kawal.jurisdiction.milestones import milestones
from kawal.jurisdiction.zones import WITA
from kawal.kernel.codes import RegionCode
from kawal.store.events import Decision
from kawal.store.log import read_head
from kawal.store.tables import PROJECTION_VERSION
from kawal.watch.board.day import voting_day
from kawal.watch.convoys.model import Convoy, Handed, Leg, Lot, Plan
from tests.count.test_ladder import CITY, Count
from tests.support.phone import STATION, Phone, enrolled
from tests.watch.dutylog.test_dutylog import Desk

OTHER = STATION[:-3] + "008"
DAY = voting_day(date(2024, 11, 27), WITA, milestones())
HOUR_MS = 3_600_000


class Rules(Count):
    """A supervision node with phones, and the desk of its rules."""

    @property
    def desk(self) -> RulesDesk:
        desk: RulesDesk = self.house.client.app.state["rules"]
        return desk

    def tell(self, phone: Phone, what: str, how_many: int | None = None, place: str = STATION, **data: Any) -> str:
        """An irregularity, signed and taken in through the door; the report's id."""
        said = {"what": what, "known_by": "seen", "happened_at": "11:40", **data}
        said |= {} if how_many is None else {"how_many": how_many}
        return self.report(phone, "irregularity", place, **said)

    def report(self, phone: Phone, kind: str, place: str = STATION, **data: Any) -> str:
        """A report of any kind; its id."""
        private = {"note": "nama orang"} if kind in {"irregularity", "objection"} else None
        public = {"id": new_identity(), "kind": kind, "place": place, "data": data}
        token = phone.report(private, **public)
        [result] = self.house.send(token)
        assert result["status"] == 201, result
        return str(public["id"])

    def facts(self, place: str = "") -> dict[str, Fact]:
        with self.house.node.reading() as connection:
            return {one.name: one for one in self.desk.facts(connection, place)}

    def indications(self) -> list[Indication]:
        with self.house.node.reading() as connection:
            return list(self.desk.indications(connection))

    def imported(self, kind: Kind, rows: str) -> None:
        """A file of the registry."""
        path = self.house.node.folder / "rows.csv"
        path.write_text(rows)
        import_file(self.house.node.writer, kind, path, Options(), actor="test")

    def size(self) -> int:
        with self.house.node.reading() as connection:
            return read_head(connection).size

    def rules(self) -> list[tuple[str, str]]:
        return [(one.rule, one.strength) for one in self.indications()]


@pytest.fixture
def node(tmp_path: Path) -> Iterator[Rules]:
    made = Rules(tmp_path / "node")
    yield made
    made.house.close()


def test_two_persons_without_the_right_in_one_report_are_a_ground_and_one_is_none(node: Rules) -> None:
    node.tell(node.supervisor, "voted_without_right", 1)
    assert node.rules() == []
    node.tell(node.observer, "voted_without_right", 2, OTHER)
    [found] = node.indications()
    assert (found.rule, found.place, found.strength) == ("PSU-112-2E", OTHER, "one_source")
    [fact] = found.facts
    assert (fact.value, fact.together, fact.assurance) == (2, 2, ("device",))
    assert found.entries == fact.entries


def test_one_person_said_by_each_of_two_holds_only_together(node: Rules) -> None:
    """The supervisor and an observer each tell of one: 1 + 1 = 2, unless both mean the same."""
    node.tell(node.supervisor, "voted_without_right", 1)
    node.tell(node.observer, "voted_without_right", 1)
    assert node.rules() == [("PSU-112-2E", "only_together")]
    fact = node.facts()["voted_without_right"]
    assert (fact.value, fact.together, len(fact.entries)) == (1, 2, 2)


def test_lawful_voters_added_on_the_day_are_kept_and_trigger_nothing(node: Rules) -> None:
    node.tell(node.supervisor, "added_on_day", 40)
    assert node.facts()["added_on_day"].value == 40
    assert node.rules() == []


def test_an_event_without_a_number_is_one_and_a_contest_may_be_named(node: Rules) -> None:
    node.tell(node.supervisor, "count_dark", which_contest="governor")
    [found] = node.indications()
    assert (found.rule, found.contest, found.facts[0].value) == ("RECOUNT-113", "governor", 1)


def test_a_report_that_was_edited_on_its_client_counts_as_it_stands_now(node: Rules) -> None:
    """Three persons, edited to one: nothing is triggered any more."""
    first = node.tell(node.supervisor, "voted_without_right", 3)
    assert node.rules() == [("PSU-112-2E", "one_source")]
    second = node.tell(node.supervisor, "voted_without_right", 1)
    event = ReportReplaced(report=second, replaces=first)
    node.house.node.writer.commit(lambda _rows: Decision((event,)), "field")
    assert node.rules() == []


def test_a_report_that_a_line_of_the_duty_log_corrects_counts_no_more(node: Rules) -> None:
    first = node.tell(node.supervisor, "box_opened", 1)
    assert node.rules() == [("PSU-112-2A", "one_source")]
    Desk(node.house.node, node.house.client).save("TPS 7 Basirih Selatan aman", re=first, corrects="1")
    assert node.rules() == []


def test_a_report_after_a_re_poll_was_ordered_is_about_that_round(node: Rules) -> None:
    """One person in the first round and one in the second are not two."""
    node.tell(node.supervisor, "voted_without_right", 1)
    ordered = RoundOrdered(contest="mayor", round=2, kind="re_poll", decree="SK 1", stations=(STATION,))
    node.happen(ordered)
    node.tell(node.observer, "voted_without_right", 1)
    with node.house.node.reading() as connection:
        rounds = [one.round for one in node.desk.facts(connection) if one.name == "voted_without_right"]
    assert rounds == [1, 2]
    assert node.rules() == []


def test_votes_counted_that_are_not_the_voters_open_a_recount(node: Rules) -> None:
    """61 + 100 + 39 = 200 valid, 200 + 5 = 205 counted, and the form says 204 voted."""
    entry = node.send(node.supervisor, voters=204)
    found = [one for one in node.indications() if one.rule == "RECOUNT-33-2"]
    assert [(one.place, one.contest, one.entries) for one in found] == [(STATION, "mayor", (entry,))]
    assert found[0].facts[0].assurance == ("device",)


def test_more_registered_voters_than_a_station_may_have(node: Rules) -> None:
    """600 is the limit: 601 triggers with the number, 600 does not."""
    node.send(node.supervisor, registered=601)
    node.send(node.supervisor, OTHER, registered=600)
    found = [one for one in node.indications() if one.rule == "TPS-SIZE"]
    assert [(one.place, one.facts[0].value) for one in found] == [(STATION, 601)]


def test_a_special_station_may_have_no_more_voters_than_another(node: Rules) -> None:
    special = f"{STATION[:10]}901"
    node.imported("stations", f"station_id\n{special}\n")
    node.send(node.supervisor, special, registered=650)
    assert [one.place for one in node.indications() if one.rule == "TPS-SIZE"] == [special]


def test_the_registry_tells_of_too_many_voters_by_the_import_that_said_so(node: Rules) -> None:
    """700 and 601 are more than 600; a newer import that mends one ends its indication."""
    node.imported("stations", f"station_id,registered_voters\n{STATION},700\n{OTHER},600\n")
    entry = node.size() - 1
    [found] = [one for one in node.indications() if one.rule == "TPS-SIZE"]
    assert (found.place, found.contest, found.entries) == (STATION, None, (entry,))
    assert (found.facts[0].value, found.facts[0].assurance) == (700, ("session",))
    node.imported("stations", f"station_id,registered_voters\n{STATION},570\n{OTHER},601\n")
    assert [one.place for one in node.indications() if one.rule == "TPS-SIZE"] == [OTHER]


def test_a_contradiction_of_two_contests_rests_on_both_forms(node: Rules) -> None:
    """300 registered for the mayor, 301 for the governor: one list serves both."""
    mayor = node.send(node.supervisor, contest="mayor", registered=300)
    governor = node.send(node.supervisor, contest="governor", registered=301)
    [found] = [one for one in node.indications() if one.rule == "BALLOTS-PER-VOTER"]
    assert found.entries == (mayor, governor)
    assert found.facts[0].assurance == ("device",)
    with node.house.node.reading() as connection:
        [alone] = [one for one in node.desk.facts(connection, STATION) if one.name == "CROSS_CONTEST"]
    assert alone.entries == found.entries


def test_a_place_is_read_alone_and_a_region_with_what_lies_in_it(node: Rules) -> None:
    node.tell(node.supervisor, "box_opened", 1)
    node.tell(node.supervisor, "ballots_marked", 1, OTHER)
    assert set(node.facts(STATION)) == {"box_opened"}
    assert set(node.facts("63.71.01")) == {"box_opened", "ballots_marked"}
    assert set(node.facts("63.71.02")) == set()


def test_objections_late_openings_short_committees_and_copies_withheld_come_from_the_usual_reports(
    node: Rules,
) -> None:
    """Six of seven members; 07:31 is later than 07:00 and half an hour of grace."""
    officer = enrolled(node.house.node, "station_supervisor")
    node.report(officer, "opening", opened_at="07:31", committee_present=6)
    node.report(officer, "counting_ends", copies_given=False)
    node.report(officer, "objection", accepted="refused")
    assert {rule for rule, _ in node.rules()} == {"TPS-HOURS", "TPS-CREW", "BOX-CUSTODY", "OBJECTION"}
    node.report(officer, "opening", OTHER, opened_at="07:30", committee_present=7)
    node.report(officer, "counting_ends", OTHER, copies_given=True)
    assert {one.place for one in node.indications()} == {STATION}


def test_the_rows_are_the_same_when_they_are_folded_anew_beside_tables_that_know_more(node: Rules) -> None:
    """As after an upgrade: only these tables are made anew, and a later round does not move an older report."""
    node.tell(node.supervisor, "voted_without_right", 2)
    node.happen(RoundOrdered(contest="mayor", round=2, kind="re_poll", decree="SK 1", stations=(STATION,)))
    node.tell(node.supervisor, "box_opened", 1)
    store = node.house.node.store
    with store.engine.begin() as connection:
        before = connection.execute(select(TOLD).order_by(TOLD.c.position)).all()
        connection.execute(update(PROJECTION_VERSION).where(PROJECTION_VERSION.c.name == "rules").values(version=0))
        store.writer.folding.rebuild_outdated(connection)
        assert connection.execute(select(TOLD).order_by(TOLD.c.position)).all() == before
    assert [row.round for row in before] == [1, 2]


@pytest.mark.parametrize(
    ("kind", "data", "told"),
    [
        ("irregularity", {"what": "ballots_damaged", "how_many": 2}, (Told("ballots_damaged", 2),)),
        ("irregularity", {"what": "no_fact_of_ours", "how_many": 2}, ()),
        ("opening", {"opened_at": "07:30"}, ()),
        ("opening", {"opened_at": "07:31"}, (Told("late_opening"),)),
        ("opening", {}, ()),
        ("counting_ends", {"copies_given": True}, (Told(COUNTED),)),
        ("counting_ends", {"copies_given": False}, (Told(COUNTED), Told("copies_withheld"))),
        ("box_handed_over", {"seal": "A1", "receiver": "pps"}, (Told(HANDED),)),
        ("objection", {"accepted": "refused"}, (Told("objections"),)),  # version 1 did not ask who objects
        ("objection", {"objector": "agent", "which_contest": "mayor"}, (Told("objections", 1, "mayor"),)),
        ("objection", {"objector": "event", "which_contest": "mayor"}, ()),
        ("incident", {"what": "custody"}, (Told("custody_gaps"),)),
        ("incident", {"what": "box_opened"}, (Told("box_opened"),)),
        ("incident", {"what": "crowd"}, ()),
        ("turnout", {"arrived": 200}, ()),
    ],
)
def test_what_a_report_tells(kind: str, data: dict[str, Any], told: tuple[Told, ...]) -> None:
    assert told_by(kind, data) == told


def moment(name: str, hours: float, entry: int) -> Moment:
    """So many hours after the midnight that begins the voting day."""
    return Moment(name, STATION, DAY.start_ms + int(hours * HOUR_MS), entry, "device")


@pytest.mark.parametrize(
    ("counted", "handed", "is_gap"),
    [
        (20, 31.5, True),  # the next day at 07:30, only 11.5 hours later
        (10, 22.5, False),  # the same day, 12.5 hours later
        (17, 24 - 1 / 60, False),
        (17, 24, True),
        (26, 47.9, False),  # counted at 02:00 of the next day, handed over that evening
    ],
)
def test_a_box_is_handed_over_on_the_day_of_the_count(counted: float, handed: float, is_gap: bool) -> None:
    found = list(custody([moment(COUNTED, counted, 1), moment(HANDED, handed, 2)], DAY))
    assert [(one.name, one.entries) for one in found] == ([("custody_gaps", (1, 2))] if is_gap else [])


def test_a_hand_over_in_time_hides_no_late_one_and_one_that_nobody_told_is_no_gap() -> None:
    """At 20:00 to one committee, or so one says, and at 07:30 to another; a later report of the count neither."""
    told = [moment(COUNTED, 18, 1), moment(HANDED, 20, 2), moment(COUNTED, 30, 3), moment(HANDED, 31.5, 4)]
    assert [one.entries for one in custody(told, DAY)] == [(1, 4)]
    assert list(custody([moment(COUNTED, 17, 1)], DAY)) == []
    assert list(custody([moment(HANDED, 40, 2)], DAY)) == []


def test_the_box_of_a_re_poll_is_held_against_the_count_of_that_poll() -> None:
    """Ten days later: 240 hours on."""
    told = [moment(COUNTED, 18, 1), moment(HANDED, 20, 2), moment(COUNTED, 258, 3), moment(HANDED, 260, 4)]
    assert list(custody(told, DAY)) == []


def test_counting_may_go_on_for_twelve_hours_past_the_voting_day() -> None:
    """Noon of the day after, 36:00, is in time; a minute later is not."""
    assert list(custody([moment(COUNTED, 36, 1)], DAY)) == []
    [late] = custody([moment(COUNTED, 36 + 1 / 60, 1)], DAY)
    assert (late.name, late.entries) == ("late_counting", (1,))
    assert list(custody([moment(COUNTED, 300, 1)], DAY)) == [], "another day is another vote"


def test_boxes_that_come_back_fewer_are_a_gap_at_each_of_their_stations() -> None:
    """Two stations, four boxes packed: three are a gap at both, four none; on the way out it is the supplies'."""
    lot = Lot(id="L-1", ward=RegionCode("63.71.01.1012"), numbers="7-8", boxes=4)

    def convoy(leg: Leg, got: int) -> Convoy:
        plan = Plan(
            id="K-1",
            leg=leg,
            mode="road",
            vehicle="",
            escort="",
            route="",
            departs_ms=0,
            arrives_ms=1,
            lots=(lot,),
        )
        return Convoy(plan=plan, index=5, handed={"L-1": Handed(9, 2, got, "member", "x")})

    assert [(one.place, one.entries) for one in boxes([convoy("back", 3)])] == [(STATION, (9,)), (OTHER, (9,))]
    assert list(boxes([convoy("back", 4), convoy("ward", 3)])) == []


def ballot(*options: ContestOption) -> Contest:
    return Contest(id="x", kind="mayor", region=RegionCode(CITY), day=date(2024, 11, 27), options=options)


def test_a_cancelled_pair_is_told_from_a_hundred_ballots_on() -> None:
    """60 + 39 = 99 ballots are too few, 60 + 40 = 100 are not; nothing is told without a sub-tally."""
    assert dict(cancelled_numbers({"invalid_cancelled": 60, "valid_total": 39})) == {}
    known = dict(cancelled_numbers({"invalid_cancelled": 60, "valid_total": 40}))
    assert known == {"cancelled_votes": 60, "valid_votes": 40}
    assert dict(cancelled_numbers({"valid_total": 400})) == {}


def test_more_invalid_than_valid_votes_beside_a_cancelled_pair_need_no_sub_tally() -> None:
    """Banjarbaru 2024 as published: 36,135 for the one pair, 78,736 of 114,871 invalid. Half is not more than half,
    and on a ballot without a cancelled pair it is the count's alarm alone."""
    void = ballot(ContestOption(number=1), ContestOption(number=2, status="cancelled"))
    published = {"votes_1": 36_135, "invalid_total": 78_736, "ballots_counted": 114_871}
    assert dict(void_numbers(void, published)) == {"void_results": 1}
    assert dict(void_numbers(void, published | {"votes_1": 78_736})) == {}
    assert dict(void_numbers(ballot(ContestOption(number=1), ContestOption(number=2)), published)) == {}


def test_the_blank_column_stands_against_exactly_one_pair() -> None:
    pair, blank = ContestOption(number=1), ContestOption(number=2, kind="blank")
    numbers = {"votes_1": 99, "votes_2": 101, "votes_3": 5}
    assert dict(single_pair_numbers(ballot(pair, blank), numbers)) == {"blank_votes": 101, "pair_votes": 99}
    assert dict(single_pair_numbers(ballot(pair, ContestOption(number=2)), numbers)) == {}
    assert dict(single_pair_numbers(ballot(pair, blank, ContestOption(number=3)), numbers)) == {}
