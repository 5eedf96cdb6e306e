"""The morning of one district, typed and pasted as the desk gets it: right station by station, without a pointer."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright._impl._api_structures import FilePayload
from playwright.sync_api import Browser, Page, expect

from kawal.node import open_node
from kawal.web.identity import SESSION_COOKIE
from tests.conftest import filled_node
from tests.http.conftest import session
from tests.support.serving import Served, serving

pytestmark = pytest.mark.browser
RADIO = (
    "Kertak Baru Ilir 1-5 semua buka 0700",
    "krtk baru ulu 1-4 sdh buka, info PPS",
    "Mawar 1-7 buka, 8 belum",
    "Tlk Dalam 1 sd 20 sdh bk",
    "0712 teluk dlm 21 blm bk, tinta kurang, Danru 4",
    "Antasan Besar semua tps buka jam 7",
    "Pasar Lama semua kecuali 6 sdh bk",
    "Gadang nihil",
    "Melayu 1-6 buka dr Danru 7",
    "tps 3 Sungai Baru buka 0710",
)
FIRST_GROUP = "07.09 Danru 9: 1-7 sudah buka semua\n07.11 Anggota: 8 blm bk\n07.12 Danru 9: siap ndan\n"
SECOND_GROUP = "07.05 Danru 5: tps 1-9 sdh dibuka, aman\n07.11 Anggota: 8 blm bk\n"
EXPORT = """27/11/24 06.00 - Pesan dan panggilan dienkripsi secara end-to-end.
27/11/24 06.40 - Danru 11: <Media tidak disertakan>
27/11/24 07.02 - Danru 11: Pekapuran Laut:
1-4 buka
5 belum
27/11/24 07.04 - Danru 12: Kelayan Luar 1-8 semua buka
27/11/24 07.06 - Danru 8: Teluk Dalam 22-41 sdh buka
27/11/24 07.09 - Danru 9: 1-7 sudah buka semua
"""
OPEN: dict[str, set[int]] = {
    "1001": set(range(1, 6)),
    "1002": set(range(1, 5)),
    "1003": set(range(1, 8)),
    "1004": set(range(1, 21)) | set(range(22, 42)),
    "1005": set(range(1, 11)),
    "1006": set(range(1, 12)) - {6},
    "1007": set(range(1, 8)),
    "1008": set(range(1, 10)),
    "1009": set(range(1, 7)),
    "1010": {3},
    "1011": set(range(1, 5)),
    "1012": set(range(1, 9)),
}
"""Stations of Banjarmasin Tengah that were said to be open, by the last digits of their ward."""
NOT_OPEN = {"1003": {8}, "1004": {21}, "1007": {8}, "1011": {5}}


@pytest.fixture
def desk(browser: Browser, tmp_path: Path) -> Iterator[tuple[Page, Served, Path]]:
    """An operator's page on the morning of the vote."""
    folder = tmp_path / "node"
    node = filled_node(folder)
    token = session(node, "operator")
    node.close()
    with serving(folder, 0, "--clock", "2024-11-27T07:13+08:00") as served:
        context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="id-ID")
        context.add_cookies([{"name": SESSION_COOKIE, "value": token, "url": served.address}])
        yield context.new_page(), served, folder
        context.close()


def paste(page: Page, address: str, title: str, text: str = "", file: str = "") -> None:
    """Paste a group's chat, or give its exported file, and save it."""
    page.goto(f"{address}/buku-jaga/tempelan")
    page.locator("[name=title]").fill(title)
    page.locator("[name=text]").fill(text)
    if file:
        upload: FilePayload = {"name": "chat.txt", "mimeType": "text/plain", "buffer": file.encode()}
        page.locator("[name=file]").set_input_files(upload)
    page.get_by_role("button", name="Baca").click()
    page.get_by_role("button", name="Simpan").click()
    page.wait_for_url("**/buku-jaga?**")


def test_the_morning_of_a_district_is_right_station_by_station(desk: tuple[Page, Served, Path]) -> None:
    """Ten lines typed, one key after each and no pointer; two groups, an export: 136 stations as they were told."""
    page, served, folder = desk
    page.goto(f"{served.address}/buku-jaga")
    for line in RADIO:
        page.keyboard.type(line)
        page.keyboard.press("Enter")
    expect(page.locator("#log tbody tr")).to_have_count(len(RADIO))
    expect(page.locator("#unsaved")).to_be_empty()
    assert page.locator("#text").input_value() == ""
    assert page.evaluate("document.activeElement.id") == "text"
    paste(page, served.address, "Linmas Seberang Mesjid", FIRST_GROUP)
    paste(page, served.address, "Posko Gadang", SECOND_GROUP.replace("\n07.11 Anggota: 8 blm bk", ""))
    paste(page, served.address, "", file=EXPORT.replace("1-7 sudah", "Seberang Mesjid 1-7 sudah"))
    page.goto(f"{served.address}/papan?district=63.71.05")
    counts = {"memilih": sum(map(len, OPEN.values())), "belum buka": sum(map(len, NOT_OPEN.values()))}
    counts["belum ada kabar"] = 136 - sum(counts.values())
    for word, count in counts.items():
        expect(page.locator(".strip li", has_text=word)).to_contain_text(str(count))
    for ward, opened in OPEN.items():
        page.goto(f"{served.address}/papan?district=63.71.05&ward=63.71.05.{ward}")
        rows = page.locator("aside .mini tbody tr").all_inner_texts()
        told = {int(row.split()[1]): row for row in rows}
        for number, row in told.items():
            state = (
                "memilih" if number in opened else "belum buka" if number in NOT_OPEN.get(ward, ()) else "belum ada"
            )
            assert state in row, (ward, number, row)
    served.stop()
    node = open_node(folder)
    with node.reading() as connection:
        from kawal.field.line_queries import log_rows  # noqa: PLC0415

        lines = log_rows(connection, most=100)
    node.close()
    assert len([row for row in lines if row.channel == "radio"]) == len(RADIO)


