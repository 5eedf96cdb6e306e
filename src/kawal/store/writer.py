"""The one writer: what queued while the last commit ran becomes one transaction (natural group commit).

In it entries are appended, folded into the read tables, and the checkpoint of the new size is signed. It is answered
only when it is durable. A failure leaves the database as it was; in a group, each piece is then tried alone, so that
one that fails does not take the others with it.
"""

import os
import queue
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from datetime import UTC, datetime, timedelta
from itertools import groupby
from pathlib import Path
from typing import Any, Protocol, TypeVar

import msgspec
from sqlalchemy import Engine, delete, insert, select
from sqlalchemy.engine import Connection

from kawal.kernel.canonical import canonical
from kawal.kernel.clock import Clock
from kawal.kernel.errors import KawalError, RecordError
from kawal.kernel.language import msg
from kawal.record.note import SigningKey
from kawal.store.blobs import Blobs
from kawal.store.events import (
    REPORT_START,
    Bodies,
    Decision,
    Event,
    NodeEntry,
    Projection,
    Recorded,
    RecordedReport,
    Report,
    Sealed,
    TimeMarked,
    decoders,
)
from kawal.store.jobs import add_jobs
from kawal.store.log import Appended, append, read_entries, read_head
from kawal.store.sealed import SealedBodies, seal_entry
from kawal.store.tables import PROJECTION_VERSION

MOST_IN_GROUP = 256
MARK_EVERY = timedelta(seconds=1)
NODE = "node"
P_contra = TypeVar("P_contra", contravariant=True)
Decide = Callable[[Connection], Decision]
"""Looks at the present rows and says what has happened; runs inside the transaction."""
Entry = Recorded[Event] | RecordedReport


class Committed(msgspec.Struct, frozen=True):
    """What one piece of work did: its entries, and the signed tree that contains them."""

    entries: tuple[Entry, ...]
    appended: Appended | None
    decision: Decision


Outcome = Committed | Exception


class Lane(Protocol[P_contra]):
    """A door to the writer: decides what comes through it, many at a time, and takes the outcomes back."""

    actor: str

    def decide(self, connection: Connection, payloads: Sequence[P_contra]) -> Sequence[Decision | KawalError]:
        """One decision or refusal for each payload, in their order; sees the payloads before it."""

    def deliver(self, outcomes: Sequence[tuple[Any, Outcome]]) -> None:
        """Called once for each group, from the writer's thread, after the commit."""


class _One:
    """The lane of a single decision that its caller waits for."""

    def __init__(self, decide: Decide, actor: str) -> None:
        self.actor = actor
        self._decide = decide
        self.result: Future[Committed] = Future()

    def decide(self, connection: Connection, payloads: Sequence[None]) -> Sequence[Decision | KawalError]:
        return [self._decide(connection) for _ in payloads]

    def deliver(self, outcomes: Sequence[tuple[None, Outcome]]) -> None:
        for _, outcome in outcomes:
            if isinstance(outcome, Committed):
                self.result.set_result(outcome)
            else:
                self.result.set_exception(outcome)


Work = tuple[Lane[Any], Any]


