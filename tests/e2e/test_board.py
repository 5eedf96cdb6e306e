"""The wall on the screen of a command post, and the filter of the board under the hands of an operator."""

import math
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from kawal.app import open_lines
from kawal.field.identity import new_identity
from kawal.field.incoming import Author, Incoming
from kawal.node import Node
from kawal.web.identity import SESSION_COOKIE
from tests.conftest import filled_node
from tests.e2e.conftest import of_page
from tests.e2e.test_pages import _violations
from tests.http.conftest import session
from tests.support.serving import Served, serving
from tests.watch.dutylog.test_dutylog import morning

pytestmark = pytest.mark.browser
WALL = {"width": 1920, "height": 1080}
NOON = "2024-11-27T12:00+08:00"
SAID = ("Mantuil 1-12 buka, 13 belum", "TPS 3 Mantuil keributan berat", "Pelambuan 1-20 buka")
IN_SIGHT = """() => [...document.querySelectorAll('.districts use')].filter((one) => {
  const box = one.getBoundingClientRect();
  const foot = document.querySelector('.wall .top').getBoundingClientRect();
  return box.left >= 0 && box.right <= innerWidth && box.top >= 0 && box.bottom <= foot.top;
}).length"""


def said(node: Node, *texts: str) -> None:
    """Lines that came over the radio."""
    with open_lines(node) as lines:
        author = Author("operator", "clerk", lambda _: True, None)
        lines.take(
            [Incoming(channel="radio", text=text, at=node.clock(), identity=new_identity()) for text in texts], author
        )


def prepared(folder: Path) -> str:
    """A node on which what was said at 07:13 was the last word; the session of its operator."""
    node = filled_node(folder, "training", morning)
    said(node, *SAID)
    token = session(node, "operator")
    node.close()
    return token


@contextmanager
def screen(browser: Browser, served: Served, token: str) -> Iterator[BrowserContext]:
    """A screen of that operator."""
    context = browser.new_context(viewport=WALL, locale="id-ID")  # type: ignore[arg-type]
    context.add_cookies([{"name": SESSION_COOKIE, "value": token, "url": served.address}])
    yield context
    context.close()


@pytest.fixture(scope="module")
def quiet_noon(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Served, str]]:
    """A node at noon of the vote, for tests that only look at it."""
    folder = tmp_path_factory.mktemp("noon") / "node"
    token = prepared(folder)
    with serving(folder, 0, "--clock", NOON) as served:
        yield served, token


@pytest.fixture
def looking(browser: Browser, quiet_noon: tuple[Served, str]) -> Iterator[tuple[BrowserContext, Served]]:
    """A screen before that node."""
    with screen(browser, *quiet_noon) as context:
        yield context, quiet_noon[0]


@pytest.fixture
def noon(browser: Browser, tmp_path: Path) -> Iterator[tuple[BrowserContext, Served]]:
    """A screen before a node of this test alone."""
    token = prepared(tmp_path / "node")
    with serving(tmp_path / "node", 0, "--clock", NOON) as served, screen(browser, served, token) as context:
        yield context, served


def watched(context: BrowserContext) -> tuple[Page, list[str]]:
    """A page, and what went wrong on it."""
    page, wrong = context.new_page(), []
    page.on("console", lambda told: wrong.append(told.text) if of_page(told) else None)
    page.on("pageerror", lambda error: wrong.append(str(error)))
    return page, wrong


@pytest.mark.parametrize("size", [(1920, 1080), (1366, 768), (1440, 900), (2560, 1080)])
@pytest.mark.parametrize("language", ["id", "en"])
def test_every_station_stands_on_the_wall_without_scrolling(
    looking: tuple[BrowserContext, Served], size: tuple[int, int], language: str
) -> None:
    """965 marks above the foot, in both languages, on screens of 16:9 and of other shapes."""
    context, served = looking
    page, wrong = watched(context)
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.goto(f"{served.address}/dinding?lang={language}")
    assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
    assert page.evaluate("document.documentElement.scrollHeight") <= size[1]
    expect(page.locator(".districts svg[role=img] use")).to_have_count(965)
    assert page.evaluate(IN_SIGHT) >= 965
    expect(page.locator(".wall .top li")).to_have_count(3)
    expect(page.locator(".wall .top li").first).to_contain_text("TPS 003 Mantuil")
    assert _violations(page) == []
    assert wrong == []


def test_the_wall_follows_and_says_when_no_answer_comes(noon: tuple[BrowserContext, Served]) -> None:
    """A line that is saved elsewhere stands on it without a hand, its number and its mark at once, its words a little
    later; a wall whose node is gone says so."""
    context, served = noon
    page, _ = watched(context)
    page.goto(f"{served.address}/dinding")
    expect(page.locator(".districts svg[role=img] use")).to_have_count(965)
    severe = page.locator(".nums li", has_text="berat")
    expect(severe).to_contain_text("1")
    desk = context.new_page()
    desk.goto(f"{served.address}/buku-jaga")
    desk.keyboard.type("TPS 4 Mantuil keributan berat")
    desk.keyboard.press("Enter")
    expect(severe).to_contain_text("2", timeout=20_000)
    expect(page.locator('use[data-cell="6371011001004"]')).to_have_attribute("href", "#dia")
    expect(page.locator('use[data-cell="6371011001004"]')).to_have_attribute("width", "20")
    expect(page.locator(".wall .top")).to_contain_text("TPS 004 Mantuil", timeout=20_000)
    expect(page.locator("#stale")).to_be_hidden()
    served.kill()
    expect(page.locator("#stale")).to_be_visible(timeout=20_000)
    expect(page.locator("#stale")).to_contain_text("Tidak ada jawaban dari simpul")


