"""The reading pages of the count: who may see what, what they show, what they refuse."""

import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from kawal.access.roles import Role
from kawal.app import create_app
from kawal.deployment.paper.letterhead import load_letterhead
from kawal.node import Node
from kawal.web.identity import SESSION_COOKIE
from tests.conftest import filled_node
from tests.http.conftest import BASE, OWN, session
from tests.support.feed import feed_zip

WARD, DISTRICT, OTHER = "63.71.01.1012", "63.71.01", "63.71.02"
STATIONS = tuple(f"6371011012{number:03d}" for number in (1, 2, 3))
PAGES = ("/hitung", "/hitung/grafik", "/hitung/berkas")
Client = TestClient[Litestar]


class Office:
    """A supervision node in one process, with one client for each role."""

    def __init__(self, folder: Path) -> None:
        self.node: Node = filled_node(folder, "supervision")
        self.app = create_app(self.node, load_letterhead())
        self.folder = folder.parent

    def client(self, *roles: Role, region: str = "") -> Client:
        made = TestClient(self.app, base_url=BASE)
        made.cookies.set(SESSION_COOKIE, session(self.node, *roles, region=region))
        return made

    def feed(self, name: str = "umpan.zip", count: int = 3, ts: str = "2024-11-28 10:15:04") -> bytes:
        return feed_zip(self.folder / name, STATIONS[:count], ts=ts).read_bytes()


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    made = Office(tmp_path_factory.mktemp("count") / "node")
    with TestClient(made.app, base_url=BASE):
        yield made
    made.node.close()


def brought(client: Client, data: bytes, **fields: str) -> str:
    """Upload a feed and look at it; the address of the preview."""
    form = {"contest": "mayor", "source": "public_feed", "profile": "sirekap", "round": "1"} | fields
    answer = client.post(
        "/hitung/berkas/periksa",
        data=form,
        files={"file": ("umpan.zip", data)},
        headers=OWN,
        follow_redirects=False,
    )
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"])


def test_a_feed_is_looked_at_then_taken_and_stands_in_the_ladder(office: Office) -> None:
    """Three stations of a ward: 60 + 61 + 62 = 183 votes for number 1, 3 of its stations in."""
    client, reader = office.client("clerk"), office.client("analyst")
    where = brought(client, office.feed())
    page = client.get(where).text
    assert "3 formulir" in page
    assert "Belum ada" in reader.get(f"/hitung?contest=mayor&place={WARD}&view=sources").text
    ticket = where.partition("periksa=")[2]
    taken = client.post("/hitung/berkas/masuk", data={"ticket": ticket}, headers=OWN, follow_redirects=False)
    assert taken.status_code == 303
    page = reader.get(f"/hitung?contest=mayor&place={WARD}").text
    assert '<td class="num">183</td>' in page
    assert "Bukan hasil resmi." in page
    assert f"/hitung/tps/{STATIONS[0]}/mayor" in page
    again = client.post("/hitung/berkas/masuk", data={"ticket": ticket}, headers=OWN)
    assert again.status_code == 404
    twice = client.post(
        "/hitung/berkas/periksa",
        data={"contest": "mayor", "source": "public_feed", "profile": "sirekap"},
        files={"file": ("umpan.zip", office.feed())},
        headers=OWN,
    )
    assert twice.status_code == 409
    assert "sudah masuk" in twice.text


def test_every_page_opens_in_both_languages_at_every_level(office: Office) -> None:
    client = office.client("commander")
    for page in PAGES[:2]:
        for place in ("63", "63.71", DISTRICT, WARD):
            for language in ("id", "en"):
                answer = client.get(f"{page}?contest=governor&place={place}&lang={language}")
                assert answer.status_code == 200
                assert ("Not an official result." if language == "en" else "Bukan hasil resmi.") in answer.text


