"""Erasing and backing up a whole node: what reaches over log, sealed parts, blobs and backups."""

from pathlib import Path

from sqlalchemy import select
from sqlalchemy.engine import Connection

from kawal.app import Node, open_node
from kawal.field.queries import photos_of_only
from kawal.kernel.errors import RecordError, Rejected, Unavailable
from kawal.kernel.language import msg
from kawal.store import erase
from kawal.store.asfound import reading
from kawal.store.backup import (
    Backup,
    forget,
    known_backups,
    make_backup,
    telling,
)
from kawal.store.events import REPORT_START, Decision
from kawal.store.folder import (
    DATABASE,
)
from kawal.store.jobs import JobRunner
from kawal.store.log import read_entries
from kawal.store.sealed import open_entry
from kawal.store.tables import SEALED

MOST_BASIS = 200


def erase_body(node: Node, index: int, basis: str, actor: str) -> tuple[int, tuple[Path, ...], tuple[Path, ...]]:
    """Destroy the private part of an entry and the photos that only it names.

    Returns the entry that says so, the backups that lost it too, and those that could not be reached. Raises Rejected
    for an entry without a private part, or whose was erased already.
    """
    if not 3 <= len(basis.strip()) <= MOST_BASIS:
        raise Rejected("--basis", msg("3 sampai 200 huruf"), basis)

    def decide(connection: Connection) -> Decision:
        if open_entry(connection, node.store.blobs.sealer, index) is None:
            raise Rejected(msg("catatan %(index)s", index=str(index)), msg("isi tertutup"), msg("tidak ada"))
        return erase.erasure(index, photos_of_only(connection, index), basis.strip())

    done = node.writer.run(decide, actor)
    with node.engine.begin() as connection:
        _, body = next(read_entries(connection, index, index + 1))
        if not body.startswith(REPORT_START):  # rows of node events may show what was private: fold them without it
            node.writer.rebuild(connection)
    JobRunner(node.engine, {erase.FORGET: lambda body: forget(node.store, body)}, node.clock).run_due()
    known = known_backups(node.folder)
    reached = tuple(one for one in known if _has_not(one, index))
    return done.entries[0].index, reached, tuple(one for one in known if one not in reached)


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
    with telling(lambda why: msg("cadangan %(folder)s tidak dapat dibuat (%(why)s)", folder=target, why=why)):
        node = open_node(folder)
        try:
            return make_backup(node.store, target)
        finally:
            node.close()
