"""A shift is handed over: what is open, promised, counted; frozen when signed, taken by someone else; on paper."""

from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from io import BytesIO
from pathlib import Path

import pytest
from litestar.testing import TestClient
from pypdf import PdfReader

from kawal.app import create_app
from kawal.deployment.paper.letterhead import load_letterhead
from kawal.field.identity import new_identity
from kawal.field.line_queries import log_rows
from kawal.node import Node
from kawal.store.jobs import JobRunner
from kawal.watch.shifts.packs import DUE, PackDesk, PackSettings, next_slot
from kawal.watch.shifts.shiftdesk import ShiftDesk
from kawal.web.identity import SESSION_COOKIE
from tests.conftest import filled_node
from tests.http.conftest import BASE, OWN, session
from tests.watch.dutylog.test_dutylog import Desk, morning

PASSWORD = "jaga-malam-panjang-1"  # noqa: S105  of an account of this test alone


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """A training node on the morning of the vote, that prints every half hour."""
    node = filled_node(tmp_path / "node", "training", morning)
    paper = PackSettings(every_min=30, folder=tmp_path / "paper")
    with TestClient(create_app(node, load_letterhead(), paper=paper), base_url=BASE) as client:
        yield Desk(node, client)
    node.close()


def post(desk: Desk, path: str, **data: str) -> int:
    """Post a form; returns the status."""
    return desk.client.post(path, data=data, headers=OWN, follow_redirects=False).status_code


def second(node: Node) -> str:
    """Another operator with a password; returns the login."""
    from kawal.access.model import Grant  # noqa: PLC0415

    account = node.access.open_account("jaga-2", "Kepala jaga 2", (Grant("operator"),), "test")
    node.access.choose_password(node.access.link(account.id, "password"), PASSWORD)
    return "jaga-2"


def test_a_shift_is_offered_ticked_and_taken_by_another(desk: Desk) -> None:
    """The giver cannot take it, an unticked matter stops it, the other signs at the same desk with a password."""
    desk.save("0712 TPS 13 Mantuil belum buka, surat suara kurang, Danru 4")
    desk.save("kpps tps 4 Telawang pingsan 0710")
    assert post(desk, "/serah-jaga/janji", who="KPU Kota", what="surat suara ke Mantuil", due="07:40") == 303
    assert post(desk, "/serah-jaga/barang", name="Radio genggam", amount="12", complete="1") == 303
    page = desk.page("/serah-jaga")
    for shown in ("TPS 13 Mantuil", "KPU Kota", "07.40", "Pingsan", "Radio genggam"):
        assert shown in page
    assert post(desk, "/serah-jaga/serahkan", message="Pasang puncak 15.40") == 303
    shift: ShiftDesk = desk.client.app.state["shift"]
    with desk.node.reading() as connection:
        matters = len(shift.sheet(connection, shift.shift(connection, 1)).matters)
    login = second(desk.node)
    ticks = [str(n) for n in range(matters)]
    own = desk.client.post("/serah-jaga/1/terima", data={"matter": ticks, "ill": ["0"]}, headers=OWN)
    assert own.status_code == 403
    signed = {"login": login, "password": PASSWORD}
    fit = {"ill": ["0"]}  # one has collapsed
    few = desk.client.post("/serah-jaga/1/terima", data={"matter": ["0"], **fit, **signed}, headers=OWN)
    assert few.status_code == 400
    wrong = {"matter": ticks, "login": login, "password": "not this one at all"}
    assert desk.client.post("/serah-jaga/1/terima", data=wrong, headers=OWN).status_code == 403
    unlooked = desk.client.post("/serah-jaga/1/terima", data={"matter": ticks, **signed}, headers=OWN)
    assert unlooked.status_code == 400  # who takes over ticks whoever is unwell too
    taken = desk.client.post(
        "/serah-jaga/1/terima", data={"matter": ticks, **fit, **signed}, headers=OWN, follow_redirects=False
    )
    assert taken.status_code == 303
    page = desk.page("/serah-jaga/1")
    assert "Kepala jaga 2" in page
    assert "Pasang puncak 15.40" in page
    again = desk.client.post("/serah-jaga/1/terima", data={"matter": ticks, **fit, **signed}, headers=OWN)
    assert again.status_code == 409


