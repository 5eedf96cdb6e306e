"""Pages read the tables, ask the desk, and say what is wrong in one sentence."""

import html
import io
import json
import re
from pathlib import Path

import pytest
from litestar.testing import TestClient
from pypdf import PdfReader

from kawal.access.profiles import Profile
from kawal.access.roles import Role
from kawal.app import create_app
from kawal.deployment.paper.letterhead import load_letterhead
from kawal.field.identity import new_identity
from kawal.web.identity import SESSION_COOKIE
from kawal.web.render import LANGUAGE_COOKIE, THEME_COOKIE
from tests.conftest import new_node
from tests.http.conftest import BASE, OWN, session


def test_the_slider_gets_plan_and_panel_for_any_number(client: TestClient) -> None:  # type: ignore[type-arg]
    """Fewer officers leave more risk; none is a valid question; too many end at the slider's end."""
    told = {
        guards: client.get("/rencana/hitung", params={"guards": guards}).json() for guards in (0, 100, 310, 99_999)
    }
    assert [told[guards]["plan"]["guards"] for guards in told] == [0, 100, 310, 470]
    assert told[0]["plan"]["posts"] == {}
    assert sum(told[310]["plan"]["posts"].values()) + 4 * sum(t["count"] for t in told[310]["plan"]["teams"]) == 310
    assert "anggapan" in told[310]["panel"]


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("guards=-1", "a number of officers: expected at least 0, got -1"),
        ("guards=x", "a number of officers: expected a whole number, got x"),
        ("arrangement=nobody", "arrangement: expected one of the choices, got nobody"),
        ("guards=1.5", "a number of officers: expected a whole number, got 1.5"),
    ],
)
def test_a_question_that_makes_no_sense_is_a_problem(client: TestClient, query: str, told: str) -> None:  # type: ignore[type-arg]
    """RFC 9457, translated: where, what was expected, what came."""
    answer = client.get(f"/rencana/hitung?{query}&lang=en")
    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["detail"] == told


def test_an_unknown_station_is_named(client: TestClient) -> None:  # type: ignore[type-arg]
    """In the reader's language; a browser gets a page, a program gets problem+json."""
    answer = client.get("/tps/6371011012999?lang=en", headers={"accept": "text/html"})
    assert answer.status_code == 404
    assert "expected a registered station, got 6371011012999" in answer.text
    assert client.get("/tps/abc").json()["status"] == 404


def test_a_lock_holds_in_the_next_plan_and_is_freed_again(client: TestClient) -> None:  # type: ignore[type-arg]
    """Forbidden: nobody stands there; locked to three: three do."""
    station = next(iter(client.get("/rencana/hitung").json()["plan"]["posts"]))
    for guards, expected in (("0", None), ("3", 3)):
        client.post("/rencana/kunci", data={"station": station, "guards": guards}, headers=OWN)
        assert client.get("/rencana/hitung").json()["plan"]["posts"].get(station) == expected
    client.post("/rencana/kunci", data={"station": station, "guards": ""}, headers=OWN)
    assert "Dikunci dan dilarang" not in client.get("/rencana").text


@pytest.mark.parametrize("guards", ["-1", "x", "99999999999"])
def test_a_lock_that_cannot_be_meant_is_refused(client: TestClient, guards: str) -> None:  # type: ignore[type-arg]
    """Negative, no number, out of range."""
    answer = client.post("/rencana/kunci", data={"station": "6371011012007", "guards": guards}, headers=OWN)
    assert answer.status_code == 400


def test_language_and_theme_are_kept(client: TestClient) -> None:  # type: ignore[type-arg]
    """Chosen once in the address, then by cookie."""
    for name in (LANGUAGE_COOKIE, THEME_COOKIE):
        client.cookies.delete(name)
    assert '<html lang="id"' in client.get("/peringkat").text
    client.get("/peringkat?lang=en&theme=dark")
    assert '<html lang="en" data-theme="dark"' in client.get("/satuan").text
    for name in (LANGUAGE_COOKIE, THEME_COOKIE):
        client.cookies.delete(name)


