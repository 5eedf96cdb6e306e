"""What all tests share: how hard Hypothesis tries, the exercise, a node that holds it."""

import os
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from kawal.app import Node, open_node
from kawal.cli.demo import EXERCISE_STARTS, ORDER, pack_folder
from kawal.election.importers.run import Options, import_file

settings.register_profile("default", deadline=None, suppress_health_check=[HealthCheck.too_slow], max_examples=60)
settings.register_profile("soak", deadline=None, suppress_health_check=[HealthCheck.too_slow], max_examples=2_000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))

SHARED = Path(__file__).parents[2] / "shared"


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real data beside the project; tests that need it skip where it is absent."""
    if not (SHARED / "data").is_dir():
        pytest.skip("real data is not here (../shared/data)")
    return SHARED


def exercise_clock() -> datetime:
    """The morning on which the exercise begins."""
    return EXERCISE_STARTS


def fill(node: Node) -> Node:
    """Import the exercise through the real importers."""
    for kind, name in ORDER:
        import_file(node.writer, kind, pack_folder() / name, Options(), actor="test")  # type: ignore[arg-type]
    return node


@pytest.fixture
def node(tmp_path: Path) -> Iterator[Node]:
    """An empty node."""
    opened = open_node(tmp_path / "node", exercise_clock)
    yield opened
    opened.engine.dispose()


@pytest.fixture(scope="session")
def exercise(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Node]:
    """A node with the exercise of Banjarmasin; tests must not change it."""
    opened = fill(open_node(tmp_path_factory.mktemp("exercise"), exercise_clock))
    yield opened
    opened.engine.dispose()
