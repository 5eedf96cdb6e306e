"""Pages of the count: who sees what, copies side by side, decisions that nothing is lost by, blind double entry."""

import hashlib
import html
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from litestar.testing import TestClient
from sqlalchemy import select

from kawal.access.model import Grant
from kawal.access.roles import Role
from kawal.app import create_app
from kawal.count.events import FormEntered, RoundOrdered
from kawal.count.queue import queue
from kawal.count.tables import READING
from kawal.count.typed import MOST_INDEX
from kawal.deployment.paper.letterhead import load_letterhead
from kawal.election.pairs import pair_agency
from kawal.web.identity import SESSION_COOKIE
from tests.conftest import filled_node
from tests.count.test_ladder import CITY, GOOD, WARD, Count
from tests.field.test_intake import JPEG
from tests.http.conftest import BASE, OWN, session
from tests.support.phone import STATION, Phone, enrolled

FORM = f"/hitung/tps/{STATION}/mayor"
OTHER = STATION[:-3] + "008"
ELSEWHERE = "6371031003007"
MORE: dict[str, Any] = {"option_2": 102, "valid": 202, "counted": 207, "voters": 207}
"""Two votes more for the second pair: 61 + 102 + 39 = 202, 202 + 5 = 207, 207 voted."""


class Pages(Count):
    """The same node, looked at by people."""

    def come_in(self, *roles: Role, region: str = "", agency: str = "") -> None:
        self.house.client.cookies.set(SESSION_COOKIE, session(self.house.node, *roles, region=region, agency=agency))

    def get(self, path: str, status: int = 200, lang: str = "en") -> str:
        mark = "&" if "?" in path else "?"
        answer = self.house.client.get(f"{path}{mark}lang={lang}", headers={"accept": "text/html"})
        assert answer.status_code == status, answer.text
        return answer.text

    def post(self, path: str, status: int = 303, **data: Any) -> Any:
        answer = self.house.client.post(path, data=data, headers=OWN, follow_redirects=False)
        assert answer.status_code == status, answer.text
        return answer

    def photographed(
        self, phone: Phone, name: bytes = b"1", station: str = STATION, image: bytes = JPEG, **numbers: Any
    ) -> int:
        """A copy with a photo that has come in, the image and a name behind it; its entry."""
        photo = image + name
        sha256 = hashlib.sha256(photo).hexdigest()
        data = {"contest": "mayor", "copy": "own", **GOOD, **numbers}
        [result] = self.house.send(phone.report(kind="results_copy", v=2, place=station, data=data, photos=[sha256]))
        assert result["status"] == 201, result
        self.upload(photo, sha256)
        return int(result["index"])

    def upload(self, photo: bytes, sha256: str) -> None:
        headers = {
            "content-type": "application/offset+octet-stream",
            "upload-offset": "0",
            "upload-length": str(len(photo)),
        }
        answer = self.house.client.patch(f"/api/photos/{sha256}", content=photo, headers=headers)
        assert answer.status_code == 204, answer.text

    def newest(self) -> int:
        found = re.search(r'name="seen" value="(\d+)"', self.get(FORM))
        assert found is not None
        return int(found[1])

    def decide(self, status: int = 303, **said: Any) -> Any:
        values = {"round": 1, "seen": self.newest(), "because": "photo"} | said
        return self.post(FORM + "/putus", status, **values)


@pytest.fixture
def pages(tmp_path: Path) -> Iterator[Pages]:
    made = Pages(tmp_path / "node")
    yield made
    made.house.close()


