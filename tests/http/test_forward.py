"""Every page that a commander would pass on gives a text for messengers, without private words."""

import html
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from litestar.testing import TestClient

from kawal.app import create_app
from kawal.deployment.paper.letterhead import load_letterhead
from kawal.field.line_queries import log_rows
from kawal.outputs.messenger import MOST_CHARACTERS
from kawal.web.identity import SESSION_COOKIE
from tests.conftest import filled_node
from tests.http.conftest import BASE, OWN, session
from tests.watch.dutylog.test_dutylog import Desk, morning

STATION = "6371011001003"
PAGES = (
    "/rencana",
    "/peringkat",
    "/satuan",
    "/mitigasi",
    "/karantina",
    "/catatan",
    "/paket-kertas",
    "/laporan",
    f"/tps/{STATION}",
)
PAGES_OF_DESK = ("/papan", f"/papan/{STATION}", "/buku-jaga", "/serah-jaga")


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """An order node with the exercise, before a commander."""
    folder: Path = tmp_path_factory.mktemp("forward")
    node = filled_node(folder / "node", "order", morning)
    with TestClient(create_app(node, load_letterhead()), base_url=BASE) as client:
        found = Desk(node, client)
        found.save("Mantuil buka 1-12")
        client.cookies.set(SESSION_COOKIE, session(node, "commander"))
        yield found
    node.close()


def text_of(desk: Desk, path: str) -> str:
    """The text for messengers on a page."""
    return text_in(desk.page(path))


def text_in(page: str) -> str:
    """The text for messengers in the HTML of a page."""
    fields = re.findall(r'<textarea class="inp" id="messenger"[^>]*>(.*?)</textarea>', page, re.DOTALL)
    assert len(fields) == 1
    return html.unescape(fields[0])


@pytest.mark.parametrize("lang", ["id", "en"])
@pytest.mark.parametrize("path", PAGES + PAGES_OF_DESK)
def test_a_page_gives_its_text(desk: Desk, path: str, lang: str) -> None:
    """A bold title and at least one line, at most a thousand characters, in the language of the reader."""
    text = text_of(desk, f"{path}?lang={lang}")
    title, *lines = text.split("\n")
    assert title.startswith("*")
    assert title.endswith("*")
    assert lines
    assert len(text) <= MOST_CHARACTERS
    desk.page("/papan?lang=id")


def test_the_text_of_the_plan_follows_the_slider(desk: Desk) -> None:
    """What the slider fetches has the text of that number of officers."""
    panel = desk.client.get("/rencana/hitung?guards=100").json()["panel"]
    assert "*Rencana untuk 100 linmas*" in panel


def test_units_are_passed_on_without_names_or_telephones(desk: Desk) -> None:
    """The page of a unit shows its people; the text never does."""
    registry = desk.client.app.state["watch"].field.registry()
    person = registry.people[0]
    page = desk.page(f"/satuan?unit={person.unit}")
    assert person.name in page
    text = text_of(desk, f"/satuan?unit={person.unit}")
    assert person.name not in text
    assert person.phone not in text


def test_a_report_is_passed_on_without_what_is_sealed_even_when_it_was_opened(desk: Desk) -> None:
    """The sender's words stand on the opened page and not in its text; neither do figures of votes."""
    desk.save("TPS 3 Mawar keributan berat, Danru 7 lihat Pak Salim")
    with desk.node.reading() as connection:
        index = log_rows(connection, most=1)[0].index
    opened = desk.client.post(f"/laporan/{index}/buka", headers=OWN).text
    assert "Pak Salim" in opened
    text = text_in(opened)
    assert "TPS 3 Mawar insiden (berat, keributan)" in text
    assert "Salim" not in text
    desk.save("TPS 4 Mawar paslon 1 210 paslon 2 150")
    with desk.node.reading() as connection:
        index = log_rows(connection, most=1)[0].index
    for path in (f"/laporan/{index}", *PAGES, *PAGES_OF_DESK):
        assert not re.search(r"\b(210|150|paslon)\b", text_of(desk, path)), path


def test_who_promised_what_is_not_passed_on(desk: Desk) -> None:
    """The sheet shows the promise; the text tells only that there is one."""
    promise = {"who": "Pak Darma PLN", "what": "listrik Mawar menyala", "due": "09:40"}
    desk.client.post("/serah-jaga/janji", data=promise, headers=OWN, follow_redirects=False)
    assert "Pak Darma" in desk.page("/serah-jaga")
    text = text_of(desk, "/serah-jaga")
    assert "Darma" not in text
    assert "1 janji" in text or "lagi" in text


def test_a_station_and_an_incident_are_passed_on_with_their_differences_and_without_names(desk: Desk) -> None:
    """Two weights of one quarrel side by side, the end of the incident, no sender and no sealed word."""
    said = ("TPS 3 Mantuil keributan ringan, Danru 4", "TPS 3 Mantuil keributan berat, kata Bu Sri ketua RT")
    first, _ = (desk.save(one) for one in said)
    text = text_of(desk, f"/papan/{STATION}?lang=id")
    assert "Sumber berbeda: Laporkan insiden, Seberapa berat: Ringan / Berat" in text
    assert "memilih" in text
    with desk.node.reading() as connection:
        index = next(row.index for row in log_rows(connection) if row.identity == first)
    told = text_of(desk, f"/insiden/{index}?lang=id")
    assert "TPS 003 Mantuil" in told
    assert told.endswith("Masih terbuka")
    for private in ("Sri", "Danru", "ketua RT"):
        assert private not in text
        assert private not in told
