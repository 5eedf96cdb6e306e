"""A node with the exercise, and phones with ODK Collect."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
from litestar.testing import TestClient

from kawal.access.model import Grant
from kawal.access.profiles import Profile
from kawal.access.roles import Role
from kawal.app import create_app
from kawal.deployment.paper.letterhead import load_letterhead
from kawal.field.channels.odk.desk import OdkDesk
from kawal.field.desk import FieldDesk
from kawal.node import Node
from kawal.store.jobs import JobRunner
from tests.conftest import filled_node
from tests.http.conftest import BASE
from tests.support.openrosa import Collect

STATION = "6371011012007"
START, END = "2024-11-27T07:00:00.000+08:00", "2024-11-27T07:04:30.000+08:00"
OPENING = {"_start": START, "_end": END, "_place": STATION, "opened_at": "07:02:00.000+08:00"}


def jpeg(number: int, size: int = 5_000) -> bytes:
    """Bytes that begin as a JPEG does."""
    return b"\xff\xd8\xff" + number.to_bytes(4, "big") + bytes(range(256)) * (size // 256)


class House:
    """A node behind its interface."""

    def __init__(self, folder: Path, profile: Profile = "training", node: Node | None = None) -> None:
        self.node: Node = node or filled_node(folder, profile)
        self.client = TestClient(create_app(self.node, load_letterhead()), base_url=BASE)
        self.client.__enter__()

    @property
    def field(self) -> FieldDesk:
        desk: FieldDesk = self.client.app.state["field"]
        return desk

    @property
    def odk(self) -> OdkDesk:
        desk: OdkDesk = self.client.app.state["odk"]
        return desk

    def phone(self, *roles: Role, region: str = "63.71", by_key: bool = False) -> Collect:
        """A phone of a new account, with a key of its own."""
        login = f"odk-{len(self.node.access.directory().accounts)}"
        grants = tuple(Grant(role, "", region) for role in roles or ("officer",))
        account = self.node.access.open_account(login, login, grants, "test")
        _, key = self.odk.make_key(account.id, "test")
        if by_key:
            return Collect(self.client, f"/odk/key/{key}")
        return Collect(self.client, "/odk", login, key)

    def run_jobs(self, after: timedelta) -> None:
        """Do what is due by then, on a thread of its own as the runner does."""
        moment = self.node.clock() + after
        runner = JobRunner(self.node.engine, self.client.app.state["jobs"], lambda: moment)
        with ThreadPoolExecutor(1) as thread:
            thread.submit(runner.run_due).result()

    def close(self) -> None:
        self.client.__exit__(None, None, None)
        self.node.close()


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """One training node for the tests of a module."""
    made = House(tmp_path_factory.mktemp("odk") / "node")
    yield made
    made.close()


@pytest.fixture
def fresh(tmp_path: Path) -> Iterator[House]:
    """A node of one test alone."""
    made = House(tmp_path / "node")
    yield made
    made.close()
