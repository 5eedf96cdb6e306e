"""A finding of the count becomes an incident in one step, without a figure of the form."""

import html
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from kawal.access.profiles import Profile
from kawal.access.roles import Role
from kawal.count.names import CONTESTS, finding_title
from kawal.field.desk import FieldDesk
from kawal.field.grammar.spelling import normal
from kawal.field.grammar.votes import gives_votes
from kawal.field.identity import new_identity
from kawal.jurisdiction.forms import forms
from kawal.kernel.language import language
from kawal.store.log import read_entries
from kawal.watch.formchecks.queries import findings_of_incident
from kawal.web.identity import SESSION_COOKIE
from tests.count.test_pages import ELSEWHERE, FORM, Pages
from tests.count.test_recap_pages import STATIONS, annex, upload
from tests.count.test_recap_pages import WARD as PLENARY
from tests.field.test_intake import House
from tests.http.conftest import OWN, session
from tests.support.phone import STATION

WRONG, QUEUE, RECAP = "/insiden/temuan", "/hitung/antrean", "/hitung/rekap?contest=mayor"


@pytest.fixture
def pages(tmp_path: Path) -> Iterator[Pages]:
    made = Pages(tmp_path / "node")
    made.send(made.supervisor, invalid=14)  # 200 + 14 = 214, 9 more than 205
    made.come_in("commander")
    yield made
    made.house.close()


def given(pages: Pages, path: str = FORM, **other: str) -> dict[str, Any]:
    """The form of the first finding as a page offers it."""
    page = pages.get(path, lang="id")
    form = page.partition('action="/insiden/temuan"')[2].partition("</form>")[0]
    values: dict[str, Any] = dict(re.findall(r'<input[^>]*name="(\w+)"[^>]*value="([^"]*)"', form))
    chosen = {"what": "procedure", "severity": "moderate"}
    return values | chosen | other


def private(pages: Pages, index: int) -> str:
    desk: FieldDesk = pages.house.client.app.state["field"]
    with pages.house.node.reading() as rows:
        return str((desk.private_part(rows, index) or {})["note"])


def test_a_finding_becomes_an_incident_and_each_leads_to_the_other(pages: Pages) -> None:
    """Place, kind and words stand there already; the incident names the finding and its entries; once is enough."""
    form = given(pages)
    where = pages.post(WRONG, **form).headers["location"]
    index = int(where.removeprefix("/insiden/"))
    case = pages.get(where, lang="id")
    assert "TPS 007" in case
    assert f"/hitung/tps/{STATION}/mayor?round=1" in case
    assert "Sah dan tidak sah tidak sama dengan jumlahnya" in case
    assert f'href="{where}"' in pages.get(FORM)
    with pages.house.node.reading() as rows:
        (found,) = findings_of_incident(rows, index)
    assert (found.key.place, found.key.what, found.key.part, len(found.entries)) == (STATION, "TOTAL_SUM", "", 1)
    assert pages.post(WRONG, **form | {"id": new_identity()}).headers["location"] == where
    assert pages.post(WRONG, **form).headers["location"] == where


def test_no_figure_of_the_form_is_in_the_incident(pages: Pages) -> None:
    """Neither in the words that are offered nor in what somebody types instead: figures are dots."""
    form = given(pages)
    for number in ("214", "205", "14", "200"):
        assert number not in form["words"]
    index = int(pages.post(WRONG, **form).headers["location"].removeprefix("/insiden/"))
    assert private(pages, index).startswith("Periksa formulir TPS 007")
    with pages.house.node.reading() as rows:
        [entry] = [body for at, body in read_entries(rows) if b"finding_raised/1" in body]
    assert b"214" not in entry.partition(b'"entries"')[0]
    assert b"expected" not in entry
    pages.send(pages.supervisor, ELSEWHERE, invalid=10)
    typed = form | {"id": new_identity(), "place": ELSEWHERE}
    typed["words"] = "paslon 1 dapat 61, suara tidak sah 10"
    index = int(pages.post(WRONG, **typed).headers["location"].removeprefix("/insiden/"))
    assert not re.search(r"\d", private(pages, index))


@pytest.mark.parametrize("code", ["id", "en"])
def test_what_is_offered_as_words_gives_no_votes_whatever_the_finding(code: str) -> None:
    """Every identity with every field that it may be about, in both languages: nothing that an order node refuses."""
    words = language("en" if code == "en" else "id")
    on_forms = (one for one in forms().identities if one.scope != "recap")
    for identity in on_forms:
        for part in ("", "votes_1", "registered", "invalid_total"):
            for contest in CONTESTS.values():
                title = finding_title(identity.id, part, words)
                said = f"{words.text('Periksa formulir')} TPS 007 Mantuil, {words.say(contest)}: {title}."
                assert not gives_votes(normal(said)), said