def test_a_plan_is_frozen_swapped_compared_and_printed(client: TestClient) -> None:  # type: ignore[type-arg]
    """Version 1; two people in two clicks make version 2 without solving; the letter says the new post."""
    assert client.get("/cetak/surat.pdf").status_code == 400
    client.post("/satuan/tetapkan", data={"guards": "310", "title": "apel"}, headers=OWN)
    first, second = "LM-0011", "LM-0012"
    page = client.get("/satuan?unit=LM-63.71.01.1001&pick=" + first).text
    assert f'name="first" value="{first}"' in page
    before = {person: _post(client, person) for person in (first, second)}
    swapped = client.post("/satuan/tukar", data={"version": "1", "first": first, "second": second}, headers=OWN)
    assert swapped.status_code == 200
    if before[first] != before[second]:
        assert _post(client, first) == before[second]
        assert _post(client, second) == before[first]
        compared = client.get("/satuan/banding?a=1&b=2").text
        assert compared.count("→") == 2
    again = client.post("/satuan/tukar", data={"version": "1", "first": first, "second": second}, headers=OWN)
    assert again.status_code == 409
    assert len(PdfReader(io.BytesIO(client.get(f"/cetak/surat.pdf?person={first}").content)).pages) == 1
    assert client.get("/cetak/lembar.pdf?ward=63.71.01.1001").headers["content-type"] == "application/pdf"
    assert client.get("/cetak/susunan.csv").text.count("\n") == 311
    assert client.get("/cetak/lembar.pdf?ward=99").status_code == 400
    assert client.get("/cetak/surat.pdf?person=nobody").status_code == 400


def test_a_measure_is_marked_by_a_click(client: TestClient) -> None:  # type: ignore[type-arg]
    """htmx gets the row anew; without script the page comes again; an unknown measure is refused."""
    mark = {"place": "63.71.01.1001", "indicator": "V1.7", "agency": "KPU_KOTA", "state": "done"}
    row = client.post("/mitigasi/tandai", data=mark, headers=OWN | {"hx-request": "true"})
    assert row.text.lstrip().startswith("<tr")
    assert "selesai" in row.text
    plain = client.post("/mitigasi/tandai", data=mark, headers=OWN, follow_redirects=False)
    assert (plain.status_code, plain.headers["location"]) == (303, "/mitigasi")
    assert client.post("/mitigasi/tandai", data=mark | {"agency": "TNI"}, headers=OWN).status_code == 400
    assert client.post("/mitigasi/tandai", data=mark | {"state": "maybe"}, headers=OWN).status_code == 400


def test_an_empty_node_says_what_to_do_first(empty: TestClient) -> None:  # type: ignore[type-arg]
    """Every page of a node without stations answers."""
    assert "kawal import stations" in empty.get("/rencana").text
    for path in ("/peringkat", "/mitigasi", "/satuan", "/cetak"):
        assert empty.get(path).status_code == 200, path


def test_a_page_that_is_not_there_keeps_the_menu(client: TestClient) -> None:  # type: ignore[type-arg]
    """Whoever is signed in goes on from there; nobody else is shown a page of the desk."""
    page = client.get("/tidak-ada", headers={"accept": "text/html"})
    assert page.status_code == 404
    assert 'href="/mitigasi"' in page.text
    assert client.get("/tidak-ada").headers["content-type"] == "application/problem+json"
    kept = client.cookies[SESSION_COOKIE]
    client.cookies.delete(SESSION_COOKIE)
    assert 'href="/mitigasi"' not in client.get("/tidak-ada", headers={"accept": "text/html"}).text
    client.cookies.set(SESSION_COOKIE, kept)


def test_the_field_page_says_what_was_sent_and_leads_back(client: TestClient) -> None:  # type: ignore[type-arg]
    """The kind, the place and the number; nothing for an entry that is not this account's report."""
    form = {"kind": "nil", "version": "1", "id": new_identity(), "place": "6371011012007", "a-stations": "3"}
    page = client.post("/lapangan/lapor", data=form, headers=OWN)
    sent = page.text.partition('class="say-ok"')[2].partition("</p>")[0]
    assert "Nihil kejadian" in sent
    assert "TPS 007" in sent
    assert str(page.url).rpartition("=")[2] in sent
    assert 'href="/ikhtisar">Ke meja' in page.text
    assert 'class="say-ok"' not in client.get("/lapangan?sent=0").text
    assert client.get("/lapangan?sent=x").status_code == 400


