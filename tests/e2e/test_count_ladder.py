"""A feed is uploaded in one window and stands in the ladder of another by itself."""

from pathlib import Path

import pytest
from playwright._impl._api_structures import SetCookieParam
from playwright.sync_api import Browser, Page, expect

from tests.support.feed import feed_zip

pytestmark = pytest.mark.browser
STATIONS = tuple(f"6371021001{number:03d}" for number in (1, 2))


def test_a_feed_that_is_taken_reaches_an_open_ladder(
    browser: Browser, address: str, cookie: SetCookieParam, tmp_path: Path
) -> None:
    """Two stations with 60 and 61 votes for number 1: 121, where nothing stood."""
    feed = feed_zip(tmp_path / "umpan-gubernur.zip", STATIONS, lambda number: (60 + number, 100))
    context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="id-ID")
    context.add_cookies([cookie])
    try:
        ladder = context.new_page()
        ladder.goto(f"{address}/hitung?contest=governor&place=63.71.02.1001")
        expect(ladder.locator("#ladder")).to_contain_text("belum ada formulir")
        files = context.new_page()
        files.goto(f"{address}/hitung/masukkan")
        bring(files, feed)
        expect(files.locator(".look")).to_contain_text("2 formulir")
        files.get_by_role("button", name="Masukkan 2 formulir").click()
        expect(files.locator("main")).to_contain_text("umpan-gubernur.zip")
        ladder.bring_to_front()
        expect(ladder.locator("#ladder")).to_contain_text("121")
        bring(files, feed)
        expect(files.locator(".refused")).to_contain_text("sudah masuk")
    finally:
        context.close()


def bring(page: Page, feed: Path) -> None:
    """Choose a feed of the governor's contest and let the page look at it."""
    form = page.get_by_role("region", name="Salinan formulir TPS")
    form.locator("input[name=file]").set_input_files(feed)
    form.locator("select[name=contest]").select_option("governor")
    form.get_by_role("button", name="Periksa berkas").click()
