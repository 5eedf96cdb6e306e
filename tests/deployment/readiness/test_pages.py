"""Readiness through its routes: saved piece by piece, signed, gaps with owner and date, nothing of a person's health
in the log."""

import html
import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from litestar.testing import TestClient
from pypdf import PdfReader

from kawal.access.model import Grant
from kawal.app import create_app
from kawal.cli.exercise_readiness import first_parade
from kawal.deployment.paper.letterhead import load_letterhead
from kawal.deployment.readiness.desk import ReadinessDesk
from kawal.deployment.readiness.model import UnitReadiness
from kawal.election.importers.run import Options, import_file
from kawal.store.erase import erasure
from kawal.store.log import read_entries
from kawal.web.identity import SESSION_COOKIE
from tests.conftest import filled_node, new_node
from tests.http.conftest import BASE, OWN, session
from tests.watch.dutylog.test_dutylog import Desk, morning

UNIT = "LM-63.71.01.1002"
"""A ward without a river: nine items."""
WHOLE = {"personnel": (5, 5), "radio": (1, 1), "lamp": (3, 3), "first_aid": (1, 1)}
TICKS = {"briefing": 5, "pledge": 5, "own_vote": 5, "contacts": 5, "reserve": 1}


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """An order node with the exercise; the commander is in the yard. It is the 26th, the vote on the 27th."""
    node = filled_node(tmp_path / "node", "order", morning)
    with TestClient(create_app(node, load_letterhead()), base_url=BASE) as client:
        client.cookies.set(SESSION_COOKIE, session(node, "commander"))
        yield Desk(node, client)
    node.close()


def readiness(desk: Desk, unit: str = UNIT) -> UnitReadiness:
    """A unit as it stands."""
    found: ReadinessDesk = desk.client.app.state["readiness"]
    return found.unit(unit)


def post(desk: Desk, path: str, **data: str) -> tuple[int, str]:
    """Status and sentence of a form."""
    answer = desk.client.post(f"/kesiapan/{path}", data=data, headers=OWN, follow_redirects=False)
    return answer.status_code, answer.text if answer.status_code >= 400 else answer.headers["location"]


def count(desk: Desk, item: str, found: object, good: object = "", **more: str) -> tuple[int, str]:
    """Save one item."""
    given = {"unit": UNIT, "number": "1", "item": item, "found": str(found), "good": str(good)}
    return post(desk, "hitung", **given | more)


def all_counted(desk: Desk, number: str = "1") -> None:
    """Every item is in order."""
    for item, (found, good) in WHOLE.items():
        assert count(desk, item, found, good, number=number)[0] == 303
    for item, done in TICKS.items():
        assert count(desk, item, done, number=number)[0] == 303


def sign(desk: Desk, number: str = "1") -> tuple[int, str]:
    """Sign what the page shows."""
    shown = re.search(r'name="sha256" value="([0-9a-f]{64})"', desk.page(f"/kesiapan/{UNIT}"))
    return post(desk, "tandatangan", unit=UNIT, number=number, sha256=shown[1] if shown else "")


def test_a_unit_is_inspected_piece_by_piece_signed_and_inspected_again(desk: Desk) -> None:
    """Nine items one after the other, each seen at once; signed by who is signed in; a second inspection finds one
    lamp less and says so; a rebuild changes nothing."""
    assert "belum diperiksa; perlu 5" in desk.page(f"/kesiapan/{UNIT}")
    status, where = count(desk, "personnel", 5, 4)
    assert (status, where) == (303, f"/kesiapan/{UNIT}#i-personnel")
    page = desk.page(f"/kesiapan/{UNIT}")
    assert "5 hadir, 4 sehat, dari 5" in page
    assert "Masih 8 butir yang belum diperiksa" in page
    all_counted(desk)
    assert sign(desk)[0] == 303
    page = desk.page(f"/kesiapan/{UNIT}")
    assert "Pemeriksaan 2" in page
    assert readiness(desk).signed[0].signature is not None
    assert sign(desk)[0] == 409
    assert count(desk, "lamp", 3, 3)[0] == 409
    all_counted(desk, "2")
    assert count(desk, "lamp", 3, 2, number="2")[0] == 303
    assert sign(desk, "2")[0] == 303
    page = desk.page(f"/kesiapan/{UNIT}")
    assert "3 ada, 3 berfungsi, dari 3 → 3 ada, 2 berfungsi, dari 3" in page
    before = readiness(desk)
    desk.node.writer.rebuild()
    assert readiness(desk) == before
    assert [one.number for one in before.signed] == [2, 1]


