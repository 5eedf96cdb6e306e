"""Restore: a verified backup becomes rows and blobs of a node again; what was erased since stays forgotten."""

import sqlite3
from contextlib import closing, suppress
from pathlib import Path

import msgspec
from sqlalchemy import select
from sqlalchemy.engine import Connection

from kawal.kernel.errors import RecordError
from kawal.kernel.language import msg
from kawal.outputs.files import write_atomic
from kawal.record.checkpoint import open_checkpoint
from kawal.record.merkle import ProofError
from kawal.record.note import VerifierKey
from kawal.store.asfound import log_rows, reading
from kawal.store.backup import copy_rows
from kawal.store.blobcheck import kept_blobs
from kawal.store.blobs import BlobStore, FolderBlobs
from kawal.store.engine import open_engine
from kawal.store.erase import BodyErased
from kawal.store.events import NodeEntry
from kawal.store.folder import BLOBS, DATABASE, HEAD_FILE
from kawal.store.log import read_head
from kawal.store.migrations import is_newest, migrate
from kawal.store.reading import engine_as_found
from kawal.store.sealed import erase_entry, open_entry
from kawal.store.sealing import Sealer
from kawal.store.tables import BLOB, SEALED, kept_tables


class Learnt:
    """What the databases of a node know that an older backup does not: erasures, and how far the log went."""

    def __init__(self) -> None:
        self.entries: set[int] = set()
        self.blobs: set[str] = set()
        self.notes: list[str] = []

    def learn(self, database: Path | str) -> None:
        """Read a database of this node. Raises RecordError when it is damaged; what was read until then stays."""
        with reading(database) as connection:
            self.notes.append(read_head(connection).note)
            self.entries |= set(connection.scalars(select(SEALED.c.position).where(SEALED.c.key.is_(None))))
            self.blobs |= set(connection.scalars(select(BLOB.c.sha256).where(BLOB.c.key.is_(None))))
            for body in log_rows(connection, []):
                if body.startswith(b"{") and b'"body_erased/1"' in body:
                    event = _erased(body)
                    self.entries.add(event.index)
                    self.blobs |= set(event.blobs)

    def forget(self, connection: Connection) -> None:
        """Destroy the keys of all that was erased."""
        for index in self.entries:
            erase_entry(connection, index)
        for digest in self.blobs:
            connection.execute(BLOB.update().where(BLOB.c.sha256 == digest).values(key=None))


def _erased(body: bytes) -> BodyErased:
    try:
        return msgspec.json.decode(msgspec.json.decode(body, type=NodeEntry).event, type=BodyErased)
    except msgspec.MsgspecError:
        raise RecordError(msg("catatan penghapusan rusak")) from None


def founding_in(database: Path | str) -> bytes:
    """Entry 0 of the log in a database, which no two nodes share."""
    with reading(database) as connection:
        return next(log_rows(connection, []), b"")


def check_wrapping_key(backup: Path, sealer: Sealer) -> None:
    """Raise RecordError when what is sealed in a backup is sealed with another key: it would never open again."""
    with reading(backup / DATABASE) as connection:
        index = connection.scalar(select(SEALED.c.position).where(SEALED.c.key.is_not(None)).limit(1))
        if index is not None:
            open_entry(connection, sealer, index)


def readable_copy(backup: Path, scratch: Path) -> Path:
    """The database of a backup in the shape of this Kawal: an older one is copied to `scratch` and brought up."""
    with reading(backup / DATABASE) as connection:
        if is_newest(connection):
            return backup / DATABASE
    with (
        engine_as_found(backup / DATABASE) as source,
        closing(source.raw_connection()) as old,
        closing(sqlite3.connect(scratch)) as new,
    ):
        old.backup(new)
    engine = open_engine(scratch)
    migrate(engine)
    engine.dispose()
    return scratch


def bring_back(copy: Path, backup: Path, into: Connection, blobs: BlobStore, learnt: Learnt) -> None:
    """Copy rows and blobs into an empty database and a blob store, without what was erased."""
    with engine_as_found(copy) as engine, engine.connect().execution_options(read_only=True) as source:
        for table in kept_tables():
            copy_rows(source, into, table)
    learnt.forget(into)
    kept = FolderBlobs(backup / BLOBS)
    for digest in kept_blobs(into):
        sealed = kept.read(digest)
        if sealed is None:
            raise RecordError(msg("blob %(digest)s hilang", digest=digest))
        if blobs.read(digest) != sealed:
            blobs.write(digest, sealed)


def remember_longest(published: Path, notes: list[str], key: VerifierKey) -> None:
    """Where a node has no note of its last commit, the longest tree that is known of: it signs no shorter one."""
    if (published / HEAD_FILE).exists():
        return
    sizes: dict[int, str] = {}
    for note in notes:
        with suppress(ProofError):  # of an empty or a damaged database: it says nothing
            sizes[open_checkpoint(note, key).size] = note
    write_atomic(published / HEAD_FILE, sizes[max(sizes)].encode())
