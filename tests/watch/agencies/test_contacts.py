"""The contact directory: whom to call now, by hand; its file, its page, whose names and numbers a reader sees."""

import json
from datetime import datetime
from pathlib import Path

import pytest

from kawal.access.model import Grant
from kawal.election.duty import on_duty, read_duty
from kawal.election.importers.run import Options, import_file
from kawal.election.model import Contact
from kawal.kernel.codes import RegionCode
from kawal.kernel.errors import Refused, Rejected
from kawal.store.log import read_entries
from kawal.watch.agencies.contacts import LastTry, call_order, contacts_at, unverified
from kawal.watch.incidents.casedesk import CaseDesk
from tests.http.conftest import OWN
from tests.watch.dutylog.test_dutylog import Desk
from tests.watch.incidents.test_case_pages import Hands, brawl, come_in, desk, hands, liaison

__all__ = ["desk", "hands"]  # fixtures
MARKUP = '<b onclick="x">&amp;'


def contact(identity: str, role: str = "deputy", rank: int = 1, duty: str = "", region: str = "63.71") -> Contact:
    """A contact of the police."""
    turns = read_duty(duty) or ()
    return Contact(
        id=identity,
        agency="POLRESTA",
        region=RegionCode(region),
        name=identity,
        role=role,  # type: ignore[arg-type]
        rank=rank,
        duty=turns,
    )


HEAD, SECOND, FIRST = contact("head", "head"), contact("second", rank=2), contact("first", rank=1)
NIGHT = contact("night", rank=9, duty="18:00-06:00")
ALL = (SECOND, NIGHT, FIRST, HEAD)


def order(at: str, tries: dict[str, LastTry] | None = None) -> list[str]:
    """Who is called at a moment, in this order."""
    return [one.id for one in call_order(ALL, datetime.fromisoformat(at), tries or {})]


def test_who_is_on_duty_comes_first_then_the_head_then_deputies_by_rank() -> None:
    """The night turn goes over midnight: 18.00 is in it, 05.59 too, 06.00 and 17.59 are not."""
    others = ["head", "first", "second"]
    for moment in ("2024-11-27T18:00", "2024-11-27T23:59", "2024-11-28T00:00", "2024-11-28T05:59"):
        assert order(moment) == ["night", *others]
    for moment in ("2024-11-28T06:00", "2024-11-27T17:59"):
        assert order(moment) == [*others, "night"]


def test_who_missed_a_call_moves_behind_the_others_the_longest_ago_first() -> None:
    """On duty or not: night missed at 01.00, the head at 00.30; whoever was reached stays in place."""
    tries = {
        "night": LastTry("no_answer", "2024-11-27T17:00:00+00:00", "a"),
        "head": LastTry("wrong", "2024-11-27T16:30:00+00:00", "a"),
        "first": LastTry("reached", "2024-11-27T16:00:00+00:00", "a"),
    }
    assert order("2024-11-28T01:05", tries) == ["first", "second", "head", "night"]
    assert [one.id for one in unverified(ALL, tries)] == ["second", "night", "head"]


def test_a_dated_turn_holds_between_its_moments_and_a_whole_day_always() -> None:
    """27 November 18.00 until 28 November 06.00, the end not included; equal hours are 24 of them."""
    (turn,) = read_duty("2024-11-27 18.00/2024-11-28 06:00") or ()
    held = [
        on_duty(turn, datetime.fromisoformat(f"2024-11-{one}"))
        for one in ("27T17:59", "27T18:00", "28T05:59", "28T06:00")
    ]
    assert held == [False, True, True, False]
    assert on_duty("07:00-07:00", datetime(2024, 11, 27, 6, 59))


@pytest.mark.parametrize(
    "wrong", ["malam", "25:00-06:00", "2024-02-30 01:00/2024-03-01 01:00", "2024-11-28 06:00/2024-11-27 06:00"]
)
def test_what_is_no_turn_is_not_taken(wrong: str) -> None:
    """Neither alone nor beside a good one."""
    assert read_duty(wrong) is None
    assert read_duty(f"18:00-06:00; {wrong}") is None


def test_only_contacts_whose_region_holds_the_place_answer_for_it_the_narrower_first() -> None:
    """A contact of the district stands before that of the city, and not at all for another district."""
    near = contact("near", region="63.71.01", rank=5)
    found = contacts_at((HEAD, near), "POLRESTA", "6371011001012")
    assert [one.id for one in call_order(found, datetime(2024, 11, 27, 9), {})] == ["near", "head"]
    assert contacts_at((near,), "POLRESTA", "63.71.02.1001") == ()
    assert contacts_at((HEAD,), "BAWASLU", "63.71") == ()


