"""The desk of quarantine: what waits for a clerk, and how that ends: set aside, or made a report."""

import msgspec
from sqlalchemy.engine import Connection

from kawal.access.desk import AccessDesk
from kawal.field.events import QuarantineResolved
from kawal.field.quarantine import Why, read_sent
from kawal.field.queries import QuarantineRow, quarantine_at
from kawal.kernel.canonical import canonical
from kawal.kernel.errors import Conflict, Rejected
from kawal.kernel.language import msg
from kawal.store.events import Decision, Sealed
from kawal.store.opened import Store
from kawal.store.sealed import open_entry


class QuarantineDesk:
    """What waits for a clerk on one node."""

    def __init__(self, store: Store, access: AccessDesk) -> None:
        self._store, self._access = store, access

    def waiting(self, text: str) -> QuarantineRow:
        """What waits for a clerk under this number; raises Rejected or Conflict when nothing does."""
        if not (text.isascii() and text.isdigit() and len(text) < 19):
            raise Rejected(msg("karantina"), msg("nomor yang ada"), text)
        with self._store.engine.connect().execution_options(read_only=True) as connection:
            row = quarantine_at(connection, int(text))
        if row.resolved is not None:
            raise Conflict(msg("karantina %(index)s sudah diselesaikan", index=text))
        return row

    def region_of(self, source: str) -> str:
        """The region of whoever sent something, for the reach of who reads it; empty where that is everywhere."""
        directory = self._access.directory()
        device = directory.devices.get(source)
        account = directory.accounts.get(device.account) if device else None
        return next((grant.region for grant in account.grants if grant.region), "") if account else ""

    def written_at(self, index: int) -> int | None:
        """The author's clock in something quarantined, in milliseconds; a report made of it keeps that moment."""
        with self._store.engine.connect().execution_options(read_only=True) as connection:
            sealed = open_entry(connection, self._store.blobs.sealer, index)
        return read_sent(sealed.decode("utf-8", "replace")).at_ms if sealed else None

    def photos(self, row: QuarantineRow) -> dict[str, bytes]:
        """The photos of what waits for a clerk, without those that were erased."""
        with self._store.engine.connect().execution_options(read_only=True) as connection:
            found = ((one, self._store.blobs.get(connection, one)) for one in row.photos)
            return {sha256: photo for sha256, photo in found if photo is not None}

    def note_on(self, connection: Connection, resolved: int) -> str:
        """A clerk's note of a resolution; empty when there is none (any more)."""
        sealed = open_entry(connection, self._store.blobs.sealer, resolved)
        return str(msgspec.json.decode(sealed, type=dict[str, str])["note"]) if sealed else ""

    def set_aside(self, index: int, why: Why, note: str, actor: str) -> None:
        """A clerk finds nothing to convert in something quarantined; a note is kept sealed, outside the log."""
        event = QuarantineResolved(index=index, why=why)
        self._resolve(index, Sealed(event, canonical({"note": note})) if note else event, actor)

    def converted(self, index: int, report: str, actor: str) -> None:
        """A clerk made a report of something quarantined."""
        self._resolve(index, QuarantineResolved(index=index, report=report), actor)

    def _resolve(self, index: int, event: QuarantineResolved | Sealed, actor: str) -> None:
        def decide(connection: Connection) -> Decision:
            if quarantine_at(connection, index).resolved is not None:
                raise Conflict(msg("karantina %(index)s sudah diselesaikan", index=str(index)))
            return Decision((event,))

        self._store.writer.commit(decide, actor)
