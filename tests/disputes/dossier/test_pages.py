"""The builder, drafts and releases: who sees what, what leaves the node, what everybody can see of it."""

import hashlib
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from litestar.testing import TestClient
from pypdf import PdfReader

from kawal.access.roles import Role
from kawal.app import create_app
from kawal.deployment.paper.letterhead import load_letterhead
from kawal.disputes.dossier.events import DossierDrafted
from kawal.disputes.dossier.model import Scope
from kawal.disputes.dossier.queries import releases
from kawal.disputes.dossier.scope import scope_asked
from kawal.record.dossier import open_dossier
from kawal.store.events import Recorded
from tests.conftest import new_node
from tests.disputes.dossier.conftest import PRIVATE_WORDS, Told
from tests.disputes.dossier.test_pack import drafted
from tests.http.conftest import BASE
from tests.support.phone import STATION

PAGE = "/sengketa/berkas"
ASKED: dict[str, Any] = {"kind": "station", "value": STATION}
LETTER: dict[str, Any] = {"to": "court", "letter": "245.85/PHP.WAKO-XXIII/2025", "day": "2024-11-20"}


def last_entry(told: Told) -> Recorded[Any]:
    """The newest event of the node."""
    with told.house.node.reading() as connection:
        entry = list(told.house.node.writer.entries(connection))[-1]
    assert isinstance(entry, Recorded)
    return entry


def test_the_builder_says_what_is_there_and_what_is_missing(told: Told) -> None:
    """One form, two photos, five lines; a gap is called a weakness."""
    told.come_in("analyst")
    page = told.get(f"{PAGE}?kind=station&station={STATION}")
    assert "no report of supplies arriving" in page
    assert "a weakness of the evidence, no legal ground" in page
    assert "station supervisor, account" in page
    assert "Release this dossier" not in page
    refused = told.get(f"{PAGE}?kind=station&station=6371011012999", 404)
    assert 'value="6371011012999"' in refused
    assert 'role="alert"' in refused
    empty = told.get(f"{PAGE}?kind=ward&ward=&station=637101", 404)
    assert 'value="637101"' in empty
    assert 'role="alert"' in empty
    told.come_in("analyst", region="63.71.03")
    told.get(f"{PAGE}?kind=station&station={STATION}", 403)


def test_a_station_is_asked_for_by_its_name_too_and_what_does_not_fit_is_said(told: Told) -> None:
    """As people write it, in any case; a list offers the names; a number that is not there is one sentence."""
    told.come_in("analyst")
    name = told.house.desk.registry().place_name(STATION)
    loose = name.replace("TPS 0", "tps ").lower()
    page = told.get(f"{PAGE}?kind=station&station={loose.replace(' ', '+')}")
    assert f'id="isi-berkas">{name}</h2>' in page
    assert f'<option value="{name}">' in page
    assert "no recapitulation form" in page
    refused = told.get(f"{PAGE}?kind=station&station=TPS+888+{name.rpartition(' ')[2]}", 404)
    assert "a registered station, like" in refused
    drafts = [told.post(f"{PAGE}/draf", 200, **ASKED | {"value": asked}) for asked in (STATION, loose)]
    assert drafts[0].headers["content-disposition"] == drafts[1].headers["content-disposition"]


def test_the_page_and_the_cover_count_alike(told: Told) -> None:
    """Five reports and two photos are seven exhibits; with the founding and the keys of two phones, eight entries."""
    told.come_in("analyst")
    page = told.get(f"{PAGE}?kind=station&station={STATION}")
    files, _ = open_dossier(drafted(told).body)
    entries = sum(name.startswith("entries/") for name in files)
    assert 'Exhibits, each with its code</th><td class="num">7</td>' in page
    assert f'which have no code</th><td class="num">{entries}</td>' in page
    assert entries == 5 + 1 + 2
    cover = " ".join(PdfReader(BytesIO(files["dossier-en.pdf"])).pages[0].extract_text().split())
    assert f"7 exhibits, {entries} log entries with their receipts" in cover


def test_a_draft_is_paper_for_the_own_look_by_right_and_each_is_an_entry(told: Told) -> None:
    """Marked as a draft; photos of forms only for who may see them, of which the damaged one cannot be printed; the
    entry names the reports whose photos it has."""
    seen = {}
    roles: tuple[Role, ...] = ("analyst", "adjudicator")
    for role in roles:
        told.come_in(role)
        answer = told.post(f"{PAGE}/draf", 200, **ASKED)
        assert answer.headers["content-type"] == "application/pdf"
        pages = PdfReader(BytesIO(answer.content)).pages
        assert any(word in pages[0].extract_text() for word in ("draft, not released", "draf, belum dikeluarkan"))
        entry = last_entry(told)
        assert isinstance(entry.event, DossierDrafted)
        seen[role] = (sum(len(page.images) for page in pages), entry.event.photos)
    assert seen == {"analyst": (0, ()), "adjudicator": (1, (told.first, told.second))}