def test_a_file_of_contacts_is_taken_whole_or_told_line_by_line(desk: Desk, tmp_path: Path) -> None:
    """An unknown agency, a turn that is none, a region that is none: three faults, nothing written; NIK refused."""
    bad = tmp_path / "kontak.csv"
    bad.write_text(
        "id,instansi,wilayah,nama,jaga\nA,NOBODY,63.71,A,\nB,POLRESTA,63.71,B,malam\nC,POLRESTA,99.99,C,\n"
    )
    size = desk.size()
    with pytest.raises(Refused) as refused:
        import_file(desk.node.writer, "contacts", bad, Options(), "test")
    assert len(refused.value.faults) == 3
    bad.write_text("id,instansi,wilayah,nama,nik\nA,POLRESTA,63.71,A,6371\n")
    with pytest.raises(Rejected):
        import_file(desk.node.writer, "contacts", bad, Options(), "test")
    assert desk.size() == size
    bad.write_text("id,instansi,wilayah,nama,peran,jaga\nA,POLRESTA,63.71,A,kepala,18.00-06.00\n")
    assert import_file(desk.node.writer, "contacts", bad, Options(), "test").difference.added == ("A",)


def test_an_agency_with_a_telephone_is_not_folded_away(desk: Desk, tmp_path: Path) -> None:
    """FKUB has a number and nothing else: it stands in the open list with it; without the number it is folded."""
    file = tmp_path / "agencies.csv"
    for phone, part in (("0800-000-0117", 0), ("", 2)):
        file.write_text(f"agency_id,name_id,name_en,level,handles,phone\nFKUB,FKUB,FKUB,city,,{phone}\n")
        import_file(desk.node.writer, "agencies", file, Options(), "test")
        parts = desk.page("/instansi").partition('<details class="mt3">')
        assert "/instansi/FKUB" in parts[part]
        assert "/instansi/FKUB" not in parts[2 - part]
        assert not phone or f">{phone}</a>" in parts[0]


def save(desk: Desk, **more: str) -> int:
    """Save a contact by the form; returns the status."""
    given = {"agency": "POLRESTA", "region": "63.71", "name": "Sari Contoh", "phone": "0811-2222-3333", **more}
    return desk.client.post("/instansi/kontak/simpan", data=given, headers=OWN, follow_redirects=False).status_code


def test_a_contact_is_added_changed_tried_and_removed_and_the_log_names_nobody(desk: Desk) -> None:
    """The page shows each step; no entry holds the name, the number or the outcome."""
    assert save(desk, duty="00:00-00:00") == 303
    page = desk.page("/instansi/POLRESTA")
    assert "Sari Contoh" in page
    assert 'href="tel:081122223333"' in page
    assert "K-POLRESTA-4" in page  # 1 to 3 are those of the exercise
    assert save(desk, contact_id="K-POLRESTA-4", name="Tono Contoh", phone="0811-2222-4444") == 303
    assert "Sari Contoh" not in desk.page("/instansi/POLRESTA")
    tried = {"contact": "K-POLRESTA-4", "outcome": "no_answer"}
    assert desk.client.post("/instansi/kontak/coba", data=tried, headers=OWN).status_code == 200
    assert "tidak menjawab" in desk.page("/instansi/POLRESTA")
    assert "Tono Contoh" in desk.page("/instansi?unsure=1")
    with desk.node.reading() as connection:
        log = repr([str(one) for one in read_entries(connection)])
    for private in ("Sari", "Tono", "2222", "no_answer"):
        assert private not in log
    desk.node.writer.rebuild()
    assert "tidak menjawab" in desk.page("/instansi/POLRESTA")
    gone = {"contact": "K-POLRESTA-4"}
    assert desk.client.post("/instansi/kontak/hapus", data=gone, headers=OWN).status_code == 200
    assert "Tono Contoh" not in desk.page("/instansi/POLRESTA")
    assert desk.client.post("/instansi/kontak/hapus", data=gone, headers=OWN).status_code == 404


def test_no_hash_in_the_log_lets_a_number_be_guessed(desk: Desk) -> None:
    """The same contact kept, removed and kept again: two hashes; kept twice in a row: one entry."""
    for _ in range(2):
        assert save(desk) == 303
        assert save(desk, contact_id="K-POLRESTA-4") == 303
        assert (
            desk.client.post("/instansi/kontak/hapus", data={"contact": "K-POLRESTA-4"}, headers=OWN).status_code
            == 200
        )
    with desk.node.reading() as connection:
        found = [json.loads(body) for _, body in read_entries(connection) if body.startswith(b"{")]
    kept = [one["event"] for one in found if one["event"].get("kind") == "contacts" and one["event"]["added"] == 1]
    assert len({one["sha256"] for one in kept}) == len({one["file_sha256"] for one in kept}) == len(kept) == 2


def test_what_a_form_has_wrong_is_told_and_nothing_is_kept(desk: Desk) -> None:
    """Unknown agency, region, turn; no telephone; too long a name or anything huge: 400, no entry."""
    size = desk.size()
    wrong = (
        {"agency": "NOBODY"},
        {"region": "99.99"},
        {"duty": "malam"},
        {"phone": "halo"},
        {"name": "x" * 90},
        {"name": "x" * 100_000},
        {"duty": "18:00-06:00;" * 100_000},
        {"rank": "0"},
    )
    for one in wrong:
        assert save(desk, **one) == 400, one
    assert desk.size() == size


