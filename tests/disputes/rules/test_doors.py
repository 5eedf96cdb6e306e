"""Each rule through the doors of a node: what a phone signs, the duty log hears or a form says triggers it, and what
just does not; the indication names its place, contest, entries and their assurance, and the page shows the same."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from kawal.count.model import ContestKind
from kawal.disputes.rules.cases import FACTS
from kawal.jurisdiction.rules import rules
from kawal.kernel.codes import district_of
from kawal.store.log import read_head
from tests.count import test_recap_pages as recap
from tests.count.test_ladder import GOOD
from tests.disputes.rules import test_doors_contest, test_late
from tests.disputes.rules.test_facts import DAY, HOUR_MS
from tests.disputes.rules.test_pages import RulePages
from tests.support.indications import Row, row, row_of, rows_of
from tests.watch.dutylog.test_dutylog import Desk

MINUTE = 1 / 60


class Said(NamedTuple):
    """A report of a phone, so many hours after the midnight that begins the voting day."""

    kind: str
    data: dict[str, Any]
    v: int = 1
    hour: float = 12


def opened(at: str = "07:00", committee: int = 7) -> Said:
    return Said("opening", {"opened_at": at, "committee_present": committee})


def counted(hour: float = 17, *, copies: bool = True) -> Said:
    return Said("counting_ends", {"copies_given": copies}, hour=hour)


def handed(hour: float) -> Said:
    return Said("box_handed_over", {"seal": "A1", "receiver": "pps"}, hour=hour)


def incident(what: str) -> Said:
    return Said("incident", {"what": what, "severity": "severe"}, v=5)


def objection(objector: str) -> Said:
    said = {"level": "station", "objector": objector, "form": "procedure", "accepted": "refused"}
    return Said("objection", said, v=2)


def copy(contest: ContestKind = "mayor", **numbers: int) -> Said:
    """The copy of a form whose numbers all agree, but for these."""
    return Said("results_copy", {"contest": contest, "copy": "own", **GOOD, **numbers}, v=2)


IRREGULARITIES: list[tuple[str, str, int | None, ContestKind | None]] = [
    # rule, what happened, how many it takes (None: an event, which is told without a number), in which contest
    ("PSU-112-1", "poll_unusable", None, None),
    ("PSU-112-2A", "box_opened", 1, None),  # one is enough
    ("PSU-112-2B", "ballots_marked", 1, "mayor"),  # one is enough
    ("PSU-112-2C", "ballots_damaged", 2, "governor"),  # more than one: 1 + 1 = 2
    ("PSU-112-2D", "voted_twice", 2, None),  # more than one voter: 1 + 1 = 2
    ("PSU-112-2E", "voted_without_right", 2, None),  # more than one person: 1 + 1 = 2
    ("RECOUNT-113", "count_closed", None, "mayor"),
    ("RECOUNT-113", "count_dark", None, None),
    ("RECOUNT-113", "count_unheard", None, "governor"),
    ("RECOUNT-113", "count_unreadable", None, None),
    ("RECOUNT-113", "count_unobserved", None, None),
    ("RECOUNT-113", "count_elsewhere", None, "mayor"),
    ("RECOUNT-113", "count_inconsistent", None, "governor"),
    ("RECOUNT-33-2", "count_stopped", None, None),
    ("RECAP-114-115", "recap_closed", None, None),
    ("RECAP-114-115", "recap_dark", None, "mayor"),
    ("RECAP-114-115", "recap_unclear", None, "governor"),
    ("RECAP-114-115", "recap_unobserved", None, None),
    ("RECAP-114-115", "recap_elsewhere", None, None),
    ("RECAP-114-115", "recap_stopped", None, "mayor"),
    ("BALLOT-VALID", "ballots_unsigned", 1, "mayor"),
    ("PHONE-BAN", "phone_in_booth", 1, None),
    ("OFFICERS-NO-TALLY", "officer_noted_votes", 1, None),
]
REPORTS: list[tuple[str, str, int, ContestKind | None, list[Said], list[Said]]] = [
    # rule, fact, its number, in which contest, what triggers it, what just does not
    ("TPS-HOURS", "late_opening", 1, None, [opened("07:31")], [opened("07:30")]),  # 07:00 and half an hour of grace
    ("TPS-CREW", "committee_present", 6, None, [opened(committee=6)], [opened(committee=7)]),  # seven members
    # twelve hours past the day: 24 + 12 = 36, noon of the day after
    ("COUNT-EXTENSION", "late_counting", 1, None, [counted(36 + MINUTE)], [counted(36)]),
    ("BOX-CUSTODY", "copies_withheld", 1, None, [counted(copies=False)], [counted(copies=True)]),
    # on the day of the count, which ends at 24:00
    ("BOX-CUSTODY", "custody_gaps", 1, None, [counted(17), handed(24)], [counted(17), handed(24 - MINUTE)]),
    ("BOX-CUSTODY", "custody_gaps", 1, None, [incident("custody")], [incident("logistics")]),
    ("PSU-112-2A", "box_opened", 1, None, [incident("box_opened")], [incident("logistics")]),
    ("OBJECTION", "objections", 1, None, [objection("station_supervisor")], [objection("event")]),
    ("RECOUNT-33-2", "COUNTED_EQ_VOTERS", 1, "mayor", [copy(voters=204)], [copy(voters=205)]),  # 200 + 5 = 205
    ("TPS-SIZE", "registered", 601, "mayor", [copy(registered=601)], [copy(registered=600)]),  # at most 600
    # one list of voters serves both contests
    (
        "BALLOTS-PER-VOTER",
        "CROSS_CONTEST",
        1,
        "mayor",
        [copy(registered=300), copy("governor", registered=301)],
        [copy(registered=300), copy("governor", registered=300)],
    ),
]
LINES: list[tuple[str, str, str, str]] = [
    # rule, fact, what the radio says of a station that triggers it, what just does not
    ("BOX-CUSTODY", "custody_gaps", "kotak hilang", "kotak kurang"),
    ("PSU-112-2A", "box_opened", "kotak dibongkar", "kotak kurang"),
]
RECAPS: list[tuple[str, str, str, str]] = [
    # rule, fact, where, the annex of a ward of four stations, each of which says 61 for number 1
    ("RECAP-MECH", "RECAP_SUM", recap.WARD, recap.annex(votes_1=245)),  # 4 x 61 = 244
    # 62 + 3 x 61 = 245
    ("RECAP-MECH", "RECAP_CHAIN", recap.STATIONS[0], recap.annex(votes_1=245).replace("votes_1,61,", "votes_1,62,")),
]
ELSEWHERE: dict[Callable[..., None], tuple[tuple[str, str], ...]] = {
    # tests of other modules that go through the doors, and what they trigger
    test_doors_contest.test_ballots_that_are_not_the_registered_voters_and_the_reserve: (
        ("BALLOT-RESERVE", "RECEIVED_EQ"),
    ),
    test_doors_contest.test_more_votes_for_a_cancelled_pair_than_valid_ones: (
        ("BALLOT-CANCELLED-PAIR", "cancelled_votes"),
        ("BALLOT-CANCELLED-PAIR", "valid_votes"),
        ("BALLOT-CANCELLED-PAIR", "void_results"),
    ),
    test_doors_contest.test_as_many_votes_for_the_blank_column_as_for_the_single_pair: (
        ("SINGLE-PAIR-WIN", "blank_votes"),
        ("SINGLE-PAIR-WIN", "pair_votes"),
    ),
    test_doors_contest.test_a_margin_of_a_governor_of_exactly_the_limit_is_within_and_one_vote_more_is_not: (
        ("MK-158-1", "margin"),
        ("MK-158-1", "margin_limit"),
    ),
    test_late.test_a_margin_of_exactly_the_limit_is_within_and_one_vote_more_is_not: (
        ("MK-158-2", "margin"),
        ("MK-158-2", "margin_limit"),
    ),
    test_late.test_what_is_recorded_of_a_case_is_said_until_it_is_withdrawn: tuple(
        (rule, FACTS[event]) for event, rule in test_late.RECORDED
    ),
    test_late.test_after_its_last_day_only_the_court_can_order_a_re_poll: (("PSU-TIME", "repolls_late"),),
    test_late.test_a_city_form_after_its_schedule_is_late: (("RECAP-SCHEDULE", "recaps_late"),),
    test_late.test_a_result_that_was_announced_after_its_schedule_is_late_whenever_it_was_recorded: (
        ("RECAP-SCHEDULE", "announced_late"),
    ),
}


class Doors(RulePages):
    """A node whose stations and plenaries each serve one case, and a person who keeps its duty log and reads its
    indications."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.operator = Desk(self.house.node, self.house.client)
        self.come_in("operator", "clerk", "lawyer")
        registry = self.desk.registry()
        self.stations = (one.id for one in registry.stations if one.ward != recap.WARD)
        self.plenaries = iter(["63.71", *dict.fromkeys(district_of(one.id) for one in registry.stations)])

    def hear(self, place: str, *said: Said) -> tuple[int, ...]:
        """Reports of one phone; their entries."""
        return tuple(self._hear(place, one) for one in said)

    def _hear(self, place: str, said: Said) -> int:
        private = {"note": "isi"} if said.kind == "objection" else None
        at = DAY.start_ms + round(said.hour * HOUR_MS)
        token = self.supervisor.report(private, kind=said.kind, v=said.v, place=place, data=said.data, at=at)
        [result] = self.house.send(token)
        assert result["status"] == 201, result
        return int(result["index"])

    def newest(self) -> int:
        """The last entry of the log."""
        with self.house.node.reading() as connection:
            return read_head(connection).size - 1

    def says(self, place: str) -> list[Row]:
        """The indications of one place, which the page shows as the desk says them."""
        said = [row_of(one) for one in self.indications() if one.place == place]
        shown = rows_of(self.get(f"/sengketa/indikasi?place={place}"))
        assert [one for one in shown if one.place == place] == said
        return said


