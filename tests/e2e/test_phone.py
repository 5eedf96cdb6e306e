"""A phone through a day with bad signal: enrolled, offline, past a restart of the server, receipts verified."""

import re
import sqlite3
import struct
import subprocess
import zlib
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, expect

from kawal.access.model import Grant
from kawal.field.queries import identity_of, latest_reports, stored_photos
from kawal.node import open_node
from kawal.store.folder import DATABASE
from tests.conftest import filled_node
from tests.support.serving import Served, serving
from tests.web.test_built import SOURCE, node_program

pytestmark = pytest.mark.browser
DECODE = """
const {default: decode} = await import(process.argv[1]);
const dark = [...process.argv[2].matchAll(/M(\\d+) (\\d+)h/g)].map((one) => [Number(one[1]), Number(one[2])]);
const size = (Math.max(...dark.flat()) + 3) * 4;  // four pixels for a module, and the quiet zone
const data = new Uint8ClampedArray(size * size * 4).fill(255);
for (const [x, y] of dark)
  for (let at = 0; at < 16; at++) {
    const pixel = ((y * 4 + (at >> 2)) * size + x * 4 + (at & 3)) * 4;
    data.fill(0, pixel, pixel + 3);
  }
process.stdout.write(decode({width: size, height: size, data}));
"""
PHONE: ViewportSize = {"width": 390, "height": 844}


def noise_png(size: int = 640) -> bytes:
    """A sharp picture: a grey PNG of fixed noise."""
    rows = b"".join(b"\0" + bytes((x * 31 ^ y * 17) & 0xFF for x in range(size)) for y in range(size))
    header = struct.pack(">IIBBBBB", size, size, 8, 0, 0, 0, 0)

    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def report(page: Page, kind: str, fill_in: dict[str, str], photo: bytes | None = None) -> None:
    """Fill in and save one form, by its page."""
    form = page.locator(f"form[data-kind={kind}]")
    page.evaluate("hash => { location.hash = hash }", f"#lapor-{kind}")
    expect(form).to_be_visible()
    form.locator("[name=place]").select_option(index=1)
    for name, value in fill_in.items():
        control = form.locator(f"[name=a-{name}]")
        if control.first.get_attribute("type") == "radio":
            form.locator(f"[name=a-{name}][value={value}]").check()
        else:
            control.fill(value)
    if photo is not None:
        form.locator("input[type=file]").set_input_files(
            {"name": "scene.png", "mimeType": "image/png", "buffer": photo}
        )
        expect(form.locator("[data-photo-state]")).to_contain_text("kB")
    form.locator("button.tap-go").click()
    expect(page.locator("#pos")).to_be_visible()