def test_sealed_parts_need_the_right_and_a_reason(told: Told) -> None:
    """An analyst may not open them; an adjudicator says why."""
    told.come_in("analyst")
    told.post(f"{PAGE}/draf", 403, **ASKED, parts="1", why="ingin tahu")
    told.come_in("adjudicator")
    told.post(f"{PAGE}/draf", 400, **ASKED, parts="1")
    answer = told.post(f"{PAGE}/draf", 200, **ASKED, parts="1", why="permintaan majelis")
    assert PRIVATE_WORDS in "".join(page.extract_text() for page in PdfReader(BytesIO(answer.content)).pages)
    entry = last_entry(told)
    assert isinstance(entry.event, DossierDrafted)
    assert entry.event.opened == (told.incident,)


def test_a_release_is_recorded_and_everyone_sees_the_same(told: Told) -> None:
    """To all pairs: the agents of each pair download one file, whose hash the log has; the Court's is not theirs."""
    told.come_in("adjudicator")
    told.post(f"{PAGE}/keluarkan", 403, **ASKED, **LETTER)
    told.come_in("lawyer")
    told.post(f"{PAGE}/keluarkan", 400, **ASKED, **LETTER | {"letter": " "})
    told.post(f"{PAGE}/keluarkan", 400, **ASKED, **LETTER | {"day": "kemarin"})
    told.post(f"{PAGE}/keluarkan", 400, **ASKED, **LETTER | {"to": "kpu"})
    told.post(f"{PAGE}/keluarkan", 303, **ASKED, **LETTER)
    told.post(f"{PAGE}/keluarkan", 303, **ASKED, **LETTER | {"to": "pairs", "letter": "12/XI/2024"})
    with told.house.node.reading() as connection:
        pairs, court = releases(connection)
    said = told.get(f"{PAGE}?dikeluarkan=2")
    assert "Dossier 2 is released." in said
    assert "12/XI/2024, Wednesday 20 November 2024" in said
    assert f"TPS {STATION[10:]} " in said
    assert STATION not in said.partition('id="rows"')[2]
    assert f'href="{PAGE}/dikeluarkan/2/berkas.zip">Download its file (ZIP)' in said
    assert (court.event.to, pairs.event.to, pairs.event.number) == ("court", "pairs", 2)
    got = set()
    for pair in (1, 2):
        told.come_in("pair_agent", agency=f"PASLON-mayor-{pair}")
        page = told.get(f"{PAGE}/keluar")
        assert court.event.sha256 in page
        assert pairs.event.sha256 in page
        got.add(told.house.client.get(f"{PAGE}/keluar/2/berkas.zip").content)
        assert told.house.client.get(f"{PAGE}/keluar/1/berkas.zip").status_code == 404
        told.get(PAGE, 403)
    assert {hashlib.sha256(one).hexdigest() for one in got} == {pairs.event.sha256}
    told.come_in("analyst")
    assert court.event.letter in told.get(PAGE)
    assert told.house.client.get(f"{PAGE}/dikeluarkan/1/berkas.zip").status_code == 403
    told.come_in("lawyer")
    assert hashlib.sha256(told.house.client.get(f"{PAGE}/dikeluarkan/1/berkas.zip").content).hexdigest() == (
        court.event.sha256
    )


def test_a_letter_is_from_the_year_of_the_vote_or_later_and_not_from_the_future(told: Told) -> None:
    """The vote was in 2024, the civil clock shows no 2099; nothing is released on such a letter."""
    told.come_in("lawyer")
    with told.house.node.reading() as connection:
        before = len(releases(connection))
    for day in ("2023-12-31", "2099-01-01"):
        told.post(f"{PAGE}/keluarkan", 400, **ASKED, **LETTER | {"day": day})
    with told.house.node.reading() as connection:
        assert len(releases(connection)) == before


def test_sealed_parts_never_go_to_pairs(told: Told) -> None:
    """A commander may open and release, but not to pairs."""
    told.come_in("commander")
    told.post(f"{PAGE}/keluarkan", 400, **ASKED, **LETTER | {"to": "pairs"}, parts="1", why="x")


@pytest.mark.parametrize(("profile", "status"), [("observer", 404), ("supervision", 401), ("order", 404)])
def test_an_observer_builds_and_releases_nothing_and_an_order_node_has_no_page(
    tmp_path: Path, profile: str, status: int
) -> None:
    """Without a session: 401 where the route is, 404 where it is not."""
    node = new_node(tmp_path / "node", profile)  # type: ignore[arg-type]
    with TestClient(create_app(node, load_letterhead()), base_url=BASE) as client:
        assert client.post(f"{PAGE}/keluarkan", headers={"origin": BASE}).status_code == status
        assert client.get(PAGE).status_code == (404 if profile == "order" else 401)
    node.close()


def test_the_number_of_an_incident_is_read_as_pages_show_it() -> None:
    """Grouped or not, in both languages; what is no number stays as typed, to be refused with it."""
    for typed in ("1035", " 1.035", "1,035"):
        assert scope_asked("incident", typed, "") == Scope("incident", "1035")
    assert scope_asked("incident", "1.03", "") == Scope("incident", "1.03")
