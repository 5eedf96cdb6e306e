"""One transaction of the writer: a group decides, entries are appended, folded, and the new head is signed.

When the database does not answer the COMMIT, nobody knows whether it holds. Then the head is read again: a head that
carries the very note that was signed here is this commit; any other is not. Only a failure before the COMMIT may be
tried again piece by piece.
"""

from datetime import UTC, datetime, timedelta
from itertools import groupby

import msgspec
from sqlalchemy import Engine
from sqlalchemy.engine import Connection

from kawal.kernel.canonical import canonical
from kawal.kernel.clock import Clock
from kawal.kernel.errors import KawalError, Unavailable
from kawal.record.note import SigningKey
from kawal.store.blobs import Blobs
from kawal.store.events import Decision, Event, Recorded, RecordedReport, Report, Sealed, TimeMarked
from kawal.store.folding import Folding
from kawal.store.jobs import add_jobs
from kawal.store.lanes import Committed, Entry, Outcome, Work
from kawal.store.log import Appended, Head, append, read_head
from kawal.store.sealed import seal_entry

MARK_EVERY = timedelta(seconds=1)
NODE = "node"
TRIES = 3


class Done(msgspec.Struct, frozen=True):
    """A group that is durable: the head before it, its outcomes, what was appended."""

    before: Head
    outcomes: tuple[Outcome, ...]
    appended: Appended | None


class CommitFailed(Exception):
    """The COMMIT itself failed; the group is not to be tried again here."""

    def __init__(self, error: KawalError) -> None:
        super().__init__()
        self.error = error


class Transactions:
    """Runs groups of work against one database."""

    def __init__(self, engine: Engine, folding: Folding, blobs: Blobs, clock: Clock, key: SigningKey) -> None:
        self._engine, self._folding, self._blobs, self._clock, self._key = engine, folding, blobs, clock, key

    def run(self, group: list[Work]) -> Done:
        """Decide, append, fold and sign; all of it or nothing. Raises CommitFailed, or what a part raised before."""
        with self._engine.connect() as connection:
            head = read_head(connection, lock=True)
            pending = _Pending(head, self._clock().astimezone(UTC))
            decided = [
                one
                for lane, works in groupby(group, key=lambda work: work[0])
                for one in self._decide(connection, list(works), pending)
            ]
            bodies = pending.bodies
            appended = append(connection, head, bodies, self._key, pending.marked_at) if bodies else None
            try:
                connection.commit()
            except KawalError as error:
                if appended is None or not self._is_kept(appended):
                    raise CommitFailed(error) from error
        outcomes = tuple(
            Committed(entries, appended, decision) if isinstance(decision, Decision) else decision
            for decision, entries in decided
        )
        return Done(head, outcomes, appended)

    def _decide(
        self, connection: Connection, works: list[Work], pending: "_Pending"
    ) -> list[tuple[Decision | KawalError, tuple[Entry, ...]]]:
        lane = works[0][0]
        decided: list[tuple[Decision | KawalError, tuple[Entry, ...]]] = []
        fresh: list[Entry] = []
        for decision in lane.decide(connection, [payload for _, payload in works]):
            entries = self._take(connection, decision, lane.actor, pending) if isinstance(decision, Decision) else ()
            fresh += entries
            decided.append((decision, entries))
        self._folding.fold(connection, fresh)
        return decided

    def _take(self, connection: Connection, decision: Decision, actor: str, pending: "_Pending") -> tuple[Entry, ...]:
        for blob in decision.blobs:
            self._blobs.add(connection, blob)
        add_jobs(connection, decision.jobs, pending.now)
        entries: list[Entry] = []
        for happened in decision.events:
            if isinstance(happened, Report):
                entry: Entry = pending.add_report(happened.jws)
                private = happened.private
            else:
                event, private = (
                    (happened.event, happened.private) if isinstance(happened, Sealed) else (happened, b"")
                )
                entry = pending.add_event(event, actor)
            if private:
                seal_entry(connection, self._blobs.sealer, entry.index, private)
            entries.append(entry)
        return tuple(entries)

    def _is_kept(self, appended: Appended) -> bool:
        """Whether the head is the one that was signed here; the lock waits for a COMMIT that is still on its way."""
        for _ in range(TRIES):
            try:
                with self._engine.connect() as connection:
                    return read_head(connection, lock=True).note == appended.head.note
            except Unavailable:
                continue
        return False


class _Pending:
    """The bodies that one transaction appends, and the moment of the newest node event before them."""

    def __init__(self, head: Head, now: datetime) -> None:
        self._size, self.marked_at, self.now = head.size, head.marked_at, now
        self.bodies: list[bytes] = []

    def add_event(self, event: Event, actor: str) -> Recorded[Event]:
        """Append a node event."""
        self.marked_at = self.now
        return Recorded(
            self._add(canonical({"actor": actor, "at": self.now, "event": event})), self.now, actor, event
        )

    def add_report(self, jws: bytes) -> RecordedReport:
        """Append a report; before it the moment, when the newest one is a second old or in the future (the clock was
        set back)."""
        if self.marked_at is None or not timedelta(0) <= self.now - self.marked_at < MARK_EVERY:
            self.add_event(TimeMarked(), NODE)
        return RecordedReport(self._add(jws), self.marked_at or self.now, jws)

    def _add(self, body: bytes) -> int:
        self.bodies.append(body)
        return self._size + len(self.bodies) - 1
