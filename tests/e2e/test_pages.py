"""Every page in a real browser: desktop and phone, light and dark, Indonesian and English."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

import pytest
from playwright._impl._api_structures import SetCookieParam
from playwright.sync_api import APIRequestContext, Browser, Page, Route, expect

from kawal.field.identity import new_identity
from kawal.record.note import SigningKey
from tests.e2e.conftest import of_page

pytestmark = pytest.mark.browser

PAGES = [
    "/rencana?tps=6371011012007",
    "/peringkat",
    "/tps/6371011012007",
    "/mitigasi",
    "/mitigasi/tindakan?place=63.71.01.1001&indicator=V1.7&agency=KPU_KOTA",
    "/mitigasi/kunjungan",
    "/satuan?unit=LM-63.71.01",
    "/cetak",
    "/papan?ward=63.71.01.1001",
    "/papan/6371011012007",
    "/papan/peta",
    "/dinding",
    "/buku-jaga",
    "/buku-jaga/tempelan",
    "/ikhtisar",
    "/apel",
    "/apel/regu",
    "/apel/kode?unit=LM-63.71.01",
    "/apel/pindai",
    "/lapangan#tolong",
    "/kesiapan",
    "/kesiapan/LM-63.71.01.1001",
    "/kekuatan",
    "/surat",
    "/surat/simpul/daftar",
    "/insiden",
    "/instansi",
    "/instansi?unsure=1",
    "/instansi/POLRESTA",
    "/situasi",
    "/logistik",
    "/logistik/K-02",
    "/logistik/K-06",
    "/hitung?contest=mayor&place=63.71.01.1012",
    "/hitung?contest=mayor&view=sources",
    "/hitung/grafik?contest=mayor",
    "/hitung/berkas",
    "/hitung/masukkan",
    "/hitung/putaran",
    "/sengketa",
    "/sengketa/dasar/baru?rule=PSU-112-2E&station=6371021003002",
    "/sengketa/keberatan",
    "/sengketa/kertas",
    "/sengketa/ambang",
    "/sengketa/tenggat",
    "/sengketa/berkas",
    "/sengketa/berkas?kind=ward&ward=63.71.01.1012",
    "/serah-jaga",
    "/paket-kertas",
    "/hitung/antrean",
    "/hitung/tps/6371011012007/mayor",
    "/sengketa/aturan",
    "/sengketa/aturan/RECOUNT-113",
    "/sengketa/indikasi",
    "/lapangan",
    "/lapangan#lapor-incident",
    "/lapangan#lapor-assembly",
    "/laporan",
    "/karantina",
    "/catatan",
    "/perangkat",
    "/akun",
    "/saya",
    "/masuk",
    "/api",
]
SIZES = {"desktop": (1440, 900), "phone": (390, 844)}
PLAIN = "document.querySelectorAll('.scroll, .bar nav').forEach(one => { one.style.background = 'none'; })"
"""The shades at the edges of what scrolls: before a gradient axe would leave every contrast undecided."""
AXE = Path(__file__).parents[2] / "web-src" / "node_modules" / "axe-core" / "axe.min.js"


def spoken(path: str, language: str) -> str:
    """The address of a page in a language."""
    page, mark, place = path.partition("#")
    return f"{page}{'&' if '?' in page else '?'}lang={language}{mark}{place}"


class Watched:
    """A page whose console, failures and requests are kept."""

    def __init__(self, page: Page, address: str) -> None:
        self.page, self.address = page, address
        self.wrong: list[str] = []
        page.on("console", lambda told: self.wrong.append(told.text) if of_page(told) else None)
        page.on("pageerror", lambda error: self.wrong.append(str(error)))
        page.on("requestfailed", self._failed)
        page.on("request", self._request)

    def _failed(self, request: Any) -> None:
        if request.failure != "net::ERR_ABORTED":  # a page that is left asks no further
            self.wrong.append(f"failed {request.url}: {request.failure}")

    def _request(self, request: Any) -> None:
        if not request.url.startswith((self.address, "blob:", "data:")):
            self.wrong.append(f"left this machine: {request.url}")

    def open(self, path: str) -> Page:
        """Open a page and wait for its map."""
        self.page.goto(self.address + path)
        if self.page.locator(".map-canvas").count():
            expect(self.page.locator(".map-canvas")).to_have_attribute("data-ready", "yes", timeout=30_000)
        return self.page


@pytest.fixture
def watched(browser: Browser, address: str, cookie: SetCookieParam) -> Iterator[Watched]:
    """A fresh desktop page in Indonesian."""
    context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="id-ID")
    context.add_cookies([cookie])
    yield Watched(context.new_page(), address)
    context.close()


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(("theme", "language"), [("light", "id"), ("dark", "en")])
def test_pages_are_clean_and_never_scroll_sideways(
    browser: Browser, address: str, cookie: SetCookieParam, size: str, theme: Literal["light", "dark"], language: str
) -> None:
    """No console error, nothing blocked, no request to another machine, no sideways scroll, no axe violation.

    Every page is seen at every size and in both themes and languages, not in every combination: of the four runs each
    takes every other page, so that the two sizes of a page differ in theme.
    """
    width, height = SIZES[size]
    turn = (list(SIZES).index(size) + (theme == "dark")) % 2
    context = browser.new_context(viewport={"width": width, "height": height}, color_scheme=theme)
    context.add_cookies([cookie])
    try:
        for text in ("TPS 12 Mantuil keributan berat", "TPS 14 Mantuil bagi uang"):
            line: dict[str, str | float | bool] = {"text": text, "channel": "radio", "identity": new_identity()}
            context.request.post(f"{address}/buku-jaga/baris", form=line, headers={"origin": address})
        context.request.post(f"{address}/situasi/buat", form={}, headers={"origin": address})
        letter = written_letter(context.request, address)
        watched = Watched(context.new_page(), address)
        case = watched.open("/insiden").locator(".cases a").first.get_attribute("href")
        breach = watched.open("/insiden?lang=id").locator(".cases a", has_text="uang").first.get_attribute("href")
        assert case is not None
        assert breach is not None
        ground = watched.open("/sengketa").locator(".cases a").first.get_attribute("href") or ""
        papers = f"/sengketa/kertas?of=ground&entry={ground.rpartition('/')[2]}"
        for path in [*PAGES, case, breach, letter, f"{letter}#kode", ground, papers][turn::2]:
            page = watched.open(spoken(path, language))
            if path.endswith("#kode"):
                page.locator("main details summary").click()
            assert page.evaluate("document.documentElement.scrollWidth") <= width, path
            assert _violations(page) == [], path
        assert watched.wrong == []
    finally:
        context.close()


def written_letter(client: APIRequestContext, address: str) -> str:
    """The page of a letter that asks another node for an escort; its words fill several codes."""
    ours = {"origin": address}
    key = str(SigningKey("kawal/contoh", bytes(32)).verifier)
    client.post(f"{address}/surat/simpul", form={"key": key, "institution": "Bawaslu Contoh"}, headers=ours)
    words = "Pengawalan kotak suara dari kelurahan ke gudang, lewat sungai. " * 30
    asked: dict[str, str | float | bool] = {
        "receiver": "kawal/contoh",
        "kind": "escort",
        "severity": "minor",
        "words": words,
    }
    assert client.post(f"{address}/surat/tulis", form=asked, headers=ours).ok
    found = re.findall(r'href="(/surat/[0-9a-f-]{36})"', client.get(f"{address}/surat").text())
    return str(found[0])


def test_the_slider_solves_while_it_moves(watched: Watched) -> None:
    """By keyboard: ten officers fewer; number, panel and map follow."""
    page = watched.open("/rencana")
    page.locator("#guards").focus()
    for _ in range(10):
        page.keyboard.press("ArrowLeft")
    expect(page.locator("[data-map]")).to_have_attribute("data-guards", "300", timeout=15_000)
    assert page.locator("output[for=guards]").first.inner_text() == "300"
    expect(page.locator("#panel")).to_contain_text("menghapus")
    assert watched.wrong == []


def test_a_post_is_forbidden_by_click_and_freed_again(watched: Watched) -> None:
    """The list of locks shows it; the map's mark and the plan follow; freeing takes it away."""
    page = watched.open("/rencana?tps=6371011012007")
    page.get_by_role("button", name="Larang").click()
    expect(page.locator("ul.notes")).to_contain_text("TPS 007 Basirih Selatan dilarang")
    expect(page.get_by_role("button", name="Larang")).to_have_attribute("aria-pressed", "true")
    page.get_by_role("button", name="Bebaskan").click()
    expect(page.get_by_role("heading", name="Dikunci dan dilarang")).to_have_count(0)