def test_the_queue_shows_the_gravest_first_and_only_the_own_region(pages: Pages) -> None:
    """A hard fault of 9 votes and one of 2 in one district, one of 5 in another; then only what the reach has."""
    pages.send(pages.supervisor, invalid=14)  # 200 + 14 = 214, 9 more than 205
    pages.send(pages.supervisor, OTHER, invalid=7)  # 207, 2 more
    pages.send(enrolled(pages.house.node, "station_supervisor"), ELSEWHERE, invalid=10)  # 210, 5 more
    pages.come_in("analyst")
    every = re.findall(r"data-row href=\"/hitung/tps/(\d+)/mayor", pages.get("/hitung/antrean"))
    assert every == [STATION, ELSEWHERE, OTHER]
    pages.come_in("analyst", region="63.71.03")
    assert re.findall(r"data-row href=\"/hitung/tps/(\d+)/", pages.get("/hitung/antrean")) == [ELSEWHERE]
    pages.get(FORM, 403)


def test_the_queue_is_filtered_by_contest_place_and_identity(pages: Pages) -> None:
    pages.send(pages.supervisor, invalid=14)
    pages.send(pages.supervisor, OTHER, option_1=16)  # 155, not 200: 45 votes
    pages.come_in("analyst")

    def rows(query: str) -> list[str]:
        return re.findall(r"data-row href=\"/hitung/tps/(\d+)/", pages.get(f"/hitung/antrean?{query}"))

    assert rows("what=TOTAL_SUM") == [STATION]
    assert rows("what=VALID_SUM") == [OTHER]
    assert rows("contest=governor") == []
    assert rows("place=63.71.03") == []
    assert len(rows("place=63.71.01&contest=mayor")) == 2
    assert len(rows("contest=nothing&what=nothing&place=nothing")) == 2
    assert rows("start=1") == [STATION], "45 missing votes go before 9 too many"


def test_the_next_form_is_another_one_and_the_last_leads_to_the_first(pages: Pages) -> None:
    """Position 0 is the form itself with two findings, position 2 the other form; behind that the first again."""
    pages.send(pages.supervisor, invalid=14, voters=214)
    pages.send(pages.supervisor, OTHER, invalid=7)
    pages.come_in("analyst")
    with pages.house.node.reading() as rows:
        places = [one.finding.place for one in queue(rows)]
    assert places == [STATION, STATION, OTHER, OTHER][: len(places)]
    first = re.search(r'data-next href="([^"]+)"', pages.get(f"{FORM}?at=0"))
    assert first is not None
    assert html.unescape(first[1]) == f"/hitung/tps/{OTHER}/mayor?at=2"
    last = re.search(r'data-next href="([^"]+)"', pages.get(html.unescape(first[1])))
    assert last is not None
    assert last[1].startswith(FORM)


def test_a_form_shows_every_copy_and_how_far_the_one_that_differs_is_off(pages: Pages) -> None:
    pages.send(pages.supervisor)
    pages.send(pages.agent, **MORE)
    pages.come_in("analyst")
    page = pages.get(FORM)
    row = re.search(r'<tr id="r-votes_2".*?</tr>', page, re.DOTALL)
    assert row is not None
    assert "<small>+2</small> 102" in row[0]
    assert ">differ<" in row[0]
    assert "61 + 100 + 39 = 200" in page
    assert "Not an official result." in page
    assert "pick_votes_2" not in page, "who may not decide is not asked"


def test_only_a_count_that_is_not_the_number_of_voters_opens_a_recount(pages: Pages) -> None:
    """205 counted, 207 voted: the article stands beside this identity and no other."""
    pages.send(pages.supervisor, voters=207)
    pages.send(pages.supervisor, OTHER, option_1=16)
    pages.come_in("analyst")
    assert "205 ≠ 207" in pages.get(FORM)
    assert pages.get(FORM).count("art. 33(2)b") == 1
    assert "art. 33(2)b" not in pages.get(f"/hitung/tps/{OTHER}/mayor")


def test_a_decision_takes_one_copy_another_number_or_none_at_all(pages: Pages) -> None:
    """Of three numbers: 102 of the agent's copy, 41 typed, one not to be read; a field without a choice stays."""
    pages.send(pages.supervisor)
    pages.send(pages.agent, **MORE, option_3=40)
    pages.come_in("adjudicator")
    pages.decide(
        pick_votes_2="102", pick_votes_3="typed", other_votes_3="41", pick_used_total="none", pick_valid_total=""
    )
    with pages.house.node.reading() as rows:
        [found] = _decisions(rows)
    assert found == {"votes_2": 102, "votes_3": 41, "used_total": None}
    assert pages.total(CITY)["votes_2"] == 102


