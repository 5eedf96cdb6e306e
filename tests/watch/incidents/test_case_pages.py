"""Incidents through their routes: from a line to the liaison's link, accepted, settled, closed, opened again."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from html import unescape
from pathlib import Path

import msgspec
import pytest
from litestar.testing import TestClient

from kawal.access.model import Account, Grant
from kawal.app import create_app
from kawal.deployment.paper.letterhead import load_letterhead
from kawal.field.identity import new_identity
from kawal.field.incoming import Author, Incoming
from kawal.store.events import Decision
from kawal.store.log import read_entries
from kawal.watch.events import IncidentClosed
from kawal.watch.incidents.casedesk import CaseDesk
from kawal.watch.incidents.cases import Case
from kawal.web.identity import SESSION_COOKIE
from tests.conftest import filled_node
from tests.http.conftest import BASE, OWN, session
from tests.watch.dutylog.test_dutylog import Desk, morning

STATION = "6371011001012"
BRAWL = "TPS 12 Mantuil keributan berat, Danru 4"


class Hands:
    """A clock that is moved by hand."""

    def __init__(self) -> None:
        self.now = morning()

    def __call__(self) -> datetime:
        """The moment that it shows."""
        return self.now


@pytest.fixture
def hands() -> Hands:
    """The morning of the vote."""
    return Hands()


@pytest.fixture
def desk(tmp_path: Path, hands: Hands) -> Iterator[Desk]:
    """An operator of an order node."""
    node = filled_node(tmp_path / "node", "order", hands)
    with TestClient(create_app(node, load_letterhead()), base_url=BASE) as client:
        yield Desk(node, client)
    node.close()


def test_local_figures_are_asked_before_a_team_is_sent(desk: Desk) -> None:
    """A moderate quarrel offers RT, RW and FKUB with its number; asked, mediating, settled stand in the record, whom
    one asked is sealed. A severe one offers nothing and refuses the step."""
    desk.save("TPS 12 Mantuil keributan sedang")
    desk.save("TPS 13 Mantuil keributan berat")
    cases: CaseDesk = desk.client.app.state["cases"]
    with desk.node.reading() as connection:
        severe, quarrel = cases.all(connection)
    page = desk.page(f"/insiden/{quarrel.heard.index}")
    assert page.count("Minta menengahi") == 2
    assert "<b>0800-000-0117</b>" in page.split(">FKUB ")[1].split("</label>")[0]
    assert "Minta menengahi" not in desk.page(f"/insiden/{severe.heard.index}")

    def say(case: Case, step: str, note: str = "") -> int:
        form = {"place": case.place, "what": case.what, "step": step, "agency": "RT_RW", "note": note}
        path = f"/insiden/{case.heard.index}/langkah"
        return desk.client.post(path, data=form, headers=OWN, follow_redirects=False).status_code

    assert say(severe, "mediation_asked") == 400
    assert say(quarrel, "mediating") == 409
    assert say(quarrel, "mediation_asked") == 400  # nobody is named
    assert [say(quarrel, "mediation_asked", "Pak RT Contoh"), say(quarrel, "mediation_asked", "Pak RW")] == [303, 409]
    assert [say(quarrel, "mediating"), say(quarrel, "mediated"), say(quarrel, "mediated")] == [303, 303, 409]
    page = desk.page(f"/insiden/{quarrel.heard.index}")
    for words in ("meminta Ketua RT, RW menengahi", "Ketua RT, RW berhasil menengahi", "Pak RT Contoh"):
        assert words in page
    with desk.node.reading() as connection:
        assert b"Pak RT" not in b"".join(body for _, body in read_entries(connection))


def liaison(desk: Desk, agency: str = "POLRESTA", region: str = "") -> Account:
    """The account of an agency's liaison."""
    login = f"penghubung-{len(desk.node.access.directory().accounts)}"
    return desk.node.access.open_account(login, f"Penghubung {agency}", (Grant("liaison", agency, region),), "test")


def come_in(desk: Desk, account: Account) -> None:
    """Go on as this account."""
    desk.client.cookies.set(SESSION_COOKIE, desk.node.access.come_in(desk.node.access.link(account.id, "session")))


def brawl(desk: Desk) -> int:
    """An incident outside the station, which is the police's; its entry."""
    desk.save(BRAWL)
    with desk.node.reading() as connection:
        (index,) = cases(desk).open_entries(connection)
    assert do(desk, index, "outside") == 303
    return index


