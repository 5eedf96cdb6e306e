"""The count in a real browser: from the photo of a form to the sum of the province, by keyboard only."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from kawal.access.roles import Role
from kawal.web.identity import SESSION_COOKIE
from tests.count.test_pages import MORE, OTHER, Pages
from tests.e2e.test_pages import Watched, _violations
from tests.e2e.test_phone import noise_png
from tests.http.conftest import session
from tests.support.phone import STATION
from tests.support.serving import Served, serving

pytestmark = pytest.mark.browser

DESK = {"width": 1280, "height": 800}
PHONE = {"width": 390, "height": 844}
SCENE = noise_png(64)


@contextmanager
def seat(browser: Browser, served: Served, token: str, size: dict[str, int] | None = None) -> Iterator[Watched]:
    """Someone at a desk, signed in; what goes wrong on their pages is kept."""
    context = browser.new_context(viewport=size or DESK, locale="id-ID")  # type: ignore[arg-type]
    context.add_cookies([{"name": SESSION_COOKIE, "value": token, "url": served.address}])
    yield Watched(context.new_page(), served.address)
    context.close()


def tokens(pages: Pages, *roles: Role) -> list[str]:
    """A session of a new account for each role."""
    return [session(pages.house.node, role) for role in roles]


def in_sight(page: Page) -> bool:
    """Whether the photo of the page has been loaded as an image."""
    loaded = "image => image.complete && image.naturalWidth > 0"
    image = page.locator("[data-viewer] img")
    expect(image).to_have_attribute("src", re.compile("/laporan/"))
    return bool(image.evaluate(loaded))


def test_a_differing_form_goes_from_its_photo_to_the_sums_by_keyboard(browser: Browser, tmp_path: Path) -> None:
    """Two phones bring photographed copies of one form: 100 and 102 for the second pair. The adjudicator opens it
    from the queue, looks at the photo, takes the agent's numbers, and the city has 102; N opens the next form."""
    folder = tmp_path / "node"
    pages = Pages(folder)
    pages.photographed(pages.supervisor, image=SCENE)
    pages.photographed(pages.agent, b"2", image=SCENE, **MORE)
    pages.send(pages.supervisor, OTHER, invalid=6)  # 200 + 6 = 206, not 205: one vote, after those of two
    [token] = tokens(pages, "adjudicator")
    pages.house.close()
    with serving(folder) as served, seat(browser, served, token) as watched:
        page = watched.open("/hitung/antrean")
        expect(page.locator("a[data-row]")).to_have_count(5)
        page.keyboard.press("j")
        page.keyboard.press("Enter")
        page.wait_for_url(f"**/hitung/tps/{STATION}/mayor*")
        expect(page.locator("[data-field]")).to_have_count(4)
        expect(page.locator('[data-place="63.71"] [data-sum=votes_2]')).to_have_text("200")
        assert in_sight(page)
        page.keyboard.press("f")
        expect(page.locator("[data-viewer]")).to_have_class(re.compile("viewer-full"))
        page.keyboard.press("r")
        page.keyboard.press("Escape")
        assert _violations(page) == []
        for _ in range(4):
            page.keyboard.press("2")  # the second column is the agent's
        page.keyboard.press("a")
        expect(page.get_by_label("angka pada foto")).to_be_checked()
        page.keyboard.press("s")
        expect(page.locator("#r-votes_2")).to_contain_text("diputus")
        expect(page.locator('[data-place="63.71"] [data-sum=votes_2]')).to_have_text("202")
        expect(page.locator(".log")).to_contain_text("Putusan")
        page.keyboard.press("n")
        page.wait_for_url(f"**/hitung/tps/{OTHER}/mayor*")
        assert watched.wrong == []


def test_the_second_of_two_adjudicators_is_told_and_loses_nothing(browser: Browser, tmp_path: Path) -> None:
    """Both have the form open and choose; who saves second gets 409 in words, and the own choice is still there."""
    folder = tmp_path / "node"
    pages = Pages(folder)
    pages.send(pages.supervisor)
    pages.send(pages.agent, **MORE)
    given = tokens(pages, "adjudicator", "adjudicator")
    pages.house.close()
    with serving(folder) as served, seat(browser, served, given[0]) as one, seat(browser, served, given[1]) as two:
        for watched in (one, two):
            watched.open(f"/hitung/tps/{STATION}/mayor")
        expect(two.page.locator("main")).to_contain_text("Sedang dibuka")
        for watched, key in ((one, "1"), (two, "2")):
            watched.page.keyboard.press(key)
            watched.page.keyboard.press("a")
        one.page.keyboard.press("s")
        expect(one.page.locator(".log")).to_contain_text("Putusan")
        two.page.keyboard.press("s")
        expect(two.page.get_by_role("alert")).to_contain_text("lebih baru")
        expect(two.page.locator("[data-field]").first.locator('[data-key="2"]')).to_be_checked()