def test_a_decision_on_what_has_changed_since_is_refused(pages: Pages) -> None:
    """The page was opened, a copy came in, then it was saved: 409, nothing is written; opened again it is taken."""
    pages.send(pages.supervisor)
    pages.send(pages.agent, **MORE)
    pages.come_in("adjudicator")
    seen = pages.newest()
    pages.send(pages.observer)
    pages.decide(409, seen=seen, pick_votes_2="102")
    assert pages.total(CITY)["votes_2"] == 100
    pages.decide(pick_votes_2="102")
    assert pages.total(CITY)["votes_2"] == 102


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({"because": ""}, "because"),
        ({"because": "guess"}, "because"),
        ({"pick_votes_2": "many"}, "many"),
        ({"pick_votes_2": "-1"}, "-1"),
        ({"pick_votes_2": "9" * 40}, "999"),
        ({"pick_votes_9": "1"}, "votes_9"),
        ({"pick_votes_2": "typed"}, "other_votes_2"),
        ({"pick_votes_2": ""}, "at least one number"),
        ({"seen": "x"}, "seen"),
        ({"round": "12"}, "round"),
    ],
)
def test_a_decision_that_makes_no_sense_is_refused_in_words(pages: Pages, said: dict[str, str], told: str) -> None:
    pages.send(pages.supervisor)
    pages.come_in("adjudicator")
    before = len(_entries(pages))
    answer = pages.decide(400, **{"pick_votes_2": "100", **said})
    assert answer.headers["content-type"] == "application/problem+json"
    assert told in answer.text or told == "because"
    assert len(_entries(pages)) == before


def test_a_finding_is_ended_with_the_numbers_that_were_seen(pages: Pages) -> None:
    """205 and 207: ended as it stands on the paper; with other numbers it would have been refused."""
    pages.send(pages.supervisor, voters=207)
    pages.come_in("adjudicator")
    said: dict[str, Any] = {"round": 1, "what": "COUNTED_EQ_VOTERS", "part": "", "got": "205", "outcome": "on_paper"}
    pages.post(FORM + "/akhiri", 409, expected="206", **said)
    pages.post(FORM + "/akhiri", 400, expected="207", **{**said, "outcome": "fraud"})
    pages.post(FORM + "/akhiri", 404, expected="207", **{**said, "what": "<b>"})
    pages.post(FORM + "/akhiri", expected="207", note="petugas <b>salah</b> tulis", **said)
    assert "the paper says so" in pages.get(FORM)
    assert "data-row" not in pages.get("/hitung/antrean?what=COUNTED_EQ_VOTERS")
    assert "data-row" in pages.get("/hitung/antrean?what=COUNTED_EQ_VOTERS&ended=1")
    assert "salah" not in pages.get(FORM), "a note is sealed"


def test_who_opens_a_form_second_sees_who_has_it(pages: Pages) -> None:
    pages.send(pages.supervisor)
    pages.come_in("adjudicator")
    assert "held for you" in pages.get(FORM)
    pages.come_in("adjudicator")
    assert "Opened by test-" in pages.get(FORM)


def test_figures_that_a_re_poll_replaced_stay_struck_through(pages: Pages) -> None:
    pages.send(pages.supervisor)
    pages.happen(RoundOrdered(contest="mayor", round=2, kind="re_poll", stations=(STATION,), decree="21/PHP"))
    pages.come_in("adjudicator")
    assert "No copy of this round yet." in pages.get(FORM)
    pages.send(pages.supervisor, option_1=50, valid=189, counted=194, voters=194)
    page = pages.get(FORM)
    assert "<s>61</s>" in page
    assert page.index("<s>61</s>") < page.index('id="r-votes_1"')
    old = pages.get(f"{FORM}?round=1")
    assert "Round 1 has been replaced." in old
    assert "pick_" not in old, "a replaced round is not decided any more"