@pytest.mark.parametrize(
    ("given", "language", "told"),
    [
        ({"region": "99.99"}, "id", "Wilayah: diharapkan kode wilayah yang terdaftar, didapat 99.99"),
        ({"phone": "halo"}, "id", "Telepon: diharapkan nomor telepon seperti 112 atau 0511-335-0001, didapat halo"),
        ({"rank": "0"}, "en", "Order: expected a whole number from 1 to 99, got 0"),
        ({"region": "6371.x"}, "id", "Wilayah: "),
    ],
)
def test_a_fault_of_the_form_is_told_by_the_label_of_its_field(
    desk: Desk, given: dict[str, str], language: str, told: str
) -> None:
    """As the page calls it: a form has no lines and no columns."""
    data = {"agency": "POLRESTA", "region": "63.71", "name": "Sari Contoh"} | given
    answer = desk.client.post(f"/instansi/kontak/simpan?lang={language}", data=data, headers=OWN)
    assert answer.status_code == 400
    assert answer.json()["detail"].startswith(told)
    assert 'class="fld"' in desk.page("/instansi/POLRESTA")
    for one in ("Wilayah", "Telepon", "Urutan", "Jaga"):
        assert f">{one}<" in desk.page("/instansi/POLRESTA")


def test_markup_in_every_field_is_shown_as_text(desk: Desk) -> None:
    """Name, radio and messenger come back as they were typed, never as elements."""
    assert save(desk, name=MARKUP, radio=MARKUP, messenger=MARKUP) == 303
    index = brawl(desk)
    for path in ("/instansi", "/instansi/POLRESTA", "/instansi?unsure=1", f"/insiden/{index}"):
        assert "<b onclick" not in desk.page(path)


def test_names_and_numbers_are_for_who_may_see_people_in_that_region(desk: Desk) -> None:
    """An auditor sees masks; an operator of one district too, for a contact of the city, and cannot edit it."""
    assert save(desk, name="Sari Contoh") == 303
    auditor = desk.node.access.open_account("auditor-x", "Auditor", (Grant("auditor"),), "test")
    come_in(desk, auditor)
    for path in ("/instansi", "/instansi/POLRESTA", "/instansi?unsure=1"):
        page = desk.page(path)
        assert "Sari Contoh" not in page
        assert "2222" not in page
    assert "S*** C***" in desk.page("/instansi/POLRESTA")
    assert save(desk) == 403
    local = desk.node.access.open_account("op-x", "Op", (Grant("operator", "", "63.71.01"),), "test")
    come_in(desk, local)
    assert "Sari Contoh" not in desk.page("/instansi/POLRESTA")
    assert save(desk) == 403
    assert save(desk, region="63.71.01") == 303


def test_a_liaison_sees_the_own_agency_only(desk: Desk) -> None:
    """Its page and incidents; another's is refused; contacts are masked."""
    brawl(desk)
    account = liaison(desk)
    come_in(desk, account)
    page = desk.page("/instansi")
    assert "Polresta" in page
    assert "Bawaslu" not in page.split("<main")[1]
    assert "Keributan" in desk.page("/instansi/POLRESTA")
    assert desk.client.get("/instansi/BAWASLU").status_code == 403
    assert desk.client.get("/instansi/NOBODY").status_code == 404


def test_the_list_counts_what_the_agencys_own_page_lists(desk: Desk) -> None:
    """A brawl is the police's, a shortage of ballots is not and they were told of it: 2 open, on both pages. Before
    they were told it was on neither."""
    brawl(desk)
    desk.save("TPS 5 Telaga Biru surat suara kurang")
    cases: CaseDesk = desk.client.app.state["cases"]
    with desk.node.reading() as connection:
        other = next(one for one in cases.all(connection) if one.what != "disturbance")

    def counted() -> tuple[int, bool, bool]:
        listed = desk.page("/instansi").split('href="/instansi/POLRESTA"')[1].split("</li>")[0]
        own = desk.page("/instansi/POLRESTA").split('aria-labelledby="insiden"')[1].split("</section>")[0]
        amount = own.count('href="/insiden/')
        return amount, f"{amount} insiden terbuka" in listed, f"{amount} insiden terbuka" in own

    assert counted() == (1, True, True)
    told = {"place": other.place, "what": other.what, "step": "told", "agency": "POLRESTA"}
    assert desk.client.post(f"/insiden/{other.heard.index}/langkah", data=told, headers=OWN).status_code == 200
    assert counted() == (2, True, True)


def test_an_agency_without_liaison_stands_out_and_who_is_to_be_called_is_on_the_case(
    desk: Desk, hands: Hands
) -> None:
    """At 9 in the morning it is the officer of the day; the link dials; nobody was told."""
    index = brawl(desk)
    assert "tanpa penghubung" in desk.page("/instansi/POLRESTA")
    page = desk.page(f"/insiden/{index}")
    assert "hubungi Latihan Perwira Siang" in page
    assert 'href="tel:08000001303"' in page
    assert "belum diberitahu: salin tautan atau telepon" in page
    liaison(desk)
    assert "tanpa penghubung" not in desk.page("/instansi/POLRESTA")