def test_the_signed_sheet_does_not_change_with_what_comes_later(desk: Desk) -> None:
    """What is reported after the signature stands on the next sheet."""
    desk.save("Mantuil 13 belum buka")
    post(desk, "/serah-jaga/serahkan", message="", uncounted="1")
    desk.save("Mawar 1 belum buka")
    assert "Mawar" not in desk.page("/serah-jaga/1").split("Masih terbuka")[1].split("Janji")[0].replace(
        "Mawar 8", ""
    )
    assert post(desk, "/serah-jaga/serahkan", message="", uncounted="1") == 409


def test_the_sheet_prints_with_both_signatures(desk: Desk) -> None:
    """One PDF, the same words as on the page."""
    desk.client.cookies.set(SESSION_COOKIE, session(desk.node, "commander"))
    desk.save("Mantuil 13 belum buka")
    post(desk, "/serah-jaga/serahkan", message="Jangan lepas TRC 5", uncounted="1")
    pdf = desk.client.get("/serah-jaga/1/lembar.pdf")
    text = "\n".join(page.extract_text() for page in PdfReader(BytesIO(pdf.content)).pages)
    for shown in ("Serah jaga, lembar 1", "TPS 13 Mantuil", "Jangan lepas TRC 5", "Menyerahkan", "Menerima"):
        assert shown in text


def test_a_promise_ends_once(desk: Desk) -> None:
    """Kept or off, then it is gone from the sheet; a second end is refused."""
    post(desk, "/serah-jaga/janji", who="PLN", what="menyala lagi", due="13:20")
    shift: ShiftDesk = desk.client.app.state["shift"]
    with desk.node.reading() as connection:
        (promise,) = shift.promises(connection)
    assert post(desk, "/serah-jaga/janji/selesai", id=promise.id, kept="1") == 303
    assert post(desk, "/serah-jaga/janji/selesai", id=promise.id, kept="1") == 400
    assert "menyala lagi" not in desk.page("/serah-jaga")


def test_a_pack_comes_every_half_hour_when_something_is_new(desk: Desk) -> None:
    """07:13 -> 07:30 -> 08:00; without news none is printed; blank sheets are numbered through."""
    packs: PackDesk = desk.client.app.state["packs"]
    packs.start()
    desk.save("Mantuil buka 1-12")
    packs.tick()
    runner = JobRunner(desk.node.engine, {**packs.handlers(), DUE: lambda _: None}, desk.node.clock)
    assert runner.run_due() == 1  # the first is printed; the next is due at 07:30
    packs.tick()
    assert runner.run_due() == 0  # nothing new
    desk.save("Mantuil buka 13")
    packs.tick()
    assert runner.run_due() == 1
    second_pack, first_pack = packs.all()
    assert (first_pack.first_sheet, first_pack.last_sheet, second_pack.first_sheet) == (1, 4, 5)
    assert next_slot(morning(), 30).astimezone(morning().tzinfo).strftime("%H:%M") == "07:30"
    reader = PdfReader(BytesIO(desk.client.get("/paket-kertas/2/berkas.pdf").content))
    text = "\n".join(page.extract_text() for page in reader.pages)
    for shown in ("Paket kertas 2", "memilih 1-13", "Lembar buku jaga 5", "Lembar buku jaga 8", "0800-"):
        assert shown in text
    assert desk.client.get("/paket-kertas/9/berkas.pdf").status_code == 404


def test_what_was_written_by_hand_keeps_event_time_entry_time_and_sheet(desk: Desk) -> None:
    """06:58 on sheet 2, entered at 07:13; a number that no pack had is warned about."""
    packs: PackDesk = desk.client.app.state["packs"]
    packs.order("test")
    desk.save("0658 Pelambuan 1-36 buka 901 blm", channel="paper", sheet="2")
    row = desk.page().split('id="log"')[1]
    for shown in ("06.58", "07.13", "lembar 2", "kertas"):
        assert shown in row
    assert "tidak ada pada paket" not in desk.page("/buku-jaga/baca?text=Mawar+1+buka&channel=paper&sheet=2")
    assert "tidak ada pada paket" in desk.page("/buku-jaga/baca?text=Mawar+1+buka&channel=paper&sheet=99")