def test_what_is_odd_in_an_address_is_no_page(pages: Pages) -> None:
    pages.come_in("adjudicator")
    for path in (f"/hitung/tps/{STATION}/president", "/hitung/tps/0/mayor", f"/hitung/tps/{STATION}/regent"):
        pages.get(path, 404)
    pages.get(f"{FORM}?round=99", 400)
    pages.get("/hitung/antrean?start=-1", 400)
    assert "&lt;script" not in pages.get("/hitung/antrean?what=<script>&place=<script>")


def test_a_clerk_reads_a_photo_and_sees_no_number_of_anybody(pages: Pages) -> None:
    """The phone said 617 for the first pair, the first clerk 618: neither is anywhere on the second clerk's page."""
    copy = pages.photographed(pages.supervisor, option_1=617)
    pages.come_in("clerk")
    first = pages.get("/hitung/baca")
    pages.post(f"/hitung/baca/{copy}", votes_1="618", votes_2="100")
    assert "No copy waits for you" in pages.get("/hitung/baca"), "the same clerk is not asked twice"
    pages.come_in("clerk")
    second = pages.get("/hitung/baca")
    for page in (first, second):
        assert f"/laporan/{copy}/foto/" in page
        assert "617" not in _bare(page)
        assert "618" not in _bare(page)
    pages.post(f"/hitung/baca/{copy}", votes_1="617")
    with pages.house.node.reading() as rows:
        readers = rows.scalars(select(READING.c.reader).where(READING.c.copy == copy)).all()
    assert sorted(readers) == ["device", "first", "second"]


def test_two_clerks_at_once_get_different_copies(pages: Pages) -> None:
    """What one has open the other is not given; a skipped copy is the other's."""
    one = pages.photographed(pages.supervisor)
    two = pages.photographed(pages.observer, b"2")
    pages.come_in("clerk")
    assert f"/hitung/baca/{one}" in pages.get("/hitung/baca")
    mine = pages.house.client.cookies[SESSION_COOKIE]
    pages.come_in("clerk")
    assert f"/hitung/baca/{two}" in pages.get("/hitung/baca")
    pages.house.client.cookies.set(SESSION_COOKIE, mine)
    pages.post(f"/hitung/baca/{one}/lewati")
    assert "No copy waits for you" in pages.get("/hitung/baca")


def test_a_reading_that_makes_no_sense_is_refused_and_the_copy_stays(pages: Pages) -> None:
    copy = pages.photographed(pages.supervisor)
    pages.come_in("clerk")
    for said in ({}, {"votes_1": ""}, {"votes_1": "six"}, {"votes_1": "1000"}, {"votes_7": "1"}, {"votes_1": "-1"}):
        pages.post(f"/hitung/baca/{copy}", 400, **said)
    pages.post("/hitung/baca/999999", 404, votes_1="1")
    pages.post(f"/hitung/baca/{MOST_INDEX}00", 404, votes_1="1")
    assert f"/hitung/baca/{copy}" in pages.get("/hitung/baca")
    assert 'data-stay id="bacaan"' in pages.get("/hitung/baca"), "what was typed stays on the page"


def test_a_copy_is_not_offered_before_its_photo_has_come_in(pages: Pages) -> None:
    data = {"contest": "mayor", "copy": "own", **GOOD}
    pages.house.send(pages.supervisor.report(kind="results_copy", v=2, place=STATION, data=data, photos=["5" * 64]))
    pages.come_in("clerk")
    assert "No copy waits for you" in pages.get("/hitung/baca")


def test_a_clerk_of_another_district_reads_nothing_of_this_one(pages: Pages) -> None:
    copy = pages.photographed(pages.supervisor)
    pages.come_in("clerk", region="63.71.03")
    assert "No copy waits for you" in pages.get("/hitung/baca")
    pages.post(f"/hitung/baca/{copy}", 403, votes_1="1")
    pages.post(f"/hitung/baca/{copy}/lewati", 403)


