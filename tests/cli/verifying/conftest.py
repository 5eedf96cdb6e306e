"""A node to verify, and the command."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from litestar.testing import TestClient

from kawal.app import create_app
from kawal.cli import main
from kawal.deployment.paper.letterhead import load_letterhead
from kawal.node import open_node
from kawal.store.publish import publish
from kawal.web.identity import SESSION_COOKIE
from tests.http.conftest import BASE, session
from tests.test_upkeep import Kept

Told = Callable[..., tuple[int, dict[str, Any]]]
"""Runs the command: (exit code, document), or {"err": sentence} for bad input."""


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Kept:
    """A published node with a report, its private note and its photo; tests must not change it."""
    made = Kept(tmp_path_factory.mktemp("whole") / "node")
    node = open_node(made.folder)
    publish(node.engine, node.store.published)
    node.close()
    return made


@pytest.fixture
def kept(whole: Kept, tmp_path: Path) -> Kept:
    """A copy of it to change."""
    mine = object.__new__(Kept)
    mine.__dict__ = whole.__dict__ | {"folder": tmp_path / "node"}
    shutil.copytree(whole.folder, mine.folder)
    return mine


@pytest.fixture
def verify(capsys: pytest.CaptureFixture[str]) -> Told:
    """(exit code, document) of the command; {"err": sentence} for bad input."""

    def run(target: Path | str, *more: str) -> tuple[int, dict[str, Any]]:
        capsys.readouterr()
        code = main(["verify", str(target), *more, "--json", "--lang", "en"])
        out, err = capsys.readouterr()
        assert len(err.splitlines()) == (1 if code == 2 else 0), err
        return code, {"err": err} if code == 2 else json.loads(out)

    return run


def saved(kept: Kept, role: Any, *, opening: bool = False) -> Any:
    """The receipt that someone with this role is given, `opening` with the sealed part."""
    node = open_node(kept.folder)
    with TestClient(create_app(node, load_letterhead()), base_url=BASE) as client:
        client.cookies.set(SESSION_COOKIE, session(node, role))
        path = f"/laporan/{kept.index}/tanda-terima"
        answer = client.post(f"{path}/buka", headers={"origin": BASE}) if opening else client.get(path)
    node.close()
    return answer
