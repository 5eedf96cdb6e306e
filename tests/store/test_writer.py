"""One writer: entries, read tables and the signed head move together, or not at all."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Column, Integer, MetaData, Table, func, insert, select
from sqlalchemy.engine import Connection

from kawal.kernel.canonical import sha256_hex
from kawal.kernel.errors import RecordError, Rejected, Unavailable
from kawal.record.checkpoint import open_checkpoint
from kawal.record.merkle import hash_leaf
from kawal.record.receipt import Receipt
from kawal.store.events import Bodies, Decision, Event, Projection, Recorded, Sealed
from kawal.store.folder import Settings, exclusive, write_settings
from kawal.store.keys import create_keys
from kawal.store.log import read_entries, read_head
from kawal.store.opened import Store, open_store
from kawal.store.tables import BLOB, ENTRY
from tests.conftest import exercise_clock

METADATA = MetaData()
COUNTED = Table(
    "counted",
    METADATA,
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("amount", Integer),
    Column("hidden", Integer),
)


class Counted(Event, frozen=True, tag="counted/1", kw_only=True):
    """Something was counted."""

    amount: int


def fold(connection: Connection, entry: Recorded[Counted], bodies: Bodies) -> None:
    """A row for each; negative amounts cannot be folded."""
    if entry.event.amount < 0:
        raise Rejected("amount", "at least 0", entry.event.amount)
    private = bodies.private(entry.index)
    connection.execute(
        insert(COUNTED).values(
            position=entry.index, amount=entry.event.amount, hidden=int(private) if private else None
        )
    )


def opened(folder: Path, version: int = 1, database: str = "") -> Store:
    """A store in a folder, made when it is new."""
    if not (folder / "keys").exists():
        folder.mkdir(parents=True, exist_ok=True)
        create_keys(folder, "kawal/test")
        write_settings(folder, Settings(database=database))
    projection = Projection(name="counted", version=version, tables=METADATA, folds={Counted: fold})
    return open_store(folder, (Counted,), (projection,), exercise_clock)


@pytest.fixture(params=["sqlite", "postgresql"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """A new store, on each kind of database."""
    url = request.getfixturevalue("postgresql") if request.param == "postgresql" else ""
    made = opened(tmp_path / "node", database=url)
    yield made
    made.close()


def rows(store: Store) -> list[tuple[int, int]]:
    """The read table."""
    with store.engine.connect() as connection:
        return [
            (row.position, row.amount) for row in connection.execute(select(COUNTED).order_by(COUNTED.c.position))
        ]


def count(*amounts: int) -> Decision:
    """A decision that something was counted."""
    return Decision(tuple(Counted(amount=amount) for amount in amounts))


def test_events_are_numbered_from_zero_and_folded(store: Store) -> None:
    """Two commits, three events, three rows."""
    store.writer.commit(lambda _: count(3), "test")
    recorded = store.writer.commit(lambda _: count(4, 5), "test")
    assert [entry.index for entry in recorded] == [1, 2]
    assert rows(store) == [(0, 3), (1, 4), (2, 5)]


def test_each_commit_signs_the_tree_that_holds_it(store: Store) -> None:
    """The receipt of every entry of every commit verifies with the log's key alone."""
    for amounts in ((1,), (2, 3, 4), (5, 6)):
        done = store.writer.run(lambda _, amounts=amounts: count(*amounts), "test")  # type: ignore[misc]
        assert done.appended is not None
        with store.engine.connect() as connection:
            bodies = dict(read_entries(connection))
            assert read_head(connection) == done.appended.head
        for entry in done.entries:
            receipt = Receipt.parse(done.appended.receipt(entry.index))
            assert receipt.verify(hash_leaf(bodies[entry.index]), store.keys.log.verifier).size == len(bodies)


def test_a_failing_fold_leaves_nothing_behind(store: Store) -> None:
    """Neither the good event before it, nor the blob, nor a row; and the next commit is the first."""
    with pytest.raises(Rejected):
        store.writer.commit(lambda _: Decision((Counted(amount=1), Counted(amount=-1)), (b"blob",)), "test")
    with store.engine.connect() as connection:
        assert connection.scalar(select(func.count()).select_from(ENTRY)) == 0
        assert connection.scalar(select(func.count()).select_from(BLOB)) == 0
        assert read_head(connection).size == 0
    assert rows(store) == []
    assert store.writer.commit(lambda _: count(1), "test")[0].index == 0