@pytest.fixture(scope="module")
def node(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Doors]:
    made = Doors(tmp_path_factory.mktemp("doors") / "node")
    yield made
    made.house.close()


@pytest.mark.parametrize(("rule", "what", "least", "contest"), IRREGULARITIES)
def test_an_irregularity_that_a_phone_tells(
    node: Doors, rule: str, what: str, least: int | None, contest: ContestKind | None
) -> None:
    """One less than it takes triggers nothing; where one is enough, one that was corrected is none."""
    more = {"which_contest": contest} if contest else {}
    places = node.plenaries if rule == "RECAP-114-115" else node.stations
    if least is not None and least > 1:
        few = next(places)
        node.tell(node.supervisor, what, least - 1, few, **more)
        assert node.says(few) == []
    place = next(places)
    told = node.tell(node.supervisor, what, least, place, **more)
    assert node.says(place) == [row(rule, place, {what: least or 1}, (node.newest(),), contest)]
    node.operator.save("TPS 7 Basirih Selatan aman", re=told, corrects="1")
    assert node.says(place) == []


@pytest.mark.parametrize("what", [what for _, what, least, _ in IRREGULARITIES if least == 1])
def test_none_is_no_number_that_a_phone_can_tell(node: Doors, what: str) -> None:
    """Where one is enough, less than one is set aside for a clerk to read."""
    place = next(node.stations)
    said = {"what": what, "how_many": 0, "known_by": "seen", "happened_at": "11:40"}
    [result] = node.house.send(node.supervisor.report(kind="irregularity", place=place, data=said))
    assert result["status"] == 202
    assert node.says(place) == []