@pytest.mark.parametrize("path", ["/papan/peta", "/rencana"])
def test_a_map_says_that_it_is_loading_until_it_is_drawn_or_cannot_be(watched: Watched, path: str) -> None:
    """Its data is held back, then refused: the word stands over the empty map, in its place; nothing moves."""
    page, held = watched.page, list[Route]()
    page.route(re.compile("/peta(/dasar)?[?]"), lambda route: held.append(route))  # noqa: PLW0108  no builtin
    page.goto(watched.address + path)
    canvas = page.locator(".map-canvas")
    said = "one => getComputedStyle(one, '::after').content"
    assert canvas.evaluate(said) == '"Memuat peta…"'
    before = canvas.bounding_box()
    while not held:
        page.wait_for_timeout(20)
    held[0].fulfill(status=503, body="")
    expect(canvas).to_have_attribute("data-ready", "no")
    assert canvas.evaluate(said) == '"Peta tidak termuat; isi yang sama ada dalam daftar."'
    page.unroute_all()
    watched.open(path)
    assert canvas.evaluate(said) == "none"
    assert canvas.bounding_box() == before


def test_the_wall_is_read_on_a_phone(browser: Browser, address: str, cookie: SetCookieParam) -> None:
    """Districts one under the other, each ward with its marks in numbers and words of at least 16 px instead of a row
    of dots; the way to the board is as high as a finger; what is urgent stands before the first district."""
    width, height = SIZES["phone"]
    context = browser.new_context(viewport={"width": width, "height": height}, locale="id-ID")
    context.add_cookies([cookie])
    try:
        page = Watched(context.new_page(), address).open("/dinding")
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert page.locator("[data-cell]:visible").count() == 0
        wards = page.locator(".wall .in-hand:visible")
        assert wards.count() == 52
        stations = [sum(map(int, re.findall("[0-9]+", said))) for said in wards.all_inner_texts()]
        assert sum(stations) == 965
        words = page.locator(".wall h2, .wall h3, .wall .top li, .wall .in-hand").evaluate_all(
            "all => all.map(one => parseFloat(getComputedStyle(one).fontSize))"
        )
        assert min(words) >= 16
        districts = page.locator(".districts > section").evaluate_all("all => all.map(one => one.offsetLeft)")
        assert len(set(districts)) == 1
        urgent, first = page.locator(".wall .top").bounding_box(), page.locator(".districts").bounding_box()
        assert urgent is not None
        assert first is not None
        assert urgent["y"] < first["y"]
        board = page.get_by_role("link", name="Papan TPS").bounding_box()
        assert board is not None
        assert board["height"] >= 44
    finally:
        context.close()


