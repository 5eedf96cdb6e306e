"""Measures and visits through their routes: taken, marked, visited, printed; by right, region and agency."""

import io
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from litestar.testing import TestClient
from pypdf import PdfReader
from sqlalchemy import select

from kawal.app import create_app
from kawal.deployment.paper.letterhead import load_letterhead
from kawal.risk.queries import note_words
from kawal.risk.tables import MEASURE
from kawal.store.erase import erasure
from kawal.store.log import read_entries
from kawal.web.identity import SESSION_COOKIE
from tests.conftest import filled_node
from tests.http.conftest import BASE, OWN, session
from tests.watch.dutylog.test_dutylog import Desk

KEY = {"place": "63.71.01.1001", "indicator": "V1.7", "agency": "KPU_KOTA"}
PATH = "/mitigasi/tindakan?place=63.71.01.1001&indicator=V1.7&agency=KPU_KOTA"
STATION = "6371011001012"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """A planner's desk, on 21 November."""
    node = filled_node(tmp_path / "node", "order")
    with TestClient(create_app(node, load_letterhead()), base_url=BASE) as client:
        found = Desk(node, client)
        client.cookies.set(SESSION_COOKIE, session(node, "planner"))
        yield found
    node.close()


def send(desk: Desk, path: str, **form: str) -> int:
    """The status of a form's answer."""
    return desk.client.post(path, data=form, headers=OWN, follow_redirects=False).status_code


def test_a_measure_is_taken_then_done_and_the_words_stay_out_of_the_log(desk: Desk) -> None:
    """The page names who and until when to who may mark; the matrix says that it is taken; the log has no name."""
    assert send(desk, "/mitigasi/ambil", **KEY, owner="Ketua PPS Mantuil", due="2024-11-23") == 303
    page = desk.page(PATH)
    assert "Ketua PPS Mantuil" in page
    assert "Sabtu 23 November" in page or "23 Nov" in page
    assert ">diambil</a>" in desk.page("/mitigasi?agency=KPU_KOTA")
    assert send(desk, "/mitigasi/tandai", **KEY, state="done", note="surat 12", page="tindakan") == 303
    assert "surat 12" in desk.page(PATH)
    with desk.node.reading() as connection:
        log = b"".join(entry for _, entry in read_entries(connection, 0, 500))
    assert b"measure_taken/1" in log
    assert b"Ketua PPS" not in log
    assert b"surat 12" not in log


def test_the_note_of_a_mark_is_opened_by_right_and_erased_for_good(desk: Desk) -> None:
    """It stands in no read table; who may mark or read private words sees it, a planner elsewhere does not; once
    erased it is gone, and the mark stays."""
    note = "Sari Contoh, RT 5, menolak dipindah"
    assert send(desk, "/mitigasi/tandai", **KEY, state="done", note=note, page="tindakan") == 303
    assert note in desk.page(PATH)
    with desk.node.reading() as connection:
        rows = [tuple(row) for row in connection.execute(select(MEASURE))]
        assert note not in str(rows)
        (row,) = rows
        assert note_words(connection, desk.node.store.blobs.sealer, desk.client.app.state["risk_desk"].measures())
    index = row[-1]
    ours = desk.client.cookies[SESSION_COOKIE]
    desk.client.cookies.set(SESSION_COOKIE, session(desk.node, "operator", region="63.71.02"))
    elsewhere = desk.client.get(PATH)
    assert elsewhere.status_code == 403 or note not in elsewhere.text
    desk.client.cookies.set(SESSION_COOKIE, session(desk.node, "auditor"))
    assert note not in desk.page(PATH)
    desk.client.cookies.set(SESSION_COOKIE, ours)
    desk.node.writer.commit(lambda _: erasure(index, (), "test"), "test")
    page = desk.page(PATH)
    assert note not in page
    assert "Ditandai" in page


