"""A breach of election law from a phone: its receipt says what it is not, and until when a formal report is safe."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from kawal.access.model import Grant
from tests.conftest import filled_node
from tests.e2e.test_phone import PHONE, enrol
from tests.support.serving import serving

pytestmark = pytest.mark.browser


def tell(page: Page, what: str, told: int) -> None:
    """The officer reports something at station 12; so many were told then."""
    form = page.locator("form[data-kind=incident]")
    page.evaluate("location.hash = '#lapor-incident'")
    expect(form).to_be_visible()
    form.locator("[name=place]").select_option(label="TPS 012 Mantuil")
    form.locator(f"[name=a-what][value={what}]").check()
    form.locator("[name=a-severity][value=moderate]").check()
    form.locator("button.tap-go").click()
    expect(page.locator("#sent-count")).to_have_text(str(told), timeout=30_000)


def test_the_receipt_of_a_breach_names_the_safe_date_and_that_of_a_brawl_says_nothing(
    browser: Browser, tmp_path: Path
) -> None:
    """Money is a breach: the sentence with a date. A brawl is none: no word of it, on the same screen."""
    folder = tmp_path / "node"
    node = filled_node(folder)
    officer = node.access.open_account("petugas", "Petugas Satu", (Grant("officer", "", "63.71.01.1001"),), "test")
    device = node.access.link(officer.id, "device")
    node.close()
    with serving(folder) as served:
        phone = browser.new_context(viewport=PHONE, locale="id-ID")
        page = enrol(phone, served.address, device)
        notice = page.locator("#terima [data-legal]")
        tell(page, "money", 1)
        page.locator("#mine a[data-slot=receipt]").first.click()
        expect(notice).to_be_visible()
        expect(notice).to_contain_text("Ini bukan laporan resmi kepada Bawaslu")
        expect(notice.locator("[data-slot=safe]")).to_contain_text("16.00 WITA")
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
        tell(page, "disturbance", 2)
        page.locator("#mine a[data-slot=receipt]").first.click()
        expect(page.locator("#terima")).to_be_visible()
        expect(notice).to_be_hidden()
        phone.close()