@pytest.mark.parametrize("width", [1280, 390])
def test_a_form_is_changed_without_scrolling_its_table(
    browser: Browser, address: str, cookie: SetCookieParam, width: int
) -> None:
    """The buttons of each form stand whole inside the list, at a desk of 1,280 px and on a phone."""
    context = browser.new_context(viewport={"width": width, "height": 800}, locale="id-ID")
    context.add_cookies([cookie])
    try:
        page = Watched(context.new_page(), address).open("/formulir")
        scroll = page.locator(".main .scroll")
        assert scroll.evaluate("one => one.scrollWidth <= one.clientWidth")
        assert page.locator(".forms-tab .do .btn").count() > 0
        assert _violations(page) == []
    finally:
        context.close()


def test_two_people_are_swapped_in_two_clicks(watched: Watched) -> None:
    """The second click takes the other's post; a new version stands in the list."""
    page = watched.open("/satuan?unit=LM-63.71.01")
    rows = page.locator("table").first.locator("tbody tr")
    posts = [rows.nth(n).locator("td").nth(3).inner_text() for n in range(rows.count())]
    other = next(n for n in range(1, len(posts)) if posts[n] != posts[0])
    versions = page.get_by_text("Tetapkan versi").inner_text()
    rows.nth(0).get_by_role("link", name="Tukar").click()
    page.locator("table").first.locator("tbody tr").nth(other).get_by_role("button").click()
    expect(page.get_by_text("Tetapkan versi")).not_to_have_text(versions)
    rows = page.locator("table").first.locator("tbody tr")
    assert rows.nth(0).locator("td").nth(3).inner_text() == posts[other]
    assert rows.nth(other).locator("td").nth(3).inner_text() == posts[0]


def test_a_measure_is_marked_where_it_stands(watched: Watched) -> None:
    """One click changes one row; the page stays where it is."""
    page = watched.open("/mitigasi")
    row = page.locator("table.mx tbody tr:not(.grp)").first
    row.get_by_role("button").filter(has_text="Berjalan").click()
    expect(page.locator("table.mx tbody tr:not(.grp)").first).to_contain_text("Belum")
    assert page.url.endswith("/mitigasi")
    assert watched.wrong == []


