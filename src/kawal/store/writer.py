"""The one writer: what queued while the last commit ran becomes one transaction (natural group commit).

In it entries are appended, folded into the read tables, and the checkpoint of the new size is signed. It is answered
only when it is durable. A failure leaves the database as it was; in a group, each piece is then tried alone, so that
one that fails does not take the others with it.
"""

import logging
import os
import queue
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from pathlib import Path

from sqlalchemy import Engine
from sqlalchemy.engine import Connection

from kawal.kernel.errors import KawalError
from kawal.store.events import Event, Recorded
from kawal.store.folding import LONG_AGO, Folding
from kawal.store.lanes import Committed, Decide, Entry, Outcome, Single, Turn, Work
from kawal.store.log import Head, read_head
from kawal.store.transaction import CommitFailed, Done, Transactions

LOG = logging.getLogger("kawal.writer")
MOST_IN_GROUP = 256


class Writer:
    """Appends entries to the log of one node and keeps its read tables in step; has a thread of its own."""

    def __init__(
        self,
        engine: Engine,
        folding: Folding,
        transactions: Transactions,
        prepare: Callable[[Connection], None],
        head_file: Path,
    ) -> None:
        self._engine, self.folding, self._transactions = engine, folding, transactions
        self._prepare, self._head_file = prepare, head_file
        self._queue: queue.SimpleQueue[list[Work] | Turn | None] = queue.SimpleQueue()
        self._starting = threading.Lock()
        self._thread: threading.Thread | None = None
        self._head_handle: int | None = None
        self._told: Head | None = None
        """Up to here the listeners know the log."""
        self.listeners: list[Callable[[Sequence[Entry]], None]] = []
        """Called in the writer's thread after each commit, with what was recorded; must be quick."""
        self.job_listeners: list[Callable[[], None]] = []
        """Called after a commit that added jobs."""
        with self._engine.begin() as connection:
            folding.rebuild_outdated(connection)

    def commit(self, decide: Decide, actor: str) -> list[Recorded[Event]]:
        """Decide, append, fold, in one transaction; waits until it is durable.

        Returns the events that were recorded, none when nothing happened. Any failure leaves the database as it was.
        """
        return [entry for entry in self.run(decide, actor).entries if isinstance(entry, Recorded)]

    def run(self, decide: Decide, actor: str) -> Committed:
        """As `commit`, with everything that was recorded and the means to give receipts."""
        lane = Single(decide, actor)
        self.put([(lane, None)])
        return lane.result.result()

    def rebuild(self) -> None:
        """Fold all read tables anew, between two commits; waits until it is durable."""
        turn = Turn(self.folding.rebuild, Future())
        self.put(turn)
        turn.done.result()

    def put(self, works: list[Work] | Turn) -> None:
        """Queue pieces of work together; their lanes are told the outcomes."""
        if self._thread is None:
            with self._starting:
                if self._thread is None:
                    self._start()
        self._queue.put(works)

    def close(self) -> None:
        """Finish what is queued and stop."""
        if self._thread is not None:
            self._queue.put(None)
            self._thread.join()
            self._thread = None
        if self._head_handle is not None:
            os.close(self._head_handle)
            self._head_handle = None

    def entries(self, connection: Connection) -> Iterator[Entry]:
        """All entries in their order."""
        return self.folding.entries(connection)

    def _start(self) -> None:
        with self._engine.begin() as connection:
            self._prepare(connection)
            self._told = read_head(connection)
        self._thread = threading.Thread(target=self._work, name="kawal-writer", daemon=True)
        self._thread.start()

    def _work(self) -> None:
        stopping = False
        while not stopping:
            group, other = self._gather()
            if group:
                self._commit_group(group)
            if isinstance(other, Turn):
                self._take_turn(other)
            stopping = other is None

    def _gather(self) -> tuple[list[Work], list[Work] | Turn | None]:
        """What is queued, up to what cannot be of the same group."""
        group: list[Work] = []
        taken = self._queue.get()
        while isinstance(taken, list):
            group += taken
            if len(group) >= MOST_IN_GROUP:
                break
            try:
                taken = self._queue.get_nowait()
            except queue.Empty:
                break
        return group, taken

    def _commit_group(self, group: list[Work]) -> None:
        outcomes: tuple[Outcome, ...] = self._try(group, alone=len(group) == 1)
        if any(isinstance(one, Committed) and one.decision.jobs for one in outcomes):
            for listen in self.job_listeners:
                listen()
        told = list(zip(group, outcomes, strict=True))
        for lane in dict.fromkeys(lane for lane, _ in group):
            lane.deliver([(payload, outcome) for (one, payload), outcome in told if one is lane])

    def _try(self, group: list[Work], *, alone: bool) -> tuple[Outcome, ...]:
        try:
            done = self._transactions.run(group)
        except CommitFailed as failed:
            return (failed.error,) * len(group)
        except Exception as error:
            return (error,) if alone else tuple(self._try([work], alone=True)[0] for work in group)
        if done.appended is not None:
            self._write_head(done.appended.head.note.encode())
        self._tell(done)
        return done.outcomes

    def _tell(self, done: Done) -> None:
        """Tell the listeners what was recorded, before it what an earlier COMMIT recorded whose answer was lost."""
        try:
            recorded = [*self._untold(done.before)]
        except KawalError as error:
            LOG.error("reading back: %s", error)  # noqa: TRY400  one sentence, no traceback; told after the next commit
            return
        recorded += [entry for one in done.outcomes if isinstance(one, Committed) for entry in one.entries]
        self._told = done.appended.head if done.appended is not None else done.before
        for listener in self.listeners if recorded else ():
            try:
                listener(recorded)
            except Exception:  # what is recorded is recorded: the next commit must not wait for a mended listener
                LOG.exception("listener")

    def _untold(self, before: Head) -> Iterator[Entry]:
        told = self._told
        if told is None or told.size == before.size:
            return
        with self._engine.connect().execution_options(read_only=True) as connection:
            yield from self.folding.entries(connection, told.size, before.size, told.marked_at or LONG_AGO)

    def _take_turn(self, turn: Turn) -> None:
        try:
            with self._engine.begin() as connection:
                read_head(connection, lock=True)
                turn.work(connection)
        except Exception as error:
            turn.done.set_exception(error)
        else:
            turn.done.set_result(None)

    def _write_head(self, note: bytes) -> None:
        """In place and without waiting for the disk: a torn one is ignored (see `publish.refuse_to_shrink`)."""
        if self._head_handle is None:
            self._head_handle = os.open(self._head_file, os.O_WRONLY | os.O_CREAT, 0o644)
        os.pwrite(self._head_handle, note, 0)
        os.ftruncate(self._head_handle, len(note))
