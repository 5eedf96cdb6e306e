"""Reads the database of a folder that someone else keeps: on read-only media, damaged, or being served."""

import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from urllib.parse import quote

from sqlalchemy import Engine, create_engine
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError

from kawal.kernel.errors import Rejected
from kawal.kernel.language import msg
from kawal.store.engine import open_engine, open_frozen
from kawal.store.folder import is_backup


@contextmanager
def reading(database: Path | str) -> Iterator[Connection]:
    """One read-only transaction on a database file or `postgresql://` URL; all that is read is of one moment.

    Raises Rejected for what is no database of a node, RecordError or Unavailable where it is damaged or away.
    """
    expected = msg("basis data simpul yang utuh")
    if isinstance(database, Path) and not database.is_file():
        raise Rejected(str(database), expected, msg("tidak ada"))
    try:
        with (
            engine_as_found(database) as engine,
            engine.connect().execution_options(read_only=True) as connection,
        ):
            yield connection
    except DBAPIError as error:
        where = str(database) if isinstance(database, Path) else msg("basis data")  # a URL may hold a password
        raise Rejected(where, expected, str(error.orig).split("\n", 1)[0]) from None


@contextmanager
def engine_as_found(database: Path | str) -> Iterator[Engine]:
    """An engine to read a database with, left as it lies: on any medium, beside who serves it, of a backup."""
    with ExitStack() as held:
        engine = _engine(database, held)
        held.callback(engine.dispose)
        yield engine


def _engine(database: Path | str, held: ExitStack) -> Engine:
    """SQLite needs to write beside a WAL database even to read it; where that cannot be, there are three ways.

    Its index is there, as beside a database that is being served: read-only. No pages wait in the log: the file alone
    is whole and cannot change. They wait: a copy is read.
    """
    if isinstance(database, str):
        return open_engine(database)
    log, index = (database.with_name(f"{database.name}{end}") for end in ("-wal", "-shm"))
    waiting = log.exists() and log.stat().st_size > 0
    if is_backup(database.parent) and not waiting:  # nobody writes it, and nothing is to be left beside it
        return open_frozen(database)
    if os.access(database.parent, os.W_OK, effective_ids=True):
        return open_engine(database)
    if index.exists():
        return _read_only(database, "mode=ro")
    if not waiting:
        return open_frozen(database)
    folder = Path(held.enter_context(tempfile.TemporaryDirectory()))
    for file in (database, log):
        shutil.copyfile(file, folder / file.name)
    return open_engine(folder / database.name)


def _read_only(database: Path, how: str) -> Engine:
    address = f"file:{quote(str(database.absolute()))}?{how}"
    return create_engine(
        "sqlite://",
        creator=lambda: sqlite3.connect(address, uri=True, isolation_level=None, check_same_thread=False),
    )
