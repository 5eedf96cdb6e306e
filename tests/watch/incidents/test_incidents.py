"""An incident stays open until someone closes it with a result; what is offered can be taken back."""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from litestar.testing import TestClient
from pypdf import PdfReader

from kawal.app import create_app
from kawal.deployment.paper.letterhead import load_letterhead
from kawal.store.jobs import JobRunner
from kawal.watch.incidents.casedesk import CaseDesk
from kawal.watch.shifts.packs import DUE, PackDesk, PackSettings
from kawal.watch.shifts.shiftdesk import ShiftDesk
from kawal.web.identity import SESSION_COOKIE
from tests.conftest import filled_node
from tests.http.conftest import BASE, OWN, session
from tests.watch.dutylog.test_dutylog import Desk, morning

NOISE = "TPS 1 Kelayan Dalam keributan berat, Danru 7"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """An order node on the morning of the vote."""
    node = filled_node(tmp_path / "node", "order", morning)
    paper = PackSettings(every_min=30, folder=tmp_path / "paper")
    with TestClient(create_app(node, load_letterhead(), paper=paper), base_url=BASE) as client:
        yield Desk(node, client)
    node.close()


def post(desk: Desk, path: str, **data: str | list[str]) -> int:
    """Post a form; returns the status."""
    return desk.client.post(path, data=data, headers=OWN, follow_redirects=False).status_code


def incident(desk: Desk) -> int:
    """The entry of the only open incident."""
    with desk.node.reading() as connection:
        cases: CaseDesk = desk.client.app.state["cases"]
        (index,) = cases.open_entries(connection)
    return index


def as_role(desk: Desk, role: str, region: str = "") -> None:
    """Go on as a new account with this role."""
    desk.client.cookies.set(SESSION_COOKIE, session(desk.node, role, region=region))  # type: ignore[arg-type]


def hand_over(desk: Desk, number: int) -> int:
    """Offer and have a sheet taken by someone else; returns the last status."""
    assert post(desk, "/serah-jaga/serahkan", message="", uncounted="1") == 303
    shift: ShiftDesk = desk.client.app.state["shift"]
    with desk.node.reading() as connection:
        matters = len(shift.sheet(connection, shift.shift(connection, number)).matters)
    as_role(desk, "clerk")
    return post(desk, f"/serah-jaga/{number}/terima", matter=[str(one) for one in range(matters)])


def pack_text(desk: Desk) -> str:
    """The words of a pack that is printed now."""
    packs: PackDesk = desk.client.app.state["packs"]
    number = packs.order("test")
    handlers = {**packs.handlers(), DUE: lambda _: None}
    assert JobRunner(desk.node.engine, handlers, desk.node.clock).run_due() == 1
    reader = PdfReader(BytesIO(packs.file(number)))
    return "\n".join(page.extract_text() for page in reader.pages)


def test_an_open_incident_stands_on_every_later_sheet_and_in_the_pack_until_it_is_closed(desk: Desk) -> None:
    """It outlives the first handover; closed, it is gone from sheet, pack and log row, and cannot be closed again."""
    desk.save(NOISE)
    index = incident(desk)
    assert hand_over(desk, 1) == 303
    assert f"/insiden/{index}" in desk.page("/serah-jaga")
    assert f"/insiden/{index}" in desk.page()
    assert "Keributan" in pack_text(desk)
    place = desk.page(f"/insiden/{index}").split('name="place" value="')[1].split('"', 1)[0]
    closing = {"place": place, "what": "disturbance", "result": "resolved", "note": "Didamaikan Pak RT Salim"}
    assert post(desk, f"/insiden/{index}/tutup", **{**closing, "result": "forgotten"}) == 400
    assert post(desk, f"/insiden/{index}/tutup", **{**closing, "place": "6371010001099"}) == 404
    assert post(desk, f"/insiden/{index}/tutup", **closing) == 303
    assert post(desk, f"/insiden/{index}/tutup", **closing) == 409
    page = desk.page(f"/insiden/{index}")
    for shown in ("sudah tertangani", "Pak RT Salim"):
        assert shown in page
    assert f"/insiden/{index}" not in desk.page("/serah-jaga") + desk.page()
    assert "Keributan" not in pack_text(desk)


