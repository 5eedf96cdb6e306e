"""A node's pages in one process."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from litestar.testing import TestClient

from kawal.app import create_app, open_node
from kawal.deployment.paper.letterhead import load_letterhead
from tests.conftest import exercise_clock, fill

BASE = "http://127.0.0.1"
OWN = {"origin": BASE}


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:  # type: ignore[type-arg]
    """A client of a node that holds the exercise; tests of one module share it."""
    node = fill(open_node(tmp_path_factory.mktemp("pages"), exercise_clock))
    with TestClient(create_app(node, load_letterhead()), base_url=BASE) as client:
        yield client
    node.engine.dispose()


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[TestClient]:  # type: ignore[type-arg]
    """A client of a node that holds nothing."""
    node = open_node(tmp_path / "node", exercise_clock)
    with TestClient(create_app(node, load_letterhead()), base_url=BASE) as client:
        yield client
    node.engine.dispose()
