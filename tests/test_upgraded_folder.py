"""A data folder that an older Kawal left: who only reads it brings it up to date first, or says what to do."""

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import text, update

from kawal.cli import main
from kawal.node import Node
from kawal.store.folder import exclusive
from kawal.store.tables import PROJECTION_VERSION
from kawal.upkeep import back_up
from tests.disputes.rules.test_facts import Rules
from tests.support.phone import STATION


def old(node: Node) -> None:
    """As another version wrote the count: with one table less, under another number."""
    with node.engine.begin() as connection:
        connection.execute(text("drop table count_recap"))
        connection.execute(update(PROJECTION_VERSION).where(PROJECTION_VERSION.c.name == "count").values(version=0))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = Rules(tmp_path / "node")
    made.tell(made.supervisor, "voted_without_right", 2)
    old(made.house.node)
    made.house.close()
    return tmp_path / "node"


def dossier(folder: Path) -> list[str]:
    return ["dispute", "dossier", str(folder), "--station", STATION, "--out", str(folder.parent / "berkas.zip")]


def indications(folder: Path) -> list[str]:
    return ["dispute", "indications", str(folder)]


@pytest.mark.parametrize("question", [dossier, indications])
def test_a_folder_not_opened_since_an_upgrade_is_read(
    folder: Path, question: Callable[[Path], list[str]], capsys: pytest.CaptureFixture[str]
) -> None:
    """Both questions answer, and again from what is up to date now."""
    assert main([*question(folder), "--lang", "en"]) == 0
    assert "voted" in capsys.readouterr().out or (folder.parent / "berkas.zip").is_file()
    assert main(question(folder)) == 0


@pytest.mark.parametrize("question", [dossier, indications])
def test_while_an_older_server_holds_it_one_sentence_says_what_to_do(
    folder: Path, question: Callable[[Path], list[str]], capsys: pytest.CaptureFixture[str]
) -> None:
    """Exit code 2; the folder stays as it was."""
    with exclusive(folder):
        assert main([*question(folder), "--lang", "en"]) == 2
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert "stop that server, then start kawal serve of this version" in said


def test_a_backup_of_an_older_version_is_to_be_restored_first(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nothing is written beside it, and one sentence says what to do."""
    made = Rules(tmp_path / "node")
    old(made.house.node)
    back_up(made.house.node.folder, tmp_path / "backup")
    made.house.close()
    before = sorted(path.name for path in (tmp_path / "backup").iterdir())
    assert main(["dispute", "indications", str(tmp_path / "backup"), "--lang", "en"]) == 2
    assert "kawal restore first" in capsys.readouterr().err
    assert sorted(path.name for path in (tmp_path / "backup").iterdir()) == before