def test_a_line_that_could_not_be_saved_stays_in_sight(desk: tuple[Page, Served, Path]) -> None:
    """The server is gone: the words stand below with a button; once it is back, pressing it saves them once."""
    page, served, folder = desk
    page.goto(f"{served.address}/buku-jaga")
    served.kill()
    page.keyboard.type("Mawar 1-7 buka")
    page.keyboard.press("Enter")
    expect(page.locator("#unsaved")).to_contain_text("Mawar 1-7 buka")
    with serving(folder, served.port, "--clock", "2024-11-27T07:13+08:00"):
        page.locator("#unsaved button").click()
        expect(page.locator("#last")).to_contain_text("TPS 1-7 Mawar buka")


def test_lines_that_could_not_be_saved_survive_the_page(desk: tuple[Page, Served, Path]) -> None:
    """The server is gone, three lines are typed, the page is loaded anew when it is back: each is saved once."""
    page, served, folder = desk
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto(f"{served.address}/buku-jaga")
    served.kill()
    for ward in ("Mawar", "Gadang", "Melayu"):
        page.keyboard.type(f"{ward} 1-2 buka")
        page.keyboard.press("Enter")
    expect(page.locator("#unsaved p")).to_have_count(3)
    with serving(folder, served.port, "--clock", "2024-11-27T07:13+08:00"):
        page.goto(f"http://127.0.0.1:{served.port}/buku-jaga")
        for ward in ("Mawar", "Gadang", "Melayu"):
            expect(page.locator("#log")).to_contain_text(f"TPS 1-2 {ward} buka")
        expect(page.locator("#unsaved")).to_be_empty()
        page.goto(f"http://127.0.0.1:{served.port}/buku-jaga")
        assert page.locator("#log").inner_text().count("TPS 1-2 Mawar buka") == 1


def test_a_line_that_was_refused_tells_why_and_is_corrected_in_its_place(desk: tuple[Page, Served, Path]) -> None:
    """Sheet "abc": the reason stands beside the words, also on the next page, without another attempt; put back into
    the form with a number of a sheet it is saved once."""
    page, served, _ = desk
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto(f"{served.address}/buku-jaga")
    page.locator("label", has_text="Kertas").click()
    page.locator("[name=sheet]").fill("abc")
    page.locator("#text").fill("Mawar 1-2 buka")
    page.keyboard.press("Enter")
    expect(page.locator("#unsaved")).to_contain_text("“Mawar 1-2 buka”. lembar: diharapkan nomor yang tercetak")
    sent = []
    page.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    page.goto(f"{served.address}/buku-jaga")
    expect(page.locator("#unsaved")).to_contain_text("didapat abc")
    assert sent == []
    page.get_by_role("button", name="Perbaiki").click()
    assert page.locator("#text").input_value() == "Mawar 1-2 buka"
    page.locator("[name=sheet]").fill("12")
    page.locator("#text").press("Enter")
    expect(page.locator("#last")).to_contain_text("TPS 1-2 Mawar buka")
    expect(page.locator("#unsaved")).to_be_empty()
    page.locator("#text").press("Enter")
    expect(page.locator("#last")).to_have_text("Tulis kabarnya dahulu.")


def test_a_form_that_is_refused_keeps_what_was_typed(desk: tuple[Page, Served, Path]) -> None:
    """A chat of another day, a wrong password at the handover: told beside the button, nothing is gone."""
    page, served, _ = desk
    page.goto(f"{served.address}/buku-jaga/tempelan")
    old = "20/10/24 07.00 - A: Mantuil 1 buka"
    page.locator("[name=text]").fill(old)
    page.get_by_role("button", name="Baca").click()
    expect(page.get_by_role("alert")).to_contain_text("pesan dari hari ini atau kemarin")
    assert page.locator("[name=text]").input_value() == old
    page.goto(f"{served.address}/serah-jaga")
    page.get_by_label("kunci dan alat belum dihitung").check()
    page.get_by_label("lembar ini sudah saya periksa").check()
    page.get_by_role("button", name="Tanda tangani").click()
    ticks = page.locator("[name=matter]")
    expect(ticks.first).to_be_visible()
    for tick in ticks.all():
        tick.check()
    page.locator("[name=login]").fill("jaga-2")
    page.locator("[name=password]").fill("not this one at all")
    page.get_by_role("button", name="Terima jaga").click()
    expect(page.get_by_role("alert")).to_be_visible()
    assert all(tick.is_checked() for tick in ticks.all())
    assert page.locator("[name=login]").input_value() == "jaga-2"
