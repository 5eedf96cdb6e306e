"""The rules of law as data: complete, typed, and refused with one sentence when something is wrong."""

from importlib.resources import files

import pytest

from kawal.field.kinds import shipped_kinds
from kawal.jurisdiction.rules import FILE, OPENS, decode_rules, rules
from kawal.kernel.errors import Rejected

SHIPPED = files("kawal.jurisdiction").joinpath("id", FILE).read_text()


def test_every_rule_says_its_article_its_source_and_both_languages() -> None:
    """41 rules; 33 of them can be triggered, the other 8 say why not."""
    found = rules().rules
    assert len(found) == 41
    assert sum(one.when is not None for one in found) == 33
    for one in found:
        texts = [one.title, one.condition, one.consequence, one.why_not, one.deadline_text, one.warning, one.note]
        texts += [parameter.name for parameter in one.parameters]
        assert all(text.id.strip() and text.en.strip() for text in texts if text is not None)
        assert one.article.strip()


def test_a_rule_of_high_confidence_is_verified_and_no_other() -> None:
    by_id = {one.id: one for one in rules().rules}
    assert by_id["PSU-112-2E"].is_verified
    assert not by_id["RECAP-MECH"].is_verified, "medium"
    assert not by_id["TSM-135A"].is_verified, "low"
    assert [one.id for one in rules().rules if one.confidence == "low"] == ["RECAP-114-115", "TSM-135A"]


def test_the_numbers_of_the_law_are_kept() -> None:
    """More than one is at least 2; the brackets of article 158(2) and of 158(1)."""
    by_id = {one.id: one for one in rules().rules}
    least = {name: by_id[f"PSU-112-2{name}"].parameter("min_count").value for name in "ABCDE"}
    assert least == {"A": 1, "B": 1, "C": 2, "D": 2, "E": 2}
    city = [(one.up_to, one.per_mille, one.letter) for one in by_id["MK-158-2"].brackets]
    assert city == [(250000, 20, "a"), (500000, 15, "b"), (1000000, 10, "c"), (None, 5, "d")]
    province = [(one.up_to, one.per_mille) for one in by_id["MK-158-1"].brackets]
    assert province == [(2000000, 20), (6000000, 15), (12000000, 10), (None, 5)]
    assert by_id["TPS-SIZE"].limits["max_voters"] == 600


def test_a_gap_in_custody_weakens_the_evidence_and_opens_no_ground() -> None:
    opens = {one.id: one.opens for one in rules().rules}
    assert opens["BOX-CUSTODY"] == "weakness"
    asked = {name for one in rules().rules if one.opens.startswith("ground") for name in one.asks}
    assert not asked & {"custody_gaps", "copies_withheld"}
    assert set(opens.values()) == set(OPENS)


def test_lawful_voters_added_on_the_day_are_a_fact_that_no_rule_asks_for() -> None:
    assert rules().fact("added_on_day") is not None
    assert not [one.id for one in rules().rules if "added_on_day" in one.asks]


def test_every_answer_of_an_irregularity_is_a_fact_and_counted_where_it_is_not_an_event() -> None:
    kind = shipped_kinds()["irregularity", 1]
    what, how_many = kind.field("what"), kind.field("how_many")
    assert what is not None
    assert how_many is not None
    assert how_many.when is not None
    facts = {choice.id: rules().fact(choice.id) for choice in what.choices}
    assert None not in facts.values()
    counted = {name for name, fact in facts.items() if fact is not None and fact.unit != "events"}
    assert counted == set(how_many.when.any_of)
    assert set(kind.profiles) == {"supervision", "observer", "training"}


