"""A node's pages in one process."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from litestar.testing import TestClient

from kawal.access.model import Grant
from kawal.access.roles import Role
from kawal.app import create_app
from kawal.deployment.paper.letterhead import load_letterhead
from kawal.node import Node
from kawal.web.identity import SESSION_COOKIE
from tests.conftest import filled_node, new_node

BASE = "http://127.0.0.1"
OWN = {"origin": BASE}
OFFICE: tuple[Role, ...] = ("commander", "administrator")


def session(node: Node, *roles: Role, region: str = "", agency: str = "") -> str:
    """The session token of a new account with these roles."""
    login = f"test-{len(node.access.directory().accounts)}"
    account = node.access.open_account(login, login, tuple(Grant(role, agency, region) for role in roles), "test")
    return node.access.come_in(node.access.link(account.id, "session"))


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:  # type: ignore[type-arg]
    """A client of a node that holds the exercise; tests of one module share it."""
    node = filled_node(tmp_path_factory.mktemp("pages") / "node")
    with TestClient(create_app(node, load_letterhead()), base_url=BASE) as client:
        client.cookies.set(SESSION_COOKIE, session(node, *OFFICE))
        yield client
    node.close()


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[TestClient]:  # type: ignore[type-arg]
    """A client of a node that holds nothing."""
    node = new_node(tmp_path / "node")
    with TestClient(create_app(node, load_letterhead()), base_url=BASE) as client:
        client.cookies.set(SESSION_COOKIE, session(node, *OFFICE))
        yield client
    node.close()
