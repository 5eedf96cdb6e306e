"""Every route with every role: what the one table says is what the server does."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from litestar import Litestar
from litestar.handlers import HTTPRouteHandler
from litestar.testing import TestClient

from kawal.access.roles import ROLES, TABLE, Right, Role
from kawal.app import create_app
from kawal.deployment.paper.letterhead import load_letterhead
from kawal.node import Node
from kawal.web.identity import SCHEMA, SESSION_COOKIE
from tests.conftest import new_node
from tests.http.conftest import BASE, OWN, session

DENIED = {401, 403}


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Node, TestClient]]:  # type: ignore[type-arg]
    """A training node, which has every route there is."""
    node = new_node(tmp_path_factory.mktemp("rights") / "node")
    application = create_app(node, load_letterhead())
    application.state["live"].end()  # else whoever is let in to the stream reads it for ever
    with TestClient(application, base_url=BASE) as client:
        yield node, client
    node.close()


def open_handlers(application: Litestar) -> list[tuple[str, str, HTTPRouteHandler]]:
    """(method, path with its parameters open, handler) of every route of our own."""
    return [
        (str(method), route.path, handler)
        for route in application.routes
        for handler in getattr(route, "route_handlers", [])
        if isinstance(handler, HTTPRouteHandler) and not route.path.startswith(SCHEMA)
        for method in sorted(handler.http_methods)
        if method != "OPTIONS"
    ]


def open_routes(application: Litestar) -> list[tuple[str, str, Right]]:
    """(method, path with its parameters open, right) of the same."""
    return [(method, path, handler.opt["right"]) for method, path, handler in open_handlers(application)]


def routes(client: TestClient) -> list[tuple[str, str, Right]]:  # type: ignore[type-arg]
    """The same with the parameters filled."""
    fills = {"int": "0", "uuid": "01936a2e-0000-7000-8000-000000000000", "str": "nothing", "path": "nothing"}
    return [
        (method, re.sub(r"\{[^:}]+:([a-z]+)\}", lambda found: fills[found[1]], path), right)
        for method, path, right in open_routes(client.app)
    ]


def test_every_route_answers_every_role_as_the_table_says(house: tuple[Node, TestClient]) -> None:  # type: ignore[type-arg]
    """Denied where the role lacks the right, let in (to whatever answer) where it has it."""
    node, client = house
    walked = routes(client)
    assert len(walked) > 40
    wrong = []
    for role in ROLES:
        client.cookies.set(SESSION_COOKIE, session(node, role))
        for method, path, right in walked:
            if path == "/keluar":
                continue
            status = client.request(method, path, headers=OWN, follow_redirects=False).status_code
            allowed = right in ("open", "signed_in") or right in TABLE[role]
            if allowed and right != "open" and status in DENIED:
                wrong.append((role, method, path, status, "should be let in"))
            if not allowed and status != 403:
                wrong.append((role, method, path, status, "should be denied"))
    assert wrong == []


def test_nobody_gets_past_the_door(house: tuple[Node, TestClient]) -> None:  # type: ignore[type-arg]
    """Without a session a page leads to the door and back, anything else gets 401."""
    _, client = house
    client.cookies.clear()
    for method, path, right in routes(client):
        if right == "open":
            continue
        answer = client.request(method, path, headers=OWN, follow_redirects=False)
        assert answer.status_code == 401, (method, path)
    page = client.get("/laporan?kind=nil", headers={"accept": "text/html"}, follow_redirects=False)
    assert (page.status_code, page.headers["location"]) == (303, "/masuk?to=%2Flaporan%3Fkind%3Dnil")


@pytest.mark.parametrize("role", ["administrator", "auditor"])
def test_who_keeps_accounts_or_audits_writes_nothing_else(role: Role) -> None:
    """The administrator sees no content, the auditor changes nothing."""
    writes = {"measure.mark", "plan.write", "report.send", "quarantine.convert"}
    assert not TABLE[role] & writes
    assert role != "administrator" or "report.read" not in TABLE[role]


def test_denied_acts_are_one_counted_entry(tmp_path: Path) -> None:
    """Three denied acts within a minute are one entry with the number three; the address is not in it."""
    node = new_node(tmp_path / "node")
    with TestClient(create_app(node, load_letterhead()), base_url=BASE) as client:
        client.cookies.set(SESSION_COOKIE, session(node, "officer"))
        for _ in range(3):
            assert client.get("/akun").status_code == 403
    node.access.close()
    with node.reading() as connection:
        denied = [entry for entry in node.writer.entries(connection) if "AccessDenied" in repr(entry)]
    assert len(denied) == 1
    assert "count=3" in repr(denied[0])
    assert "testclient" not in repr(denied[0])
    node.close()


@pytest.mark.parametrize("profile", ["order", "supervision", "observer"])
def test_a_profile_has_only_what_is_wired(tmp_path: Path, profile: str) -> None:
    """An order node plans, a supervision node does not; both keep a record."""
    node = new_node(tmp_path / "node", profile)  # type: ignore[arg-type]
    paths = {route.path for route in create_app(node, load_letterhead()).routes}
    assert ("/rencana" in paths) is (profile == "order")
    assert ("/mitigasi" in paths) is (profile != "observer")
    assert {"/catatan", "/api/reports", "/lapangan"} <= paths
    node.close()