def test_a_gap_gets_an_owner_and_a_date_and_is_done(desk: Desk) -> None:
    """A broken radio: the municipal police until the 27th; said to be mended; open again; the table has it on top."""
    assert count(desk, "radio", 1, 0)[0] == 303
    gap = {"unit": UNIT, "item": "radio", "lack": "broken"}
    assert post(desk, "penanggung", **gap, owner="SATPOL_PP", due="2024-11-27", person="Anggota Contoh 99")[0] == 303
    page = desk.page(f"/kesiapan/{UNIT}")
    assert "Satpol PP, sampai 27 Nov" in page
    assert "Anggota Contoh 99" in page
    table = desk.page("/kesiapan").split("<tbody>")[1]
    assert table.index(UNIT) < 200  # the first row
    assert "Radio HT: 1 tidak berfungsi" in table
    assert post(desk, "selesai", **gap, done="yes")[0] == 303
    assert post(desk, "selesai", **gap, done="yes")[0] == 409
    assert "Buka lagi" in desk.page(f"/kesiapan/{UNIT}")
    assert "Radio HT: 1 tidak berfungsi" not in desk.page("/kesiapan")
    assert post(desk, "selesai", **gap, done="no")[0] == 303


def seen(desk: Desk, before: str) -> str:
    """The entry that a form shows, of the item or gap whose hidden field has this identity."""
    found = re.search(f'name="seen" id="{before}" data-part value="(-?[0-9]+)"', desk.page(f"/kesiapan/{UNIT}"))
    assert found is not None
    return found[1]


def test_a_stale_form_does_not_overwrite_the_count_of_a_colleague(desk: Desk) -> None:
    """Both opened the page with nothing counted; the second count is refused with the values of the first, the same
    values are not, and what was looked at again is saved."""
    stale = seen(desk, "s-radio")
    assert stale == "-1"
    assert count(desk, "radio", 1, 0, seen=stale)[0] == 303
    size = desk.size()
    status, told = count(desk, "radio", 1, 1, seen=stale)
    assert status == 409
    assert "sudah dihitung sesudah halaman ini dibuka: 1, yang baik 0" in html.unescape(told)
    assert desk.size() == size
    assert "1 ada, 0 berfungsi" in desk.page(f"/kesiapan/{UNIT}")
    assert count(desk, "radio", 1, 0, seen=stale)[0] == 303
    assert count(desk, "radio", 1, 1, seen=seen(desk, "s-radio"))[0] == 303
    assert count(desk, "radio", 1, 1, seen="yesterday")[0] == 400


def test_a_stale_form_does_not_take_a_gap_from_whom_a_colleague_asked(desk: Desk) -> None:
    """The second owner is refused with the first one's name and day; looked at again, it may be changed."""
    assert count(desk, "radio", 1, 0)[0] == 303
    gap = {"unit": UNIT, "item": "radio", "lack": "broken", "due": "2024-11-27"}
    stale = seen(desk, "gs-radio-broken")
    assert post(desk, "penanggung", **gap, owner="SATPOL_PP", seen=stale)[0] == 303
    status, told = post(desk, "penanggung", **gap, owner="posko", seen=stale)
    assert status == 409
    assert "sudah diminta kepada Satpol PP sampai Rabu 27 November 2024" in html.unescape(told)
    assert post(desk, "penanggung", **gap, owner="posko", seen=seen(desk, "gs-radio-broken"))[0] == 303