def test_an_agent_sees_the_copies_of_the_own_pair_and_nothing_else(pages: Pages) -> None:
    """Of three copies the agent of pair 2 sees one, with its receipt; no queue, no form, no report, no other's
    receipt."""
    mine = pages.photographed(pages.agent)
    rival = enrolled(pages.house.node, "pair_agent", agency=pair_agency("mayor", 1))
    theirs = pages.send(rival, option_1=617, valid=756, counted=761)
    pages.send(pages.supervisor, option_1=618)
    pages.come_in("pair_agent", agency=pair_agency("mayor", 2))
    page = pages.get("/hitung/milik-saya")
    assert page.count('<li class="row">') == 1
    assert "617" not in _bare(page)
    assert "618" not in _bare(page)
    assert f"\nindex {mine}\n" in pages.get(f"/hitung/milik-saya/{mine}/tanda-terima")
    pages.get(f"/hitung/milik-saya/{theirs}/tanda-terima", 404)
    for path in ("/hitung/antrean", FORM, "/hitung/baca", f"/laporan/{mine}"):
        pages.get(path, 403)


def test_an_agent_of_one_ward_sees_the_own_pairs_copies_of_that_ward(pages: Pages) -> None:
    pages.send(pages.agent)
    pages.send(pages.agent, ELSEWHERE)
    pages.come_in("pair_agent", region=WARD, agency=pair_agency("mayor", 2))
    assert pages.get("/hitung/milik-saya").count('<li class="row">') == 1
    pages.come_in("pair_agent")
    assert "not bound to a pair" in pages.get("/hitung/milik-saya")


def test_what_people_wrote_is_escaped(pages: Pages) -> None:
    """A name of an account with markup in it stands as text."""
    account = pages.house.node.access.open_account(
        "evil", "<script>alert(1)</script>", (Grant("adjudicator", "", ""),), "test"
    )
    token = pages.house.node.access.come_in(pages.house.node.access.link(account.id, "session"))
    pages.send(pages.supervisor)
    pages.house.client.cookies.set(SESSION_COOKIE, token)
    pages.decide(pick_votes_2="101")
    assert "<script>alert" not in pages.get(FORM)
    assert "&lt;script&gt;alert" in pages.get(FORM)


@pytest.mark.parametrize("path", ["/hitung/antrean", FORM, "/hitung/baca", "/hitung/milik-saya"])
def test_an_order_node_has_no_such_page(tmp_path: Path, path: str) -> None:
    node = filled_node(tmp_path / "node", "order")
    with TestClient(create_app(node, load_letterhead()), base_url=BASE) as client:
        client.cookies.set(SESSION_COOKIE, session(node, "commander", "adjudicator", "clerk", "pair_agent"))
        assert client.get(path).status_code == 404
        assert "/hitung" not in client.get("/papan", headers={"accept": "text/html"}).text
    node.close()


def test_a_reading_of_a_clerk_is_a_column_of_its_own(pages: Pages) -> None:
    copy = pages.send(pages.supervisor, option_1=16)
    pages.happen(FormEntered(copy=copy, reader="first", numbers={"votes_1": 61}))
    pages.come_in("analyst")
    page = pages.get(FORM)
    assert page.count("station supervisor<span") == 2
    assert "<small>−45</small> 16" in page


def _bare(page: str) -> str:
    """A page without addresses, in which hashes may hold any digits."""
    return re.sub(r'(href|src|action)="[^"]*"', "", page)


def _decisions(rows: Any) -> list[dict[str, int | None]]:
    from kawal.count.formqueries import form_view  # noqa: PLC0415

    return [dict(one.numbers) for one in form_view(rows, STATION, "mayor").rulings]  # type: ignore[arg-type]


def _entries(pages: Pages) -> list[Any]:
    with pages.house.node.reading() as rows:
        return list(pages.house.node.writer.entries(rows))