def cases(desk: Desk) -> CaseDesk:
    """The desk of incidents."""
    found: CaseDesk = desk.client.app.state["cases"]
    return found


def case(desk: Desk, index: int) -> Case:
    """An incident as it stands."""
    with desk.node.reading() as connection:
        return cases(desk).of_entry(connection, index)[0]


def do(desk: Desk, index: int, step: str, agency: str = "", **more: str) -> int:
    """Do something about an incident; returns the status."""
    data = {"place": STATION, "what": "disturbance", "step": step, "agency": agency, **more}
    return desk.client.post(f"/insiden/{index}/langkah", data=data, headers=OWN, follow_redirects=False).status_code


def link_for(desk: Desk, index: int, account: Account) -> str:
    """The path of a one-tap link, as the page gives it in a text to send."""
    about = {"place": STATION, "what": "disturbance", "account": account.id}
    answer = desk.client.get(f"/insiden/{index}/tautan", params=about)
    assert answer.status_code == 200, answer.text
    return "/tautan/" + unescape(answer.text).split("/tautan/")[1].split("<", 1)[0].strip()


def by_link(desk: Desk, path: str, step: str, note: str = "") -> int:
    """A tap on the page of a link; returns the status."""
    data = {"step": step, "note": note}
    return desk.client.post(f"{path}/langkah", data=data, headers=OWN, follow_redirects=False).status_code


def test_an_incident_goes_from_the_line_to_the_polices_link_and_is_closed(desk: Desk) -> None:
    """The list shows whose it is; the liaison reads, accepts, arrives and settles without signing in; the desk
    closes; every act is a line of the record that stays."""
    index = brawl(desk)
    page = desk.page("/insiden")
    assert "TPS 012 Mantuil" in page
    assert "Polresta" in page
    assert "belum ditangani" in page
    assert do(desk, index, "taken") == 303
    link = link_for(desk, index, liaison(desk))
    desk.client.cookies.delete(SESSION_COOKIE)
    page = desk.page(link)
    assert "Keributan" in page
    assert "Danru 4" not in page  # the words of the report stay at the desk
    police = case(desk, index).part_of("POLRESTA")
    assert police is not None
    assert "read" not in police.steps  # looking is no reading
    for step in ("read", "accepted", "arrived", "settled"):
        assert by_link(desk, link, step) == 303
    assert by_link(desk, link, "accepted") == 409
    desk.client.cookies.set(SESSION_COOKIE, session(desk.node, "operator"))
    closing = {"place": STATION, "what": "disturbance", "result": "resolved", "note": "bubar"}
    assert desk.client.post(f"/insiden/{index}/tutup", data=closing, headers=OWN).status_code == 200
    record = unescape(desk.page(f"/insiden/{index}")).split('<ol class="log" ')[1].split("</ol>")[0]
    for told in ("menangani insiden ini", "Polresta membaca", "Polresta menerima", "Polresta tiba", "bubar"):
        assert told in record
    assert desk.client.get(link).status_code == 403
    assert "TPS 012 Mantuil" not in desk.page("/insiden").split("<main")[1]
    assert "TPS 012 Mantuil" in desk.page("/insiden?ended=1")


def test_a_liaison_sees_and_does_what_is_the_own_agencys_in_the_own_region(desk: Desk) -> None:
    """The police of this district see it, those of another and the utilities do not; a note of the desk is not shown,
    a question to them is; for Bawaslu they cannot act."""
    index = brawl(desk)
    assert do(desk, index, "noted", note="pelapor takut") == 303
    assert do(desk, index, "asked", "POLRESTA", note="berapa personel?") == 303
    come_in(desk, liaison(desk, region="63.71.01"))
    page = desk.page(f"/insiden/{index}")
    assert "berapa personel?" in page
    assert "pelapor takut" not in page
    assert do(desk, index, "read", "BAWASLU") == 403
    assert do(desk, index, "handed_on", "POLDA", note="x") == 403
    assert do(desk, index, "answered", "POLRESTA", note="dua") == 303
    for other in (liaison(desk, region="63.71.05"), liaison(desk, "PLN_TELCO"), liaison(desk, "")):
        come_in(desk, other)
        assert "Mantuil" not in desk.page("/insiden").split("<main")[1]
        assert desk.client.get(f"/insiden/{index}").status_code in (403, 404)
        assert do(desk, index, "accepted", "POLRESTA") == 403