def test_who_reads_a_district_sees_no_other_and_no_level_above(office: Office) -> None:
    client = office.client("analyst", region=DISTRICT)
    assert client.get("/hitung").text.count("Banjarmasin Selatan") > 0  # the own district by itself
    assert "place=63.71&" not in client.get(f"/hitung?place={WARD}").text
    for page in PAGES[:2]:
        assert client.get(f"{page}?place={WARD}").status_code == 200
        for place in ("63", "63.71", OTHER, "63.71.02.1001"):
            assert client.get(f"{page}?place={place}").status_code == 403
    assert "Tidak ada pemilihan dalam wilayah Anda." in client.get("/hitung/berkas").text
    assert client.get("/hitung/berkas/mayor-63.71-2024/csv").status_code == 403


def test_only_clerks_bring_files_and_only_of_their_region(office: Office) -> None:
    sent = {"contest": "mayor", "source": "public_feed", "profile": "sirekap"}
    data = office.feed("lain.zip", ts="2024-11-28 12:00:00")
    for role in ("analyst", "adjudicator", "lawyer"):
        client = office.client(role)
        assert "/hitung/masukkan" not in client.get("/hitung/berkas").text
        assert client.get("/hitung/masukkan").status_code == 403
        answer = client.post("/hitung/berkas/periksa", data=sent, files={"file": ("a.zip", data)}, headers=OWN)
        assert answer.status_code == 403
    elsewhere = office.client("clerk", region=OTHER)
    answer = elsewhere.post("/hitung/berkas/periksa", data=sent, files={"file": ("a.zip", data)}, headers=OWN)
    assert answer.status_code == 403


@pytest.mark.parametrize("role", ["operator", "team_leader", "pair_agent", "administrator"])
def test_who_may_not_read_the_count_sees_none_of_its_pages(office: Office, role: Role) -> None:
    client = office.client(role)
    for page in (*PAGES, "/hitung/putaran", "/hitung/berkas/mayor-63.71-2024/csv"):
        assert client.get(page).status_code == 403


def test_an_order_node_has_no_page_of_the_count(tmp_path: Path) -> None:
    node = filled_node(tmp_path / "node", "order")
    with TestClient(create_app(node, load_letterhead()), base_url=BASE) as client:
        client.cookies.set(SESSION_COOKIE, session(node, "commander", "clerk", "adjudicator"))
        for page in (*PAGES, "/hitung/putaran"):
            assert client.get(page).status_code == 404
        assert "/hitung" not in client.get("/papan").text
    node.close()


def test_the_files_of_a_contest_are_made_and_audit_files_only_when_all_is_there(office: Office) -> None:
    client = office.client("analyst")
    base = "/hitung/berkas/mayor-63.71-2024"
    csv = client.get(f"{base}/csv")
    assert csv.headers["content-disposition"] == 'attachment; filename="kawal-mayor-63.71-2024-hasil.csv"'
    assert csv.text.count("\n") >= 965
    with zipfile.ZipFile(io.BytesIO(client.get(f"{base}/xlsx").content)) as book:
        assert "xl/workbook.xml" in book.namelist()
    assert client.get(f"{base}/cdf").json()["@type"] == "ElectionResults.ElectionReport"
    for what in ("manifest", "totals"):
        refused = client.get(f"{base}/{what}?region=63.71")
        assert refused.status_code == 409
        assert "TPS belum masuk" in refused.text
    for odd in (f"{base}/manifest?region=63.71.01", f"{base}/exe", "/hitung/berkas/nothing/csv"):
        assert client.get(odd).status_code in {400, 404}


def test_odd_questions_are_answered_in_one_sentence(office: Office) -> None:
    client = office.client("commander", "clerk", "adjudicator")
    for odd in (
        "/hitung?contest=president",
        "/hitung?place=99",
        "/hitung?place=' OR 1=1",
        "/hitung?view=sources&field=nothing",
        "/hitung/grafik?field=valid_total",
        "/hitung/grafik?contest=regent",
        "/hitung/masukkan?periksa=nothing",
    ):
        assert client.get(odd).status_code == 404, odd
    good = {"contest": "mayor", "source": "public_feed", "profile": "sirekap"}
    file = {"file": ("a.zip", office.feed("aneh.zip"))}
    for wrong in ({"contest": "x"}, {"source": "x"}, {"profile": "/etc/passwd"}, {"round": "0"}, {"profile": "own"}):
        answer = client.post("/hitung/berkas/periksa", data=good | wrong, files=file, headers=OWN)
        assert answer.status_code == 400, wrong
    for body in (b"", b"no zip", b"{}"):
        answer = client.post("/hitung/berkas/periksa", data=good, files={"file": ("a.zip", body)}, headers=OWN)
        assert answer.status_code == 400
    assert client.post("/hitung/berkas/periksa", data=good, headers=OWN).status_code == 400


