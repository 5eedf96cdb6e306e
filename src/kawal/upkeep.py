"""Erasing and backing up a whole node: what reaches over log, sealed parts, blobs and backups."""

from pathlib import Path

import msgspec
from sqlalchemy import select
from sqlalchemy.engine import Connection

from kawal.field.events import PhotoStored, QuarantinePhotosCame, ReportQuarantined
from kawal.field.queries import names_photos, photos_of_only, quarantine_at
from kawal.kernel.errors import RecordError, Rejected, Unavailable
from kawal.kernel.language import msg
from kawal.node import Node, open_node
from kawal.store import erase
from kawal.store.asfound import reading
from kawal.store.backup import Backup, forget, known_backups, make_backup, telling
from kawal.store.events import REPORT_START, Decision
from kawal.store.folder import DATABASE
from kawal.store.jobs import JobRunner, waiting_jobs
from kawal.store.log import read_entries
from kawal.store.sealed import is_erased, open_entry
from kawal.store.tables import BLOB, SEALED

MOST_BASIS = 200


class Erasure(msgspec.Struct, frozen=True):
    """What an erasure did: the entry that says so, the backups that lost it too and those that could not be reached,
    and whether the cleaning of files is still waiting for its next try."""

    entry: int
    reached: tuple[Path, ...]
    missed: tuple[Path, ...]
    waiting: bool


def erase_body(node: Node, index: int, basis: str, actor: str) -> Erasure:
    """Destroy what an entry keeps outside the log: its private part, and the photos or the file that only it names.

    Raises Rejected for an entry that keeps nothing, or whose content was erased already.
    """
    if not 3 <= len(basis.strip()) <= MOST_BASIS:
        raise Rejected("--basis", msg("3 sampai 200 huruf"), basis)

    def decide(connection: Connection) -> Decision:
        blobs = (*photos_of_only(connection, index), *_file_of_only(node, connection, index))
        private = open_entry(connection, node.store.blobs.sealer, index)
        if is_erased(connection, index) or not (blobs or private or names_photos(connection, index)):
            raise Rejected(msg("catatan %(index)s", index=str(index)), msg("isi tertutup"), msg("tidak ada"))
        return erase.erasure(index, blobs, basis.strip())

    done = node.writer.run(decide, actor)
    with node.reading() as connection:
        _, body = next(read_entries(connection, index, index + 1))
    if not body.startswith(REPORT_START):  # rows of node events may show what was private: fold them without it
        node.writer.rebuild()
    JobRunner(node.engine, {erase.FORGET: lambda body: forget(node.store, body)}, node.clock).run_due()
    known = known_backups(node.folder)
    reached = tuple(one for one in known if _has_not(one, index))
    with node.reading() as connection:
        waiting = any(kind == erase.FORGET for kind, _, _ in waiting_jobs(connection))
    missed = tuple(one for one in known if one not in reached)
    return Erasure(done.entries[0].index, reached, missed, waiting)


def _file_of_only(node: Node, connection: Connection, index: int) -> tuple[str, ...]:
    """The blobs that hold what a node event brought in (a roster, a plan, photos of a quarantined submission), as far
    as no other entry names them."""
    _, body = next(read_entries(connection, index, index + 1), (index, b""))
    event = None if not body or body.startswith(REPORT_START) else node.writer.folding.decode(index, body).event
    digests = ["" if isinstance(event, PhotoStored) else str(getattr(event, "sha256", ""))]
    if isinstance(event, ReportQuarantined):
        digests = list(quarantine_at(connection, index).photos)
    kept = {one for one in digests if connection.scalar(select(BLOB.c.key).where(BLOB.c.sha256 == one)) is not None}
    if not kept or is_erased(connection, index):
        return ()
    for other, body in read_entries(connection):
        if other != index and not _of_this(node, other, body, index) and not is_erased(connection, other):
            kept = {one for one in kept if one.encode() not in body}
    return tuple(sorted(kept))


def _of_this(node: Node, other: int, body: bytes, index: int) -> bool:
    """Whether an entry only tells of photos of the quarantined entry `index`."""
    if body.startswith(REPORT_START) or b"quarantine_photos_came" not in body:
        return False
    event = node.writer.folding.decode(other, body).event
    return isinstance(event, QuarantinePhotosCame) and event.index == index


def _has_not(backup: Path, index: int) -> bool:
    """Whether a backup can be read and does not hold the private part of an entry (any more)."""
    if not (backup / DATABASE).is_file():
        return False
    try:
        with reading(backup / DATABASE) as connection:
            return connection.scalar(select(SEALED.c.key).where(SEALED.c.position == index)) is None
    except (RecordError, Unavailable):  # nobody can say what is in it; the caller names it
        return False


def back_up(folder: Path, target: Path) -> Backup:
    """Copy a node, served or not, into a new folder; see `store.backup.make_backup`. Raises Unavailable as well when
    a disk is full or cannot be written."""
    node = open_node(folder)
    try:
        with telling(lambda why: msg("cadangan %(folder)s tidak dapat dibuat (%(why)s)", folder=target, why=why)):
            return make_backup(node.store, target)
    finally:
        node.close()
