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
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec

from kawal.kernel.errors import RecordError, Unavailable
from kawal.kernel.language import msg

DATABASE, LOCK, SETTINGS = "kawal.sqlite3", "kawal.lock", "node.json"
BLOBS, PUBLISHED, UPLOADS = "blobs", "log", "uploads"
CHECKPOINT, HEAD_FILE = "checkpoint", "head"


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where database and blobs are; empty means in the folder. A URL may hold a password: the file is the owner's."""

    database: str = ""
    blobs: str = ""


@contextmanager
def exclusive(folder: Path) -> Iterator[Path]:
    """Hold the folder alone; created when missing. Raises Unavailable while another process holds it."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / LOCK).open("a+") as lock:
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
        yield folder


def write_settings(folder: Path, settings: Settings) -> None:
    """Write the settings of a new node, readable by their owner only."""
    handle = os.open(folder / SETTINGS, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(msgspec.json.encode(settings) + b"\n")


def read_settings(folder: Path) -> Settings:
    """The settings of a node; raises RecordError where there is no node or the file is damaged."""
    try:
        return msgspec.json.decode((folder / SETTINGS).read_bytes(), type=Settings)
    except FileNotFoundError:
        raise RecordError(
            msg("%(folder)s belum berisi simpul: kawal init --data %(folder)s --profile ...", folder=folder)
        ) from None
    except msgspec.MsgspecError:
        raise RecordError(msg("%(file)s rusak", file=folder / SETTINGS)) from None
