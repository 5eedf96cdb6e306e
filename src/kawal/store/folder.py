"""The data folder of a node: one database file, one exclusive lock."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kawal.kernel.errors import Unavailable
from kawal.kernel.language import msg

DATABASE = "kawal.sqlite3"
LOCK = "kawal.lock"


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
