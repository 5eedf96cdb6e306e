"""What triggers each rule and what just does not, how strongly, and in which contest."""

from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kawal.disputes.model import Fact, Indication, Unplaced
from kawal.disputes.rules.choices import ways_of
from kawal.disputes.rules.judge import judge
from kawal.disputes.rules.telling import Telling, facts_of
from kawal.jurisdiction.condition import condition
from kawal.jurisdiction.rules import Rule, Rules, rules

STATION, WARD, DISTRICT, CITY = "6371011012007", "63.71.01.1012", "63.71.01", "63.71"

TRIGGERS: list[tuple[str, dict[str, int], dict[str, int]]] = [
    # rule, what triggers it, what just does not
    ("PSU-112-1", {"poll_unusable": 1}, {"poll_unusable": 0}),
    ("PSU-112-2A", {"box_opened": 1}, {"box_opened": 0}),  # one is enough
    ("PSU-112-2B", {"ballots_marked": 1}, {"ballots_marked": 0}),  # one is enough
    ("PSU-112-2C", {"ballots_damaged": 2}, {"ballots_damaged": 1}),  # more than one: 1 + 1 = 2
    ("PSU-112-2D", {"voted_twice": 2}, {"voted_twice": 1}),  # more than one voter
    ("PSU-112-2E", {"voted_without_right": 2}, {"voted_without_right": 1}),  # more than one person
    ("RECOUNT-113", {"count_closed": 1}, {"count_closed": 0}),
    ("RECOUNT-113", {"count_dark": 1}, {"count_dark": 0}),
    ("RECOUNT-113", {"count_unheard": 1}, {"count_unheard": 0}),
    ("RECOUNT-113", {"count_unreadable": 1}, {"count_unreadable": 0}),
    ("RECOUNT-113", {"count_unobserved": 1}, {"count_unobserved": 0}),
    ("RECOUNT-113", {"count_elsewhere": 1}, {"count_elsewhere": 0}),
    ("RECOUNT-113", {"count_inconsistent": 1}, {"count_inconsistent": 0}),
    ("RECOUNT-33-2", {"COUNTED_EQ_VOTERS": 1}, {"COUNTED_EQ_VOTERS": 0}),  # 205 counted, 204 or 205 voted
    ("RECOUNT-33-2", {"count_stopped": 1}, {"count_stopped": 0}),
    ("COUNT-EXTENSION", {"late_counting": 1}, {"late_counting": 0}),
    ("RECAP-114-115", {"recap_closed": 1}, {"recap_closed": 0}),
    ("RECAP-114-115", {"recap_dark": 1}, {"recap_dark": 0}),
    ("RECAP-114-115", {"recap_unclear": 1}, {"recap_unclear": 0}),
    ("RECAP-114-115", {"recap_unobserved": 1}, {"recap_unobserved": 0}),
    ("RECAP-114-115", {"recap_elsewhere": 1}, {"recap_elsewhere": 0}),
    ("RECAP-114-115", {"recap_stopped": 1}, {"recap_stopped": 0}),
    ("TPS-SIZE", {"registered": 601}, {"registered": 600}),  # at most 600
    ("TPS-HOURS", {"late_opening": 1}, {"late_opening": 0}),
    ("TPS-CREW", {"committee_present": 6}, {"committee_present": 7}),  # seven members
    ("BALLOT-RESERVE", {"RECEIVED_EQ": 1}, {"RECEIVED_EQ": 0}),
    ("BALLOT-VALID", {"ballots_unsigned": 1}, {"ballots_unsigned": 0}),
    # one vote more for the cancelled pair than valid ones; just not: as many
    (
        "BALLOT-CANCELLED-PAIR",
        {"cancelled_votes": 36_136, "valid_votes": 36_135},
        {"cancelled_votes": 36_135, "valid_votes": 36_135},
    ),
    ("BALLOT-CANCELLED-PAIR", {"void_results": 1}, {"void_results": 0}),
    # elected with more than half of 200 valid votes: 100 are not, 101 are
    ("SINGLE-PAIR-WIN", {"pair_votes": 100, "blank_votes": 100}, {"pair_votes": 101, "blank_votes": 99}),
    ("BALLOTS-PER-VOTER", {"CROSS_CONTEST": 1}, {"CROSS_CONTEST": 0}),
    ("PHONE-BAN", {"phone_in_booth": 1}, {"phone_in_booth": 0}),
    ("BOX-CUSTODY", {"custody_gaps": 1}, {"custody_gaps": 0}),
    ("BOX-CUSTODY", {"copies_withheld": 1}, {"copies_withheld": 0}),
    ("OFFICERS-NO-TALLY", {"officer_noted_votes": 1}, {"officer_noted_votes": 0}),
    ("RECAP-MECH", {"RECAP_CHAIN": 1}, {"RECAP_CHAIN": 0}),
    ("RECAP-MECH", {"RECAP_SUM": 1}, {"RECAP_SUM": 0}),
    ("OBJECTION", {"objections": 1}, {"objections": 0}),
    # Banjarmasin 2020: 1 % of 235,441 valid votes are 2,354; a margin of exactly the limit is within
    ("MK-158-2", {"margin": 2_354, "margin_limit": 2_354}, {"margin": 2_355, "margin_limit": 2_354}),
    ("MK-158-1", {"margin": 2_354, "margin_limit": 2_354}, {"margin": 2_355, "margin_limit": 2_354}),
    ("MK-157-DECIDE", {"petitions_registered": 1}, {"petitions_registered": 0}),
    ("PSU-TIME", {"repolls_late": 1}, {"repolls_late": 0}),
    ("PSU-MK", {"repolls_by_court": 1}, {"repolls_by_court": 0}),
    ("RECAP-SCHEDULE", {"recaps_late": 1}, {"recaps_late": 0}),
    ("RECAP-SCHEDULE", {"announced_late": 1}, {"announced_late": 0}),
    ("GAKKUMDU-146", {"crimes_handed_on": 1}, {"crimes_handed_on": 0}),
    ("REPORT-134-5", {"reports_received": 1}, {"reports_received": 0}),
    ("ROUTE-135", {"crimes_found": 1}, {"crimes_found": 0}),
    ("TSM-135A", {"tsm_reports": 1}, {"tsm_reports": 0}),
]
PLACES = {"station": STATION, "recap": DISTRICT, "contest": CITY}