def test_a_link_opens_nothing_when_it_is_forged_too_old_or_its_liaison_is_gone(desk: Desk, hands: Hands) -> None:
    """A changed letter, a day and a minute later, a closed account; for an agency without liaison there is none."""
    index = brawl(desk)
    account = liaison(desk)
    link = link_for(desk, index, account)
    with desk.node.reading() as connection:
        size = sum(1 for _ in read_entries(connection))
    for at in (len("/tautan/") + 3, len(link) - 3):
        forged = link[:at] + ("A" if link[at] != "A" else "B") + link[at + 1 :]
        assert desk.client.get(forged).status_code == 403
        assert by_link(desk, forged, "accepted") == 403
    assert desk.client.get("/tautan/" + "x" * 500).status_code in (403, 404)
    hands.now += timedelta(hours=24, minutes=1)
    assert by_link(desk, link, "accepted") == 403
    hands.now -= timedelta(hours=1)
    desk.node.access.close_account(account.id, "test")
    assert by_link(desk, link, "accepted") == 403
    with desk.node.reading() as connection:
        assert not [body for index, body in read_entries(connection, size) if b"incident_stepped" in body]
    unknown = {"place": STATION, "what": "disturbance", "account": account.id}
    assert desk.client.get(f"/insiden/{index}/tautan", params=unknown).status_code == 403


def test_duplicates_are_one_and_their_words_stand_in_its_record(desk: Desk) -> None:
    """The second report of the same is offered, joined, gone from the list, and opened again when it was not."""
    index = brawl(desk)
    desk.save("PTPS lapor TPS 12 Mantuil ribut, berat")
    with desk.node.reading() as connection:
        (second,) = cases(desk).open_entries(connection) - {index}
    assert f"Sama dengan nomor {index}" in desk.page(f"/insiden/{second}")
    assert do(desk, second, "merged", other=str(second)) == 400
    assert do(desk, second, "merged", other=str(index)) == 303
    page = desk.page(f"/insiden/{index}")
    assert "PTPS lapor TPS 12 Mantuil ribut, berat" in page
    with desk.node.reading() as connection:
        assert cases(desk).open_entries(connection) == {index}
    assert do(desk, second, "reopened", note="lain kelompok") == 303
    with desk.node.reading() as connection:
        assert cases(desk).open_entries(connection) == {index, second}
    desk.node.writer.rebuild()
    with desk.node.reading() as connection:
        assert cases(desk).open_entries(connection) == {index, second}


def test_words_are_sealed_without_figures_of_votes_and_bad_input_changes_nothing(desk: Desk) -> None:
    """A note with votes keeps no figure on a node that keeps order; markup is shown as it is; too much is refused."""
    index = brawl(desk)
    assert do(desk, index, "noted", note="tps 12 paslon 01: 187, 02: 211") == 303
    assert do(desk, index, "noted", note="<script>alert(1)</script>") == 303
    page = desk.page(f"/insiden/{index}")
    assert "187" not in page.split('<ol class="log" ')[1].split("</ol>")[0]
    assert "<script>alert(1)" not in page
    before = desk.size()
    assert do(desk, index, "noted", note="x" * 401) == 400
    assert do(desk, index, "noted") == 400
    assert do(desk, index, "accepted", "MARINES") == 400
    assert do(desk, index, "explode") == 400
    assert do(desk, 99999, "taken") == 404
    away = {"place": "6371099999999", "what": "disturbance", "step": "taken"}
    assert desk.client.post(f"/insiden/{index}/langkah", data=away, headers=OWN).status_code == 404
    cross = {"origin": "https://example.org"}
    data = {"place": STATION, "what": "disturbance", "step": "taken"}
    assert desk.client.post(f"/insiden/{index}/langkah", data=data, headers=cross).status_code == 403
    assert desk.size() == before
    with desk.node.reading() as connection:
        assert all(b"script" not in body for _, body in read_entries(connection))


def test_two_operators_do_not_take_the_same(desk: Desk) -> None:
    """The second is told that it is handled, and by whom it says on the page."""
    index = brawl(desk)
    assert do(desk, index, "taken") == 303
    desk.client.cookies.set(SESSION_COOKIE, session(desk.node, "operator"))
    assert do(desk, index, "taken") == 409
    assert "Ditangani test-" in desk.page(f"/insiden/{index}")


