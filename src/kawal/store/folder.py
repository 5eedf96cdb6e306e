"""The data folder of a node: one exclusive lock, its settings, and where everything stands in it.

kawal.lock      held by the one process that writes
node.json       where database and blobs are, when not here
kawal.sqlite3   the database
blobs/          encrypted blobs
keys/           secrets; in no backup
log/            the published log: hash tiles and checkpoint, as static files
uploads/        pieces of photos that are on their way
witnessed.json  when each witness last signed
"""

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import msgspec
from sqlalchemy.engine import make_url

from kawal.kernel.errors import RecordError, Unavailable
from kawal.kernel.language import msg
from kawal.outputs.files import write_atomic
from kawal.store.newer import newer

DATABASE, LOCK, SETTINGS = "kawal.sqlite3", "kawal.lock", "node.json"
BLOBS, PUBLISHED, UPLOADS = "blobs", "log", "uploads"
CHECKPOINT, HEAD_FILE = "checkpoint", "head"
OPEN_PARAMETERS = ("host", "port", "sslmode")
"""What of a database URL's parameters may be seen by who holds a backup; libpq takes passwords there too."""


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where database and blobs are; empty means in the folder. A URL may hold a password: the file is the owner's."""

    database: str = ""
    blobs: str = ""

    def without_secrets(self) -> "Settings":
        """The same places, without any password or access key: as they may stand in a backup."""
        database, blobs = self.database, self.blobs
        if database:
            url = make_url(database)
            query = {name: value for name, value in url.query.items() if name in OPEN_PARAMETERS}
            bare = url.set(query=query)._replace(password=None)  # `set` takes None for "as it was"
            database = bare.render_as_string(hide_password=False)
        if blobs:
            scheme, _, place = blobs.partition("://")
            place = place.partition("?")[0].partition("#")[0]
            blobs = f"{scheme}://{place.rpartition('@')[2]}"
        return Settings(database, blobs)


@contextmanager
def exclusive(folder: Path) -> Iterator[Path]:
    """Hold the folder alone; created when missing. Raises Unavailable while another process holds it."""
    with unmade(folder):
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / LOCK
        new = not path.exists()
        with path.open("a+") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                lock.seek(0)
                holder = lock.read().strip() or "?"
                raise Unavailable(
                    msg("folder data %(folder)s sedang dipakai proses %(holder)s", folder=folder, holder=holder),
                    permanent=False,
                ) from None
            lock.truncate(0)
            lock.write(str(os.getpid()))
            lock.flush()
            try:
                yield folder
            except BaseException:
                if new:
                    path.unlink(missing_ok=True)
                raise


@contextmanager
def unmade(folder: Path) -> Iterator[None]:
    """If the block fails, the folders down to this one that it made are taken away, unless something is in them."""
    missing = [one for one in (folder, *folder.parents) if not one.exists()]
    try:
        yield
    except BaseException:
        for one in missing:
            with suppress(OSError):  # it was never made, or is not empty: both are as they should be
                one.rmdir()
        raise


@contextmanager
def emptied(folder: Path) -> Iterator[None]:
    """If the block fails, what it put into the folder is taken away again; what was there before stays."""
    before = set(folder.iterdir()) if folder.is_dir() else set()
    try:
        yield
    except BaseException:
        for one in set(folder.iterdir()) - before if folder.is_dir() else ():
            shutil.rmtree(one) if one.is_dir() else one.unlink()
        raise


def write_settings(folder: Path, settings: Settings) -> None:
    """Write the settings of a node, readable by their owner only."""
    write_atomic(folder / SETTINGS, msgspec.json.encode(settings) + b"\n", mode=0o600)


def read_settings(folder: Path) -> Settings:
    """The settings of a node; raises RecordError where there is no node or the file is damaged, Rejected for fields
    that only a newer Kawal knows."""
    try:
        given = msgspec.json.decode((folder / SETTINGS).read_bytes(), type=dict[str, object])
        if unknown := sorted(given.keys() - set(Settings.__struct_fields__)):
            raise newer(folder / SETTINGS, msg("isian %(names)s", names=", ".join(unknown)))
        return msgspec.convert(given, Settings)
    except FileNotFoundError:
        raise RecordError(
            msg("%(folder)s belum berisi simpul: kawal init --data %(folder)s --profile ...", folder=folder)
        ) from None
    except msgspec.MsgspecError:
        raise RecordError(msg("%(file)s rusak", file=folder / SETTINGS)) from None


def is_backup(folder: Path) -> bool:
    """Whether this is a backup: it has its checkpoint beside the database, a data folder among what it published."""
    return (folder / DATABASE).is_file() and (folder / CHECKPOINT).is_file()


def database_of(folder: Path) -> Path | str:
    """The database of a data folder or a backup: a file, or the URL of the node's settings."""
    elsewhere = read_settings(folder).database if (folder / SETTINGS).is_file() and not is_backup(folder) else ""
    return elsewhere or folder / DATABASE