def test_the_queue_offers_what_the_form_does_and_names_the_incident_there_is(pages: Pages) -> None:
    """Opened in the queue it is the incident of the form's page too: one finding, one incident."""
    form = given(pages, QUEUE)
    assert form | {"id": ""} == given(pages) | {"id": ""}
    where = pages.post(WRONG, **form).headers["location"]
    for page in (QUEUE, FORM):
        assert f'href="{where}"' in pages.get(page)
        assert 'action="/insiden/temuan"' not in pages.get(page)
    pages.come_in("analyst")
    assert f'href="{where}"' not in pages.get(QUEUE), "who may not open an incident reads its number only"
    assert re.search(r"becomes? incident|made incident|incident \d", pages.get(QUEUE))


@pytest.fixture
def differing(pages: Pages) -> Pages:
    """Four stations say 61 for number 1, 244 together; the plenary's form says 245."""
    for station in STATIONS:
        pages.send(pages.supervisor, station)
    pages.come_in("clerk")
    upload(pages, annex(votes_1=245))
    pages.come_in("commander")
    return pages


@pytest.mark.parametrize("page", [QUEUE, RECAP])
def test_a_difference_of_the_recapitulation_becomes_an_incident_of_its_plenary(differing: Pages, page: str) -> None:
    """The incident is at the region of the form and leads to it; the page leads to the incident; once is enough, also
    when the number has changed since."""
    form = given(differing, page)
    assert (form["form"], form["place"]) == (PLENARY, PLENARY)
    where = differing.post(WRONG, **form).headers["location"]
    assert f"/hitung/rekap/{PLENARY}/mayor?round=1" in differing.get(where)
    for one in (QUEUE, RECAP):
        assert f'href="{where}"' in differing.get(one)
    with differing.house.node.reading() as rows:
        (found,) = findings_of_incident(rows, int(where.removeprefix("/insiden/")))
        logged = [body for _, body in read_entries(rows) if b"recap_finding_raised/1" in body]
    assert found.key.form == PLENARY
    assert len(found.entries) == 1
    assert not re.search(rb"24[45]", logged[0])
    differing.come_in("clerk")
    upload(differing, annex(votes_1=246))
    differing.come_in("commander")
    assert differing.post(WRONG, **form | {"id": new_identity()}).headers["location"] == where
    differing.post(WRONG, 404, **form | {"place": STATIONS[0]})
    differing.post(WRONG, 404, **form | {"form": "63.71.77"})


@pytest.mark.parametrize("code", ["id", "en"])
def test_no_figure_of_the_recapitulation_is_in_the_words_that_are_offered(differing: Pages, code: str) -> None:
    """Neither the number that stands there nor the sum; nothing that an order node would refuse."""
    offered = html.unescape(re.findall(r'name="words"[^>]*value="([^"]*)"', differing.get(RECAP, lang=code))[0])
    assert not re.search(r"\d", offered)
    assert not gives_votes(normal(offered))


def test_only_who_may_write_and_see_there_opens_one(pages: Pages) -> None:
    form = given(pages)
    pages.come_in("adjudicator")
    assert 'action="/insiden/temuan"' not in pages.get(FORM)
    role: Role
    for role in ("adjudicator", "analyst", "operator", "clerk"):
        pages.come_in(role)
        pages.post(WRONG, 403, **form)
    pages.come_in("commander", region="63.71.03")
    pages.post(WRONG, 403, **form)
    pages.come_in("adjudicator", "operator")
    assert 'action="/insiden/temuan"' in pages.get(FORM)
    for odd in ({"finding": "NOTHING"}, {"round": "2"}, {"part": "votes_1"}, {"place": "1" * 13}):
        pages.post(WRONG, 404, **form | odd)
    for odd in ({"what": "money"}, {"severity": "x"}, {"words": ""}, {"id": "x" * 36}, {"contest": "president"}):
        pages.post(WRONG, 400, **form | odd)


def test_nodes_without_a_watch_or_without_a_count_have_no_such_route(tmp_path: Path) -> None:
    profile: Profile
    for profile in ("observer", "order"):
        house = House(tmp_path / profile, profile)
        house.client.cookies.set(SESSION_COOKIE, session(house.node, "commander"))
        assert house.client.post(WRONG, data={}, headers=OWN).status_code in {404, 405}
        house.close()
