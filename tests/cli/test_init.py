"""`kawal init`: a node is founded whole, or nothing was done."""

import shutil
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from kawal.cli import main
from kawal.cli.exercise_city import EXERCISE_STARTS
from kawal.kernel.errors import Rejected
from kawal.node import found_node, open_node
from kawal.store.engine import open_engine
from kawal.store.folder import Settings
from kawal.store.log import read_entries
from kawal.store.migrations import migrate
from kawal.store.opened import refuse_used
from tests.conftest import new_node

WORDS = ["--institution", "Satpol PP Kota Banjarmasin", "--lang", "en"]
GOOD = ["--profile", "order", "--region", "63.71"]


def init(folder: Path, *more: str) -> int:
    """The exit code of the command."""
    try:
        return main(["init", *WORDS, *more, "--data", str(folder)])
    except SystemExit as ended:
        return int(ended.code or 0)


@pytest.mark.parametrize(
    "words",
    [
        ["--profile", "order", "--region", "99.99"],
        ["--profile", "order", "--region", "6371"],
        ["--profile", "order", "--region", "63.71.99"],
        ["--profile", "order", "--region", ""],
        ["--profile", "ketertiban", "--region", "63.71"],
        [*GOOD, "--institution", "x"],
        [*GOOD, "--database", "mysql://x/y"],
        [*GOOD, "--database", "postgresql://127.0.0.1:1/nothing"],
        [*GOOD, "--blobs", "bucket"],
        [*GOOD, "--blobs", "nothing://bucket"],
    ],
    ids=" ".join,
)
def test_a_refused_init_is_one_sentence_and_leaves_nothing(
    words: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Exit code 2; neither the folder nor the one above it is made, and one that was there is empty as before."""
    (tmp_path / "there").mkdir()
    for folder in (tmp_path / "new" / "node", tmp_path / "there"):
        assert init(folder, *words) == 2
        assert len(capsys.readouterr().err.splitlines()) == 1
    assert not (tmp_path / "new").exists()
    assert list((tmp_path / "there").iterdir()) == []


def test_a_postgresql_database_with_a_log_takes_no_second_founding(
    postgresql: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The first node's log has four entries before and after; the second is refused in one sentence and leaves no
    folder."""
    database = ["--database", postgresql]
    assert init(tmp_path / "first", *GOOD, *database) == 0
    capsys.readouterr()
    assert init(tmp_path / "second", *GOOD, *database) == 2
    told = capsys.readouterr().err
    assert len(told.splitlines()) == 1
    assert "--database" in told
    assert not (tmp_path / "second").exists()
    node = open_node(tmp_path / "first")
    with node.reading() as connection:
        assert len(list(read_entries(connection))) == 4
        with pytest.raises(Rejected):
            refuse_used(connection, "--database")
    node.close()


def test_two_foundings_in_one_moment_are_one(postgresql: str, tmp_path: Path) -> None:
    """The first commits while the second has looked and not yet written: the second is refused and leaves nothing."""
    settings, first = Settings(database=postgresql), tmp_path / "first"

    def meanwhile() -> datetime:
        if not first.exists():
            found_node(first, "order", "Satpol PP", "63.71", clock=Counting(), settings=settings).close()
        return EXERCISE_STARTS

    with pytest.raises(Rejected, match="--database"):
        found_node(tmp_path / "second", "order", "Bawaslu", "63.71", clock=meanwhile, settings=settings)
    assert not (tmp_path / "second").exists()
    node = open_node(first)
    assert node.founding.institution == "Satpol PP"
    node.close()


def test_a_database_whose_node_left_no_entry_may_be_used(postgresql: str, tmp_path: Path) -> None:
    """Tables without a log, as an init that was cut off leaves them: the head is of size 0."""
    engine = open_engine(postgresql)
    migrate(engine)
    engine.dispose()
    assert init(tmp_path / "node", *GOOD, "--database", postgresql) == 0


def test_founding_and_first_administrator_are_one_commit(tmp_path: Path) -> None:
    """All four entries (founding, the node's key, account, role) carry the moment of one commit: there is no log
    without someone who may let others in."""
    node = new_node(tmp_path / "node", clock=Counting())
    with node.reading() as connection:
        entries = [node.writer.folding.decode(index, body) for index, body in read_entries(connection)]
    kinds = [type(entry.event).__name__ for entry in entries]
    assert kinds == ["NodeFounded", "DeviceEnrolled", "AccountOpened", "RoleGranted"]
    assert len({entry.at for entry in entries}) == 1
    assert {entry.actor for entry in entries} == {"init"}
    assert node.access.needs_first_password() is not None
    node.close()


class Counting:
    """A clock that shows a later second each time: what one commit did carries one moment."""

    def __init__(self) -> None:
        self._looks = 0

    def __call__(self) -> datetime:
        self._looks += 1
        return EXERCISE_STARTS + timedelta(seconds=self._looks)


def test_a_lost_node_file_is_no_reason_to_found_again(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Keys and `node.json` are gone, the database is there: its log is another founding's."""
    folder = tmp_path / "node"
    new_node(folder).close()
    (folder / "node.json").unlink()
    shutil.rmtree(folder / "keys")
    assert init(folder, *GOOD) == 2
    assert len(capsys.readouterr().err.splitlines()) == 1
    assert (folder / "kawal.sqlite3").is_file()
    assert not (folder / "keys").exists()
