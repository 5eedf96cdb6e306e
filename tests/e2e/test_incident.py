"""One incident from a phone in Mantuil to its end: the desk, the police's link, a team, the situation report."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from kawal.access.model import Grant
from kawal.app import create_app, open_desk
from kawal.deployment.paper.letterhead import load_letterhead
from kawal.field.identity import new_identity
from kawal.field.incoming import Author, Incoming
from kawal.web.identity import SESSION_COOKIE
from tests.conftest import filled_node
from tests.e2e.test_phone import PHONE, enrol
from tests.http.conftest import session
from tests.support.serving import serving

pytestmark = pytest.mark.browser


def tell(page: Page) -> None:
    """The officer reports a brawl at station 12."""
    form = page.locator("form[data-kind=incident]")
    page.evaluate("location.hash = '#lapor-incident'")
    expect(form).to_be_visible()
    form.locator("[name=place]").select_option(label="TPS 012 Mantuil")
    form.locator("[name=a-what][value=disturbance]").check()
    form.locator("[name=a-severity][value=severe]").check()
    form.locator("[name=a-note]").fill("dua kelompok di pintu")
    form.locator("button.tap-go").click()
    expect(page.locator("#sent-count")).to_have_text("1", timeout=30_000)


def test_one_incident_from_the_phone_to_the_situation_report(browser: Browser, tmp_path: Path) -> None:
    """Told by phone, outside the station, so the police's; taken, a team sent, the link opened and accepted, the team
    there and back, settled, closed: the report has it as ended, and the record has every step."""
    folder = tmp_path / "node"
    node = filled_node(folder)
    open_desk(node).freeze(310, "attached", "", actor="test")
    officer = node.access.open_account("petugas", "Petugas Satu", (Grant("officer", "", "63.71.01.1001"),), "test")
    device = node.access.link(officer.id, "device")
    node.access.open_account("polresta", "Penghubung Polresta", (Grant("liaison", "POLRESTA"),), "test")
    token = session(node, "operator")
    node.close()
    faults: list[str] = []
    with serving(folder) as served:
        phone = browser.new_context(viewport=PHONE, locale="id-ID")
        tell(enrol(phone, served.address, device))
        desk = browser.new_context(viewport={"width": 1440, "height": 900}, locale="id-ID")
        desk.add_cookies([{"name": SESSION_COOKIE, "value": token, "url": served.address}])
        page = desk.new_page()
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.goto(f"{served.address}/insiden")
        page.get_by_role("link", name="Keributan").click()
        expect(page.locator("main")).to_contain_text("dua kelompok di pintu")
        page.get_by_role("button", name="Terjadi di luar TPS").click()
        page.get_by_role("button", name="Tangani").click()
        page.locator("table").get_by_role("button", name="Kirim TRC").first.click()
        expect(page.locator("main")).to_contain_text("mengirim TRC")
        case = page.url
        page.get_by_text("Tautan satu sentuhan").click()
        page.get_by_role("button", name="Buat tautan").click()
        link = page.locator("#linktext").input_value().split()[-1]
        liaison = browser.new_context(viewport=PHONE, locale="id-ID").new_page()
        liaison.goto(link)
        liaison.get_by_role("button", name="Menerima").click()
        expect(liaison.get_by_role("button", name="Tiba di tempat")).to_be_visible()
        page.goto(case)
        expect(page.locator(".log")).to_contain_text("Polresta membaca")
        expect(page.locator(".log")).to_contain_text("Polresta menerima")
        page.get_by_role("button", name="Tiba", exact=True).click()
        expect(page.locator(".log")).to_contain_text("tiba di tempat")
        page.get_by_role("button", name="Kembali siap").click()
        expect(page.get_by_role("button", name="Kembali siap")).to_have_count(0)
        liaison.get_by_role("button", name="Tiba di tempat").click()
        liaison.get_by_role("button", name="Selesai").click()
        expect(liaison.get_by_role("button", name="Selesai")).to_have_count(0)
        page.goto(case)
        page.get_by_label("Hasil").select_option("resolved")
        page.get_by_role("button", name="Selesaikan").click()
        expect(page.locator("main")).to_contain_text("Ditutup: sudah tertangani.")
        page.goto(f"{served.address}/situasi")
        page.get_by_role("button", name="Buat sekarang").click()
        expect(page.locator("main")).to_contain_text("TPS 012 Mantuil")
        expect(page.locator("main")).to_contain_text("sudah tertangani")
        liaison.goto(link)
        expect(liaison.locator("main")).to_contain_text("sudah selesai")
        for context in (phone, desk, liaison.context):
            context.close()
    assert faults == []


def test_the_second_who_takes_an_incident_sees_at_once_who_has_it(browser: Browser, tmp_path: Path) -> None:
    """Both pages were opened before: the second is refused in words that stay, the head tells who handles it and has
    no such button any more; what was being typed is still there."""
    folder = tmp_path / "node"
    node = filled_node(folder, "order")
    operator = Author("operator", "clerk", lambda _: True, None)
    said = Incoming(channel="radio", text="TPS 12 Mantuil keributan berat", at=node.clock(), identity=new_identity())
    create_app(node, load_letterhead()).state["lines"].take([said], operator)
    tokens = [session(node, "operator") for _ in range(2)]
    node.close()
    with serving(folder) as served:
        pages = []
        for token in tokens:
            context = browser.new_context(viewport={"width": 1280, "height": 800}, locale="id-ID")
            context.add_cookies([{"name": SESSION_COOKIE, "value": token, "url": served.address}])
            context.add_init_script("delete window.EventSource")  # nothing is exchanged but after the refusal
            page = context.new_page()
            page.goto(f"{served.address}/insiden")
            page.get_by_role("link", name="Keributan").click()
            expect(page.locator("#standing")).to_contain_text("Belum ditangani.")
            pages.append(page)
        first, second = pages
        first.get_by_role("button", name="Tangani").click()
        expect(first.locator("#standing")).to_contain_text("Ditangani")
        second.get_by_label("Tambah catatan, tersegel").fill("dua kelompok")
        second.get_by_role("button", name="Tangani").click()
        expect(second.get_by_role("alert")).to_have_text("insiden ini sudah ditangani")
        expect(second.locator("#standing")).to_contain_text("Ditangani")
        expect(second.get_by_role("button", name="Tangani")).to_have_count(0)
        expect(second.get_by_role("alert")).to_be_visible()
        expect(second.get_by_label("Tambah catatan, tersegel")).to_have_value("dua kelompok")
        for page in pages:
            page.context.close()
