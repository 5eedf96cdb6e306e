"""Backup and restore: an online copy that is verified before it counts, and that forgets what was erased later.

A backup is a folder: `kawal.sqlite3` (log, sealed parts with wrapped keys, secrets of accounts as hashes; read tables
are left out, they are rebuilt), `blobs/` (ciphertext) and `checkpoint`. It never holds a key in clear: without the
node's `keys/` nothing that is sealed in it can be read. From PostgreSQL too it is an SQLite file, so that one program
reads every backup.
"""

import shutil
from pathlib import Path

import msgspec
from sqlalchemy import Engine, Table, insert, select
from sqlalchemy.engine import Connection

from kawal.kernel.errors import RecordError, Rejected
from kawal.kernel.language import msg
from kawal.outputs.files import write_atomic
from kawal.record.checkpoint import open_checkpoint
from kawal.record.note import VerifierKey
from kawal.record.verify import check_entries
from kawal.store.blobcheck import check_blobs, kept_blobs
from kawal.store.blobs import FolderBlobs
from kawal.store.engine import open_engine
from kawal.store.erase import Forgotten, forget_ciphertext
from kawal.store.folder import BLOBS, CHECKPOINT, DATABASE, UPLOADS
from kawal.store.log import read_entries, read_head
from kawal.store.migrations import migrate
from kawal.store.opened import Store
from kawal.store.sealed import erase_entry
from kawal.store.sealing import Sealer
from kawal.store.tables import BLOB, SEALED, kept_tables
from kawal.store.wal import move_pages, scrub

SET_ASIDE = f"{DATABASE}.before-restore"
KNOWN = "backups.json"
COPY_ROWS = 5_000


class Backup(msgspec.Struct, frozen=True):
    """A verified backup: how many entries, which root."""

    size: int
    root: bytes
    blobs: int


def make_backup(store: Store, target: Path) -> Backup:
    """Copy a node while it is served; the copy counts only once it was verified. Raises Rejected when `target` is
    there already."""
    if target.exists() and any(target.iterdir()):
        raise Rejected(str(target), msg("folder kosong"), msg("ada isinya"))
    part = target.with_name(f".{target.name}.part")
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir(parents=True)
    copy = open_engine(part / DATABASE)
    migrate(copy)
    with store.engine.connect().execution_options(read_only=True) as source, copy.begin() as into:
        for table in kept_tables():
            _copy(source, into, table)
        digests = list(source.scalars(select(BLOB.c.sha256).where(BLOB.c.key.is_not(None))))
        note = read_head(source).note
    for digest in digests:
        sealed = store.blobs.store.read(digest)
        if sealed is None:
            raise RecordError(msg("blob %(digest)s hilang", digest=digest))
        path = part / BLOBS / digest[:2] / digest
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(sealed)
    write_atomic(part / CHECKPOINT, note.encode())
    move_pages(copy, "TRUNCATE")
    copy.dispose()
    made = verify_backup(part, store.keys.log.verifier, store.blobs.sealer)
    if target.exists():
        target.rmdir()
    part.replace(target)
    remember_backup(store.folder, target)
    return made


def verify_backup(folder: Path, key: VerifierKey, sealer: Sealer | None = None) -> Backup:
    """Hash every entry of a backup and check its signed checkpoint; with `sealer` open and hash every blob too, else
    look whether they are there. Raises RecordError or Rejected."""
    if not (folder / DATABASE).is_file() or not (folder / CHECKPOINT).is_file():
        raise Rejected(str(folder), msg("folder cadangan"), msg("isi lain"))
    checkpoint = open_checkpoint((folder / CHECKPOINT).read_text(), key)
    engine = open_engine(folder / DATABASE)
    try:
        with engine.connect().execution_options(read_only=True) as connection:
            check_entries((body for _, body in read_entries(connection)), checkpoint)
            blobs = check_blobs(connection, FolderBlobs(folder / BLOBS), sealer, kept_blobs(connection))
    finally:
        engine.dispose()
    for digest in blobs.missing:
        raise RecordError(msg("blob %(digest)s hilang", digest=digest))
    for digest in blobs.damaged:
        raise RecordError(msg("blob %(digest)s rusak", digest=digest))
    return Backup(checkpoint.size, checkpoint.root, blobs.opened + blobs.closed)


def restore_backup(
    folder: Path, engine: Engine, blobs: Path, key: VerifierKey, erased: tuple[Forgotten, ...]
) -> Backup:
    """Copy a verified backup into an empty database and blob folder, without what was erased since."""
    found = verify_backup(folder, key)
    migrate(engine)
    copy = open_engine(folder / DATABASE)
    with copy.connect().execution_options(read_only=True) as source, engine.begin() as into:
        for table in kept_tables():
            _copy(source, into, table)
        for one in erased:
            forget_rows(into, one)
        digests = list(into.scalars(select(BLOB.c.sha256).where(BLOB.c.key.is_not(None))))
    copy.dispose()
    for digest in digests:
        path = blobs / digest[:2] / digest
        path.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(folder / BLOBS / digest[:2] / digest, path)
    return found


def forget(store: Store, body: bytes) -> None:
    """The job after an erasure: ciphertext, pieces of photos, old database pages, what a restore set aside, every
    backup in reach."""
    one = msgspec.json.decode(body, type=Forgotten)
    forget_ciphertext(store.blobs, body)
    for digest in one.blobs:
        (store.folder / UPLOADS / f"{digest}.part").unlink(missing_ok=True)
    scrub(store.engine, (SEALED, BLOB, *store.writer.folding.tables()))
    if (store.folder / SET_ASIDE).is_file():
        _forget_in_database(store.folder / SET_ASIDE, one)
    for backup in known_backups(store.folder):
        if (backup / DATABASE).is_file():
            forget_in_backup(backup, one)


def forget_in_backup(backup: Path, one: Forgotten) -> None:
    """Destroy keys and ciphertext of one erasure in a backup."""
    _forget_in_database(backup / DATABASE, one)
    for digest in one.blobs:
        (backup / BLOBS / digest[:2] / digest).unlink(missing_ok=True)


def _forget_in_database(database: Path, one: Forgotten) -> None:
    engine = open_engine(database)
    with engine.begin() as connection:
        forget_rows(connection, one)
    move_pages(engine, "TRUNCATE")
    engine.dispose()


def known_backups(folder: Path) -> tuple[Path, ...]:
    """Where backups of this node were made."""
    try:
        return tuple(Path(name) for name in msgspec.json.decode((folder / KNOWN).read_bytes(), type=list[str]))
    except FileNotFoundError:
        return ()


def remember_backup(folder: Path, backup: Path) -> None:
    """Note where a backup is, so that a later erasure reaches it."""
    known = [str(one) for one in known_backups(folder) if one != backup.resolve()]
    write_atomic(folder / KNOWN, msgspec.json.encode([*known, str(backup.resolve())]))


def forget_rows(connection: Connection, one: Forgotten) -> None:
    """Destroy the keys of one erasure."""
    erase_entry(connection, one.index)
    for digest in one.blobs:
        connection.execute(BLOB.update().where(BLOB.c.sha256 == digest).values(key=None))


def _copy(source: Connection, into: Connection, table: Table) -> None:
    rows: list[dict[str, object]] = []
    for row in source.execution_options(yield_per=COPY_ROWS).execute(select(table)).mappings():
        rows.append(dict(row))
        if len(rows) == COPY_ROWS:
            into.execute(insert(table), rows)
            rows = []
    if rows:
        into.execute(insert(table), rows)