def test_a_round_shows_what_it_replaces_and_then_both_figures(office: Office) -> None:
    """Station 2 had 61 votes for number 1 until the re-poll was ordered: struck in the ladder, "before" in a list."""
    client = office.client("adjudicator")
    form = {"contest": "mayor", "kind": "re_poll", "decree": "21/PHP.KOT-XIX/2021", "stations": STATIONS[1]}
    looked = client.post("/hitung/putaran/lihat", data=form, headers=OWN)
    assert looked.status_code == 200
    assert "1 TPS, 1 dengan formulir" in looked.text
    assert "Belum ada." in client.get("/hitung/putaran").text
    ordered = client.post("/hitung/putaran/perintah", data=form, headers=OWN, follow_redirects=False)
    assert ordered.status_code == 303
    page = client.get("/hitung/putaran").text
    assert "21/PHP.KOT-XIX/2021" in page
    assert "0 / 1" in page
    ladder = client.get(f"/hitung?contest=mayor&place={WARD}").text
    assert "diganti PSU" in ladder
    assert '<td class="num">122</td>' in ladder  # 183 - 61: the station counts again when its new form is there


def test_the_day_of_a_round_is_recorded_with_it_or_later_and_corrected(office: Office) -> None:
    """A day before the vote is refused in a sentence; a round without a day says that its deadlines do not run."""
    client = office.client("adjudicator")
    form = {"contest": "mayor", "kind": "re_poll", "decree": "712", "stations": STATIONS[2]}
    for odd in ("besok", "2024-13-01"):
        answer = client.post("/hitung/putaran/lihat", data=form | {"day": odd}, headers=OWN)
        assert answer.status_code == 400
        assert "tanggal seperti 2024-12-03" in answer.text
    early = client.post("/hitung/putaran/perintah", data=form | {"day": "2024-11-26"}, headers=OWN)
    assert early.status_code == 400
    assert "28 November 2024" in early.text
    assert "712" not in client.get("/hitung/putaran").text
    client.post("/hitung/putaran/perintah", data=form, headers=OWN)
    page = client.get("/hitung/putaran").text
    assert "tenggat putaran ini belum berjalan" in page
    index = newest_round(client)
    for day, told in (("2024-12-01", "1 Desember 2024"), ("2024-12-02", "2 Desember 2024")):
        sent = {"order": index, "decree": "713", "day": day}
        answer = client.post("/hitung/putaran/pembetulan", data=sent, headers=OWN, follow_redirects=False)
        assert answer.status_code == 303
        assert told in client.get("/hitung/putaran").text
    assert "713" in client.get("/hitung/putaran").text
    assert client.post("/hitung/putaran/pembetulan", data=sent | {"order": "1"}, headers=OWN).status_code == 404
    assert client.post("/hitung/putaran/pembetulan", data=sent | {"decree": " "}, headers=OWN).status_code == 400
    elsewhere = office.client("adjudicator", region=OTHER)
    assert elsewhere.post("/hitung/putaran/pembetulan", data=sent, headers=OWN).status_code == 403
    once_more = client.post("/hitung/putaran/perintah", data=form | {"day": "2024-12-02"}, headers=OWN)
    assert once_more.status_code == 400
    assert "3 Desember 2024" in once_more.text  # the third round comes after the second