def fact(name: str, value: int, together: int | None = None, **said: Any) -> Fact:
    added = value if together is None else together
    values = {"place": STATION, "entries": (7,), "assurance": ("device",)} | said
    return Fact(name=name, value=value, together=added, **values)


def judged(*facts: Fact) -> tuple[Indication, ...]:
    return judge(facts, rules()).indications


@pytest.mark.parametrize(("name", "triggers", "does_not"), TRIGGERS)
def test_each_rule_holds_by_what_triggers_it_and_not_by_what_just_does_not(
    name: str, triggers: dict[str, int], does_not: dict[str, int]
) -> None:
    rule = rules().rule(name)
    assert rule is not None
    place, contest = PLACES[rule.at], next(iter(rule.contests), None)
    [found] = judged(*[fact(one, value, place=place, contest=contest) for one, value in triggers.items()])
    assert (found.rule, found.place, found.strength) == (name, place, "one_source")
    assert {one.name for one in found.facts} == set(triggers)
    assert judged(*[fact(one, value, place=place, contest=contest) for one, value in does_not.items()]) == ()


def test_the_table_has_every_rule_with_a_condition_and_every_fact_that_it_asks_for() -> None:
    for rule in rules().rules:
        cases = [triggers for name, triggers, _ in TRIGGERS if name == rule.id]
        assert {name for case in cases for name in case} == set(rule.asks), rule.id


def test_lawful_voters_added_on_the_day_never_trigger_anything() -> None:
    assert judged(fact("added_on_day", 40)) == ()
    assert judged(fact("added_on_day", 40), fact("voted_without_right", 1)) == ()


