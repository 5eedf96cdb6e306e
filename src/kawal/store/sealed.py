"""Private parts of entries: sealed beside the log, opened for folds and by right, erased by their key."""

from collections.abc import Sequence

from sqlalchemy import insert, select
from sqlalchemy.engine import Connection

from kawal.store.blobs import Blobs
from kawal.store.dialect import put
from kawal.store.sealing import Sealer
from kawal.store.tables import SEALED

AT_ONCE = 500


def seal_entry(connection: Connection, sealer: Sealer, index: int, private: bytes) -> None:
    """Keep the private part of an entry, encrypted with a key of its own."""
    key, body = sealer.seal(f"entry {index}", private)
    connection.execute(insert(SEALED).values(position=index, key=key, body=body))


def open_entry(connection: Connection, sealer: Sealer, index: int) -> bytes | None:
    """The private part of an entry, None when it was erased or never there."""
    row = connection.execute(select(SEALED.c.key, SEALED.c.body).where(SEALED.c.position == index)).first()
    if row is None or row.key is None:
        return None
    return sealer.open(f"entry {index}", bytes(row.key), bytes(row.body))


def open_entries(connection: Connection, sealer: Sealer, indexes: Sequence[int]) -> dict[int, bytes]:
    """The private parts of many entries, without those that were erased or never there."""
    found: dict[int, bytes] = {}
    for start in range(0, len(indexes), AT_ONCE):
        statement = select(SEALED).where(
            SEALED.c.position.in_(indexes[start : start + AT_ONCE]), SEALED.c.key.is_not(None)
        )
        for row in connection.execute(statement):
            found[row.position] = sealer.open(f"entry {row.position}", bytes(row.key), bytes(row.body))
    return found


def is_erased(connection: Connection, index: int) -> bool:
    """Whether what an entry kept outside the log was destroyed."""
    row = connection.execute(select(SEALED.c.key).where(SEALED.c.position == index)).first()
    return row is not None and row.key is None


def erase_entry(connection: Connection, index: int) -> None:
    """Destroy key and content of a private part, or note that an entry that had none is erased (its photos were)."""
    row = put(connection, SEALED).values(position=index, key=None, body=None)
    connection.execute(row.on_conflict_do_update(index_elements=["position"], set_={"key": None, "body": None}))


class SealedBodies:
    """What folds may read beside the entries."""

    def __init__(self, connection: Connection, blobs: Blobs) -> None:
        self._connection, self._blobs = connection, blobs

    def blob(self, sha256: str) -> bytes | None:
        """The blob, None when it was erased."""
        return self._blobs.get(self._connection, sha256)

    def private(self, index: int) -> bytes | None:
        """The private part, None when it was erased or never there."""
        return open_entry(self._connection, self._blobs.sealer, index)
