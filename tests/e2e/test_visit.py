"""The forms that hang at a ward office, photographed in one visit: one after the other, with the network cut."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select

from kawal.access.model import Grant
from kawal.count.tables import READING
from kawal.field.queries import latest_reports, stored_photos
from kawal.node import open_node
from tests.conftest import filled_node
from tests.e2e.test_pages import _violations
from tests.e2e.test_phone import PHONE, enrol, noise_png
from tests.support.serving import serving

pytestmark = pytest.mark.browser
WARD, STATIONS = "63.71.05.1002", 4
"""The smallest ward: four stations."""


def fill(page: Page, first: int) -> None:
    """The next form, photographed and typed: `first` votes for number 1, 100 and 39 for the others."""
    page.locator("[data-visit-next]").click()
    form = page.locator("#kunjungan-isi form")
    expect(form).to_be_visible()
    photo = noise_png(64 + first)
    form.locator("input[type=file]").set_input_files({"name": "f.png", "mimeType": "image/png", "buffer": photo})
    expect(form.locator("[data-photo-state]")).to_contain_text("kB")
    for name, value in (("option_1", first), ("option_2", 100), ("option_3", 39), ("valid", first + 139)):
        form.locator(f"[name=a-{name}]").fill(str(value))
    form.locator("[name=a-invalid]").fill("5")
    form.locator("button.tap-go").click()
    expect(page.locator("#kunjungan")).to_be_visible()


def counts(page: Page, sent: int, waiting: int, none: int) -> None:
    for name, count in (("sent", sent), ("waiting", waiting), ("none", none)):
        expect(page.locator(f"[data-visit-count={name}]")).to_have_text(str(count), timeout=20_000)


def test_a_wards_forms_go_one_by_one_past_a_cut_network_and_a_reload(browser: Browser, tmp_path: Path) -> None:
    """One form with the network, two without, a reload between them with a number typed; then all are in the log,
    each as a signed report of its own, and the count has four copies of the posted form."""
    folder = tmp_path / "node"
    node = filled_node(folder, "supervision")
    account = node.access.open_account("ptps", "Pengawas", (Grant("station_supervisor", "", "63.71.05"),), "test")
    link = node.access.link(account.id, "device")
    node.close()
    context = browser.new_context(viewport=PHONE, locale="id-ID", is_mobile=True, has_touch=True)
    faults: list[str] = []
    with serving(folder) as served:
        page = enrol(context, served.address, link)
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.reload()  # now the worker has the page
        expect(page.locator("html")).to_have_class(re.compile("enrolled"))
        page.get_by_role("link", name="Kunjungan kelurahan").click()
        page.locator("[data-visit-ward]").select_option(WARD)
        page.locator("[data-visit-contest]").select_option("mayor")
        expect(page.locator("[data-visit-list] li")).to_have_count(STATIONS)
        counts(page, 0, 0, STATIONS)
        expect(page.locator("[data-visit-next] b")).to_contain_text("TPS 001")
        fill(page, 1)
        counts(page, 1, 0, 3)
        expect(page.locator("[data-visit-next] b")).to_contain_text("TPS 002")
        context.set_offline(True)
        fill(page, 2)
        counts(page, 1, 1, 2)
        page.locator("[data-visit-next]").click()
        expect(page.locator("[data-visit-name]")).to_contain_text("TPS 003")
        page.locator("#kunjungan-isi [name=a-option_1]").fill("77")
        page.reload()
        expect(page.locator("[data-visit-name]")).to_contain_text("TPS 003")
        expect(page.locator("#kunjungan-isi [name=a-option_1]")).to_have_value("77")
        expect(page.locator("#kunjungan-isi [data-option='6']")).to_be_hidden()
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
        assert _violations(page) == []
        page.screenshot(path=str(tmp_path / "isi.png"), full_page=True)
        page.get_by_role("link", name="Daftar TPS").click()
        expect(page.locator("[data-visit-ward]")).to_have_value(WARD)
        counts(page, 1, 1, 2)
        expect(page.locator("[data-visit-next] b")).to_contain_text("TPS 004")
        page.screenshot(path=str(tmp_path / "daftar.png"), full_page=True)
        assert _violations(page) == []
        fill(page, 4)
        expect(page.locator("[data-visit-next] b")).to_contain_text("TPS 003")
        fill(page, 3)
        counts(page, 1, 3, 0)
        expect(page.locator("[data-visit-done]")).to_be_visible()
        context.set_offline(False)
        counts(page, 4, 0, 0)
    context.close()
    assert faults == []
    node = open_node(folder)
    with node.reading() as rows:
        reports = latest_reports(rows, kind="results_copy")
        assert [one.place for one in reports] == [f"6371051002{number:03d}" for number in (3, 4, 2, 1)]
        assert {one.data["copy"] for one in reports} == {"posted"}
        assert len({photo for one in reports for photo in one.photos}) == STATIONS
        assert all(stored_photos(rows, one.index) == frozenset(one.photos) for one in reports)
        assert set(rows.scalars(select(READING.c.source))) == {"posted"}
        assert [one.data["option_1"] for one in reports] == [3, 4, 2, 1]
    node.close()