def test_bad_days_names_and_measures_are_told_in_a_sentence(desk: Desk) -> None:
    """400 each, and nothing is taken."""
    good = KEY | {"owner": "Kasi", "due": "2024-11-23"}
    for wrong in ({"due": "2024-11-20"}, {"due": "besok"}, {"due": "2024-12-24"}, {"owner": " "}, {"agency": "TNI"}):
        assert send(desk, "/mitigasi/ambil", **(good | wrong)) == 400, wrong
    assert "belum ada" in desk.page(PATH)
    assert desk.client.get(PATH.replace("KPU_KOTA", "TNI")).status_code == 404
    visit = {"place": STATION, "day": "2024-11-21", "who": "Lurah"}
    for wrong in ({"place": "99"}, {"day": "2024-11-22"}, {"day": "x"}, {"who": ""}, {"found": "x" * 401}):
        assert send(desk, "/mitigasi/kunjungan/catat", **(visit | wrong)) == 400, wrong
    assert "Belum ada." in desk.page("/mitigasi/kunjungan")


def test_a_visit_covers_its_station_in_its_ward(desk: Desk) -> None:
    """The first station that the page asks for, then it is not asked for any more; the text has numbers, no words."""
    page = desk.page("/mitigasi/kunjungan")
    station = re.findall(r'<a href="/tps/(\d{13})"', page)[0]
    before = int(re.findall(r"(\d+) dari \d+ TPS rawan sudah", page)[0])
    form = {"place": station, "day": "2024-11-21", "who": "Babinsa Contoh", "found": "titian patah"}
    assert send(desk, "/mitigasi/kunjungan/catat", **form) == 303
    page = desk.page("/mitigasi/kunjungan")
    assert f'<a href="/tps/{station}"' not in page
    assert int(re.findall(r"(\d+) dari \d+ TPS rawan sudah", page)[0]) == before + 1
    assert "Babinsa Contoh: titian patah" in page
    text = page.split('id="messenger"')[1].split("</textarea>", maxsplit=1)[0]
    assert "Babinsa" not in text


def test_rights_follow_region_and_agency_and_words_are_for_who_may_write_them(desk: Desk) -> None:
    """Another agency's liaison takes nothing of KPU's; an operator logs visits but takes none; an auditor sees that
    there was a visit, sealed; an officer sees no page."""
    send(
        desk, "/mitigasi/kunjungan/catat", place=STATION, day="2024-11-21", who="Babinsa Contoh", found="titian patah"
    )
    send(desk, "/mitigasi/ambil", **KEY, owner="Ketua PPS Mantuil", due="2024-11-23")
    taking = KEY | {"owner": "Kasi", "due": "2024-11-23"}
    visit = {"place": STATION, "day": "2024-11-21", "who": "Lurah"}
    cases = (
        (session(desk.node, "liaison", agency="BPBD"), 403, 303),
        (session(desk.node, "liaison", agency="KPU_KOTA"), 303, 303),
        (session(desk.node, "operator"), 403, 303),
        (session(desk.node, "operator", region="63.71.02"), 403, 403),
        (session(desk.node, "auditor"), 403, 403),
    )
    for token, takes, visits in cases:
        desk.client.cookies.set(SESSION_COOKIE, token)
        assert send(desk, "/mitigasi/ambil", **taking) == takes
        assert send(desk, "/mitigasi/kunjungan/catat", **visit) == visits
    page = desk.page("/mitigasi/kunjungan") + desk.page(PATH)
    assert "Babinsa" not in page
    assert "Ketua PPS" not in page
    assert "tersegel" in page
    desk.client.cookies.set(SESSION_COOKIE, session(desk.node, "officer"))
    paths = (PATH, "/mitigasi/kunjungan", "/mitigasi/daftar.pdf?agency=BPBD")
    assert {desk.client.get(path).status_code for path in paths} == {403}


def test_an_agency_gets_its_open_measures_on_paper(desk: Desk) -> None:
    """Its name, the owner where that may be read, places in its rows; an agency without measures has no list."""
    send(desk, "/mitigasi/ambil", **KEY, owner="Ketua PPS Mantuil", due="2024-11-23")
    answer = desk.client.get("/mitigasi/daftar.pdf?agency=KPU_KOTA")
    assert answer.headers["content-type"] == "application/pdf"
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.content)).pages)
    assert "Tindakan mitigasi" in text
    assert "Ketua PPS" in text
    assert desk.client.get("/mitigasi/daftar.pdf?agency=TNI").status_code == 404