class Writer:
    """Appends entries to the log of one node and keeps its read tables in step; has a thread of its own."""

    def __init__(
        self,
        engine: Engine,
        kinds: tuple[type[Event], ...],
        projections: tuple[Projection, ...],
        clock: Clock,
        key: SigningKey,
        blobs: Blobs,
        prepare: Callable[[Connection], None],
        head_file: Path,
    ) -> None:
        self._engine, self._projections, self._clock, self._key = engine, projections, clock, key
        self._decoders = decoders(kinds)
        self._blobs, self._prepare, self._head_file = blobs, prepare, head_file
        self._queue: queue.SimpleQueue[list[Work] | None] = queue.SimpleQueue()
        self._starting = threading.Lock()
        self._thread: threading.Thread | None = None
        self._head_handle: int | None = None
        self.listeners: list[Callable[[Sequence[Entry]], None]] = []
        """Called in the writer's thread after each commit, with what was recorded; must be quick."""
        self.job_listeners: list[Callable[[], None]] = []
        """Called after a commit that added jobs."""
        with self._engine.begin() as connection:
            self._rebuild_outdated(connection)

    def commit(self, decide: Decide, actor: str) -> list[Recorded[Event]]:
        """Decide, append, fold, in one transaction; waits until it is durable.

        Returns the events that were recorded, none when nothing happened. Any failure leaves the database as it was.
        """
        return [entry for entry in self.run(decide, actor).entries if isinstance(entry, Recorded)]

    def run(self, decide: Decide, actor: str) -> Committed:
        """As `commit`, with everything that was recorded and the means to give receipts."""
        lane = _One(decide, actor)
        self.put([(lane, None)])
        return lane.result.result()

    def put(self, works: list[Work]) -> None:
        """Queue pieces of work together; their lanes are told the outcomes."""
        if self._thread is None:
            with self._starting:
                if self._thread is None:
                    with self._engine.begin() as connection:
                        self._prepare(connection)
                    self._thread = threading.Thread(target=self._work, name="kawal-writer", daemon=True)
                    self._thread.start()
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
        at = datetime.min.replace(tzinfo=UTC)
        for index, body in read_entries(connection):
            if body.startswith(REPORT_START):
                yield RecordedReport(index, at, body)
                continue
            recorded = self.decode(index, body)
            at = recorded.at
            yield recorded

    def decode(self, index: int, body: bytes) -> Recorded[Event]:
        """A node event from its bytes; raises RecordError when its kind is unknown or it is damaged."""
        try:
            entry = msgspec.json.decode(body, type=NodeEntry)
            kind = msgspec.json.decode(entry.event, type=_Tagged).type
            decoder = self._decoders.get(kind)
            if decoder is None:
                raise RecordError(msg("jenis catatan %(kind)s tidak dikenal", kind=kind))
            return Recorded(index, entry.at, entry.actor, decoder.decode(entry.event))
        except msgspec.MsgspecError:
            raise RecordError(msg("catatan %(index)s rusak", index=str(index))) from None

    def rebuild(self, connection: Connection, projections: tuple[Projection, ...] | None = None) -> None:
        """Fold read tables anew from the log alone."""
        wanted = self._projections if projections is None else projections
        for projection in wanted:
            projection.tables.drop_all(connection)
            projection.tables.create_all(connection)
            connection.execute(delete(PROJECTION_VERSION).where(PROJECTION_VERSION.c.name == projection.name))
            connection.execute(insert(PROJECTION_VERSION).values(name=projection.name, version=projection.version))
        bodies = SealedBodies(connection, self._blobs)
        for reports, entries in groupby(self.entries(connection), key=lambda one: isinstance(one, RecordedReport)):
            if reports:
                for chunk in _chunks(entries):
                    _fold(connection, wanted, chunk, bodies)
            else:
                for entry in entries:
                    _fold(connection, wanted, [entry], bodies)

    def _rebuild_outdated(self, connection: Connection) -> None:
        versions = {row.name: row.version for row in connection.execute(select(PROJECTION_VERSION))}
        outdated = tuple(p for p in self._projections if versions.get(p.name) != p.version)
        if outdated:
            self.rebuild(connection, outdated)

    def _work(self) -> None:
        stopping = False
        while not stopping:
            group: list[Work] = []
            taken = self._queue.get()
            while taken is not None:
                group += taken
                if len(group) >= MOST_IN_GROUP:
                    break
                try:
                    taken = self._queue.get_nowait()
                except queue.Empty:
                    break
            stopping = taken is None
            if group:
                self._commit_group(group)

    def _commit_group(self, group: list[Work]) -> None:
        try:
            outcomes: list[Outcome] = list(self._transact(group))
        except Exception as error:
            outcomes = [error] if len(group) == 1 else [self._alone(work) for work in group]
        recorded = [entry for one in outcomes if isinstance(one, Committed) for entry in one.entries]
        if recorded:
            for listener in self.listeners:
                listener(recorded)
        if any(isinstance(one, Committed) and one.decision.jobs for one in outcomes):
            for listen in self.job_listeners:
                listen()
        told = list(zip(group, outcomes, strict=True))
        for lane in dict.fromkeys(lane for lane, _ in group):
            lane.deliver([(payload, outcome) for (one, payload), outcome in told if one is lane])

    def _alone(self, work: Work) -> Outcome:
        try:
            return self._transact([work])[0]
        except Exception as error:
            return error

    def _transact(self, group: list[Work]) -> list[Outcome]:
        outcomes: list[tuple[Decision | KawalError, tuple[Entry, ...]]] = []
        with self._engine.begin() as connection:
            head = read_head(connection, lock=True)
            log = _Pending(head.size, head.marked_at, self._clock().astimezone(UTC))
            bodies = SealedBodies(connection, self._blobs)
            for lane, works in groupby(group, key=lambda work: work[0]):
                decisions = lane.decide(connection, [payload for _, payload in works])
                fresh: list[Entry] = []
                for decision in decisions:
                    entries: tuple[Entry, ...] = ()
                    if isinstance(decision, Decision):
                        entries = self._take(connection, decision, lane.actor, log)
                        fresh += entries
                    outcomes.append((decision, entries))
                for _, run in groupby(fresh, key=lambda one: isinstance(one, RecordedReport)):
                    chunk = list(run)
                    if isinstance(chunk[0], RecordedReport):
                        _fold(connection, self._projections, chunk, bodies)
                    else:
                        for entry in chunk:
                            _fold(connection, self._projections, [entry], bodies)
            appended = append(connection, head, log.bodies, self._key, log.marked_at) if log.bodies else None
        if appended is not None:
            self._write_head(appended.head.note.encode())
        return [
            Committed(entries, appended, decision) if isinstance(decision, Decision) else decision
            for decision, entries in outcomes
        ]

    def _write_head(self, note: bytes) -> None:
        """In place and without waiting for the disk: a torn one is ignored (see `publish.refuse_to_shrink`)."""
        if self._head_handle is None:
            self._head_handle = os.open(self._head_file, os.O_WRONLY | os.O_CREAT, 0o644)
        os.pwrite(self._head_handle, note, 0)
        os.ftruncate(self._head_handle, len(note))

    def _take(self, connection: Connection, decision: Decision, actor: str, log: "_Pending") -> tuple[Entry, ...]:
        for blob in decision.blobs:
            self._blobs.add(connection, blob)
        add_jobs(connection, decision.jobs, log.now)
        entries: list[Entry] = []
        for happened in decision.events:
            if isinstance(happened, Report):
                log.mark()
                entry: Entry = RecordedReport(log.add(happened.jws), log.reported_at, happened.jws)
                private = happened.private
            else:
                event, private = (
                    (happened.event, happened.private) if isinstance(happened, Sealed) else (happened, b"")
                )
                entry = Recorded(log.add_event(event, actor), log.now, actor, event)
            if private:
                seal_entry(connection, self._blobs.sealer, entry.index, private)
            entries.append(entry)
        return tuple(entries)


