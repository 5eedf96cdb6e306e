"""One writer: events and read tables move together, or not at all."""

import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import Column, Integer, MetaData, Table, func, insert, select
from sqlalchemy.engine import Connection

from kawal.kernel.canonical import sha256_hex
from kawal.kernel.errors import Rejected, Unavailable
from kawal.store.engine import open_engine
from kawal.store.events import Event, Projection, ReadBlob, Recorded
from kawal.store.folder import exclusive
from kawal.store.tables import BLOB, ENTRY
from kawal.store.writer import Decision, Writer
from tests.conftest import exercise_clock

METADATA = MetaData()
COUNTED = Table("counted", METADATA, Column("position", Integer, primary_key=True), Column("amount", Integer))


class Counted(Event, frozen=True, tag="counted/1", kw_only=True):
    """Something was counted."""

    amount: int


def fold(connection: Connection, entry: Recorded[Counted], _read_blob: ReadBlob) -> None:
    """A row for each; negative amounts cannot be folded."""
    if entry.event.amount < 0:
        raise Rejected("amount", "at least 0", entry.event.amount)
    connection.execute(insert(COUNTED).values(position=entry.index, amount=entry.event.amount))


def projection(version: int = 1) -> Projection:
    """The read table of the tests."""
    return Projection(name="counted", version=version, tables=METADATA, folds={Counted: fold})


def writer(path: Path, version: int = 1) -> Writer:
    """A writer on a database file."""
    return Writer(open_engine(path), (Counted,), (projection(version),), exercise_clock)


def rows(path: Path) -> list[tuple[int, int]]:
    """The read table."""
    with open_engine(path).connect() as connection:
        return [(row.position, row.amount) for row in connection.execute(select(COUNTED))]


def test_events_are_numbered_from_zero_and_folded(tmp_path: Path) -> None:
    """Two commits, three events, three rows."""
    one = writer(tmp_path / "a.sqlite3")
    one.commit(lambda _: Decision((Counted(amount=3),)), "test")
    recorded = one.commit(lambda _: Decision((Counted(amount=4), Counted(amount=5))), "test")
    assert [entry.index for entry in recorded] == [1, 2]
    assert rows(tmp_path / "a.sqlite3") == [(0, 3), (1, 4), (2, 5)]


def test_a_failing_fold_leaves_nothing_behind(tmp_path: Path) -> None:
    """Neither the good event before it, nor the blob, nor a row."""
    path = tmp_path / "a.sqlite3"
    one = writer(path)
    with pytest.raises(Rejected):
        one.commit(lambda _: Decision((Counted(amount=1), Counted(amount=-1)), (b"blob",)), "test")
    with open_engine(path).connect() as connection:
        assert connection.scalar(select(func.count()).select_from(ENTRY)) == 0
        assert connection.scalar(select(func.count()).select_from(BLOB)) == 0
    assert rows(path) == []


def test_a_decision_without_events_is_no_entry(tmp_path: Path) -> None:
    """Nothing has happened."""
    assert writer(tmp_path / "a.sqlite3").commit(lambda _: Decision(), "test") == []


def test_equal_blobs_are_kept_once(tmp_path: Path) -> None:
    """The key of a blob is its SHA-256."""
    path = tmp_path / "a.sqlite3"
    one = writer(path)
    for _ in range(2):
        one.commit(lambda _: Decision((Counted(amount=1),), (b"body",)), "test")
    with open_engine(path).connect() as connection:
        assert list(connection.scalars(select(BLOB.c.sha256))) == [sha256_hex(b"body")]


def test_read_tables_of_another_version_are_folded_anew(tmp_path: Path) -> None:
    """Rows that someone spoiled come back from the events when the version changes."""
    path = tmp_path / "a.sqlite3"
    writer(path).commit(lambda _: Decision((Counted(amount=7),)), "test")
    with open_engine(path).begin() as connection:
        connection.execute(COUNTED.update().values(amount=0))
    writer(path)
    assert rows(path) == [(0, 0)]
    writer(path, version=2)
    assert rows(path) == [(0, 7)]


def test_a_folder_has_one_holder(tmp_path: Path) -> None:
    """A second process is told who holds it."""
    program = (
        "import sys; from pathlib import Path; from kawal.store.folder import exclusive\n"
        "with exclusive(Path(sys.argv[1])):\n    print('held', flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "held\n"
        with pytest.raises(Unavailable, match=str(other.pid)), exclusive(tmp_path):
            pass
        other.communicate()
    with exclusive(tmp_path) as folder:
        assert folder == tmp_path
