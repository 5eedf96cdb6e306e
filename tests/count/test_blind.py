"""Who reads forms blind sees nobody else's numbers, on no page and in no file; who sees them reads nothing blind."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from kawal.access.model import Account, Grant
from kawal.access.reach import reach_of
from kawal.access.roles import TABLE
from kawal.count.queue import queue
from kawal.field.identity import new_identity
from kawal.web.identity import SESSION_COOKIE
from tests.count.test_pages import FORM, Pages
from tests.http.conftest import OWN
from tests.http.test_rights import routes
from tests.support.phone import STATION, enrolled

SAID = "617"
"""What the phone says for the first pair, and nothing else on any page."""
ELSEWHERE = "63.71.03"
SEES = "may look at the numbers"


@pytest.fixture
def pages(tmp_path: Path) -> Iterator[Pages]:
    made = Pages(tmp_path / "node")
    yield made
    made.house.close()


def shown(pages: Pages, path: str) -> str:
    answer = pages.house.client.get(path, headers={"accept": "text/html"})
    return re.sub(r"[0-9a-f]{12,}", "", re.sub(r'(href|src|action)="[^"]*"', "", answer.text))


def test_no_page_that_a_clerk_may_open_shows_what_others_read(pages: Pages) -> None:
    """Every page of the node with the copy's own entry in its address, and the log's words of a station's votes."""
    copy = pages.photographed(pages.supervisor, option_1=int(SAID))
    pages.send(pages.supervisor, option_1=int(SAID))  # a copy without a photo, of the same form
    line = {"text": f"TPS 7 Mantuil paslon 1 dapat {SAID}", "channel": "radio", "identity": new_identity()}
    pages.come_in("operator")
    pages.house.client.post("/buku-jaga/baris", data=line, headers=OWN)
    told = pages.supervisor.report(
        {"note": f"paslon 1 dapat {SAID}"}, kind="incident", v=3, data={"what": "procedure", "severity": "minor"}
    )
    incident = f"/insiden/{pages.house.send(told)[0]['index']}"
    assert SAID in shown(pages, "/buku-jaga")
    assert SAID in shown(pages, incident)
    pages.house.client.app.state["live"].end()
    pages.come_in("clerk")
    own = [path for method, path, right in routes(pages.house.client) if method == "GET" and right in TABLE["clerk"]]
    asked = {re.sub(r"/(0|nothing)(?=/|$)", f"/{what}", path) for path in own for what in (copy, STATION)}
    assert len(asked) > 40
    asked.add(incident)
    drawn = "/papan/peta/dasar"  # lines and colours of the map, with digits of their own
    assert [path for path in sorted(asked - {drawn}) if SAID in shown(pages, path)] == []
    for path in ("/hitung", "/hitung/antrean", FORM, "/hitung/berkas", "/hitung/grafik", "/hitung/rekap"):
        pages.get(path, 403)
    for path in (f"/laporan/{copy}", f"/laporan/{copy}/tanda-terima"):
        assert "blind" in pages.get(path, 403)
    assert pages.house.client.post(f"/laporan/{copy}/buka", headers=OWN).status_code == 403
    pages.come_in("analyst")
    assert SAID in pages.get(f"/laporan/{copy}")


def test_an_account_that_sees_the_numbers_of_a_place_reads_none_of_its_photos(pages: Pages) -> None:
    """A clerk who is an analyst too: nothing is offered, and a reading that is sent all the same is refused whole."""
    copy = pages.photographed(pages.supervisor)
    for other in ("analyst", "adjudicator", "commander", "auditor", "lawyer"):
        pages.come_in("clerk", other)
        page = pages.get("/hitung/baca")
        assert "0</b> copies wait for you" in page
        assert "use an account that only reads" in page
        pages.get(FORM)
        assert SEES in pages.post(f"/hitung/baca/{copy}", 403, votes_1="61").text
    pages.come_in("clerk")
    assert f"/hitung/baca/{copy}" in pages.get("/hitung/baca")


def test_where_it_does_not_see_them_it_still_reads(pages: Pages) -> None:
    """A clerk of the city who analyses one district reads the photos of the others, and opens no form of theirs."""
    copy = pages.photographed(pages.supervisor)
    elsewhere = pages.photographed(enrolled(pages.house.node, "station_supervisor"), b"2", "6371031003007")
    grants = (Grant("clerk", "", "63.71"), Grant("analyst", "", ELSEWHERE))
    access = pages.house.node.access
    account = access.open_account("keduanya", "Keduanya", grants, "test")
    pages.house.client.cookies.set(SESSION_COOKIE, access.come_in(access.link(account.id, "session")))
    assert "1</b> copies wait for you" in pages.get("/hitung/baca")
    pages.get(FORM, 403)
    pages.get("/hitung/tps/6371031003007/mayor")
    pages.post(f"/hitung/baca/{elsewhere}", 403, votes_1="61")
    pages.post(f"/hitung/baca/{copy}", votes_1="61")


def test_the_reading_page_says_how_much_waits_and_what_was_read(pages: Pages) -> None:
    one = pages.photographed(pages.supervisor)
    pages.photographed(pages.observer, b"2")
    pages.come_in("clerk")
    page = pages.get("/hitung/baca")
    assert "2</b> copies wait for you" in page
    assert "0</b> read by you" in page
    pages.post(f"/hitung/baca/{one}", votes_1="61")
    page = pages.get("/hitung/baca")
    assert "1</b> copies wait for you" in page
    assert "1</b> read by you" in page
    assert "TPS 007" in page.partition("What you read last")[2]


def test_a_result_form_in_quarantine_is_not_opened_by_who_reads_blind(pages: Pages) -> None:
    """It gives votes for number 1 and a field nobody knows; an operator opens it, a clerk does not."""
    data = {"contest": "mayor", "copy": "own", "option_1": int(SAID), "unknown": 1}
    [sent] = pages.house.send(pages.supervisor.report(kind="results_copy", v=2, place=STATION, data=data))
    assert sent["status"] == 202
    pages.come_in("clerk")
    assert SAID not in pages.get(f"/karantina/{sent['index']}")
    assert pages.post(f"/karantina/{sent['index']}/buka", 403)
    pages.come_in("operator")
    assert SAID in pages.post(f"/karantina/{sent['index']}/buka", 200).text


def test_a_reach_is_regions_and_all_in_them_and_none_is_nothing(pages: Pages) -> None:
    """Of two findings in two districts: both everywhere and for "", one for its district, none without a region."""
    pages.send(pages.supervisor, invalid=14)
    pages.send(enrolled(pages.house.node, "station_supervisor"), "6371031003007", invalid=10)
    with pages.house.node.reading() as rows:
        found = {reach: len({one.finding.place for one in queue(rows, reach)}) for reach in _REACHES}
    assert list(found.values()) == [2, 2, 1, 2, 0]
    account = Account("a", "a", "A", "", (Grant("clerk", "", "63.71.01"), Grant("analyst"), Grant("clerk")))
    assert reach_of(account, "count.enter") == ("63.71.01", "")
    assert reach_of(account, "count.read") == ("",)
    assert reach_of(account, "count.decide") == ()


_REACHES = (("",), ("63.71.03", ""), ("63.71.03",), ("63.71.03", "63.71.01"), ())