class _Tagged(msgspec.Struct):
    type: str


class _Pending:
    """The bodies that one transaction appends, and the moment of the newest node event before them."""

    def __init__(self, size: int, marked_at: datetime | None, now: datetime) -> None:
        self._size, self.marked_at, self.now = size, marked_at, now
        self.bodies: list[bytes] = []

    @property
    def reported_at(self) -> datetime:
        """When a report that is added now came in: the moment of the newest node event."""
        return self.marked_at or self.now

    def add(self, body: bytes) -> int:
        """Append a body; returns its index."""
        self.bodies.append(body)
        return self._size + len(self.bodies) - 1

    def add_event(self, event: Event, actor: str) -> int:
        """Append a node event."""
        self.marked_at = self.now
        return self.add(canonical({"actor": actor, "at": self.now, "event": event}))

    def mark(self) -> None:
        """Append the moment when the newest one is a second old, or in the future (the clock was set back)."""
        if self.marked_at is None or not timedelta(0) <= self.now - self.marked_at < MARK_EVERY:
            self.add_event(TimeMarked(), NODE)


def _fold(
    connection: Connection, projections: tuple[Projection, ...], entries: Sequence[Entry], bodies: Bodies
) -> None:
    """Fold one event, or reports that follow one another."""
    for projection in projections:
        first = entries[0]
        if isinstance(first, Recorded):
            fold = projection.folds.get(type(first.event))
            if fold is not None:
                fold(connection, first, bodies)
        elif projection.reports is not None:
            reports = [entry for entry in entries if isinstance(entry, RecordedReport)]
            projection.reports(connection, reports, bodies)


def _chunks(entries: Iterator[Entry], most: int = 500) -> Iterator[list[Entry]]:
    chunk: list[Entry] = []
    for entry in entries:
        chunk.append(entry)
        if len(chunk) == most:
            yield chunk
            chunk = []
    if chunk:
        yield chunk
