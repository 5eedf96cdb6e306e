"""Pages of the rules: who sees what, in words, with entries and their assurance, and nothing of another region."""

import html
import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from kawal.access.roles import TABLE, Role
from kawal.disputes.clocks.events import MomentRecorded
from kawal.disputes.rules.http import Filters
from kawal.disputes.rules.limits import readings_of
from kawal.disputes.rules.names import alternatives, condition_words, value_words
from kawal.jurisdiction.calendar import Calendar
from kawal.jurisdiction.deadlines import deadline
from kawal.jurisdiction.rules import rules
from kawal.jurisdiction.zones import WITA
from kawal.kernel.language import language
from tests.count.test_ladder import WARD
from tests.count.test_pages import Pages
from tests.disputes.rules.test_facts import OTHER, Rules
from tests.support.phone import STATION, enrolled
from tests.watch.dutylog.test_dutylog import Desk

ELSEWHERE = "6371031003007"


class RulePages(Rules, Pages):
    """The same node, looked at by people."""


@pytest.fixture
def node(tmp_path: Path) -> Iterator[RulePages]:
    made = RulePages(tmp_path / "node")
    yield made
    made.house.close()


def rows(page: str) -> list[str]:
    """The stations of the rows of a list of indications."""
    return re.findall(r'data-row href="/sengketa/indikasi\?place=([^"]+)"', page)