def test_the_note_of_a_closing_is_sealed_and_holds_no_votes(desk: Desk) -> None:
    """An auditor sees the result, not the note; a node that keeps order keeps no figures of votes in it."""
    desk.save(NOISE)
    index = incident(desk)
    place = desk.page(f"/insiden/{index}").split('name="place" value="')[1].split('"', 1)[0]
    closing = {"place": place, "what": "disturbance", "result": "referred", "note": "paslon 1 210 paslon 2 150"}
    assert post(desk, f"/insiden/{index}/tutup", **closing) == 303
    page = desk.page(f"/insiden/{index}")
    assert "paslon" in page
    assert "210" not in page
    as_role(desk, "auditor")
    assert "paslon" not in desk.page(f"/insiden/{index}")
    assert "diteruskan ke instansi lain" in desk.page(f"/insiden/{index}")
    assert post(desk, f"/insiden/{index}/tutup", place=place, what="disturbance", result="resolved") == 403


def test_an_operator_closes_only_what_lies_in_the_own_district(desk: Desk) -> None:
    """Kelayan Dalam lies in 63.71.01; an operator of 63.71.02 is refused, and does not see it."""
    desk.save(NOISE)
    index = incident(desk)
    place = desk.page(f"/insiden/{index}").split('name="place" value="')[1].split('"', 1)[0]
    other = "63.71.02" if place.startswith("637101") else "63.71.01"
    as_role(desk, "operator", other)
    assert desk.client.get(f"/insiden/{index}").status_code == 403
    assert post(desk, f"/insiden/{index}/tutup", place=place, what="disturbance", result="resolved") == 403


def test_lines_to_be_asked_are_listed_one_by_one(desk: Desk) -> None:
    """Each with what was understood of it and what is missing; its words are sealed and stay off the sheet."""
    desk.save("Mantuil 13 buka, TPS 4 rusuh")
    desk.save("xyzzy plugh")
    shift: ShiftDesk = desk.client.app.state["shift"]
    with desk.node.reading() as connection:
        asked = [one for one in shift.present(connection).matters if one.kind == "asked"]
    assert asked
    assert all(one.index > 0 and one.detail.startswith("perlu ditanyakan: ") for one in asked)
    assert "xyzzy" not in str(asked)


def test_an_offered_sheet_is_withdrawn_by_who_offered_it_and_made_anew(desk: Desk) -> None:
    """Nobody else can; the new one has the next number and knows what came meanwhile; the old one cannot be taken."""
    assert post(desk, "/serah-jaga/serahkan", message="", uncounted="1") == 303
    desk.save(NOISE)
    assert "/insiden/" not in desk.page("/serah-jaga")
    own = desk.client.cookies[SESSION_COOKIE]
    as_role(desk, "operator")
    assert post(desk, "/serah-jaga/1/tarik") == 403
    desk.client.cookies.set(SESSION_COOKIE, own)
    assert post(desk, "/serah-jaga/1/tarik") == 303
    assert post(desk, "/serah-jaga/1/tarik") == 409
    assert "ditarik" in desk.page("/serah-jaga/1")
    page = desk.page("/serah-jaga")
    assert "lembar 2" in page
    assert f"/insiden/{incident(desk)}" in page
    as_role(desk, "clerk")
    assert post(desk, "/serah-jaga/1/terima", matter=[]) in {400, 409}
    desk.client.cookies.set(SESSION_COOKIE, own)
    assert hand_over(desk, 2) == 303


def test_one_matter_ticked_often_is_not_all_of_them(desk: Desk) -> None:
    """As many ticks as there are matters, all of them the first: refused."""
    desk.save(NOISE)
    desk.save("TPS 2 Mawar belum buka")
    post(desk, "/serah-jaga/serahkan", message="", uncounted="1")
    shift: ShiftDesk = desk.client.app.state["shift"]
    with desk.node.reading() as connection:
        matters = len(shift.sheet(connection, shift.shift(connection, 1)).matters)
    assert matters > 1
    as_role(desk, "clerk")
    assert post(desk, "/serah-jaga/1/terima", matter=["0"] * matters) == 400
    assert post(desk, "/serah-jaga/1/terima", matter=[str(one) for one in range(matters)]) == 303


def test_the_head_of_the_printed_sheet_has_its_date(desk: Desk) -> None:
    """27 November 2024, 07.13: a sheet of yesterday is not taken for today's."""
    post(desk, "/serah-jaga/serahkan", message="", uncounted="1")
    as_role(desk, "clerk")
    pdf = desk.client.get("/serah-jaga/1/lembar.pdf")
    first = PdfReader(BytesIO(pdf.content)).pages[0].extract_text()
    head = next(line for line in first.splitlines() if "dari catatan sampai" in line)
    assert "27 November 2024 07.13" in head