def test_one_key_finds_a_ward_or_a_state(looking: tuple[BrowserContext, Served]) -> None:
    """ "/" goes to the field, each key filters at once, Escape shows all; no request is sent."""
    context, served = looking
    page, wrong = watched(context)
    page.goto(f"{served.address}/papan")
    rows, found = page.locator("#wards tr:visible"), page.locator("#found")
    expect(rows).to_have_count(52)
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url))
    page.keyboard.press("/")
    page.keyboard.type("mant")
    expect(rows).to_have_count(1)
    expect(found).to_have_text("1 dari 52 kelurahan")
    assert page.locator("#find").input_value() == "mant"
    page.locator("#find").fill("senyap")
    expect(rows).to_have_count(2)
    expect(rows.first).to_contain_text("Mantuil")
    page.keyboard.press("Escape")
    expect(rows).to_have_count(52)
    expect(found).to_have_text("")
    assert sent == []
    assert wrong == []


def test_the_filter_works_without_script(browser: Browser, looking: tuple[BrowserContext, Served]) -> None:
    """The form is sent; the server leaves the same rows."""
    context, served = looking
    plain = browser.new_context(java_script_enabled=False, locale="id-ID")
    plain.add_cookies(context.cookies())  # type: ignore[arg-type]
    page = plain.new_page()
    page.goto(f"{served.address}/papan")
    page.locator("#find").fill("pelambuan senyap")
    page.get_by_role("button", name="Saring").click()
    expect(page.locator("#wards tr:visible")).to_have_count(1)
    expect(page.locator("#found")).to_have_text("1 dari 52 kelurahan")
    plain.close()


def test_the_map_follows_filters_and_opens_what_is_clicked(noon: tuple[BrowserContext, Served]) -> None:
    """Drawn after the first paint; the legend leaves one mark in list and map; a line that is saved elsewhere counts
    at once when the page is told; a click on the incident opens it, so does Enter on its line."""
    context, served = noon
    page, wrong = watched(context)
    page.goto(f"{served.address}/papan/peta")
    canvas = page.locator(".map-canvas")
    expect(canvas).to_have_attribute("data-ready", "yes", timeout=30_000)
    page.locator("input[name=mark][value=severe]").check()
    expect(page.locator(".stations li:visible")).to_have_count(1)
    expect(page.locator("#found")).to_have_text("1 dari 52 kelurahan")
    page.locator("input[name=mark][value=severe]").uncheck()
    desk = context.new_page()
    desk.goto(f"{served.address}/buku-jaga")
    desk.keyboard.type("TPS 4 Pelambuan keributan sedang")
    with desk.expect_response("**/buku-jaga/baris"):
        desk.keyboard.press("Enter")
    page.bring_to_front()
    page.evaluate("document.body.dispatchEvent(new Event('kawal:changed'))")
    expect(page.locator("[data-count=moderate]")).to_have_text("1", timeout=20_000)
    first = page.locator("#daftar .facts a").first
    first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/insiden/**")
    expect(page.locator(".smallmap .map-canvas")).to_have_attribute("data-ready", "yes", timeout=30_000)
    page.go_back()
    expect(canvas).to_have_attribute("data-ready", "yes", timeout=30_000)
    page.mouse.click(*on_screen(page, f"{served.address}/papan/peta", "6371011001003"))
    page.wait_for_url("**/insiden/**6371011001003**")
    assert wrong == []


def on_screen(page: Page, address: str, station: str) -> tuple[float, float]:
    """Where a station is drawn: Web Mercator, the land's bounds fitted into the canvas less its margins."""
    ground = page.evaluate("async (path) => (await fetch(path)).json()", f"{address}/dasar")
    point = next(one for one in ground["stations"]["features"] if one["properties"]["ids"] == [station])
    box = page.locator(".map-canvas").bounding_box()
    assert box is not None
    left, top, right, bottom = 24, 84, 24, 40
    west, north = mercator(ground["bounds"][0], ground["bounds"][3])
    east, south = mercator(ground["bounds"][2], ground["bounds"][1])
    width, height = box["width"] - left - right, box["height"] - top - bottom
    scale = min(width / (east - west), height / (south - north))
    x, y = mercator(*point["geometry"]["coordinates"])
    return (
        box["x"] + left + width / 2 + (x - (west + east) / 2) * scale,
        box["y"] + top + height / 2 + (y - (north + south) / 2) * scale,
    )


def mercator(lon: float, lat: float) -> tuple[float, float]:
    """A position in the unit square of Web Mercator."""
    return (lon + 180) / 360, (1 - math.asinh(math.tan(math.radians(lat))) / math.pi) / 2