def words_of(page: str) -> str:
    """The words of a page, without its marks."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page)).split())


def test_a_signed_report_goes_through_the_door_to_the_page_with_its_entry_and_assurance(node: RulePages) -> None:
    """Two persons without the right at one station, one at another: only the first is shown, as a ground to study."""
    node.tell(node.supervisor, "voted_without_right", 2)
    node.tell(node.supervisor, "voted_without_right", 1, OTHER)
    entry = node.facts(STATION)["voted_without_right"].entries[0]
    node.come_in("lawyer")
    page = node.get("/sengketa/indikasi")
    assert rows(page) == [STATION]
    text = words_of(page)
    assert "persons without the right to vote here who voted: 2 " in text
    assert "assurance: device" in text
    assert "may be a ground for a re-poll" in text
    assert f'href="/laporan/{entry}"' in page
    assert node.get(f"/laporan/{entry}")
    assert "fraud" not in text.lower()
    assert "nama orang" not in page, "the sealed words stay sealed"


def test_what_holds_only_together_says_that_the_same_people_may_be_meant_twice(node: RulePages) -> None:
    node.tell(node.supervisor, "voted_twice", 1)
    node.tell(node.observer, "voted_twice", 1)
    node.come_in("analyst")
    text = words_of(node.get("/sengketa/indikasi"))
    assert "persons who voted more than once: 2 , at most 1 in one entry" in text
    assert "the same persons or things may be meant twice" in text


def test_only_the_own_region_is_seen_and_it_can_be_filtered_to_a_ward(node: RulePages) -> None:
    node.tell(node.supervisor, "box_opened", 1)
    node.tell(enrolled(node.house.node, "station_supervisor"), "count_dark", place=ELSEWHERE)
    node.come_in("adjudicator")
    assert rows(node.get("/sengketa/indikasi")) == [STATION, ELSEWHERE]
    assert rows(node.get("/sengketa/indikasi?place=63.71.03.1003")) == [ELSEWHERE]
    assert rows(node.get("/sengketa/indikasi?opens=ground_repoll")) == [STATION]
    assert rows(node.get("/sengketa/indikasi?rule=RECOUNT-113")) == [ELSEWHERE]
    assert rows(node.get("/sengketa/indikasi?rule=none&opens=none&place=<b>")) == [STATION, ELSEWHERE]
    assert rows(node.get("/sengketa/indikasi?start=1")) == [ELSEWHERE]
    node.come_in("adjudicator", region="63.71.03")
    assert rows(node.get("/sengketa/indikasi")) == [ELSEWHERE]
    assert "No entry in your region" in node.get("/sengketa/aturan/PSU-112-2A")
    assert rows(node.get(f"/sengketa/indikasi?place={STATION}")) == []


def test_every_rule_is_listed_and_what_was_not_verified_is_marked(node: RulePages) -> None:
    """41 rules; those whose confidence is not high say so, in the list and on their page."""
    node.come_in("auditor")
    page = node.get("/sengketa/aturan")
    listed = re.findall(r'data-row href="/sengketa/aturan/([^"]+)"', page)
    assert sorted(listed) == sorted(one.id for one in rules().rules)
    assert page.count("not verified</span>") == sum(not one.is_verified for one in rules().rules)
    assert 'value="1" checked' not in page
    unsure = re.findall(r'data-row href="/sengketa/aturan/([^"]+)"', node.get("/sengketa/aturan?unverified=1"))
    assert sorted(unsure) == sorted(one.id for one in rules().rules if not one.is_verified)
    found = re.findall(r'data-row href="/sengketa/aturan/([^"]+)"', node.get("/sengketa/aturan?q=custody+box"))
    assert found == ["BOX-CUSTODY"]


def test_every_rule_has_a_page_with_its_article_its_sources_and_what_is_unsure(node: RulePages) -> None:
    node.come_in("auditor")
    for rule in rules().rules:
        for lang in ("id", "en"):
            page = node.get(f"/sengketa/aturan/{rule.id}", lang=lang)
            text = words_of(page)
            assert rule.cite(language(lang)) in text
            assert rule.condition.say(language(lang)) in text
            assert all(source in text for source in rule.read_in(language(lang)))
            assert page.count('rel="noreferrer"') == sum(bool(one.link) for one in rule.sources)
            unsure = "belum diverifikasi" if lang == "id" else "not verified"
            assert rule.is_verified or unsure in text
            assert (rule.why_not is not None) == (rule.when is None)


def test_a_rule_says_its_condition_in_words_of_both_languages() -> None:
    def said(name: str, code: str) -> list[str]:
        rule = rules().rule(name)
        assert rule is not None
        assert rule.tree is not None
        return [condition_words(one, rule, language(code)) for one in alternatives(rule.tree)]

    assert said("PSU-112-2E", "id") == ["orang tanpa hak pilih di sini yang memilih: paling sedikit 2"]
    assert said("PSU-112-2E", "en") == ["persons without the right to vote here who voted: at least 2"]
    assert said("TPS-CREW", "en") == ["committee members present at the opening: fewer than 7"]
    assert said("RECOUNT-33-2", "en")[0] == "forms that do not meet “Votes counted = voters who voted”: at least 1"
    assert len(said("RECOUNT-113", "en")) == 7


def test_filters_travel_in_addresses() -> None:
    assert Filters(place="63.71", opens="alarm").query == "&place=63.71&opens=alarm"
    assert Filters().query == ""


@pytest.mark.parametrize("role", ["commander", "adjudicator", "analyst", "lawyer", "auditor", "officer", "clerk"])
def test_only_who_may_read_disputes_sees_the_pages(node: RulePages, role: Role) -> None:
    node.come_in(role)
    status = 200 if "dispute.read" in TABLE[role] else 403
    for path in ("/sengketa/aturan", "/sengketa/aturan/PSU-MK", "/sengketa/indikasi"):
        node.get(path, status)


def test_a_rule_that_nobody_knows_is_not_there(node: RulePages) -> None:
    node.come_in("auditor")
    node.get("/sengketa/aturan/PSU-999", 404)


def test_readings_of_a_deadline_are_marked_and_dated_by_the_day_of_the_vote(node: RulePages) -> None:
    """Voted on 27 Nov 2024: day 1 is that day, so ten days end on 6 Dec at 24:00; ten days after it on 7 Dec. A rule
    whose deadline begins with a result has no day yet, and its readings are marked all the same."""
    node.come_in("auditor")
    text = words_of(node.get("/sengketa/aturan/PSU-112-2E"))
    assert text.count("safe : Friday 6 December 2024 24:00 WITA") == 2
    assert "arguable : Saturday 7 December 2024 24:00 WITA; 10 days after voting day" in text
    followed = next(one.id for one in rules().rules if one.deadline == "follow_up")
    text = words_of(node.get(f"/sengketa/aturan/{followed}"))
    assert "safe ; 3 days, the day of receipt is day 1" in text
    assert "arguable ; 3 days and 2 more for further information" in text


def test_a_rule_says_that_the_step_of_the_province_is_not_recorded(node: RulePages) -> None:
    """The path of a re-poll names the province, the one of a ground does not: the page says why."""
    node.come_in("auditor")
    assert "what the province says is not recorded" in words_of(node.get("/sengketa/aturan/PSU-112-2E"))
    assert "what the province says is not recorded" not in words_of(node.get("/sengketa/aturan/RECOUNT-113"))


def test_a_report_that_names_only_a_ward_is_shown_at_the_ward_until_it_is_corrected(node: RulePages) -> None:
    """No station of the ward is given an indication; who works on the ward sees it, who works elsewhere does not."""
    told = node.tell(node.supervisor, "voted_without_right", 2, WARD)
    entry = node.facts(WARD)["voted_without_right"].entries[0]
    for path in ("/sengketa/indikasi", "/sengketa/indikasi?place=63.71.01&rule=PSU-112-2E", "/sengketa"):
        node.come_in("adjudicator", region=WARD)
        page = node.get(path)
        assert "Reports without a station" in page, path
        assert "clear up which" in page
        assert f'href="/laporan/{entry}"' in page
        assert f'href="/sengketa/dasar/baru?rule=PSU-112-2E&amp;contest=&amp;entries={entry}"' in page
        assert "persons without the right to vote here who voted: 2" in words_of(page)
        node.come_in("adjudicator", region="63.71.03")
        assert "Reports without a station" not in node.get(path.partition("?")[0])
    node.come_in("auditor")
    assert rows(node.get("/sengketa/indikasi")) == []
    assert "/sengketa/dasar/baru?rule" not in node.get("/sengketa/indikasi"), "who only reads is offered no study"
    assert "Reports without a station" not in node.get("/sengketa/indikasi?opens=weakness")
    node.come_in("lawyer")
    form = node.get(f"/sengketa/dasar/baru?rule=PSU-112-2E&contest=&entries={entry}")
    assert f'value="{entry}"' in form
    Desk(node.house.node, node.house.client).save("TPS 7 Basirih Selatan aman", re=told, corrects="1")
    node.come_in("adjudicator")
    assert "Reports without a station" not in node.get("/sengketa/indikasi")


def test_a_report_of_a_ward_is_cleared_up_by_a_ground_of_one_of_its_stations(node: RulePages) -> None:
    """The ground rests on the report; the list of what is still to be done forgets it, what was told stays."""
    node.tell(node.supervisor, "box_opened", 1, WARD)
    entry = node.facts(WARD)["box_opened"].entries[0]
    node.come_in("adjudicator")
    said: dict[str, Any] = {
        "rule": "PSU-112-2A",
        "station": STATION,
        "contest": "",
        "round": "1",
        "entries": str(entry),
    }
    node.post("/sengketa/dasar/buka", note="TPS 7, kata pelapornya", **said)
    assert "Reports without a station" not in node.get("/sengketa")
    assert "Reports without a station" in node.get("/sengketa/indikasi")


def test_what_is_said_of_a_wider_contest_is_seen_by_who_reads_the_whole_node(node: RulePages) -> None:
    """A petition about the governor of the province, on the node of a city of it."""
    said = {"event": "petition_registered", "contest": "governor", "region": "63", "at_ms": 0, "reference": "9/2024"}
    node.happen(MomentRecorded(**said, length=0, unit="calendar_days"))  # type: ignore[arg-type]
    node.come_in("lawyer", region="63.71")
    assert rows(node.get("/sengketa/indikasi")) == ["63"]
    node.come_in("lawyer", region="63.71.01")
    assert rows(node.get("/sengketa/indikasi")) == []


def test_two_readings_of_a_deadline_are_told_apart_whatever_day_it_is() -> None:
    """On the day of the vote, a day off, both readings of three working days would begin on the day after."""
    vote = datetime(2024, 11, 27, 12, 0, tzinfo=WITA)
    for name, stands in (
        ("mk_petition", ["safe", "arguable"]),
        ("gakkumdu", ["only"]),
        ("report", ["safe", "arguable"]),
    ):
        found = readings_of(deadline(name), None, vote, WITA, Calendar())
        assert [(one.stand, one.ending) for one in found] == [(stand, None) for stand in stands]


def test_parameters_are_said_as_each_language_writes_them() -> None:
    told = {
        ("MK-157-FILE", "ends_at"): ("24.00", "24:00"),
        ("MK-157-FILE", "limit"): ("3 hari kerja", "3 working days"),
        ("BALLOT-RESERVE", "reserve"): ("2,5%", "2.5%"),
        ("PSU-TIME", "last_date_2024"): ("Jumat 6 Desember 2024", "Friday 6 December 2024"),
        ("COUNT-EXTENSION", "pause_allowed"): ("tidak", "no"),
        ("RECAP-MECH", "truth_order"): (
            "C.Hasil, lalu C.Hasil Salinan, lalu Sirekap",
            "C.Hasil, then C.Hasil Salinan, then Sirekap",
        ),
    }
    for (name, parameter), said in told.items():
        rule = rules().rule(name)
        assert rule is not None
        assert tuple(value_words(rule.parameter(parameter), language(code)) for code in ("id", "en")) == said
