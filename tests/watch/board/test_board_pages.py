"""The board and the wall through their routes: what is late and silent, whom to call, who may see what."""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from litestar.testing import TestClient

from kawal.access.roles import Role
from kawal.app import create_app
from kawal.deployment.paper.letterhead import load_letterhead
from kawal.watch.board.shown import BoardSettings
from kawal.web.identity import SESSION_COOKIE
from tests.conftest import filled_node
from tests.http.conftest import BASE, OWN, session
from tests.watch.dutylog.test_dutylog import Desk

WITA = timezone(timedelta(hours=8))
SOUTH, EAST = "63.71.01", "63.71.02"
MANTUIL = "63.71.01.1001"


class Day(Desk):
    """A desk whose clock can be set."""

    now = datetime(2024, 11, 27, 7, 5, tzinfo=WITA)

    def set_clock(self, clock: str, day: int = 27) -> None:
        """Go to a time of a day of November 2024."""
        hour, minute = (int(part) for part in clock.split(":"))
        Day.now = datetime(2024, 11, day, hour, minute, tzinfo=WITA)

    def go_on_as(self, role: Role, region: str = "") -> None:
        """Go on as a new account with this role."""
        self.client.cookies.set(SESSION_COOKIE, session(self.node, role, region=region))


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Day]:
    """An order node on the morning of the vote, whose board raises two alarms an hour."""
    Day.now = datetime(2024, 11, 27, 7, 5, tzinfo=WITA)
    node = filled_node(tmp_path / "node", "order", lambda: Day.now)
    application = create_app(node, load_letterhead(), board=BoardSettings(silent_after_min=120, alarms_per_hour=2))
    with TestClient(application, base_url=BASE) as client:
        yield Day(node, client)
    node.close()


def strip(page: str) -> dict[str, int]:
    """The numbers of the strip by their words."""
    shown = page.split('class="strip"')[1].split("</section>", maxsplit=1)[0]
    return {word.strip(): int(number) for number, word in re.findall(r"<b[^>]*>(\d+)</b> ([^<]+)<", shown)}