def test_every_closing_stays_in_the_record_after_it_is_opened_again(desk: Desk) -> None:
    """Closed, opened, closed, opened: two closings with their results and notes, each before its opening."""
    index = brawl(desk)
    for result, note in (("resolved", "sudah bubar"), ("unfounded", "tidak ada apa-apa")):
        closing = {"place": STATION, "what": "disturbance", "result": result, "note": note}
        assert desk.client.post(f"/insiden/{index}/tutup", data=closing, headers=OWN).status_code == 200
        assert do(desk, index, "reopened", note=f"masih ramai, {note}") == 303
    assert case(desk, index).is_open
    record = record_on(desk.page(f"/insiden/{index}"))
    told = ("menutup: sudah tertangani", ">sudah bubar", "masih ramai, sudah bubar")
    again = ("menutup: tidak terjadi", ">tidak ada apa-apa", "masih ramai, tidak ada apa-apa")
    places = [record.index(words) for words in (*told, *again)]
    assert places == sorted(places)
    assert record.count("membuka kembali") == 2


def record_on(page: str) -> str:
    """The record on the page of an incident."""
    return unescape(page).split('<ol class="log" ')[1].split("</ol>")[0]


def test_whoever_was_asked_answers_by_the_link_and_at_the_desk(desk: Desk) -> None:
    """Also an agency that only gets a copy, which has nothing to hand back: a button while the question waits."""
    index = brawl(desk)
    of_copy = next(one.agency for one in case(desk, index).agencies if one.part == "inform")
    link = link_for(desk, index, liaison(desk, of_copy))
    assert 'value="answered"' not in desk.page(link)
    assert do(desk, index, "asked", of_copy, note="berapa orang?") == 303
    assert 'value="answered"' in desk.page(f"/insiden/{index}")
    page = desk.page(link)
    assert "berapa orang?" in page
    assert 'value="answered"' in page
    assert 'value="returned"' not in page
    assert by_link(desk, link, "answered", "dua puluh") == 303
    assert 'value="answered"' not in desk.page(link)
    assert "dua puluh" in record_on(desk.page(f"/insiden/{index}"))


def test_two_things_at_one_station_in_one_line_are_two_incidents(desk: Desk) -> None:
    """A brawl and a long queue: one is closed, the other stays open, on the page, the list and the handover sheet."""
    desk.save("tps 6 Gadang ribut; tps 6 Gadang antri panjang")
    with desk.node.reading() as connection:
        (index,) = cases(desk).open_entries(connection)
        assert {one.what for one in cases(desk).of_entry(connection, index)} == {"crowd", "disturbance"}
    closing = {"place": "6371051008006", "what": "disturbance", "result": "resolved", "note": ""}
    assert desk.client.post(f"/insiden/{index}/tutup", data=closing, headers=OWN).status_code == 200
    with desk.node.reading() as connection:
        assert [one.what for one in cases(desk).of_entry(connection, index) if one.is_open] == ["crowd"]
    assert "Antrean" in desk.page("/insiden").split("<main")[1]
    assert "Antrean" in desk.page("/serah-jaga")
    assert "Keributan" not in desk.page("/serah-jaga")


def test_a_closing_of_an_older_log_ends_all_that_its_entry_told_of_the_place(desk: Desk) -> None:
    """`incident_closed/1` without what happened, as logs before had it: both things of the line are closed."""
    desk.save("tps 6 Gadang ribut; tps 6 Gadang antri panjang")
    with desk.node.reading() as connection:
        (index,) = cases(desk).open_entries(connection)
    old = b'{"type":"incident_closed/1","incident":%d,"place":"6371051008006","result":"resolved"}' % index
    event = msgspec.json.decode(old, type=IncidentClosed)
    desk.node.writer.commit(lambda _: Decision((event,)), "test")
    with desk.node.reading() as connection:
        assert cases(desk).open_entries(connection) == frozenset()


def test_a_source_without_a_name_is_called_so_in_the_record(desk: Desk) -> None:
    """A message of a chat whose sender nobody knows: no number of the machine stands for a person."""
    said = Incoming(
        channel="whatsapp", text="TPS 12 Mantuil keributan berat", at=desk.node.clock(), identity=new_identity()
    )
    desk.client.app.state["lines"].take([said], Author("operator", "clerk", lambda _: True, None))
    with desk.node.reading() as connection:
        (index,) = cases(desk).open_entries(connection)
    first = desk.page(f"/insiden/{index}").split('<ol class="log" ')[1].split("</li>")[0]
    assert "sumber tanpa nama" in first
    assert said.identity not in first
