"""What nobody can know, and what does not answer: a COMMIT without reply, a rebuild under load, a database away."""

import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import Engine

from kawal.kernel.errors import RecordError, Unavailable
from kawal.record.merkle import hash_leaf
from kawal.record.receipt import Receipt
from kawal.record.tiles import tile_path
from kawal.store.engine import open_engine
from kawal.store.events import Decision, Job
from kawal.store.jobs import JobRunner, waiting_jobs
from kawal.store.lanes import Entry
from kawal.store.log import read_entries, read_head, receipt_at
from kawal.store.opened import Store
from kawal.store.publish import publish, published_note
from kawal.store.publisher import Publisher
from tests.conftest import exercise_clock
from tests.store.test_writer import count, opened, rows, store

__all__ = ["store"]


@contextmanager
def commits(engine: Engine, *ends: Callable[[Callable[[], None]], None]) -> Iterator[None]:
    """The next COMMITs end as told, the ones after them as usual."""
    real, left = engine.dialect.do_commit, list(ends)

    def do_commit(connection: object) -> None:
        if left:
            left.pop(0)(lambda: real(connection))  # type: ignore[arg-type]
        else:
            real(connection)  # type: ignore[arg-type]

    engine.dialect.do_commit = do_commit  # type: ignore[method-assign,assignment]
    try:
        yield
    finally:
        engine.dialect.do_commit = real  # type: ignore[method-assign]


def gone(engine: Engine) -> Exception:
    """What the driver raises when it hears nothing."""
    error: Exception = engine.dialect.loaded_dbapi.OperationalError("the connection is gone")
    return error


def reply_lost(engine: Engine) -> Callable[[Callable[[], None]], None]:
    """The database commits, and its answer does not arrive."""

    def end(commit: Callable[[], None]) -> None:
        commit()
        raise gone(engine)

    return end


def request_lost(engine: Engine) -> Callable[[Callable[[], None]], None]:
    """The COMMIT does not arrive."""

    def end(_commit: Callable[[], None]) -> None:
        raise gone(engine)

    return end


@pytest.fixture
def lite(tmp_path: Path) -> Iterator[Store]:
    """A store on SQLite."""
    made = opened(tmp_path / "node")
    yield made
    made.close()


def test_a_commit_whose_reply_was_lost_is_recorded_once_and_told(store: Store) -> None:
    """The head carries the note that was signed here: one entry, its receipt, and the listeners know of it."""
    told: list[int] = []
    store.writer.listeners.append(lambda entries: told.extend(entry.index for entry in entries))
    store.writer.commit(lambda _: count(1), "test")
    with commits(store.engine, reply_lost(store.engine)):
        done = store.writer.run(lambda _: count(2), "test")
    assert done.appended is not None
    assert [entry.index for entry in done.entries] == [1]
    assert rows(store) == [(0, 1), (1, 2)]
    assert told == [0, 1]


def test_a_commit_that_did_not_arrive_is_an_error_and_nothing_else(store: Store) -> None:
    """Two pieces of one group fail together and are not tried again behind their callers' backs."""
    with commits(store.engine, request_lost(store.engine)), pytest.raises(Unavailable):
        store.writer.run(lambda _: count(1), "test")
    assert rows(store) == []
    assert store.writer.commit(lambda _: count(2), "test")[0].index == 0