def test_a_decision_without_events_is_no_entry(store: Store) -> None:
    """Nothing has happened."""
    assert store.writer.commit(lambda _: Decision(), "test") == []


def test_equal_blobs_are_kept_once_and_only_encrypted(store: Store) -> None:
    """The name of a blob is its SHA-256; its bytes are nowhere in the folder."""
    for _ in range(2):
        store.writer.commit(lambda _: Decision((Counted(amount=1),), (b"the body of a blob",)), "test")
    with store.engine.connect() as connection:
        digest = sha256_hex(b"the body of a blob")
        assert list(connection.scalars(select(BLOB.c.sha256))) == [digest]
        assert store.blobs.get(connection, digest) == b"the body of a blob"
    assert all(b"the body of a blob" not in path.read_bytes() for path in store.folder.rglob("*") if path.is_file())


def test_private_parts_are_folded_and_not_logged(store: Store) -> None:
    """The fold sees the private part; neither log nor database file holds it in clear."""
    store.writer.commit(lambda _: Decision((Sealed(Counted(amount=1), b"77001177"),)), "test")
    with store.engine.connect() as connection:
        assert connection.scalar(select(COUNTED.c.hidden)) == 77001177
        assert b"77001177" not in dict(read_entries(connection))[0]


def test_one_that_fails_does_not_take_others_with_it(store: Store) -> None:
    """In one group of three, the middle one cannot be folded: the others are recorded, in their order."""

    class Door:
        actor = "test"

        def __init__(self) -> None:
            self.got: list[tuple[int, object]] = []

        def decide(self, _connection: Connection, payloads: list[int]) -> list[Decision]:
            return [count(one) for one in payloads]

        def deliver(self, outcomes: list[tuple[int, object]]) -> None:
            self.got += outcomes

    door = Door()
    store.writer.put([(door, 1), (door, -1), (door, 3)])  # type: ignore[list-item]
    store.writer.commit(lambda _: count(9), "test")
    assert [(payload, type(outcome).__name__) for payload, outcome in door.got] == [
        (1, "Committed"),
        (-1, "Rejected"),
        (3, "Committed"),
    ]
    assert rows(store) == [(0, 1), (1, 3), (2, 9)]


def test_read_tables_of_another_version_are_folded_anew(tmp_path: Path) -> None:
    """Rows that someone spoiled come back from the log when the version changes."""
    first = opened(tmp_path)
    first.writer.commit(lambda _: count(7), "test")
    with first.engine.begin() as connection:
        connection.execute(COUNTED.update().values(amount=0))
    first.close()
    second = opened(tmp_path)
    assert rows(second) == [(0, 0)]
    second.close()
    third = opened(tmp_path, version=2)
    assert rows(third) == [(0, 7)]
    third.close()


def test_an_entry_of_an_unknown_kind_stops_the_fold(store: Store) -> None:
    """A newer Kawal wrote it: an older one must not go on without it."""
    with pytest.raises(RecordError, match="other/1"):
        store.writer.folding.decode(0, b'{"actor":"x","at":"2024-11-27T00:00:00Z","event":{"type":"other/1"}}')
    with pytest.raises(RecordError):
        store.writer.folding.decode(0, b"{}")


def test_a_log_that_lost_its_end_is_not_signed_on(tmp_path: Path) -> None:
    """The last checkpoint has left the house: a database from before it may be read, never appended to."""
    first = opened(tmp_path)
    first.writer.commit(lambda _: count(1), "test")
    first.close()
    older = (tmp_path / "kawal.sqlite3").read_bytes()
    again = opened(tmp_path)
    note = again.writer.run(lambda _: count(2), "test").appended.head.note  # type: ignore[union-attr]
    again.close()
    assert open_checkpoint(note, again.keys.log.verifier).size == 2
    (tmp_path / "kawal.sqlite3").write_bytes(older)
    for leftover in tmp_path.glob("kawal.sqlite3-*"):
        leftover.unlink()
    restored = opened(tmp_path)
    with pytest.raises(RecordError, match="2"):
        restored.writer.commit(lambda _: count(3), "test")
    assert rows(restored) == [(0, 1)]
    restored.close()


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
