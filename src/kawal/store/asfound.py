"""Reading a database without changing it: of a node, of a backup on a read-only medium, of what may be damaged."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import ColumnClause, column, select
from sqlalchemy import table as named
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError, OperationalError

from kawal.kernel.errors import RecordError, Unavailable
from kawal.kernel.language import msg
from kawal.record.merkle import ProofError
from kawal.store.reading import engine_as_found
from kawal.store.tables import ENTRY

READ_ROWS = 5_000
STREAM = {"yield_per": READ_ROWS}
DATABASE_FAILURES = (DBAPIError, sqlite3.Error)
"""How a database gives up: as SQLAlchemy says it, and bare where pages are moved out of the write-ahead log."""


def log_rows(connection: Connection, leaves: list[bytes]) -> Iterator[bytes]:
    """The bodies of a log's entries in their order; the hashes that stand beside them are put into `leaves`.

    Raises RecordError at a gap and for what is no bytes: of a damaged file nothing is believed, not even its types.
    """
    untyped: list[ColumnClause[Any]] = [column(name) for name in ("position", "body", "leaf")]
    rows = select(*untyped).select_from(named(ENTRY.name)).order_by(untyped[0])
    for expected, (position, body, leaf) in enumerate(connection.execute(rows, execution_options=STREAM)):
        if position != expected:
            raise RecordError(msg("catatan %(index)s hilang", index=str(expected)))
        if not isinstance(body, bytes) or not isinstance(leaf, bytes):
            raise RecordError(msg("catatan %(index)s rusak", index=str(expected)))
        leaves.append(leaf)
        yield body


@contextmanager
def reading(database: Path | str) -> Iterator[Connection]:
    """A connection that reads a database. Raises ProofError when it is too damaged, Unavailable when it is silent."""
    try:
        with (
            engine_as_found(database) as engine,
            engine.connect().execution_options(read_only=True) as connection,
        ):
            yield connection
    except DBAPIError as error:
        if isinstance(error, OperationalError) and isinstance(database, str):
            raise Unavailable(msg("basis data PostgreSQL tidak menjawab"), permanent=False) from None
        file = database if isinstance(database, Path) else "PostgreSQL"
        raise ProofError(
            msg("basis data %(file)s tidak terbaca (%(why)s)", file=file, why=first_line(error))
        ) from None


def reason_of(error: Unavailable | DBAPIError | sqlite3.Error) -> str:
    """Why a database gave up, in one line."""
    if isinstance(error, Unavailable):
        return str(dict(error.message.params).get("why", error))
    return first_line(error)


def first_line(error: DBAPIError | sqlite3.Error) -> str:
    """What a database says of its failure, in one line."""
    return str(error.orig if isinstance(error, DBAPIError) else error).strip().partition("\n")[0]