def test_two_clerks_read_a_photo_blind_and_by_keyboard(browser: Browser, tmp_path: Path) -> None:
    """Numbers and Enter only; the sums are hinted from what is typed; what is refused stays; the second clerk reads
    another number, and the form differs."""
    folder = tmp_path / "node"
    pages = Pages(folder)
    copy = pages.photographed(pages.supervisor, image=SCENE)
    first, second, adjudicator = tokens(pages, "clerk", "clerk", "adjudicator")
    pages.house.close()
    with serving(folder) as served:
        for token, votes in ((first, ("61", "100", "39")), (second, ("67", "100", "39"))):
            with seat(browser, served, token) as watched:
                page = watched.open("/hitung/baca")
                assert in_sight(page)
                for _ in range(4):
                    page.keyboard.press("PageDown")  # voters, users, ballots, disabled -> votes
                for number in (*votes, "200"):
                    page.keyboard.type(number)
                    page.keyboard.press("Enter")
                hint = page.locator("#hints > li").filter(has_text="Suara semua pilihan")
                expect(hint).to_be_visible()
                expect(hint.locator("output")).to_have_text("" if votes[0] == "61" else "+6")
                page.keyboard.type("5x")
                save = page.get_by_role("button", name="Simpan")
                save.evaluate("button => { button.form.noValidate = true }")  # a browser that checks nothing
                save.press("Enter")
                expect(page.get_by_role("alert")).to_contain_text("invalid_total")
                expect(page.locator("input[name=invalid_total]")).to_have_value("5x")
                page.locator("input[name=invalid_total]").fill("5")
                page.locator("input[name=invalid_total]").press("Enter")
                page.keyboard.type("205")
                page.keyboard.press("Enter")
                page.keyboard.press("Enter")
                expect(page.locator("main")).to_contain_text("Tersimpan.")
                expect(page.locator("main")).to_contain_text("Tidak ada salinan yang menunggu")
        with seat(browser, served, adjudicator) as watched:
            page = watched.open(f"/hitung/tps/{STATION}/mayor")
            expect(page.locator("thead").first).to_contain_text("petugas kedua")
            expect(page.locator("#r-votes_1")).to_contain_text("berbeda")
            assert f"/laporan/{copy}/foto/" in page.content()
            assert watched.wrong == []


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Served, list[tuple[str, str]]]]:
    """A served node with two copies of one form, to look at; the pages of the count, each with who looks."""
    folder = tmp_path_factory.mktemp("count") / "node"
    pages = Pages(folder)
    pages.photographed(pages.supervisor, image=SCENE)
    pages.photographed(pages.agent, b"2", image=SCENE, **MORE)
    adjudicator, clerk = tokens(pages, "adjudicator", "clerk")
    agent = session(pages.house.node, "pair_agent", agency="PASLON-mayor-2")
    pages.house.close()
    seats = [
        (adjudicator, "/hitung/antrean"),
        (adjudicator, f"/hitung/tps/{STATION}/mayor?all=1"),
        (clerk, "/hitung/baca"),
        (clerk, "/hitung/masukkan"),
        (agent, "/hitung/milik-saya"),
    ]
    with serving(folder) as served:
        yield served, seats


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_pages_of_the_count_are_clean(
    browser: Browser, filled: tuple[Served, list[tuple[str, str]]], size: dict[str, int], theme: str
) -> None:
    """With data: no sideways scroll, no axe violation, nothing on the console, whoever looks."""
    served, seats = filled
    for token, path in seats:
        with seat(browser, served, token, size) as watched:
            watched.page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
            page = watched.open(path)
            assert page.evaluate("document.documentElement.scrollWidth") <= size["width"], path
            assert _violations(page) == [], path
            assert watched.wrong == [], path
