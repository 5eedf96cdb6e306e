"""Types of incidents as data: every answer of the report has a way, and bad data is refused in a sentence."""

import re
from importlib.resources import files

import pytest

from kawal.field.kinds import shipped_kinds
from kawal.jurisdiction.duty_limits import duty_limits
from kawal.jurisdiction.incidents import decode_rules, incident_rules
from kawal.kernel.errors import Rejected

CLOCKS = (
    "clocks: {source: {id: uji, en: test}, accept_min: {minor: 3, moderate: 2, severe: 1}, "
    "arrive_min: {minor: 3, moderate: 2, severe: 1}, word_min: {minor: 3, moderate: 2, severe: 1}}\n"
)
TYPE = (
    "  - {id: %s, name: {id: a, en: b}, kinds: [%s], source: law, inside: {chain: [%s]}, outside: {chain: [PPS]}}\n"
)


def test_every_answer_of_the_report_has_a_way_of_its_own() -> None:
    """What a person can choose as "what happened" is named by exactly one type; nothing falls to "other" unsaid."""
    newest = max(kind.version for (name, _), kind in shipped_kinds().items() if name == "incident")
    field = shipped_kinds()["incident", newest].field("what")
    assert field is not None
    for choice in field.choices:
        assert [one.id for one in incident_rules().types if choice.id in one.kinds], choice.id


def test_the_army_comes_only_on_request_and_the_chair_commands_inside() -> None:
    """Inside the station the committee chair, outside the police; the army is never owner, helper or informed."""
    security = incident_rules().type_of("disturbance")
    assert security.inside.chain[0] == "KPPS"
    assert security.outside.chain[0] == "POLRESTA"
    for one in incident_rules().types:
        for way in (one.inside, one.outside):
            assert "TNI" not in (*way.chain, *way.assist, *way.inform)


def test_a_breach_of_election_law_is_bawaslus() -> None:
    """Each type with a class of violation has Bawaslu on both of its ways."""
    breaches = [one for one in incident_rules().types if one.violation]
    assert breaches
    for one in breaches:
        for way in (one.inside, one.outside):
            assert "BAWASLU" in way.agencies


@pytest.mark.parametrize(
    ("data", "told"),
    [
        ("types: []\n", "clocks"),
        (CLOCKS + "types: []\n", "other"),
        (CLOCKS + "types:\n" + TYPE % ("other", "other", "MARINES"), "MARINES"),
        (CLOCKS + "types:\n" + TYPE % ("a", "fire", "PPS") + TYPE % ("other", "fire", "PPS"), "fire"),
        (CLOCKS + "types:\n" + (TYPE % ("other", "other", "PPS")).replace("source: law", "source: ''"), "source"),
    ],
)
def test_bad_data_is_refused_in_a_sentence(data: str, told: str) -> None:
    """No clocks, no last type, an unknown agency, an answer of two types, no source."""
    with pytest.raises(Rejected, match=told):
        decode_rules(data.encode(), "incidents.yaml")


def test_mediation_cites_the_articles_that_speak_of_it_and_says_where_that_can_be_read() -> None:
    """Article 7 of Law 7/2012 is about tolerance; peaceful settlement is 6(1), deliberation 8. Each figure from
    labour law has an address beside it, and all are assumed: officers are nobody's employees."""
    sources = [one.mediation.source.id for one in incident_rules().types if one.mediation is not None]
    assert sources
    assert all("6(1)" in one and "pasal 7" not in one for one in sources)
    folder = files("kawal.jurisdiction").joinpath("id")
    for name, cited in (("incidents.yaml", ("art. 6(1)",)), ("duty_limits.yaml", ("art. 77(2)", "art. 79(2)a"))):
        notes = " ".join(
            line[1:] for line in folder.joinpath(name).read_text("utf-8").splitlines() if line.startswith("#")
        )
        for article in cited:
            assert re.search(rf"{re.escape(article)}.*?https?://", notes), article
    assert duty_limits().duty.assumed
    assert duty_limits().stretch.assumed