def test_a_stale_count_is_refused_where_it_was_typed(watched: Watched) -> None:
    """A colleague counted first: their values are shown, what was typed stays, and saving again is a choice."""
    page = watched.open("/kesiapan/LM-63.71.01.1002")
    unit, form = "LM-63.71.01.1002", dict[str, str | float | bool]()
    form |= {"unit": unit, "number": "1", "item": "radio", "found": "1", "good": "0"}
    page.request.post(f"{watched.address}/kesiapan/hitung", form=form, headers={"origin": watched.address})
    row = page.locator("#i-radio")
    row.locator("[name=found]").fill("1")
    row.locator("[name=good]").fill("1")
    row.get_by_role("button").click()
    expect(row.locator(".refused")).to_contain_text("sudah dihitung sesudah halaman ini dibuka")
    told, counted = row.locator(".refused").bounding_box(), row.locator("#c-radio").bounding_box()
    assert told is not None
    assert counted is not None
    assert told["width"] >= counted["width"]
    expect(row.locator("#c-radio")).to_contain_text("1 ada, 0 berfungsi")
    expect(row.locator("[name=good]")).to_have_value("1")
    row.get_by_role("button").click()
    expect(page.locator("#c-radio")).to_contain_text("1 ada, 1 berfungsi")


def test_everything_is_reached_by_keyboard(watched: Watched) -> None:
    """From the skip link to the slider and the first station, with a visible focus."""
    page = watched.open("/rencana")
    seen = set()
    for _ in range(60):
        page.keyboard.press("Tab")
        seen.add(
            page.evaluate(
                "(document.activeElement.id || document.activeElement.textContent || '').trim().slice(0, 24)"
            )
        )
    assert {"Langsung ke isi", "Rencana", "Lainnya", "guards"} <= seen
    assert any(text.startswith("TPS ") for text in seen)


def test_pages_work_without_script(browser: Browser, address: str, cookie: SetCookieParam) -> None:
    """The plan's tables, and a form in place of the slider."""
    context = browser.new_context(java_script_enabled=False, locale="id-ID")
    context.add_cookies([cookie])
    try:
        page = context.new_page()
        page.goto(address + "/rencana")
        page.locator("input[type=number][name=guards]").fill("200")
        page.get_by_role("button", name="Hitung").click()
        expect(page.locator("h1")).to_contain_text("200")
    finally:
        context.close()


def test_the_reach_of_a_team_is_shown_from_the_table(watched: Watched) -> None:
    """A link, so that the keyboard has it too; the map draws the circle of that base."""
    page = watched.open("/rencana")
    link = page.locator("#trc").locator("xpath=ancestor::section[1]").get_by_role("link").first
    name = link.inner_text()
    link.press("Enter")
    page.wait_for_url("**trc=*")
    expect(page.locator("[data-map]")).to_have_attribute("data-ready", "yes", timeout=30_000)
    expect(page.locator("[data-map]")).not_to_have_attribute("data-reach", "")
    expect(page.locator("tr[aria-current] a", has_text=name)).to_have_count(1)
    assert watched.wrong == []


def _violations(page: Page) -> list[str]:
    """Serious and critical findings of axe-core, WCAG 2.2 A and AA."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    page.evaluate(PLAIN)
    found = page.evaluate(
        """async () => (await axe.run(document, {
          resultTypes: ["violations"],  // of what is in order no selectors are made: a third of the time
          runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
        })).violations.filter(v => ["serious", "critical"].includes(v.impact))
        .map(v => v.id + ": " + v.nodes.map(n => n.target.join(" ")).slice(0, 4).join(", "))"""
    )
    return list(found)


@pytest.mark.parametrize("size", SIZES)
def test_a_report_and_a_quarantined_one_are_read(
    browser: Browser, address: str, cookie: SetCookieParam, size: str
) -> None:
    """From the lists by their links; the private part opens on request; a receipt is checked on the record page."""
    width, height = SIZES[size]
    context = browser.new_context(viewport={"width": width, "height": height}, locale="id-ID")
    context.add_cookies([cookie])
    try:
        watched = Watched(context.new_page(), address)
        page = watched.open("/laporan?kind=incident")
        page.locator("tbody a").first.click()
        page.get_by_role("button", name="Buka").click()
        expect(page.locator(".kv").nth(1)).to_contain_text("Latihan")
        assert _violations(page) == []
        receipt = page.locator("pre.receipt").inner_text()
        page.goto(address + "/catatan")
        page.locator("[name=receipt]").fill(receipt)
        page.get_by_role("button", name="Periksa").click()
        expect(page.locator(".say-ok")).to_contain_text("Cocok")
        page.goto(address + "/karantina")
        page.locator(".facts a").first.click()
        page.get_by_role("button", name="Buka").click()
        expect(page.locator("pre.receipt")).to_contain_text("unheard_of")
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert _violations(page) == []
        assert watched.wrong == []
    finally:
        context.close()