@pytest.mark.parametrize(("rule", "fact", "number", "contest", "does", "does_not"), REPORTS)
def test_what_follows_from_the_usual_reports_and_copies_of_a_phone(
    node: Doors,
    rule: str,
    fact: str,
    number: int,
    contest: ContestKind | None,
    does: list[Said],
    does_not: list[Said],
) -> None:
    other, place = next(node.stations), next(node.stations)
    node.hear(other, *does_not)
    entries = node.hear(place, *does)
    assert node.says(place) == [row(rule, place, {fact: number}, entries, contest)]
    assert node.says(other) == []


@pytest.mark.parametrize(("rule", "fact", "does", "does_not"), LINES)
def test_a_line_that_the_duty_log_hears(node: Doors, rule: str, fact: str, does: str, does_not: str) -> None:
    other, place = next(node.stations), next(node.stations)
    node.operator.save(f"{node.desk.registry().place_name(other)} {does_not}")
    node.operator.save(f"{node.desk.registry().place_name(place)} {does}")
    assert node.says(place) == [row(rule, place, {fact: 1}, (node.newest(),), assurance=("clerk",))]
    assert node.says(other) == []


@pytest.mark.parametrize(("rule", "fact", "place", "annex"), RECAPS)
def test_a_form_of_a_recapitulation_that_is_not_what_it_adds_up(
    node: Doors, rule: str, fact: str, place: str, annex: str
) -> None:
    """The annex that says what the stations say differs nowhere."""
    for station in recap.STATIONS:
        node.hear(station, copy())
    assert recap.upload(node, recap.annex())[0] == 303
    assert node.says(place) == []
    assert recap.upload(node, annex)[0] == 303
    assert node.says(place) == [row(rule, place, {fact: 1}, (node.newest(),), "mayor", ("session",))]


def test_every_rule_with_a_condition_is_triggered_through_a_door_by_every_fact_that_it_asks_for() -> None:
    here = {one[:2] for table in (IRREGULARITIES, REPORTS, LINES, RECAPS) for one in table}
    elsewhere = {one for told in ELSEWHERE.values() for one in told}
    assert not here & elsewhere
    assert here | elsewhere == {(one.id, name) for one in rules().rules for name in one.asks}
