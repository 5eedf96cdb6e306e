"""Erasing and restoring on a whole node: what reaches over log, sealed parts, blobs and backups."""

from pathlib import Path

import msgspec
from sqlalchemy import select
from sqlalchemy.engine import Connection

from kawal.app import Node, event_kinds, projections
from kawal.field.events import PhotoStored
from kawal.field.queries import names_photos, photos_of_only
from kawal.kernel.clock import system_clock
from kawal.kernel.errors import Rejected
from kawal.kernel.language import msg
from kawal.store import erase
from kawal.store.backup import SET_ASIDE, Backup, forget, forget_rows, known_backups, restore_backup, verify_backup
from kawal.store.engine import open_engine
from kawal.store.events import REPORT_START, Decision, NodeEntry
from kawal.store.folder import BLOBS, DATABASE, read_settings
from kawal.store.jobs import JobRunner, waiting_jobs
from kawal.store.keys import load_keys
from kawal.store.log import read_entries
from kawal.store.opened import open_store
from kawal.store.sealed import is_erased, open_entry
from kawal.store.tables import BLOB
from kawal.store.wal import move_pages

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
    reached = tuple(one for one in known if (one / DATABASE).is_file())
    with node.reading() as connection:
        waiting = any(kind == erase.FORGET for kind, _, _ in waiting_jobs(connection))
    missed = tuple(one for one in known if one not in reached)
    return Erasure(done.entries[0].index, reached, missed, waiting)


def _file_of_only(node: Node, connection: Connection, index: int) -> tuple[str, ...]:
    """The blob that holds what a node event brought in (a roster, a plan), when no other entry names it."""
    _, body = next(read_entries(connection, index, index + 1), (index, b""))
    event = None if not body or body.startswith(REPORT_START) else node.writer.folding.decode(index, body).event
    digest = "" if isinstance(event, PhotoStored) else str(getattr(event, "sha256", ""))
    kept = connection.scalar(select(BLOB.c.key).where(BLOB.c.sha256 == digest)) is not None
    if not kept or is_erased(connection, index):
        return ()
    others = (other for other, body in read_entries(connection) if other != index and digest.encode() in body)
    return () if any(not is_erased(connection, other) for other in others) else (digest,)


def restore_node(folder: Path, backup: Path, erasures: Path | None) -> tuple[Backup, int]:
    """Bring a backup into a data folder that holds the node's keys; returns it and how many erasures were replayed.

    The database that is there is set aside beside it. Erasures are learnt from it, and from `erasures`.

    Raises Rejected when `erasures` is no data folder or backup of this node.
    """
    settings = read_settings(folder)
    keys = load_keys(folder)
    verify_backup(backup, keys.log.verifier)
    database = folder / DATABASE
    sources = [database] if database.is_file() else []
    if erasures is not None:
        if not (erasures / DATABASE).is_file() or founding_in(erasures / DATABASE) != founding_in(backup / DATABASE):
            raise Rejected("--erasures", msg("folder data atau cadangan simpul ini"), erasures)
        sources.append(erasures / DATABASE)
    forgotten = {one.index: one for source in sources for one in erasures_in(source)}
    target: Path | str = settings.database
    if not settings.database:
        target = folder / f".{DATABASE}.restored"
        for leftover in folder.glob(f".{DATABASE}.restored*"):
            leftover.unlink()
    engine = open_engine(target)
    restored = restore_backup(backup, engine, folder / BLOBS, keys.log.verifier, tuple(forgotten.values()))
    move_pages(engine, "TRUNCATE")
    engine.dispose()
    if isinstance(target, Path):
        for part in ("", "-wal", "-shm"):
            old = folder / f"{DATABASE}{part}"
            if old.exists():
                old.replace(folder / f"{SET_ASIDE}{part}")
        target.replace(database)
    store = open_store(folder, event_kinds(), projections(), system_clock)
    with store.engine.begin() as connection:
        store.writer.folding.rebuild(connection)
        for one in forgotten.values():
            forget_rows(connection, one)
    store.close()
    return restored, len(forgotten)


def founding_in(database: Path) -> bytes:
    """Entry 0 of the log in a database file, which no two nodes share."""
    engine = open_engine(database)
    with engine.connect().execution_options(read_only=True) as connection:
        found = next((body for _, body in read_entries(connection, 0, 1)), b"")
    engine.dispose()
    return found


def erasures_in(database: Path) -> tuple[erase.Forgotten, ...]:
    """What the log in a database file says was erased."""
    engine = open_engine(database)
    found = []
    with engine.connect().execution_options(read_only=True) as connection:
        for _, body in read_entries(connection):
            if body.startswith(b"{") and b'"body_erased/1"' in body:
                event = msgspec.json.decode(msgspec.json.decode(body, type=NodeEntry).event, type=erase.BodyErased)
                found.append(erase.Forgotten(event.index, event.blobs))
    engine.dispose()
    return tuple(found)