def test_listeners_learn_later_of_a_commit_that_nobody_could_read_back(
    lite: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The reply is lost and the database is away when the head is read: the caller gets an error, the entry is there;
    with the next commit the listeners are told of both, once."""
    told: list[int] = []
    lite.writer.listeners.append(lambda entries: told.extend(entry.index for entry in entries))
    lite.writer.commit(lambda _: count(1), "test")
    with monkeypatch.context() as unread, commits(lite.engine, reply_lost(lite.engine)):
        unread.setattr("kawal.store.transaction.Transactions._is_kept", lambda *_: False)
        with pytest.raises(Unavailable):
            lite.writer.run(lambda _: count(2), "test")
    assert told == [0]
    assert rows(lite) == [(0, 1), (1, 2)]
    lite.writer.commit(lambda _: count(3), "test")
    assert told == [0, 1, 2]


def test_a_rebuild_under_load_loses_no_row(store: Store) -> None:
    """Four callers commit 400 times while all tables are folded anew ten times: every amount has its row.

    4 callers x 100 commits of one event each = 400 entries, so rows 0..399.
    """
    done = threading.Event()

    def rebuild() -> int:
        times = 0
        while not done.is_set() or times < 10:
            store.writer.rebuild()
            times += 1
        return times

    with ThreadPoolExecutor(5) as pool:
        rebuilding = pool.submit(rebuild)
        commits = [
            pool.submit(lambda: [store.writer.commit(lambda _: count(7), "test") for _ in range(100)])
            for _ in range(4)
        ]
        for one in commits:
            one.result(timeout=120)
        done.set()
        assert rebuilding.result(timeout=120) >= 10
    assert rows(store) == [(position, 7) for position in range(400)]


def test_a_listener_that_fails_stops_nobody(lite: Store, caplog: pytest.LogCaptureFixture) -> None:
    """It is logged, the others are told, the next commit goes on."""
    told: list[int] = []

    def broken(_entries: Sequence[Entry]) -> None:
        raise ValueError("listener")

    lite.writer.listeners += [broken, lambda entries: told.append(len(entries))]
    lite.writer.commit(lambda _: count(1), "test")
    lite.writer.commit(lambda _: count(2), "test")
    assert told == [1, 1]
    assert caplog.text.count("Traceback") == 2


@contextmanager
def away(engine: Engine, statements: int) -> Iterator[None]:
    """The database answers so many statements with an error."""
    real, left = engine.dialect.do_execute, [statements]

    def do_execute(*arguments: object) -> None:
        if left[0]:
            left[0] -= 1
            raise gone(engine)
        real(*arguments)  # type: ignore[arg-type]

    engine.dialect.do_execute = do_execute  # type: ignore[method-assign,assignment]
    try:
        yield
    finally:
        engine.dialect.do_execute = real  # type: ignore[method-assign]


def test_the_publisher_outlives_a_database_that_is_away(lite: Store) -> None:
    """The first attempt fails, it tries again by itself, and the log is published."""
    lite.writer.commit(lambda _: count(1), "test")
    published = threading.Event()
    publisher = Publisher(lite.engine, lite.published, lambda _: published.set())
    with away(lite.engine, 1):
        publisher.start()
        assert published.wait(30)
    publisher.stop()
    assert published_note(lite.published)


def test_the_job_runner_outlives_a_database_that_is_away(lite: Store) -> None:
    """After a failed look the job is done with the next one."""
    done = threading.Event()
    lite.writer.commit(lambda _: Decision(jobs=(Job("work", "1"),)), "test")
    runner = JobRunner(lite.engine, {"work": lambda _: done.set()}, exercise_clock)
    with away(lite.engine, 1):
        with pytest.raises(Unavailable):
            runner.run_due()
        runner.start()
        assert done.wait(30)
    runner.stop()


def test_a_job_that_fails_unforeseen_does_not_stop_the_others(lite: Store) -> None:
    """The first raises what nobody thought of: it waits for its next try, the second is done."""
    done: list[bytes] = []

    def fails(_body: bytes) -> None:
        raise RecursionError

    lite.writer.commit(lambda _: Decision(jobs=(Job("fails", "1"), Job("work", "2"))), "test")
    runner = JobRunner(lite.engine, {"fails": fails, "work": done.append}, exercise_clock)
    assert runner.run_due() == 2
    assert len(done) == 1
    with lite.engine.connect() as connection:
        assert [(kind, tries) for kind, tries, _ in waiting_jobs(connection)] == [("fails", 1)]


def test_what_is_no_database_is_one_sentence(tmp_path: Path) -> None:
    """Another file, a missing folder, a server that is not there."""
    (tmp_path / "letter").write_bytes(b"no database at all\n" * 1000)
    with pytest.raises(RecordError):
        open_engine(tmp_path / "letter").connect()
    with pytest.raises(Unavailable):
        open_engine(tmp_path / "nowhere" / "kawal.sqlite3").connect()
    with pytest.raises(Unavailable):
        open_engine("postgresql://nobody@127.0.0.1:1/none")


def test_a_receipt_from_a_damaged_tile_is_made_from_the_rows(lite: Store) -> None:
    """One flipped bit in a full tile: the proof that is given out holds all the same."""
    lite.writer.commit(lambda _: count(*range(300)), "test")
    publish(lite.engine, lite.published)
    tile = lite.published / tile_path(0, 0)
    whole = bytearray(tile.read_bytes())
    whole[5 * 32] ^= 1
    tile.write_bytes(bytes(whole))
    with lite.engine.connect() as connection:
        head = read_head(connection)
        receipt = receipt_at(connection, 4, head.size, head.note, lite.published)
        _, body = next(read_entries(connection, 4))
    assert Receipt.parse(receipt).verify(hash_leaf(body), lite.keys.log.verifier).size == 300


def test_a_publisher_that_is_told_to_stop_leaves_a_backlog_for_later(lite: Store) -> None:
    """Giving up before the first tile: no checkpoint is there that would need it; the next attempt publishes."""
    lite.writer.commit(lambda _: count(*range(300)), "test")
    assert publish(lite.engine, lite.published, giving_up=lambda: True) == ""
    assert published_note(lite.published) == ""
    assert publish(lite.engine, lite.published) == published_note(lite.published) != ""
