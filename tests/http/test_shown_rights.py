"""A page offers what its reader may do, and nothing that the server would refuse."""

import re
from collections.abc import Iterator

import pytest
from litestar.testing import TestClient

from kawal.access.roles import ROLES, Role
from kawal.app import create_app
from kawal.cli.exercise_city import pack_folder
from kawal.cli.exercise_convoys import first_convoys
from kawal.deployment.paper.letterhead import load_letterhead
from kawal.node import Node
from kawal.web.identity import SESSION_COOKIE
from tests.conftest import filled_node
from tests.http.conftest import BASE, OWN, session

STATION = "6371011012007"
PAGES = (
    "/mitigasi",
    "/satuan?unit=LM-63.71.01.1001",
    f"/rencana?tps={STATION}",
    f"/tps/{STATION}",
    "/papan",
    f"/papan/{STATION}",
    "/dinding",
    "/laporan",
    "/karantina",
    "/catatan",
    "/lapangan",
    "/buku-jaga",
    "/serah-jaga",
    "/paket-kertas",
    "/logistik",
    "/logistik/K-06",
    "/gerbang/keluar",
    "/sengketa",
)
NOT_PRESSED = frozenset({"/keluar"})
"""It ends the session."""


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Node, TestClient]]:  # type: ignore[type-arg]
    """A training node with the exercise, a plan and a lock."""
    node = filled_node(tmp_path_factory.mktemp("shown") / "node")
    with TestClient(create_app(node, load_letterhead()), base_url=BASE) as client:
        client.cookies.set(SESSION_COOKIE, session(node, "commander"))
        client.post("/satuan/tetapkan", data={"guards": "310", "title": ""}, headers=OWN)
        client.post("/rencana/kunci", data={"station": STATION, "guards": "2"}, headers=OWN)
        first_convoys(node, client, pack_folder() / "convoys.csv", "test")
        yield node, client
    node.close()


@pytest.mark.parametrize("role", ROLES)
def test_no_form_leads_to_a_refusal(house: tuple[Node, TestClient], role: Role) -> None:  # type: ignore[type-arg]
    """Every form and every link of the pages that a role may open, asked without content, is not denied."""
    node, client = house
    client.cookies.set(SESSION_COOKIE, session(node, role))
    offered: set[tuple[str, str]] = set()
    for path in PAGES:
        page = client.get(path, headers={"accept": "text/html"}, follow_redirects=False)
        if page.status_code != 200:
            continue
        offered |= {("POST", one) for one in re.findall(r'method="post" action="([^"]+)"', page.text)}
        main = page.text.partition("<main")[2]
        offered |= {("GET", one.replace("&amp;", "&")) for one in re.findall(r'href="(/[^"#]*)"', main)}
    refused = [
        (method, path)
        for method, path in sorted(offered)
        if path not in NOT_PRESSED
        and client.request(method, path, headers=OWN, follow_redirects=False).status_code == 403
    ]
    assert refused == []


def test_a_clerk_sees_no_button_of_the_planner(house: tuple[Node, TestClient]) -> None:  # type: ignore[type-arg]
    """The pages of measures and units are there, their buttons are not; a planner has both."""
    node, client = house
    expected: dict[Role, bool] = {"clerk": False, "planner": True}
    for role, shown in expected.items():
        client.cookies.set(SESSION_COOKIE, session(node, role))
        assert ("/mitigasi/tandai" in client.get("/mitigasi").text) is shown
        units = client.get("/satuan?unit=LM-63.71.01.1001").text
        assert ("/satuan/tetapkan" in units) is shown
        assert ("pick=" in units) is shown
        assert ("/rencana/kunci" in client.get(f"/tps/{STATION}").text) is shown


def test_a_liaison_marks_the_measures_of_its_own_agency(house: tuple[Node, TestClient]) -> None:  # type: ignore[type-arg]
    """KPU's rows have buttons, those of others have none."""
    node, client = house
    client.cookies.set(SESSION_COOKIE, session(node, "liaison", agency="KPU_KOTA"))
    agencies = set(re.findall(r'name="agency" value="([^"]+)"', client.get("/mitigasi").text))
    assert agencies == {"KPU_KOTA"}


def test_versions_are_told_in_local_time(house: tuple[Node, TestClient]) -> None:  # type: ignore[type-arg]
    """The exercise begins at 09.00 WITA, which is 01.00 UTC."""
    node, client = house
    client.cookies.set(SESSION_COOKIE, session(node, "planner"))
    assert "21 Nov 09.00.00 WITA" in client.get("/satuan").text
