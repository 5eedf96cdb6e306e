"""One ground in a browser: from a phone's report to KPU's decree and the round that it orders, stage by stage."""

import time
from pathlib import Path

import pytest
from litestar.testing import TestClient
from playwright.sync_api import Browser, BrowserContext, Page, expect

from kawal.access.roles import Role
from kawal.app import create_app
from kawal.deployment.paper.letterhead import load_letterhead
from kawal.field.queries import latest_reports
from kawal.node import Node
from kawal.web.identity import SESSION_COOKIE
from tests.conftest import filled_node
from tests.e2e.test_phone import PHONE
from tests.http.conftest import BASE, session
from tests.support.phone import enrolled
from tests.support.serving import serving

pytestmark = pytest.mark.browser

DECREE = "712/PL.02-Kpt/6371/2024"
STATION, WARD, DISTRICT, CITY = "6371011001012", "63.71.01.1001", "63.71.01", "63.71"
SEEN = {"what": "voted_without_right", "how_many": 2, "known_by": "seen", "happened_at": "10:42"}


def reported(node: Node) -> None:
    """A station supervisor and an observer report the same two voters."""
    with TestClient(create_app(node, load_letterhead()), base_url=BASE) as client:
        for role in ("station_supervisor", "observer"):
            token = enrolled(node, role).report(
                kind="irregularity", place=STATION, data=SEEN, at=int(time.time() * 1000)
            )
            assert client.post("/api/reports", json={"report": str(token)}).status_code == 201


def desk(browser: Browser, node: Node, address: str, token: str, **size: int) -> BrowserContext:
    """The browser of someone who has come in."""
    context = browser.new_context(viewport=size or {"width": 1280, "height": 900}, locale="id-ID")  # type: ignore[arg-type]
    context.add_cookies([{"name": SESSION_COOKIE, "value": token, "url": address}])
    return context


def say(page: Page, address: str, button: str) -> None:
    """Press the button of a stage, with its reason."""
    page.goto(address)
    page.get_by_role("textbox", name="Alasan, tersegel").fill("Contoh: keterangan dan daftar hadir cocok.")
    page.get_by_role("button", name=button, exact=True).click()
    expect(page.locator(".log")).to_contain_text(button.lower())


def test_a_ground_goes_from_a_report_to_the_round_that_kpu_orders(browser: Browser, tmp_path: Path) -> None:
    """Opened at the ward from two reports; no reason keeps what was typed; ward, district and city in turn, each
    without the button of the next; the decree fills in the round; the deadline stands beside it all along."""
    folder = tmp_path / "node"
    node = filled_node(folder, "supervision")
    reported(node)
    roles: dict[str, tuple[Role, ...]] = {WARD: ("adjudicator",), DISTRICT: ("adjudicator",), CITY: ("adjudicator",)}
    tokens = {region: session(node, *held, region=region) for region, held in roles.items()}
    with node.reading() as connection:
        entries = sorted(one.index for one in latest_reports(connection, kind="irregularity"))
    node.close()
    faults: list[str] = []
    with serving(folder) as served:
        pages = {}
        for region, token in tokens.items():
            size = {"width": PHONE["width"], "height": PHONE["height"]} if region == WARD else {}
            pages[region] = desk(browser, node, served.address, token, **size).new_page()
            pages[region].on("pageerror", lambda error: faults.append(str(error)))
        ward, district, city = pages.values()
        ward.goto(f"{served.address}/sengketa/dasar/baru?rule=PSU-112-2E&entries={'+'.join(map(str, entries))}")
        expect(ward.get_by_label("TPS, nomor 13 angka")).to_have_value(STATION)
        ward.get_by_label("Nomor catatan yang menjadi pemicu").fill("0")
        ward.locator("select[name=contest]").select_option("mayor")
        ward.get_by_label("Mengapa dikaji, tersegel").fill("Dua laporan terpisah.")
        ward.get_by_role("button", name="Buka kajian").click()
        expect(ward.locator("main")).to_contain_text("nomor catatan tentang TPS ini")
        expect(ward.get_by_label("Mengapa dikaji, tersegel")).to_have_value("Dua laporan terpisah.")
        ward.get_by_label("Nomor catatan yang menjadi pemicu").fill(" ".join(map(str, entries)))
        ward.get_by_role("button", name="Buka kajian").click()
        expect(ward.locator("h1")).to_contain_text("TPS 012 Mantuil")
        expect(ward.locator("main")).to_contain_text("Jumat 6 Desember 2024 24.00 WITA")
        expect(ward.locator("main")).to_contain_text("Dua laporan terpisah.")
        ground = ward.url
        say(ward, ground, "Diteruskan ke atas")
        expect(ward.get_by_role("button", name="Diteruskan ke atas")).to_have_count(0)
        say(district, ground, "Diteruskan ke atas")
        expect(district.get_by_role("button", name="Direkomendasikan")).to_have_count(0)
        say(city, ground, "Direkomendasikan")
        city.get_by_label("Nomor keputusan KPU").fill(DECREE)
        city.get_by_label("Tanggal keputusan").fill("2024-12-01")
        city.get_by_role("textbox", name="Alasan, tersegel").fill("Contoh: rekomendasi diikuti.")
        city.get_by_role("button", name="Diputuskan dilaksanakan").click()
        expect(city.locator(".log")).to_contain_text(DECREE)
        city.get_by_role("link", name="Catat putaran: Wali Kota").click()
        expect(city.get_by_label("Putusan atau rekomendasi, dengan nomornya")).to_have_value(
            "712/PL.02-Kpt/6371/2024, Minggu 1 Desember 2024"
        )
        city.get_by_role("button", name="Lihat yang akan diganti").click()
        city.get_by_role("button", name="Catat pemungutan suara ulang (PSU) di 1 TPS").click()
        expect(city.get_by_role("heading", name="Putaran 2: ")).to_be_visible()  # the decree stood in the preview too
        city.goto(ground)
        expect(city.locator("main")).to_contain_text("Putaran 2")
        expect(city.get_by_role("link", name="Catat putaran: Wali Kota")).to_have_count(0)
        city.goto(f"{served.address}/sengketa?ended=1")
        expect(city.locator(".cases")).to_contain_text("diputuskan dilaksanakan")
        for page in pages.values():
            page.context.close()
    assert faults == []
