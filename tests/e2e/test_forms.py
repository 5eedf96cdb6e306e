"""A form is made in the browser, with and without script; a phone asks what its answers ask for."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from kawal.access.model import Grant
from kawal.field.queries import latest_reports
from kawal.node import open_node
from kawal.web.identity import SESSION_COOKIE
from tests.conftest import filled_node
from tests.e2e.test_phone import PHONE, enrol
from tests.http.conftest import session
from tests.support.serving import Served

pytestmark = pytest.mark.browser
SIZES = [(1440, 900), (390, 844)]


class House:
    """A served node: its address, the session of its commander and of an officer, a link for a phone."""

    def __init__(self, folder: Path) -> None:
        node = filled_node(folder)
        self.folder, self.commander = folder, session(node, "commander")
        self.officer = session(node, "officer", region="63.71.01.1012")
        account = node.access.open_account(
            "petugas", "Petugas Satu", (Grant("officer", "", "63.71.01.1012"),), "test"
        )
        self.link = node.access.link(account.id, "device")
        node.close()
        self.server = Served(folder, 0)

    def page(self, browser: Browser, token: str, size: tuple[int, int] = SIZES[0], *, script: bool = True) -> Page:
        """A page of someone who has come in, in English."""
        context = browser.new_context(
            viewport={"width": size[0], "height": size[1]}, locale="en-GB", java_script_enabled=script
        )
        context.add_cookies([{"name": SESSION_COOKIE, "value": token, "url": self.server.address}])
        return context.new_page()


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """One for all tests of this module."""
    made = House(tmp_path_factory.mktemp("forms") / "node")
    yield made
    made.server.stop()


def make_form(page: Page, address: str, title: str) -> None:
    """A tick, and a number that is asked only when it was not set; published."""
    page.goto(f"{address}/formulir/baru")
    page.locator("[name=title_id]").fill(title)
    page.locator("[name=title_en]").fill(f"{title} (en)")
    page.locator("[name=q-0-title_id]").fill("Air cukup")
    page.locator("[name=q-0-title_en]").fill("Enough water")
    page.locator("[name=q-0-kind]").select_option("flag")
    page.locator("button[value=add]").click()
    page.locator("[name=q-1-title_id]").fill("Berapa dus")
    page.locator("[name=q-1-title_en]").fill("How many boxes")
    page.locator("[name=q-1-required]").check()
    page.locator("[name=q-1-kind]").select_option("count")
    page.locator(".publish button[value=show]").click()
    page.locator("[name=q-1-when]").select_option("air_cukup")
    page.locator(".publish button[value=show]").click()
    page.locator("[name=q-1-is][value=no]").check()
    page.locator("button[value=publish]").click()
    expect(page.locator(".say-ok")).to_contain_text(f"{title} (en)")


@pytest.mark.parametrize("script", [True, False], ids=["script", "plain"])
def test_a_form_is_made_with_and_without_script(browser: Browser, house: House, script: bool) -> None:
    """Add, choose, publish by buttons alone; with script the page follows each choice and reports no fault."""
    page = house.page(browser, house.commander, script=script)
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda line: faults.append(line.text) if line.type == "error" else None)
    make_form(page, house.server.address, "Air minum" if script else "Air bersih")
    assert faults == []
    page.context.close()


def test_the_preview_follows_its_answers(browser: Browser, house: House) -> None:
    """As the phone will: a question is hidden until it is asked."""
    page = house.page(browser, house.commander)
    make_form(page, house.server.address, "Pratinjau air")
    page.goto(f"{house.server.address}/formulir/lihat/pratinjau_air/1")
    boxes = page.locator("form[data-preview] [data-when=air_cukup]")
    expect(boxes).to_be_visible()  # an unset tick is a no
    page.locator("form[data-preview] [data-field=air_cukup]").check()
    expect(boxes).to_be_hidden()
    page.context.close()


@pytest.mark.parametrize("size", SIZES, ids=["desk", "narrow"])
@pytest.mark.parametrize(
    "path", ["/formulir", "/formulir/baru", "/formulir/ubah/incident", "/formulir/lihat/incident/1"]
)
def test_no_page_is_wider_than_its_screen(browser: Browser, house: House, path: str, size: tuple[int, int]) -> None:
    """And each answers 200."""
    page = house.page(browser, house.commander, size)
    answer = page.goto(f"{house.server.address}{path}")
    assert answer is not None
    assert answer.status == 200
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    page.context.close()


def test_phones_ask_as_the_form_says(browser: Browser, house: House) -> None:
    """Signed in or enrolled: what is not asked is hidden, need not be answered, and is not sent."""
    desk = house.page(browser, house.commander)
    make_form(desk, house.server.address, "Air pos")
    desk.context.close()
    signed_in = house.page(browser, house.officer, SIZES[1])
    signed_in.goto(f"{house.server.address}/lapangan")
    context = browser.new_context(viewport=PHONE, locale="en-GB", is_mobile=True, has_touch=True)
    enrolled = enrol(context, house.server.address, house.link)
    for page, enough in ((signed_in, True), (enrolled, True), (enrolled, False)):
        page.evaluate("location.hash = '#lapor-air_pos'")
        form = page.locator("form[data-kind=air_pos]")
        boxes = form.locator("[name=a-berapa_dus]")
        expect(boxes).to_be_visible()
        boxes.fill("3")
        if enough:
            form.locator("[name=a-air_cukup]").check()
            expect(boxes).to_be_hidden()
        form.locator("[name=place]").select_option(index=1)
        form.locator("button.tap-go").click()
        expect(page.locator("#pos")).to_be_visible()
    expect(enrolled.locator("#sent-count")).to_have_text("2")
    expect(enrolled.locator("#mine li").first).to_contain_text(re.compile("verified|diperiksa"))
    signed_in.context.close()
    context.close()
    house.server.stop()
    node = open_node(house.folder)
    with node.reading() as connection:
        said = [dict(one.data) for one in latest_reports(connection) if one.kind == "air_pos"]
    node.close()
    without = {"air_cukup": True}
    assert sorted(said, key=len) == [without, without, {"air_cukup": False, "berapa_dus": 3}]