def alarms(page: str) -> list[str]:
    """The alarms of the board, as words."""
    rows = re.findall(r'<article class="row">(.*?)</article>', page, re.DOTALL)
    return [re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", row)).strip() for row in rows]


def test_the_strip_counts_every_station_once_and_tells_who_is_late_and_silent(desk: Day) -> None:
    """Mantuil has 23 stations: 12 open at 07:05, one not; at 07:30 the one is late, at 09:05 the 12 are silent."""
    desk.save("Mantuil 1-12 buka, 13 belum")
    steps = {"07:06": ("belum buka", 1), "07:30": ("terlambat", 1), "09:04": ("memilih", 12), "09:05": ("senyap", 13)}
    for clock, (word, count) in steps.items():
        desk.set_clock(clock)
        told = strip(desk.page("/papan"))
        assert told[word] == count, clock
        assert sum(told[one] for one in told if one not in ("berat", "sedang", "ringan")) == 965
    desk.set_clock("23:00", 29)
    assert strip(desk.page("/papan"))["senyap"] == 0
    assert "Di luar hari pemungutan" in desk.page("/papan")


def test_an_open_incident_is_the_mark_of_its_station_until_it_is_closed(desk: Day) -> None:
    """Severe before voting; the state stays in the strip."""
    desk.save("Mantuil 1-12 buka")
    desk.save("TPS 3 Mantuil keributan berat")
    page = desk.page(f"/papan?ward={MANTUIL}")
    assert (strip(page)["berat"], strip(page)["memilih"]) == (1, 12)
    assert "insiden berat" in page
    index = int(re.findall(r"/insiden/(\d+)", desk.page())[0])
    closing = {"place": "6371011001003", "what": "disturbance", "result": "resolved", "note": ""}
    desk.client.post(f"/insiden/{index}/tutup", data=closing, headers=OWN)
    assert "insiden berat" not in desk.page(f"/papan?ward={MANTUIL}")


def test_alarms_name_whom_to_call_within_the_budget_and_count_the_rest(desk: Day) -> None:
    """52 wards unheard at 07:30: two are asked for, fifty wait; a call moves the ward to those that were called and
    uses one of the hour, until the hour is over."""
    assert alarms(desk.page("/papan")) == []
    desk.set_clock("07:30")
    page = desk.page("/papan")
    first, second = alarms(page)
    assert "belum ada kabar: TPS" in first
    assert "sejak 07.00" in first
    assert "Anggota Contoh" in first
    assert "50 kelurahan lagi dengan 883 TPS menunggu giliran." in page  # 965 - 41 (Sungai Andai, Teluk Dalam) x 2
    registry = desk.client.app.state["watch"].field.registry()
    ward = next(one.code for one in registry.regions if one.name == first.split(" 41 ")[0])
    person = next(one.id for one in registry.people if one.name in first)
    call = {"ward": ward, "person": person, "outcome": "no_answer"}
    desk.client.post("/buku-jaga/telepon", data=call, headers=OWN, follow_redirects=False)
    page = desk.page("/papan")
    assert alarms(page) == [second]
    assert "1 kelurahan sudah ditelepon dalam sejam ini" in page
    desk.set_clock("08:30")
    assert len(alarms(desk.page("/papan"))) == 2


def test_rows_are_found_by_ward_and_state_without_script(desk: Day) -> None:
    """Every word that is typed must stand in the row; the others are hidden, not absent."""
    desk.save("Mantuil 1-12 buka")
    for find, left in (("mantuil", 1), ("MEMILIH", 1), ("mantuil belum ada", 1), ("mantuil senyap", 0), ("", 52)):
        page = desk.page(f"/papan?find={find}")
        rows = re.findall(r'<tr id="w-[^>]+>', page)
        assert len(rows) == 52
        assert sum(1 for row in rows if " hidden" not in row) == left, find
    assert "1 dari 52 kelurahan" in desk.page("/papan?find=mantuil")


def test_the_milestones_stand_beside_their_source(desk: Day) -> None:
    """12 of 965 have opened; what is assumed says so."""
    desk.save("Mantuil 1-12 buka")
    page = re.sub(r"<[^>]+>", " ", desk.page("/papan"))
    assert re.search(r"07\.00\s+TPS buka\s+12\s+/ 965", page)
    assert "PKPU 17/2024" in page
    assert re.search(r"17\.00\s+penghitungan selesai \(sasaran posko\)\s+0\s+/ 965\s+anggapan", page)
    assert "12.00  batas akhir penghitungan, esok hari" in re.sub(r"\s\s+", "  ", page)


def marks_on(page: str) -> int:
    """How many stations have a mark on the wall: those that stand at a place of their own in a drawing."""
    return len(re.findall(r'<use [^>]* x="', page))


def test_the_wall_has_every_station_and_answers_again_only_when_something_changed(desk: Day) -> None:
    """965 marks; 304 for the same log in the same minute, 200 after a line and in the next minute."""
    page = desk.page("/dinding")
    assert marks_on(page) == 965
    tag = desk.client.get("/dinding/isi").headers["etag"].strip('"')

    def again() -> int:
        return desk.client.get("/dinding/isi", headers={"if-none-match": f'"{tag}"'}).status_code

    answer = desk.client.get("/dinding/isi", headers={"if-none-match": f'"{tag}"'})
    assert (answer.status_code, answer.content, answer.headers["etag"]) == (304, b"", f'"{tag}"')
    desk.save("TPS 3 Mantuil keributan berat")
    assert again() == 200
    tag = desk.client.get("/dinding/isi").headers["etag"].strip('"')
    assert again() == 304
    desk.set_clock("07:06")
    assert again() == 200
    part = desk.page("/dinding/isi")
    assert "TPS 003 Mantuil: Keributan, Berat" in part
    assert "hubungi Anggota Contoh" in part


def test_an_account_of_one_district_sees_that_district_only(desk: Day) -> None:
    """241 stations in 12 wards of the south; an incident and an alarm of the east stay hidden, asked for or not."""
    east = desk.client.app.state["watch"].field.registry().region_name(f"{EAST}.1001")
    desk.save(f"TPS 1 {east} keributan berat")
    desk.set_clock("08:00")
    desk.go_on_as("operator", SOUTH)
    for path in ("/papan", f"/papan?district={EAST}", "/dinding", f"/dinding?district={EAST}", "/dinding/isi"):
        page = desk.page(path)
        assert east not in page, path
    assert sum(strip(desk.page("/papan")).values()) == 241
    assert marks_on(desk.page("/dinding")) == 241
    assert desk.page("/papan").count('<tr id="w-') == 12
    assert '<option value="63.71.02"' not in desk.page("/papan")


def test_who_may_not_read_the_log_sees_no_person_to_call(desk: Day) -> None:
    """A liaison reads the board: wards and reasons, no names and no telephones, no way to the log."""
    desk.set_clock("08:00")
    desk.go_on_as("liaison")
    for path in ("/papan", "/dinding"):
        page = desk.page(path)
        assert "belum ada kabar" in page
        assert "Anggota Contoh" not in page
        assert 'href="/buku-jaga"' not in page
    desk.go_on_as("officer")
    assert {desk.client.get(path).status_code for path in ("/papan", "/dinding", "/dinding/isi")} == {403}


def test_the_text_for_messengers_tells_what_is_not_in_order(desk: Day) -> None:
    """Totals, open incidents, then the wards with the numbers of their stations."""
    desk.save("Mantuil 1-12 buka, 13 belum")
    desk.save("TPS 3 Mantuil keributan berat")
    desk.set_clock("08:00")
    page = desk.page("/papan")
    text = page.split('id="messenger"')[1].split("</textarea>", maxsplit=1)[0]
    assert "1 terlambat, 0 senyap" in text
    assert "Insiden terbuka: 1 berat" in text
    assert "Mantuil: terlambat 13; belum ada kabar 14-23" in text
