"""Backup: an online copy of a node that is verified before it counts, and that forgets what was erased later.

A backup is a folder: `kawal.sqlite3` (log, sealed parts with wrapped keys, secrets of accounts as hashes; read tables
are left out, they are rebuilt), `blobs/` (ciphertext), `checkpoint`, `node.json` without passwords, and the sums of
all these in `SHA256SUMS`. It never holds a key in clear: without the node's `keys/` nothing that is sealed in it can
be read. From PostgreSQL too it is an SQLite file, so that one program reads every backup.
"""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec
from sqlalchemy import Table, insert, select
from sqlalchemy.engine import Connection

from kawal.kernel.errors import RecordError, Rejected, Unavailable
from kawal.kernel.language import Message, msg
from kawal.outputs.files import put_in_place, write_atomic
from kawal.record.checkpoint import open_checkpoint
from kawal.record.merkle import ProofError
from kawal.record.note import VerifierKey
from kawal.record.verify import check_entries
from kawal.store.asfound import (
    DATABASE_FAILURES,
    READ_ROWS,
    STREAM,
    first_line,
    log_rows,
    reading,
    reason_of,
)
from kawal.store.blobcheck import check_blobs, kept_blobs
from kawal.store.blobs import FolderBlobs
from kawal.store.engine import open_engine
from kawal.store.erase import Forgotten, forget_ciphertext
from kawal.store.folder import BLOBS, CHECKPOINT, DATABASE, UPLOADS, is_backup, read_settings, unmade, write_settings
from kawal.store.log import read_head
from kawal.store.migrations import migrate
from kawal.store.newer import refuse_newer_shape
from kawal.store.opened import Store
from kawal.store.sealed import erase_entry
from kawal.store.sealing import Sealer
from kawal.store.sums import blob_file, check_held, check_sums, file_sum, read_sums, sum_all, without, write_sums
from kawal.store.tables import BLOB, SEALED, kept_tables
from kawal.store.wal import move_pages, scrub

SET_ASIDE = f"{DATABASE}.before-restore"
KNOWN = "backups.json"


class Backup(msgspec.Struct, frozen=True):
    """A verified backup: how many entries, which root."""

    size: int
    root: bytes
    blobs: int


def make_backup(store: Store, target: Path) -> Backup:
    """Copy a node while it is served; the copy counts only once it was verified, and only then erasures know of it.

    Raises Rejected when `target` is there already, RecordError when the copy does not verify, and what
    `telling` puts into words when it cannot be written; nothing is left of it then.
    """
    if target.exists() and any(target.iterdir()):
        raise Rejected(str(target), msg("folder kosong"), msg("ada isinya"))
    part = target.with_name(f".{target.name}.part")
    with unmade(target.parent):
        try:
            shutil.rmtree(part, ignore_errors=True)
            part.mkdir(parents=True)
            _copy_node(store, part)
            sum_all(part)
            made = verify_backup(part, store.keys.log.verifier, store.blobs.sealer)
            remember_backup(store.folder, target)
            put_in_place(part, target)
        except BaseException:
            shutil.rmtree(part, ignore_errors=True)  # of a disk that failed, what can be removed
            raise
    return made


def _copy_node(store: Store, part: Path) -> None:
    copy = open_engine(part / DATABASE)
    try:
        migrate(copy)
        with store.engine.connect().execution_options(read_only=True) as source, copy.begin() as into:
            for table in kept_tables():
                copy_rows(source, into, table)
            digests = kept_blobs(source)
            note = read_head(source).note
        move_pages(copy, "TRUNCATE")
    finally:
        copy.dispose()
    for digest in digests:
        sealed = store.blobs.store.read(digest)
        if sealed is None:
            raise RecordError(msg("blob %(digest)s hilang", digest=digest))
        FolderBlobs(part / BLOBS).write(digest, sealed)
    write_settings(part, read_settings(store.folder).without_secrets())
    write_atomic(part / CHECKPOINT, note.encode())


@contextmanager
def telling(sentence: Callable[[str], Message]) -> Iterator[None]:
    """A disk that is full or unwritable and a database that gives up become Unavailable with this sentence."""
    try:
        yield
    except (OSError, Unavailable, *DATABASE_FAILURES) as error:
        why = error.strerror if isinstance(error, OSError) else reason_of(error)
        raise Unavailable(sentence(why or type(error).__name__), permanent=False) from None


def verify_backup(folder: Path, key: VerifierKey, sealer: Sealer | None = None) -> Backup:
    """Check a backup whole: its signed checkpoint, the hash of every entry, the digests of everything else; with
    `sealer` every blob is opened and hashed too.

    Raises Rejected for what is no backup or one whose shape is not known here, and RecordError for a damaged one.
    """
    if not is_backup(folder):
        raise Rejected(str(folder), msg("folder cadangan"), msg("isi lain"))
    check_sums(folder)  # first: what is damaged is not even opened
    checkpoint = open_checkpoint((folder / CHECKPOINT).read_text(errors="replace"), key)
    stored: list[bytes] = []
    with reading(folder / DATABASE) as connection:
        refuse_newer_shape(connection, folder)
        leaves, _ = check_entries(log_rows(connection, stored), checkpoint)
        if stored != leaves:
            raise ProofError(msg("sidik catatan tidak sama dengan isinya"))
        blobs = kept_blobs(connection)
        check_held(folder, blobs)
        found = check_blobs(connection, FolderBlobs(folder / BLOBS), sealer, blobs)
    for digest in found.damaged:
        raise RecordError(msg("blob %(digest)s rusak", digest=digest))
    return Backup(checkpoint.size, checkpoint.root, len(blobs))


def copy_rows(source: Connection, into: Connection, table: Table) -> None:
    """Copy a table into an empty one."""
    rows: list[dict[str, object]] = []
    for row in source.execute(select(table), execution_options=STREAM).mappings():
        rows.append(dict(row))
        if len(rows) == READ_ROWS:
            into.execute(insert(table), rows)
            rows = []
    if rows:
        into.execute(insert(table), rows)


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
    failed: list[RecordError | OSError] = []
    for backup in known_backups(store.folder):
        if (backup / DATABASE).is_file():
            try:
                forget_in_backup(backup, one)
            except (RecordError, OSError) as error:  # damaged or read-only: the others forget first
                failed.append(error)
    if failed:
        raise failed[0]


def forget_in_backup(backup: Path, one: Forgotten) -> None:
    """Destroy keys and ciphertext of one erasure in a backup, and bring its sums up to it."""
    try:
        sums = read_sums(backup)
    except ProofError:
        sums = {}  # damaged as it was: it forgets, and stays damaged
    database = backup / DATABASE
    whole = bool(sums) and sums.get(DATABASE) in (None, file_sum(database))
    if whole:
        sums = without(sums, one.blobs)
        write_sums(backup, sums)
    _forget_in_database(database, one)
    for digest in one.blobs:
        (backup / blob_file(digest)).unlink(missing_ok=True)
    if whole:
        write_sums(backup, {DATABASE: file_sum(database)} | sums)


def _forget_in_database(database: Path, one: Forgotten) -> None:
    engine = open_engine(database)
    try:
        with engine.begin() as connection:
            forget_rows(connection, one)
        move_pages(engine, "TRUNCATE")
    except DATABASE_FAILURES as error:
        sentence = msg("basis data %(file)s tidak dapat ditulis (%(why)s)", file=database, why=first_line(error))
        raise RecordError(sentence) from None
    finally:
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