def test_an_account_ends_where_something_registered_ends(client: TestClient) -> None:  # type: ignore[type-arg]
    """Person, region and agency of the registry, or one sentence and no account."""
    new = {"login": "baru-1", "name": "Baru", "role": "liaison"}
    for more in ({"person": "LM-9999"}, {"region": "63.71.99"}, {"agency": "NOBODY"}):
        refused = client.post("/akun/buka", data=new | more, headers=OWN)
        assert refused.status_code == 400
        assert refused.json()["got"] == next(iter(more.values()))
    assert "baru-1" not in client.get("/akun").text
    good = {"person": "LM-0011", "region": "637101", "agency": "BAWASLU"}
    page = client.post("/akun/buka", data=new | good, headers=OWN).text
    assert 'name="region" value="63.71.01"' in page
    account = re.findall(r'name="account" value="([^"]+)"', page)[-1]
    grant = {"account": account, "role": "clerk", "act": "grant", "region": "99"}
    assert client.post("/akun/peran", data=grant, headers=OWN).status_code == 400


def test_the_map_gets_no_person(client: TestClient) -> None:  # type: ignore[type-arg]
    """Names and telephones of officers are no part of the map's data."""
    text = json.dumps(client.get("/rencana/peta").json())
    assert "Anggota Contoh" not in text
    assert "0800-" not in text


def _post(client: TestClient, person: str) -> str:  # type: ignore[type-arg]
    """Where the roster says a person stands."""
    line = next(line for line in client.get("/cetak/susunan.csv").text.splitlines() if f",{person}," in line)
    cells = line.split(",")
    return "|".join((cells[5], cells[7], cells[8]))


HOMES: dict[Profile, dict[Role, str]] = {
    "order": {
        "commander": "/ikhtisar",
        "operator": "/ikhtisar",
        "planner": "/rencana",
        "liaison": "/insiden",
        "clerk": "/ikhtisar",
        "auditor": "/ikhtisar",
        "administrator": "/akun",
        "officer": "/lapangan",
        "team_leader": "/lapangan",
    },
    "supervision": {
        "commander": "/ikhtisar",
        "clerk": "/ikhtisar",
        "adjudicator": "/hitung/antrean",
        "lawyer": "/sengketa",
        "analyst": "/hitung",
        "pair_agent": "/lapangan",
    },
    "observer": {"analyst": "/hitung", "observer": "/lapangan"},
}


@pytest.mark.parametrize("profile", HOMES)
def test_everyone_begins_where_their_work_is(tmp_path: Path, profile: Profile) -> None:
    """The command post at the overview, a planner at the plan, an agency at its incidents, who decides numbers at the
    queue, the administrator at the accounts, an officer at the phone page; the page opens and stands in the bar."""
    node = new_node(tmp_path / "node", profile)
    with TestClient(create_app(node, load_letterhead()), base_url=BASE) as client:
        for role, path in HOMES[profile].items():
            client.cookies.set(SESSION_COOKIE, session(node, role))
            assert client.get("/", follow_redirects=False).headers["location"] == path, role
            page = client.get(path)
            assert page.status_code == 200, role
            bar = re.search(r"<nav .*?</nav>", page.text, re.S)
            assert path == "/lapangan" or (bar and f'href="{path}"' in bar[0]), role
    node.close()


def test_a_choice_of_language_keeps_what_a_page_was_asked(client: TestClient) -> None:  # type: ignore[type-arg]
    """The page of one measure needs its place, indicator and agency; a choice made before is not repeated."""
    asked = "place=63.71.01.1001&indicator=V1.7&agency=KPU_KOTA"
    page = client.get(f"/mitigasi/tindakan?{asked}&lang=id")
    assert page.status_code == 200
    [link] = re.findall(r'href="([^"]+lang=en)"', page.text)
    assert html.unescape(link) == f"/mitigasi/tindakan?{asked}&lang=en"
    assert client.get(html.unescape(link)).status_code == 200
    client.cookies.delete("kawal_lang")