def enrol(context: BrowserContext, address: str, token: str) -> Page:
    """A phone opens its link and makes its key."""
    page = context.new_page()
    page.goto(f"{address}/undangan/{token}")
    page.locator("[data-enrol]").click()
    page.wait_for_url("**/lapangan")
    expect(page.locator("html")).to_have_class(re.compile("enrolled"))
    return page


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A node with the exercise, and an officer of one district with a link for a phone."""
    made = tmp_path / "node"
    node = filled_node(made)
    account = node.access.open_account("petugas", "Petugas Satu", (Grant("officer", "", "63.71.01.1012"),), "test")
    (tmp_path / "link").write_text(node.access.link(account.id, "device"))
    node.close()
    return made


def test_reports_written_in_airplane_mode_arrive_after_a_restart(
    browser: Browser, folder: Path, tmp_path: Path
) -> None:
    """Three reports, one with a photo; the server is killed and comes back; the phone verifies every receipt."""
    context = browser.new_context(viewport=PHONE, locale="en-GB", is_mobile=True, has_touch=True)
    faults: list[str] = []
    first = Served(folder, 0)
    try:
        page = enrol(context, first.address, (tmp_path / "link").read_text())
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.reload()  # now the worker has the page
        expect(page.locator("html")).to_have_class(re.compile("enrolled"))
        context.set_offline(True)
        page.reload()
        expect(page.locator("#air")).to_be_visible()
        report(page, "opening", {"opened_at": "07:02"})
        report(page, "incident", {"what": "disturbance", "severity": "minor", "note": "rahasia 4711"}, noise_png())
        report(page, "nil", {"stations": "1"})
        expect(page.locator("#waiting-count")).to_have_text("3")
        expect(page.locator("#mine li")).to_have_count(3)
        first.kill()
        with serving(folder, first.port):
            context.set_offline(False)
            expect(page.locator("#waiting-count")).to_have_text("0", timeout=30_000)
            expect(page.locator("#sent-count")).to_have_text("3")
            for row in page.locator("#mine li").all():
                expect(row).to_contain_text(re.compile("verified on this phone|diperiksa di ponsel ini"))
            expect(page.locator("#air")).to_be_hidden()
            page.screenshot(path=str(tmp_path / "phone.png"), full_page=True)
    finally:
        first.stop()
        context.close()
    assert faults == []
    node = open_node(folder)
    with node.reading() as connection:
        reports = latest_reports(connection)
        assert sorted(one.kind for one in reports) == ["incident", "nil", "opening"]
        assert sorted(one.seq for one in reports) == [1, 2, 3]
        incident = next(one for one in reports if one.kind == "incident")
        assert stored_photos(connection, incident.index) == frozenset(incident.photos)
        photo = node.store.blobs.get(connection, incident.photos[0])
        assert photo is not None
        assert photo.startswith(b"\xff\xd8\xff")
    node.close()
    assert all(b"rahasia 4711" not in path.read_bytes() for path in folder.rglob("*") if path.is_file())


def test_a_discreet_report_leaves_only_its_receipt(browser: Browser, folder: Path, tmp_path: Path) -> None:
    """After the verified receipt neither kind nor place nor text is on the phone."""
    context = browser.new_context(viewport=PHONE, locale="id-ID", is_mobile=True, has_touch=True)
    with serving(folder) as served:
        page = enrol(context, served.address, (tmp_path / "link").read_text())
        page.evaluate("() => { location.hash = '#lapor-free_note' }")
        form = page.locator("form[data-kind=free_note]")
        form.locator("[name=place]").select_option(index=1)
        form.locator("[name=a-note]").fill("hanya untuk posko")
        form.locator("[name=discreet]").check()
        form.locator("button.tap-go").click()
        expect(page.locator("#sent-count")).to_have_text("1")
        expect(page.locator("#mine li")).to_contain_text("diperiksa di ponsel ini")
        kept = page.evaluate(
            """() => new Promise((done) => {
                const opening = indexedDB.open('kawal-lapangan');
                opening.onsuccess = () => {
                    const all = opening.result.transaction('report').objectStore('report').getAll();
                    all.onsuccess = () => done(all.result);
                };
            })"""
        )
        assert len(kept) == 1
        assert (kept[0]["title"], kept[0]["place"], kept[0]["token"]) == ("", "", "")
        assert kept[0]["receipt"].startswith("c2sp.org/tlog-proof@v1")
    context.close()


def test_the_receipt_is_shown_as_a_code_without_a_signal(browser: Browser, folder: Path, tmp_path: Path) -> None:
    """Offline: the number, what was checked, a file to keep, and the QR code of the receipt's address on the node."""
    context = browser.new_context(viewport=PHONE, locale="id-ID", is_mobile=True, has_touch=True)
    with serving(folder) as served:
        page = enrol(context, served.address, (tmp_path / "link").read_text())
        report(page, "turnout", {"arrived": "80"})
        row = page.locator("#mine li")
        expect(row).to_contain_text("diperiksa di ponsel ini")
        index = row.locator("[data-slot=index]").inner_text()
        context.set_offline(True)
        row.get_by_role("link", name="tanda terima").click()
        shown = page.locator("#terima")
        expect(shown.locator("[data-slot=number]")).to_have_text(index)
        expect(shown).to_contain_text("diperiksa di ponsel ini")
        path = shown.locator("svg path").get_attribute("d") or ""
        with page.expect_download() as saved:
            shown.get_by_role("link", name="Simpan tanda terima").click()
        context.set_offline(False)
        node_says = context.request.get(receipt_address(folder, served.address)).text()
        assert saved.value.suggested_filename == f"kawal-{index}.tlog-proof"
        assert node_says.startswith(f"c2sp.org/tlog-proof@v1\nindex {index}\n")
        assert read_code(path) == receipt_address(folder, served.address)
    context.close()


def receipt_address(folder: Path, address: str) -> str:
    """Where the receipt of the newest report is, for who knows its id."""
    engine = sqlite3.connect(f"file:{folder / DATABASE}?mode=ro", uri=True)
    (raw,) = engine.execute("select id from report order by position desc limit 1").fetchone()
    engine.close()
    return f"{address}/api/receipts/{identity_of(raw)}"


def read_code(path: str) -> str:
    """The text of a drawn QR code, as a decoder that is not the encoder's reads it."""
    decoder = SOURCE / "node_modules" / "qr" / "decode.js"
    if not decoder.is_file():
        pytest.skip("the decoder is not here (web-src/node_modules): `make web` installs it")
    done = subprocess.run(
        [node_program(), "--input-type=module", "-e", DECODE, str(decoder), path],
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout


def test_the_forms_work_without_script(browser: Browser, folder: Path) -> None:
    """A plain browser signs in by a link, sends a form and gets its number; pressing twice is one report."""
    node = open_node(folder)
    account = next(one for one in node.access.directory().accounts.values() if one.login == "petugas")
    token = node.access.link(account.id, "session")
    node.close()
    context = browser.new_context(viewport=PHONE, java_script_enabled=False, locale="id-ID")
    with serving(folder) as served:
        page = context.new_page()
        page.goto(f"{served.address}/undangan/{token}")
        page.get_by_role("button", name="Masuk").click()
        page.goto(f"{served.address}/lapangan#lapor-turnout")
        form = page.locator("form[data-kind=turnout]")
        form.locator("button.tap-go").click()
        expect(form.locator("[name=place]")).to_have_value("")  # nothing is sent of a place that nobody chose
        form.locator("[name=place]").select_option(index=1)
        form.locator("[name=a-arrived]").fill("123")
        form.locator("button.tap-go").click()
        expect(page.locator(".say-ok:not([hidden])")).to_contain_text(
            re.compile(r"Pemilih hadir.*, .*: tercatat sebagai nomor")
        )
    context.close()