def test_nothing_about_a_person_is_in_the_log_and_it_can_be_erased(desk: Desk) -> None:
    """Who is ill and who was asked are sealed; the entry of the note is erased and the count stays."""
    assert count(desk, "personnel", 5, 4, note="Anggota Contoh 7 demam")[0] == 303
    gap = {"unit": UNIT, "item": "personnel", "lack": "unfit"}
    assert post(desk, "penanggung", **gap, owner="DINKES", due="2024-11-27", person="dr. Contoh")[0] == 303
    with desk.node.reading() as connection:
        log = b"".join(body for _, body in read_entries(connection))
    assert b"demam" not in log
    assert b"dr. Contoh" not in log
    assert "Anggota Contoh 7 demam" in desk.page(f"/kesiapan/{UNIT}")
    desk.client.cookies.set(SESSION_COOKIE, session(desk.node, "auditor"))
    page = desk.page(f"/kesiapan/{UNIT}")
    assert "demam" not in page
    assert "dr. Contoh" not in page
    assert "1 tidak sehat" in page
    index = readiness(desk).current["personnel"].index
    desk.node.writer.commit(lambda _: erasure(index, (), "test"), "test")
    desk.client.cookies.set(SESSION_COOKIE, session(desk.node, "commander"))
    page = desk.page(f"/kesiapan/{UNIT}")
    assert "demam" not in page
    assert "5 hadir, 4 sehat" in page


@pytest.mark.parametrize(
    ("path", "data", "sentence"),
    [
        ("hitung", {"item": "personnel", "found": "6", "good": "5"}, "from 0 to 5, got 6"),
        ("hitung", {"item": "personnel", "found": "-1", "good": "0"}, "from 0 to 5, got -1"),
        ("hitung", {"item": "personnel", "found": "5", "good": ""}, "two numbers"),
        ("hitung", {"item": "personnel", "found": "five", "good": "5"}, "got five"),
        ("hitung", {"item": "boat", "found": "1", "good": "1"}, "got boat"),
        ("hitung", {"item": "radio", "found": "1", "good": "1", "number": "2"}, "1"),
        ("penanggung", {"item": "radio", "lack": "broken", "owner": "posko", "due": "2024-11-25"}, "2024-11-25"),
        ("penanggung", {"item": "radio", "lack": "broken", "owner": "posko", "due": "tomorrow"}, "tomorrow"),
        ("penanggung", {"item": "radio", "lack": "broken", "owner": "king", "due": "2024-11-27"}, "king"),
        ("penanggung", {"item": "lamp", "lack": "broken", "owner": "posko", "due": "2024-11-27"}, "lamp broken"),
        ("selesai", {"item": "lamp", "lack": "broken", "done": "yes"}, "lamp broken"),
    ],
)
def test_bad_input_is_told_in_one_sentence_and_changes_nothing(
    desk: Desk, path: str, data: dict[str, str], sentence: str
) -> None:
    """What was expected and what came; the log has no entry more."""
    assert count(desk, "radio", 1, 0)[0] == 303
    size = desk.size()
    given = {"unit": UNIT, "number": "1"} | data
    answer = desk.client.post(
        f"/kesiapan/{path}?lang=en",
        data=given,
        headers=OWN | {"accept": "application/problem+json"},
        follow_redirects=False,
    )
    assert answer.status_code in (400, 409)
    assert sentence in answer.json()["detail"]
    assert desk.size() == size


def test_an_unknown_unit_is_not_there(desk: Desk) -> None:
    """Its page, its sheet and its forms answer 404."""
    assert desk.client.get("/kesiapan/LM-0").status_code == 404
    assert desk.client.get("/kesiapan/lembar.pdf?unit=LM-0").status_code == 404
    assert count(desk, "radio", 1, 1, unit="LM-0")[0] == 404


def test_who_may_inspect_and_where(desk: Desk) -> None:
    """A planner of another district neither sees nor counts; an auditor reads; a team leader is kept out; a member of
    the unit does not sign for it."""
    all_counted(desk)
    desk.client.cookies.set(SESSION_COOKIE, session(desk.node, "planner", region="63.71.05"))
    assert desk.client.get(f"/kesiapan/{UNIT}").status_code == 403
    assert count(desk, "radio", 1, 1)[0] == 403
    assert UNIT not in desk.page("/kesiapan")
    desk.client.cookies.set(SESSION_COOKIE, session(desk.node, "auditor"))
    assert "Simpan" not in desk.page(f"/kesiapan/{UNIT}").split("<main")[1]
    assert count(desk, "radio", 1, 1)[0] == 403
    assert desk.client.get("/kesiapan/lembar.pdf").status_code == 403
    desk.client.cookies.set(SESSION_COOKIE, session(desk.node, "team_leader"))
    assert desk.client.get("/kesiapan").status_code == 403
    registry = desk.client.app.state["desk"].city().registry
    member = next(one.id for one in registry.people if one.unit == UNIT)
    own = desk.node.access.open_account("sendiri", "Sendiri", (Grant("planner"),), "test", member)
    desk.client.cookies.set(SESSION_COOKIE, desk.node.access.come_in(desk.node.access.link(own.id, "session")))
    status, told = sign(desk)
    assert status == 403
    assert "satuannya sendiri" in html.unescape(told)


