"""The one writer: events are appended and folded into the read tables in one transaction, or not at all."""

import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import msgspec
from sqlalchemy import Engine, delete, func, insert, select
from sqlalchemy.dialects.sqlite import insert as upsert
from sqlalchemy.engine import Connection

from kawal.kernel.canonical import canonical, sha256_hex
from kawal.kernel.clock import Clock
from kawal.kernel.errors import RecordError
from kawal.kernel.language import msg
from kawal.store.events import Event, Projection, Recorded, decoders, tag_of
from kawal.store.tables import BLOB, ENTRY, METADATA, PROJECTION_VERSION


class Decision(msgspec.Struct, frozen=True):
    """What has happened, and the large bodies that these events name by their SHA-256."""

    events: tuple[Event, ...] = ()
    blobs: tuple[bytes, ...] = ()


Decide = Callable[[Connection], Decision]
"""Looks at the present rows and says what has happened; runs inside the transaction."""


class Writer:
    """Appends events to the record of one database and keeps its read tables in step."""

    def __init__(
        self,
        engine: Engine,
        kinds: tuple[type[Event], ...],
        projections: tuple[Projection, ...],
        clock: Clock,
    ) -> None:
        self._engine = engine
        self._decoders = decoders(kinds)
        self._projections = projections
        self._clock = clock
        self._lock = threading.Lock()
        METADATA.create_all(engine)
        self._rebuild_outdated()

    def commit(self, decide: Decide, actor: str) -> list[Recorded[Event]]:
        """Decide, append, fold, in one transaction.

        Returns what was recorded, empty when nothing happened. Any failure leaves the database as it was.
        """
        with self._lock, self._engine.begin() as connection:
            decision = decide(connection)
            for body in decision.blobs:
                row = upsert(BLOB).values(sha256=sha256_hex(body), body=body)
                connection.execute(row.on_conflict_do_nothing(index_elements=["sha256"]))
            if not decision.events:
                return []
            size = connection.scalar(select(func.count()).select_from(ENTRY)) or 0
            at = self._clock().astimezone(UTC)
            recorded = [Recorded(size + n, at, actor, event) for n, event in enumerate(decision.events)]
            connection.execute(
                insert(ENTRY),
                [
                    {
                        "position": entry.index,
                        "kind": tag_of(type(entry.event)),
                        "at": at.isoformat(),
                        "actor": actor,
                        "body": canonical(entry.event),
                    }
                    for entry in recorded
                ],
            )
            for entry in recorded:
                self._fold(connection, self._projections, entry)
            return recorded

    def entries(self, connection: Connection) -> Iterator[Recorded[Event]]:
        """All events in their order."""
        for row in connection.execute(select(ENTRY).order_by(ENTRY.c.position)):
            decoder = self._decoders.get(row.kind)
            if decoder is None:
                raise RecordError(msg("jenis catatan %(kind)s tidak dikenal", kind=row.kind))
            yield Recorded(row.position, datetime.fromisoformat(row.at), row.actor, decoder.decode(row.body))

    def rebuild(self, connection: Connection, projections: tuple[Projection, ...] | None = None) -> None:
        """Fold read tables anew from the events alone."""
        wanted = self._projections if projections is None else projections
        for projection in wanted:
            projection.tables.drop_all(connection)
            projection.tables.create_all(connection)
            connection.execute(delete(PROJECTION_VERSION).where(PROJECTION_VERSION.c.name == projection.name))
            connection.execute(insert(PROJECTION_VERSION).values(name=projection.name, version=projection.version))
        for entry in self.entries(connection):
            self._fold(connection, wanted, entry)

    def _rebuild_outdated(self) -> None:
        with self._lock, self._engine.begin() as connection:
            rows = connection.execute(select(PROJECTION_VERSION))
            versions = {row.name: row.version for row in rows}
            outdated = tuple(p for p in self._projections if versions.get(p.name) != p.version)
            if outdated:
                self.rebuild(connection, outdated)

    def _fold(self, connection: Connection, projections: tuple[Projection, ...], entry: Recorded[Event]) -> None:
        def read_blob(digest: str) -> bytes:
            body = connection.scalar(select(BLOB.c.body).where(BLOB.c.sha256 == digest))
            if body is None or sha256_hex(body) != digest:
                raise RecordError(msg("blob %(digest)s hilang atau rusak", digest=digest))
            return bytes(body)

        for projection in projections:
            fold = projection.folds.get(type(entry.event))
            if fold is not None:
                fold(connection, entry, read_blob)