def test_who_may_not_read_private_words_sees_no_sheet_of_the_desk(desk: Desk) -> None:
    """An auditor, and an operator of one district: neither the sheet, nor its print, nor a pack."""
    assert post(desk, "/serah-jaga/serahkan", message="untuk jaga malam", uncounted="1") == 303
    for token in (session(desk.node, "auditor"), session(desk.node, "operator", region="63.71.01")):
        desk.client.cookies.set(SESSION_COOKIE, token)
        for path in ("/serah-jaga", "/serah-jaga/1", "/serah-jaga/1/lembar.pdf", "/paket-kertas/1/berkas.pdf"):
            assert desk.client.get(path).status_code == 403, path


def test_a_sheet_of_yesterday_keeps_its_day(desk: Desk) -> None:
    """Entered on the 27th at 07:13 with the day of the 26th: "1905" is 19.05 of the 26th; without a time it is asked
    and does not count; a day to come is refused."""
    desk.save("1905 Mantuil tps 3 ribut", channel="paper", sheet="2", day="2024-11-26")
    desk.save("Mantuil tps 4 buka", channel="paper", sheet="2", day="2024-11-26")
    with desk.node.reading() as connection:
        asked, timed = log_rows(connection, most=2)
    said = datetime(2024, 11, 26, 19, 5, tzinfo=timezone(timedelta(hours=8)))
    assert timed.at_ms == int(said.timestamp() * 1000)
    assert (asked.state, asked.asks, asked.facts) == ("asked", ("time",), ())
    given = {"text": "Mantuil tps 5 buka", "identity": new_identity(), "channel": "paper", "day": "2024-11-28"}
    assert desk.client.post("/buku-jaga/baris", data=given, headers=OWN, follow_redirects=False).status_code == 400


def test_the_sheet_is_read_in_english_before_it_is_signed_and_signed_in_indonesian(desk: Desk) -> None:
    """What both sign does not change with the reader's language."""
    desk.save("TPS 13 Mantuil belum buka")
    page = desk.page("/serah-jaga?lang=en")
    assert "not open yet" in page
    assert "belum buka" not in page
    assert post(desk, "/serah-jaga/serahkan", message="", uncounted="1") == 303
    page = desk.page("/serah-jaga?lang=en")
    assert "belum buka" in page
    assert "signed in Indonesian" in page


def test_a_sheet_without_a_count_is_signed_only_by_who_says_so(desk: Desk) -> None:
    """Keys and devices that nobody counted are not handed over unnoticed."""
    assert post(desk, "/serah-jaga/serahkan", message="") == 400
    assert 'name="uncounted"' in desk.page("/serah-jaga")
    assert post(desk, "/serah-jaga/serahkan", message="", uncounted="1") == 303


@pytest.mark.parametrize(
    ("due", "status"), [("07:00", 400), ("", 400), ("25:00", 400), ("07:13", 400), ("18:30", 303)]
)
def test_a_promise_is_due_within_twelve_hours(desk: Desk, due: str, status: int) -> None:
    """At 07:13 "07:00" is a slip and not tomorrow; the sentence names what is missing."""
    answer = desk.client.post(
        "/serah-jaga/janji", data={"who": "PLN", "what": "nyala", "due": due}, headers=OWN, follow_redirects=False
    )
    assert answer.status_code == status
    assert "tidak dapat dipahami" not in answer.text


def test_an_empty_promise_is_told_what_it_lacks(desk: Desk) -> None:
    """Not that it cannot be understood."""
    answer = desk.client.post("/serah-jaga/janji", data={"who": "", "what": "", "due": ""}, headers=OWN)
    assert answer.status_code == 400
    assert "sampai pukul" in answer.text
