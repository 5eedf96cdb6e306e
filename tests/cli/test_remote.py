"""A command that writes goes to the running server; without one it takes the folder's lock."""

from pathlib import Path

import pytest

from kawal.cli import main
from kawal.cli.exercise_city import pack_folder
from kawal.election.queries import load_registry
from kawal.node import open_node
from tests.conftest import new_node
from tests.support.serving import serving


def test_a_city_is_imported_while_its_node_serves(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The server does the work, the caller reads its words; relative paths are the caller's; faults end with 2."""
    folder = tmp_path / "node"
    new_node(folder).close()
    (tmp_path / "bad.csv").write_text("code,name\n1,2\n")
    monkeypatch.chdir(pack_folder())
    with serving(folder):
        assert main(["import", "regions", "regions.csv", "--data", str(folder), "--lang", "en"]) == 0
        assert "59 new" in capsys.readouterr().out
        assert main(["import", "regions", "nothing.csv", "--data", str(folder)]) == 2
        monkeypatch.chdir(tmp_path)
        assert main(["import", "regions", "bad.csv", "--data", str(folder), "--lang", "en"]) == 2
        told = capsys.readouterr().err
        assert "nothing.csv" in told
        assert "bad.csv, row 2" in told
        assert main(["erase", "0", "--basis", "coba", "--data", str(folder)]) == 2
    node = open_node(folder)
    with node.reading() as connection:
        assert len(load_registry(connection).regions) == 59
    node.close()
    assert not (folder / "kawal.sock").exists()


def test_a_server_that_is_stopped_the_moment_it_speaks_leaves_nothing_behind(tmp_path: Path) -> None:
    """Its first words are said before its web server has started: even then it ends in order."""
    folder = tmp_path / "node"
    new_node(folder).close()
    with serving(folder) as served:
        pass
    assert served.process.exitcode == 0
    assert not (folder / "kawal.sock").exists()
