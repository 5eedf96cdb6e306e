"""Checks blobs without believing the table or the store: each opens with its key and has the hash of its name."""

from collections.abc import Iterable

import msgspec
from sqlalchemy import select
from sqlalchemy.engine import Connection

from kawal.kernel.canonical import sha256_hex
from kawal.kernel.errors import RecordError
from kawal.store.blobs import BlobStore
from kawal.store.sealing import Sealer
from kawal.store.tables import BLOB


class BlobCheck(msgspec.Struct, frozen=True):
    """What was found: how many were opened, how many are there and could not be opened without the folder's key, how
    many were erased, and the names of those that are missing or damaged."""

    opened: int
    closed: int
    erased: int
    missing: tuple[str, ...]
    damaged: tuple[str, ...]


def kept_blobs(connection: Connection) -> frozenset[str]:
    """The names of all blobs that were not erased, as the table has them."""
    return frozenset(connection.scalars(select(BLOB.c.sha256).where(BLOB.c.key.is_not(None))))


def check_blobs(connection: Connection, store: BlobStore, sealer: Sealer | None, names: Iterable[str]) -> BlobCheck:
    """Open and hash the blobs of these names; without `sealer` only look whether they are there."""
    keys = {row.sha256: row.key for row in connection.execute(select(BLOB.c.sha256, BLOB.c.key))}
    opened = closed = erased = 0
    missing, damaged = [], []
    for name in sorted(names):
        sealed = store.read(name) if keys.get(name) is not None else None
        if name in keys and keys[name] is None:
            erased += 1
        elif sealed is None:
            missing.append(name)
        elif sealer is None:
            closed += 1
        elif _is_whole(sealer, name, bytes(keys[name]), sealed):
            opened += 1
        else:
            damaged.append(name)
    return BlobCheck(opened, closed, erased, tuple(missing), tuple(damaged))


def _is_whole(sealer: Sealer, name: str, key: bytes, sealed: bytes) -> bool:
    try:
        return sha256_hex(sealer.open(name, key, sealed)) == name
    except RecordError:  # not opened by this key: that is the finding
        return False
