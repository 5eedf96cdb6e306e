"""The exercise stays apart from the nodes of institutions."""

from pathlib import Path

import pytest

from kawal.cli import main
from kawal.election.queries import load_registry
from kawal.node import open_node
from tests.conftest import new_node


def test_the_demo_leaves_the_node_of_an_institution_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Exit code 2 and one sentence; nothing was imported."""
    folder = tmp_path / "node"
    new_node(folder, "order").close()
    assert main(["demo", "--headless", "--data", str(folder)]) == 2
    assert "Pemkot Banjarmasin (order)" in capsys.readouterr().err
    node = open_node(folder)
    with node.reading() as connection:
        assert not load_registry(connection).stations
    node.close()
