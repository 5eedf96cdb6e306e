"""Entries from their bytes, and their fold into read tables: as they come, or all of them anew."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from itertools import groupby

import msgspec
from sqlalchemy import Table, delete, insert, select
from sqlalchemy.engine import Connection

from kawal.kernel.errors import RecordError
from kawal.kernel.language import msg
from kawal.store.blobs import Blobs
from kawal.store.events import REPORT_START, Event, NodeEntry, Projection, Recorded, RecordedReport, decoders
from kawal.store.lanes import Entry
from kawal.store.log import read_entries
from kawal.store.newer import versions_of
from kawal.store.sealed import SealedBodies
from kawal.store.tables import PROJECTION_VERSION

LONG_AGO = datetime.min.replace(tzinfo=UTC)
MOST_REPORTS = 500


class Folding:
    """Knows every kind of event and every read table of a node."""

    def __init__(self, kinds: tuple[type[Event], ...], projections: tuple[Projection, ...], blobs: Blobs) -> None:
        self._decoders, self._projections, self._blobs = decoders(kinds), projections, blobs
        self._known = versions_of(kinds, projections)

    def tables(self) -> tuple[Table, ...]:
        """All read tables."""
        return tuple(table for one in self._projections for table in one.tables.sorted_tables)

    def decode(self, index: int, body: bytes) -> Recorded[Event]:
        """A node event from its bytes; raises RecordError when its kind is unknown or it is damaged."""
        try:
            entry = msgspec.json.decode(body, type=NodeEntry)
            kind = msgspec.json.decode(entry.event, type=_Tagged).type
            decoder = self._decoders.get(kind)
            if decoder is None:
                raise RecordError(
                    msg(
                        "catatan %(index)s: jenis %(kind)s tidak dikenal Kawal versi ini; perbarui Kawal",
                        index=str(index),
                        kind=kind,
                    )
                )
            return Recorded(index, entry.at, entry.actor, decoder.decode(entry.event))
        except msgspec.MsgspecError:
            raise RecordError(msg("catatan %(index)s rusak", index=str(index))) from None

    def entries(
        self, connection: Connection, start: int = 0, stop: int | None = None, at: datetime = LONG_AGO
    ) -> Iterator[Entry]:
        """Entries from `start` to before `stop`, in their order; `at` is the moment of the last event before them."""
        for index, body in read_entries(connection, start, stop):
            if body.startswith(REPORT_START):
                yield RecordedReport(index, at, body)
                continue
            recorded = self.decode(index, body)
            at = recorded.at
            yield recorded

    def fold(
        self, connection: Connection, entries: Sequence[Entry], projections: tuple[Projection, ...] | None = None
    ) -> None:
        """Fold entries that follow one another; runs of reports go together."""
        wanted = self._projections if projections is None else projections
        bodies = SealedBodies(connection, self._blobs)
        for _, run in groupby(entries, key=lambda one: isinstance(one, RecordedReport)):
            together = list(run)
            reports = [one for one in together if isinstance(one, RecordedReport)]
            events = [one for one in together if isinstance(one, Recorded)]
            for projection in wanted if reports else ():
                if projection.reports is not None:
                    projection.reports(connection, reports, bodies)
            for event in events:
                for projection in wanted:
                    fold = projection.folds.get(type(event.event))
                    if fold is not None:
                        fold(connection, event, bodies)

    def rebuild(self, connection: Connection) -> None:
        """Fold all read tables anew from the log alone. Others see the old rows until the end of the transaction."""
        for projection in self._projections:
            projection.tables.create_all(connection)
            for table in reversed(projection.tables.sorted_tables):
                connection.execute(delete(table))
        self._fold_all(connection, self._projections)

    def rebuild_outdated(self, connection: Connection) -> None:
        """Make and fold the read tables whose version is an older one; an older Kawal sees from then on that it is
        one."""
        old = outdated(connection, self._projections)
        for projection in old:
            projection.tables.drop_all(connection)
            projection.tables.create_all(connection)
        if old:
            self._fold_all(connection, old)
        present = _versions(connection)
        fresh = [name for name, version in self._known.items() if present.get(name) != version]
        if fresh:
            connection.execute(delete(PROJECTION_VERSION).where(PROJECTION_VERSION.c.name.in_(fresh)))
            rows = [{"name": name, "version": self._known[name]} for name in fresh]
            connection.execute(insert(PROJECTION_VERSION), rows)

    def _fold_all(self, connection: Connection, projections: tuple[Projection, ...]) -> None:
        chunk: list[Entry] = []
        for entry in self.entries(connection):
            chunk.append(entry)
            if len(chunk) == MOST_REPORTS:
                self.fold(connection, chunk, projections)
                chunk = []
        self.fold(connection, chunk, projections)


def outdated(connection: Connection, projections: tuple[Projection, ...]) -> tuple[Projection, ...]:
    """The read tables that another version made, or nobody yet."""
    versions = _versions(connection)
    return tuple(one for one in projections if versions.get(one.name) != one.version)


def _versions(connection: Connection) -> dict[str, int]:
    return {row.name: row.version for row in connection.execute(select(PROJECTION_VERSION))}


class _Tagged(msgspec.Struct):
    type: str