def test_the_text_and_the_paper_say_what_is_lacking(desk: Desk) -> None:
    """A messenger's text within 1,000 characters; a sheet for one unit on one page, blank where nothing was counted;
    the summary has all 57 units; a sheet for each is 57 pages."""
    assert count(desk, "radio", 1, 0, note="rahasia")[0] == 303
    for path in ("/kesiapan", f"/kesiapan/{UNIT}"):
        text = desk.page(path).split('id="messenger"')[1].split(">", 1)[1].split("</textarea>")[0]
        assert len(text) <= 1000
        assert "Radio HT: 1 tidak berfungsi" in text

    def words(query: str) -> tuple[int, str]:
        answer = desk.client.get(f"/kesiapan/lembar.pdf{query}")
        assert answer.status_code == 200
        pages = PdfReader(BytesIO(answer.content)).pages
        return len(pages), " ".join(page.extract_text() for page in pages)

    length, sheet = words(f"?unit={UNIT}")
    assert length == 1
    assert "Radio HT" in sheet
    assert "rahasia" not in sheet
    length, summary = words("?lang=en")
    assert all(one.name.split()[-1] in summary for one in desk.client.app.state["desk"].city().registry.units)
    assert "0 of 57" in summary
    assert words("?what=sheets")[0] == 57


@pytest.mark.parametrize("name", ["LINMAS/01", "LM 1 #2?", "lembar"])
def test_a_unit_may_be_called_anything(desk: Desk, tmp_path: Path, name: str) -> None:
    """Its page opens from the table, and the form leads back to it."""
    file = tmp_path / "units.csv"
    file.write_text(f"unit_id,region,name,strength\n{name},63.71.02,Satuan Aneh,4\n", encoding="utf-8")
    import_file(desk.node.writer, "units", file, Options(), actor="test")
    row = next(one for one in desk.page("/kesiapan").split("<tr>") if "Satuan Aneh" in one)
    link = html.unescape(re.findall(r'href="([^"]+)"', row)[0])
    assert "Satuan Aneh" in desk.page(link)
    status, where = count(desk, "personnel", 4, 4, unit=name)
    assert (status, where) == (303, f"{link}#i-personnel")
    assert "4 hadir, 4 sehat, dari 4" in desk.page(where.partition("#")[0])


def test_no_unit_no_page_of_nothing(tmp_path: Path) -> None:
    """An empty node says so, and prints nothing."""
    node = new_node(tmp_path / "node", "order")
    with TestClient(create_app(node, load_letterhead()), base_url=BASE) as client:
        client.cookies.set(SESSION_COOKIE, session(node, "commander"))
        assert "Belum ada satuan" in client.get("/kesiapan").text
        assert client.get("/kesiapan/lembar.pdf").status_code == 404
        assert "Belum ada kecamatan" in client.get("/kekuatan").text
    node.close()


def test_the_exercise_has_a_parade(desk: Desk) -> None:
    """Five units inspected, four of them signed; a mended gap, gaps with an owner, one unit that waits for signature
    and for owners."""
    operator = next(iter(desk.node.access.directory().accounts))
    assert first_parade(desk.node, desk.client, operator) == 5
    found: ReadinessDesk = desk.client.app.state["readiness"]
    inspected = [one for one in found.units() if one.inspection is not None]
    assert (len(inspected), sum(bool(one.signed) for one in inspected)) == (5, 4)
    states = [gap.state(found.today()) for one in inspected for gap in one.gaps]
    assert sorted(states) == ["done", *["open"] * 6]
    assert sum(gap.asked is None for one in inspected for gap in one.gaps) == 1
