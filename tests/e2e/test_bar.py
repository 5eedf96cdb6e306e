"""The bar of the pages: one row on a desk's screen for everyone, and what is open is seen in it."""

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise

import pytest
from playwright.sync_api import Browser, Page

from kawal.access.model import Grant
from kawal.access.roles import OFFICE_ROLES, Role
from kawal.node import Node, found_node
from kawal.web.identity import SESSION_COOKIE
from tests.conftest import filled_node
from tests.support.serving import serving

pytestmark = pytest.mark.browser
ROW_PX = 49
"""Three rems and the hairline under them."""


@pytest.fixture(scope="module", params=["order", "supervision", "exercise"])
def house(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """A served node of a profile, or a supervisor's exercise with a long name: its address and a session of each role
    of the office."""
    folder = tmp_path_factory.mktemp(request.param) / "node"
    if request.param == "exercise":
        node = found_node(folder, "supervision", "Latihan Bawaslu Banjarmasin", "63.71", exercise=True)
    else:
        node = filled_node(folder, request.param)
    found = {role: entered(node, role) for role in OFFICE_ROLES} | {"all": entered(node, *OFFICE_ROLES)}
    node.close()
    with serving(folder) as server:
        yield found | {"address": server.address}


def entered(node: Node, *roles: Role) -> str:
    """A session of someone with a name of usual length and these roles."""
    login = f"bar-{'-'.join(roles)}"[:40]
    account = node.access.open_account(login, "Anggota Contoh 251", tuple(Grant(role) for role in roles), "test")
    return node.access.come_in(node.access.link(account.id, "session"))


@contextmanager
def screen(browser: Browser, width: int, language: str = "id") -> Iterator[Page]:
    """A page of a screen of that width, before anyone has come in."""
    context = browser.new_context(viewport={"width": width, "height": 800}, locale=language)
    yield context.new_page()
    context.close()


def open_as(page: Page, house: dict[str, str], role: str, path: str) -> None:
    """Open a page as someone with a role, whoever sat there before."""
    page.context.add_cookies([{"name": SESSION_COOKIE, "value": house[role], "url": house["address"]}])
    page.goto(house["address"] + path)


@pytest.mark.parametrize("language", ["id", "en"])
def test_the_bar_is_one_row_on_a_desks_screen_for_every_role(
    browser: Browser, house: dict[str, str], language: str
) -> None:
    """At 1,280 px nothing falls to a second row, nothing is cut at the right, and no two entries overlap."""
    with screen(browser, 1280, language) as page:
        for role in (*OFFICE_ROLES, "all"):
            open_as(page, house, role, "/")
            bar = page.locator("header.bar")
            box = bar.bounding_box()
            assert box is not None
            assert box["height"] <= ROW_PX, role
            parts = bar.locator(":scope > *").evaluate_all(
                "all => all.filter(one => one.offsetWidth)"
                ".map(one => [one.offsetLeft, one.offsetLeft + one.offsetWidth])"
            )
            assert all(left[1] <= right[0] for left, right in pairwise(parts)), (role, parts)
            assert parts[-1][1] <= 1280, role
            assert page.evaluate("document.documentElement.scrollWidth") <= 1280, role
            name = page.locator(".node b").evaluate("one => one.getBoundingClientRect().right")
            shown = page.locator(".node").evaluate("one => one.getBoundingClientRect().right")
            assert name <= shown, f"{role}: the institution's name is cut"


def test_a_page_behind_more_marks_it_and_only_the_nearest_page_is_current(
    browser: Browser, house: dict[str, str]
) -> None:
    """On the log's page "Lainnya" is marked and the entry behind it is the page; /gerbang/keluar is not /gerbang."""
    current = "all => all.map(one => one.pathname)"
    with screen(browser, 1280) as page:
        for path, behind in (("/gerbang/keluar", 1), ("/papan", 0)):
            open_as(page, house, "all", path)
            assert page.locator(".bar .more summary[aria-current]").count() == behind
            assert page.locator(".bar a[aria-current=page]").evaluate_all(current) == [path]


def test_on_a_phone_the_open_page_is_seen_in_the_bar(browser: Browser, house: dict[str, str]) -> None:
    """Without a swipe: the entry, or "Lainnya" that holds it, stands between the edges; the page itself stays put."""
    with screen(browser, 390) as page:
        for path in ("/papan", "/situasi", "/gerbang/keluar"):
            open_as(page, house, "all", path)
            box = page.locator(".bar nav > ul > li > a[aria-current], .bar summary[aria-current]").bounding_box()
            assert box is not None, path
            assert box["x"] >= 0, path
            assert box["x"] + box["width"] <= 390, path
            assert page.evaluate("[scrollX, scrollY, document.documentElement.scrollWidth]") == [0, 0, 390], path
