"""The database engine: SQLite in WAL mode with full durability, or PostgreSQL; transactions begun explicitly."""

import sqlite3
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import Connection
from sqlalchemy.engine.interfaces import ExceptionContext
from sqlalchemy.exc import ArgumentError, DatabaseError, InterfaceError, OperationalError

from kawal.kernel.errors import KawalError, RecordError, Rejected, Unavailable
from kawal.kernel.language import msg

PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",
    "secure_delete=ON",
    "foreign_keys=ON",
    "busy_timeout=10000",
    "wal_autocheckpoint=0",  # the writer never pays for it: `store.wal` moves pages from another thread
)


def open_engine(database: Path | str) -> Engine:
    """An engine on a database file or a URL `postgresql://...`.

    On SQLite every transaction takes the write lock at its start (BEGIN IMMEDIATE) unless the connection carries the
    execution option `read_only`. Raises Rejected for what is no such URL.

    What the database itself says no to (it is gone, locked, its disk is full, its file is damaged) comes out of every
    statement as one of our errors, Unavailable or RecordError; what is our own mistake stays the library's error.
    """
    if isinstance(database, str):
        return _postgresql(database)
    engine = create_engine(f"sqlite:///{database}")
    event.listen(engine, "handle_error", _told, retval=True)

    @event.listens_for(engine, "connect")
    def _configure(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # the driver must not begin transactions of its own
        for pragma in PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        read_only = connection.get_execution_options().get("read_only", False)
        connection.exec_driver_sql("BEGIN" if read_only else "BEGIN IMMEDIATE")

    return engine


def open_frozen(database: Path) -> Engine:
    """An engine that only reads a database file that nobody writes, and makes no file beside it: a medium may be
    read-only."""
    return create_engine(f"sqlite:///file:{quote(str(database.resolve()))}?immutable=1&uri=true")


def _postgresql(url: str) -> Engine:
    expected = "postgresql://user@host/database"
    if not url.startswith("postgresql://"):
        raise Rejected(msg("alamat basis data"), expected, url.partition("://")[0])
    try:
        engine = create_engine(url, isolation_level="REPEATABLE READ", pool_pre_ping=True)
    except (ArgumentError, ValueError):
        raise Rejected(msg("alamat basis data"), expected, msg("isi lain")) from None
    event.listen(engine, "handle_error", _told, retval=True)
    with engine.connect():
        return engine


def _told(context: ExceptionContext) -> KawalError | None:
    """Our error in place of the library's, before anyone sees it."""
    error = context.sqlalchemy_exception
    wrong_statement = getattr(error and error.orig, "sqlite_errorcode", None) == sqlite3.SQLITE_ERROR
    if isinstance(error, OperationalError | InterfaceError) and not wrong_statement:
        why = type(error.orig).__name__ if context.is_disconnect else str(error.orig).split("\n", 1)[0]
        return Unavailable(msg("basis data tidak melayani (%(why)s)", why=why), permanent=False)
    if type(error) is DatabaseError:  # its other branches are statements that are wrong
        return RecordError(msg("basis data rusak (%(why)s)", why=str(error.orig)))
    return None