def test_a_round_is_taken_back_and_what_it_replaced_counts_again(office: Office) -> None:
    """Only with a reason and the newest first; both entries stay to be seen, the reason is sealed."""
    client = office.client("adjudicator")
    form = {"contest": "mayor", "kind": "re_poll", "decree": "801", "stations": STATIONS[0]}
    ladder = f"/hitung?contest=mayor&place={WARD}"
    before, orders = client.get(ladder).text, []
    for decree in ("801", "802"):
        client.post("/hitung/putaran/perintah", data=form | {"decree": decree}, headers=OWN)
        orders.append(newest_round(client))
    assert client.get(ladder).text != before
    elsewhere = office.client("adjudicator", region=OTHER)
    sent = {"order": orders[1], "reason": "bukan wilayah saya"}
    assert elsewhere.post("/hitung/putaran/tarik", data=sent, headers=OWN).status_code == 403
    for order, reason, status in (
        (orders[0], "salah TPS", 409),
        (orders[1], " ", 400),
        (orders[1], "salah TPS", 303),
        (orders[1], "salah TPS", 404),
        (orders[0], "putusannya dicabut", 303),
    ):
        sent = {"order": order, "reason": reason}
        answer = client.post("/hitung/putaran/tarik", data=sent, headers=OWN, follow_redirects=False)
        assert answer.status_code == status, (order, reason)
    page = client.get("/hitung/putaran").text
    assert "putusannya dicabut" not in page
    gone = page[page.index('id="ditarik"') :]
    assert gone.index("801") < gone.index("802")  # the newest first
    assert client.get(ladder).text == before


def test_a_round_of_which_a_form_has_come_in_stays(office: Office) -> None:
    client = office.client("adjudicator")
    form = {"contest": "mayor", "kind": "re_poll", "decree": "901", "stations": STATIONS[0]}
    client.post("/hitung/putaran/perintah", data=form, headers=OWN)
    clerk = office.client("clerk")
    where = brought(clerk, office.feed("putaran-2.zip", 1, "2024-12-01 20:00:00"), round="2")
    clerk.post("/hitung/berkas/masuk", data={"ticket": where.partition("periksa=")[2]}, headers=OWN)
    sent = {"order": newest_round(client), "reason": "salah TPS"}
    refused = client.post("/hitung/putaran/tarik", data=sent, headers=OWN)
    assert refused.status_code == 409
    assert "formulir putaran ini sudah masuk" in refused.text
    assert "Tarik putaran ini" not in client.get("/hitung/putaran").text.partition("901")[2].partition("</table>")[0]


def newest_round(client: Client) -> str:
    """The entry of the round that stands on top of the list."""
    found = re.search(r'id="p(\d+)"', client.get("/hitung/putaran").text)
    assert found is not None
    return found[1]


def test_a_round_is_ordered_only_for_stations_that_are_known_and_within_reach(office: Office) -> None:
    client = office.client("adjudicator")
    good = {"contest": "mayor", "kind": "recount", "decree": "x", "stations": STATIONS[2]}
    for wrong in (
        {"stations": ""},
        {"stations": "6371011012999"},
        {"stations": f"{STATIONS[2]} Mantuil"},
        {"kind": "x"},
        {"contest": "regent"},
    ):
        answer = client.post("/hitung/putaran/lihat", data=good | wrong, headers=OWN)
        assert answer.status_code == 400, wrong
    assert client.post("/hitung/putaran/perintah", data=good | {"decree": " "}, headers=OWN).status_code == 400
    elsewhere = office.client("adjudicator", region=OTHER)
    assert elsewhere.post("/hitung/putaran/perintah", data=good, headers=OWN).status_code == 403
    assert "Belum ada." in elsewhere.get("/hitung/putaran").text
    for role in ("clerk", "commander"):
        assert office.client(role).get("/hitung/putaran").status_code == 403


def test_an_observer_without_a_board_still_follows_its_count(tmp_path: Path) -> None:
    """No stream of a board there: the ladder asks for itself every 15 seconds."""
    node = filled_node(tmp_path / "node", "observer")
    with TestClient(create_app(node, load_letterhead()), base_url=BASE) as client:
        client.cookies.set(SESSION_COOKIE, session(node, "analyst"))
        page = client.get("/hitung?contest=mayor").text
        assert 'hx-trigger="every 15s' in page
        assert "data-live" not in page
    node.close()