def test_two_entries_of_one_person_each_hold_only_together() -> None:
    """1 and 1: no entry says two, 1 + 1 = 2 do so only if they mean different people."""
    [found] = judged(fact("voted_without_right", 1, 2, entries=(7, 9)))
    assert (found.strength, found.entries) == ("only_together", (7, 9))


def test_a_gap_in_custody_is_a_weakness_and_no_ground() -> None:
    [found] = judged(fact("custody_gaps", 3))
    rule = rules().rule(found.rule)
    assert rule is not None
    assert rule.opens == "weakness"


def test_nothing_known_triggers_nothing_also_where_less_would() -> None:
    """`committee_present < 7` does not hold of a station that nobody has reported open."""
    assert judged(fact("objections", 0)) == ()


def test_a_fact_of_no_contest_counts_in_each_and_is_said_once() -> None:
    """Two persons for all contests: one indication; one for all and one in the mayor's: 2 in that one, together."""
    [whole] = judged(fact("voted_without_right", 2), fact("voted_without_right", 1, contest="mayor"))
    assert (whole.contest, whole.strength) == (None, "one_source")
    one, other = fact("voted_without_right", 1), fact("voted_without_right", 1, contest="mayor", entries=(8,))
    [found] = judged(one, other)
    assert (found.contest, found.strength, found.entries) == ("mayor", "only_together", (7, 8))


def test_the_finding_of_a_contest_is_not_hidden_by_what_holds_in_all() -> None:
    found = judged(fact("count_stopped", 1), fact("COUNTED_EQ_VOTERS", 1, contest="governor"))
    assert [(one.rule, one.contest) for one in found] == [("RECOUNT-33-2", None), ("RECOUNT-33-2", "governor")]


def test_rounds_and_places_are_judged_apart() -> None:
    """One person in the first round and one in the re-poll, one at each of two stations: never two."""
    other = STATION[:-3] + "008"
    facts = (
        fact("voted_without_right", 1),
        fact("voted_without_right", 1, round=2),
        fact("voted_without_right", 1, place=other),
    )
    assert judged(*facts) == ()


def test_a_rule_of_the_station_is_not_asked_of_a_region_which_wants_to_know_the_station() -> None:
    """Also one person is wanted: another may be told of the same station."""
    for told in (fact("voted_without_right", 5, place=WARD), fact("voted_without_right", 1, place=DISTRICT)):
        said = judge([told], rules())
        assert said.indications == ()
        assert said.unplaced == (Unplaced(fact=told, rules=("PSU-112-2E",)),)


def test_what_the_law_asks_of_a_region_or_of_nobody_wants_no_station() -> None:
    """A closed recapitulation is the district's own, lawful voters added on the day are nothing to clear up."""
    told = (fact("recap_closed", 1, place=DISTRICT), fact("objections", 1, place=DISTRICT))
    said = judge([*told, fact("added_on_day", 3, place=WARD)], rules())
    assert [one.rule for one in said.indications] == ["RECAP-114-115", "OBJECTION"]
    assert said.unplaced == ()
    assert judge([fact("voted_without_right", 5)], rules()).unplaced == (), "a station is no region"


def test_a_rule_of_one_kind_of_contest_is_not_asked_of_another() -> None:
    """The threshold of a governor stands in another paragraph than that of a mayor."""
    numbers = {"margin": 1, "margin_limit": 2}
    for contest, rule in (("governor", "MK-158-1"), ("mayor", "MK-158-2"), ("regent", "MK-158-2")):
        found = judged(*[fact(name, value, place=CITY, contest=contest) for name, value in numbers.items()])
        assert [(one.rule, one.contest) for one in found] == [(rule, contest)]