E_RULE = "when: voted_without_right >= min_count"


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("    source: ['https://teritorial.com/nasional/ketentuan-gugatan-dalam-pilkada']\n", "", "MK-157-DECIDE"),
        ("    source: [{remark: {id: menurut ingatan, en: from memory}}]", "    source: []", "RECAP-114-115"),
        ("    article: Putusan MK\n", "", "PSU-MK"),
        ("    article: Putusan MK\n", "    article: ' '\n", "PSU-MK"),
        (E_RULE, "when: voted_without_rihgt >= min_count", "voted_without_rihgt"),
        (E_RULE, "when: finding(NO_SUCH) >= 1", "NO_SUCH"),
        (E_RULE, "when: voted_without_right", "voted_without_right"),
        (E_RULE, "when: 7", "when"),
        (E_RULE, "when: ballots_damaged >= min_count", "ballots_damaged >= min_count"),  # ballots with persons
        (E_RULE, "when: voted_without_right >= ballots_damaged", "ballots_damaged"),
        (E_RULE, "when: min_count >= 2", "min_count >= 2"),  # of no fact
        (E_RULE, "when: null", "why_not"),
        (E_RULE, E_RULE + "\n    why_not: {id: a, en: b}", "why_not"),
        ("deadline: follow_up", "deadline: someday", "someday"),
        ("- id: PSU-112-2E", "- id: PSU-112-2D", "PSU-112-2D"),
        ("- {id: voted_twice, unit", "- {id: box_opened, unit", "box_opened"),
        ("- {id: kpps, unit: persons, value: 7", "- {id: kpps, unit: persons, value: many", "TPS-CREW.*many"),
        ("{id: max_voters, unit: persons", "{id: pemilu_2024_max, unit: persons", "pemilu_2024_max"),
        ("unit: share, value: '0.5'", "unit: share, value: '2.5'", "2.5"),
        ("unit: time, value: '08:00'", "unit: time, value: 'eight'", "eight"),
        ("unit: date, value: '2024-11-28'", "unit: date, value: '2024-11-32'", "2024-11-32"),
        ("unit: date, value: '2024-11-28'", "unit: date, value: 2024-11-28", "RECAP-SCHEDULE"),
        ("{id: kpps, unit: persons, value: 7", "{id: kpps, unit: persons, value: 7.5", "TPS-CREW"),
        (E_RULE, "when: voted_without_right >= ", r"rules\.yaml, PSU-112-2E"),  # no expression, with its file
        (E_RULE, "when: voted_without_right >= 0", "terpenuhi dan dapat tidak.*>= 0"),
        (E_RULE, "when: voted_without_right < 0", "terpenuhi dan dapat tidak"),
        (E_RULE, "when: voted_twice >= 2 or voted_twice < 2", "terpenuhi dan dapat tidak"),
        (E_RULE, "when: voted_twice >= 2 and not voted_twice >= 1", "terpenuhi dan dapat tidak"),
        ("{id: min_count, unit: persons, value: 2", "{id: min_count, unit: persons, value: 0", "PSU-112-2D.*tidak"),
        (E_RULE, E_RULE + "\n    when: voted_without_right >= 1", "PSU-112-2E, baris [0-9]+.*setiap kunci satu kali"),
        (
            "    confidence: low",
            "    confidence: low\n    confidence: high",
            "RECAP-114-115, baris [0-9]+.*confidence",
        ),
        ("    path: [station_supervisor, district, city, province]\n", "", "PSU-112-1.*path"),
        ("    opens: ground_recount\n", "", "RECOUNT-113.*ground_recount.*information"),  # as grounds.yaml has it
        ("opens: weakness", "opens: ground_repoll\n    path: [city]", "BOX-CUSTODY.*weakness.*ground_repoll"),
        (
            "opens: information\n    deadline: null\n    source",
            "opens: weakness\n    deadline: null\n    source",
            "grounds",
        ),
        ("    when: null\n", "    when: null\n    opens: alarm\n", "MK-157-FILE.*alarm"),
        ("- id: PSU-112-2E", "- id: PSU-112-2X", r"grounds\.yaml, PSU-112-2E.*aturan dari rules\.yaml"),
        ("- id: BOX-CUSTODY", "- id: BOX-CUSTODIES", r"grounds\.yaml, BOX-CUSTODY"),
        ("finding(COUNTED_EQ_VOTERS) >= 1 or ", "", r"RECOUNT-33-2.*COUNTED_EQ_VOTERS\).*forms\.yaml"),
        ("{id: kpps, unit", "{id: registered, unit", "TPS-CREW.*registered"),  # a parameter in the place of a fact
        ("title: {id: Mandat saksi dalam pleno, en", "title: {id: '', en", "SAKSI-MANDATE, baris"),
        ("title: {id: Mandat saksi dalam pleno, en: Mandate of agents at a plenary}", "title: {id: a}", "isian en"),
        ("threshold: city", "threshold: village", "MK-158-2.*village"),
        ("stands: deadlines/mk_ruling/length", "stands: deadlines/mk_verdict/length", "MK-157-DECIDE.*mk_verdict"),
        ("stands: deadlines/mk_ruling/length", "stands: deadlines/mk_ruling/width", "mk_ruling/width"),
        ("stands: deadlines/mk_ruling/length", "stands: deadlines/mk_ruling/last_day", "mk_ruling/last_day"),
        ("stands: milestones/opening/when", "stands: milestones/dawn/when", "milestones/dawn"),
        ("stands: milestones/opening/when", "stands: milestones/counting_limit/when", "TPS-HOURS.*36:00"),
        (
            "stands: deadlines/mk_ruling/length",
            "value: 40, stands: deadlines/mk_ruling/length",
            "satu tempat.*value: 40",
        ),
        ("stands: deadlines/mk_ruling/length", "unit: hours, stands: deadlines/mk_ruling/length", "unit: hours"),
        ("unit: persons, stands: forms/TPS_MAX/limit", "stands: forms/TPS_MAX/limit", "max_voters di satu tempat"),
        ("unit: persons, stands: forms/TPS_MAX/limit", "unit: persons", "max_voters di satu tempat"),
        ("stands: forms/RECEIVED_EQ/share", "stands: forms/TPS_MAX/share", "TPS_MAX/share"),
        ("confidence: low", "confidence: sure", "sure"),
        ("  - {id: voted_twice, unit: persons", "  - {id: voted_twice, unit: people", "people"),
        ("facts:\n", "facts: 7\nother:\n", "rules.yaml"),
    ],
)
def test_rules_that_contradict_themselves_are_refused_with_what_is_wrong(old: str, new: str, sentence: str) -> None:
    assert old in SHIPPED
    with pytest.raises(Rejected, match=sentence):
        decode_rules(SHIPPED.replace(old, new, 1).encode(), FILE)
