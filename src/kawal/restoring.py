"""Restoring a whole node: a backup and the keys that were kept apart are enough, on any machine."""

from pathlib import Path

import msgspec
from sqlalchemy import Engine

from kawal.kernel.errors import RecordError, Rejected, Unavailable
from kawal.kernel.language import msg
from kawal.known import KINDS, PROJECTIONS, VERSIONS
from kawal.outputs.files import put_in_place
from kawal.store.asfound import log_rows, reading
from kawal.store.backup import SET_ASIDE, remember_backup, telling, verify_backup
from kawal.store.blobs import Blobs, open_blobs
from kawal.store.folder import (
    BLOBS,
    CHECKPOINT,
    DATABASE,
    PUBLISHED,
    SETTINGS,
    Settings,
    database_of,
    emptied,
    read_settings,
    write_settings,
)
from kawal.store.folding import Folding
from kawal.store.keys import FOLDER as KEYS
from kawal.store.keys import NodeKeys, load_keys, place_keys, read_keys
from kawal.store.migrations import migrate
from kawal.store.newer import refuse_newer, refuse_newer_entries
from kawal.store.opened import unused_database
from kawal.store.restore import Learnt, bring_back, check_wrapping_key, founding_in, readable_copy, remember_longest
from kawal.store.sealing import Sealer
from kawal.store.wal import move_pages


class Restored(msgspec.Struct, frozen=True):
    """What a restore did.

    `size` of the log, how many entries were `forgotten` again, where database and blobs are now, which databases of
    this node were `unread` for erasures, and whether one of PostgreSQL was `left` as it was.
    """

    size: int
    forgotten: int
    settings: Settings
    unread: tuple[str, ...]
    left: bool


def restore_node(
    folder: Path,
    backup: Path,
    *,
    erasures: Path | None = None,
    keys: Path | None = None,
    database: str | None = None,
    blobs: str | None = None,
) -> Restored:
    """Bring a backup back into a data folder; an empty one becomes the node's, with its `keys` from where they were.

    `database` and `blobs` are URLs, empty for a place in the folder, None for where the folder or else the backup
    says. An SQLite database that is there is set aside; one of PostgreSQL must be empty. Erasures are learnt from the
    databases that are here, and from `erasures`. All is checked before anything is replaced.

    Raises Rejected, RecordError and Unavailable for keys, backup and places that do not fit, and for what a newer
    Kawal wrote, here too: it would be set aside.
    """
    before = read_settings(folder) if (folder / SETTINGS).is_file() else None
    settings = _places(before or _told_by(backup), database, blobs)
    secrets = _secrets(folder, keys)
    sealer = Sealer(secrets.folder)
    found = verify_backup(backup, secrets.log.verifier, sealer)
    with reading(backup / DATABASE) as connection:
        refuse_newer_entries(log_rows(connection, []), backup, VERSIONS)
    check_wrapping_key(backup, sealer)
    stage = folder / f".{DATABASE}.restored"
    for leftover in folder.glob(f"{stage.name}*"):
        leftover.unlink()
    with (
        emptied(folder),
        telling(lambda why: msg("%(folder)s tidak dapat dipulihkan (%(why)s)", folder=folder, why=why)),
    ):
        engine = unused_database(settings.database or stage, "--database")
        try:
            store = open_blobs(settings.blobs or folder / BLOBS)
            learnt, unread = _learn(folder, backup, erasures)
            _fill(engine, folder, backup, Blobs(store, sealer), learnt)
        finally:
            engine.dispose()
        notes = [(backup / CHECKPOINT).read_text(), *learnt.notes]
        remember_longest(folder / PUBLISHED, notes, secrets.log.verifier)
        remember_backup(folder, backup)
        if keys is not None:
            place_keys(keys, folder)
    if before is None:
        folder.chmod(0o700)
    _change_over(folder, stage, settings)
    left = before is not None and before.database not in ("", settings.database)
    return Restored(found.size, len(learnt.entries), settings, unread, left)


def _places(told: Settings, database: str | None, blobs: str | None) -> Settings:
    return Settings(told.database if database is None else database, told.blobs if blobs is None else blobs)


def _told_by(backup: Path) -> Settings:
    """Where the node of a backup had its database and blobs; an older backup does not say, then in the folder."""
    return read_settings(backup) if (backup / SETTINGS).is_file() else Settings()


def _fill(engine: Engine, folder: Path, backup: Path, blobs: Blobs, learnt: Learnt) -> None:
    """Rows, blobs and read tables of a backup into an empty database, in one transaction."""
    copy = readable_copy(backup, folder / f".{DATABASE}.restored.older")
    migrate(engine)
    (folder / PUBLISHED).mkdir(exist_ok=True)
    folding = Folding(KINDS, PROJECTIONS, blobs)
    with engine.begin() as connection:
        folding.rebuild_outdated(
            connection
        )  # makes the tables; whether this log may be signed is asked at its opening
        bring_back(copy, backup, connection, blobs.store, learnt)
        folding.rebuild(connection)
    move_pages(engine, "TRUNCATE")
    if copy.parent == folder:
        copy.unlink()


def _secrets(folder: Path, keys: Path | None) -> NodeKeys:
    if keys is None:
        return load_keys(folder)
    if (folder / KEYS).exists():
        raise Rejected("--keys", msg("folder tanpa kunci"), msg("kunci sudah ada"))
    return read_keys(keys)


def _learn(folder: Path, backup: Path, erasures: Path | None) -> tuple[Learnt, tuple[str, ...]]:
    """What later databases of this node know, and the ones here that are too damaged or do not answer."""
    learnt, unread = Learnt(), []
    if erasures is not None:
        later = database_of(erasures)
        if (isinstance(later, Path) and not later.is_file()) or founding_in(later) != founding_in(backup / DATABASE):
            raise Rejected("--erasures", msg("folder data atau cadangan simpul ini"), erasures)
        with reading(later) as connection:
            refuse_newer(connection, erasures, VERSIONS)
        learnt.learn(later)
    here = [database_of(folder)] if (folder / SETTINGS).is_file() else []
    for source in [*here, folder / SET_ASIDE]:
        if isinstance(source, str) or source.is_file():
            try:
                with reading(source) as connection:
                    refuse_newer(connection, folder, VERSIONS)
                learnt.learn(source)
            except (RecordError, Unavailable):  # it is what must be replaced; the caller says so
                unread.append("PostgreSQL" if isinstance(source, str) else str(source))
    return learnt, tuple(unread)


def _change_over(folder: Path, stage: Path, settings: Settings) -> None:
    """The restored database becomes the node's; an SQLite file that was there is set aside."""
    if settings.database:
        write_settings(folder, settings)
    if (folder / DATABASE).exists():
        for part in ("-wal", "-shm", ""):  # the database last: until then it is still there
            (folder / f"{SET_ASIDE}{part}").unlink(missing_ok=True)
            if (folder / f"{DATABASE}{part}").exists():
                (folder / f"{DATABASE}{part}").replace(folder / f"{SET_ASIDE}{part}")
    if not settings.database:
        put_in_place(stage, folder / DATABASE)
        write_settings(folder, settings)