def test_the_gravest_come_first_then_the_newest() -> None:
    found = judged(
        fact("objections", 1, entries=(50,)),
        fact("custody_gaps", 1, entries=(40,)),
        fact("count_dark", 1, entries=(30,)),
        fact("box_opened", 1, entries=(10,)),
        fact("ballots_damaged", 2, entries=(20,)),
    )
    assert [one.rule for one in found] == ["PSU-112-2C", "PSU-112-2A", "RECOUNT-113", "BOX-CUSTODY", "OBJECTION"]


def told(name: str, number: int, entry: int = 7, contest: Any = None) -> Telling:
    return Telling(name=name, place=STATION, contest=contest, number=number, entries=(entry,), assurance=("device",))


def test_a_report_of_seven_does_not_hide_one_of_five_and_both_stay() -> None:
    """A committee has seven members: five are too few, and another source says that all were there."""
    [alone] = judged(*facts_of([told("committee_present", 5)]))
    assert not alone.contradicted
    [found] = judged(*facts_of([told("committee_present", 5), told("committee_present", 7, 8)]))
    assert (found.rule, found.strength, found.contradicted, found.entries) == ("TPS-CREW", "one_source", True, (7, 8))
    assert (found.facts[0].value, found.facts[0].others) == (5, (7,))
    [agreed] = judged(*facts_of([told("committee_present", 5), told("committee_present", 6, 8)]))
    assert not agreed.contradicted, "six are too few as well"


def test_a_smaller_number_contradicts_no_rule_that_asks_for_more() -> None:
    """Who saw one of two persons does not deny the other."""
    [found] = judged(*facts_of([told("voted_without_right", 2), told("voted_without_right", 1, 8)]))
    assert not found.contradicted


def rule_when(when: str) -> Rule:
    """A rule of the book with another condition."""
    rule = rules().rule("TPS-CREW")
    assert rule is not None
    return msgspec.structs.replace(rule, when=when)


def test_what_is_asked_for_exactly_holds_by_any_entry_and_nothing_is_added_up_for_it() -> None:
    """5 of 3, 5 and 9; 2 + 3 = 5 is what nobody said."""
    book = Rules(rules().facts, (rule_when("committee_present == 5"),))
    [found] = judge(facts_of([told("committee_present", number) for number in (3, 5, 9)]), book).indications
    assert (found.facts[0].value, found.contradicted) == (5, True)
    assert judge(facts_of([told("committee_present", number) for number in (2, 3)]), book).indications == ()


def test_a_condition_says_which_way_each_of_its_numbers_goes() -> None:
    tree = condition("not (objections >= 2 or registered < margin) and late_opening == 1", "x")
    assert {name: "".join(sorted(ways)) for name, ways in ways_of(tree).items()} == {
        "objections": "less",
        "registered": "more",
        "margin": "less",
        "late_opening": "lessmore",
    }


CONDITIONS = (
    "committee_present < 7",
    "committee_present == 5",
    "not committee_present >= 7 and objections >= 2",
    "objections >= 2 or registered <= margin",
    "objections > 1 and not (registered == 3 or margin < 2)",
)
NAMES = ("committee_present", "objections", "registered", "margin")


@given(
    st.sampled_from(CONDITIONS),
    st.lists(st.tuples(st.sampled_from(NAMES), st.integers(0, 8), st.sampled_from([None, "mayor"])), max_size=6),
    st.tuples(st.sampled_from(NAMES), st.integers(0, 8), st.sampled_from([None, "mayor"])),
)
def test_no_report_takes_an_indication_away(
    when: str, before: list[tuple[str, int, Any]], new: tuple[str, int, Any]
) -> None:
    """What held holds after any other report: for the same contest or for all of them, and as strongly."""
    book = Rules(rules().facts, (rule_when(when),))
    entries = [told(name, number, at, contest) for at, (name, number, contest) in enumerate((*before, new))]
    held, holds = (judge(facts_of(some), book).indications for some in (entries[:-1], entries))
    for one in held:
        assert any(
            now.contest in (None, one.contest) and (now.strength == "one_source" or one.strength == "only_together")
            for now in holds
        )
