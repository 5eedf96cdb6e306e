"""Moves pages from SQLite's write-ahead log into the database, off the writer's path (PITFALL: p99 latency)."""

import logging
import sqlite3
import threading
from collections.abc import Sequence
from pathlib import Path

from sqlalchemy import Engine, Table, text

from kawal.kernel.errors import KawalError, Unavailable
from kawal.kernel.language import msg
from kawal.store.dialect import POSTGRESQL

LOG = logging.getLogger("kawal.wal")
EVERY_S = 1.0
MOST_WAL_BYTES = 8_000_000


class WalMover:
    """Checkpoints in the background while a server runs."""

    def __init__(self, engine: Engine, database: Path) -> None:
        self._engine, self._wal = engine, Path(f"{database}-wal")
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, name="kawal-wal", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """Stop."""
        self._stopped.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._stopped.wait(EVERY_S):
            try:
                if self._wal.is_file() and self._wal.stat().st_size > MOST_WAL_BYTES:
                    move_pages(self._engine, "PASSIVE")
            except (KawalError, OSError) as error:
                LOG.error("write-ahead log: %s", error)  # noqa: TRY400  one sentence, no traceback


def scrub(engine: Engine, tables: Sequence[Table]) -> None:
    """Let no trace of destroyed rows remain in the files of the database.

    On SQLite they were overwritten when they were deleted (secure_delete); they must leave the write-ahead log. On
    PostgreSQL `tables` are written anew, each locked while it is. Raises Unavailable when it must be tried again.
    """
    move_pages(engine, "TRUNCATE")
    if engine.dialect.name == POSTGRESQL:
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            for table in tables:
                connection.execute(text(f"VACUUM (FULL) {table.name}"))


def move_pages(engine: Engine, mode: str) -> None:
    """One checkpoint: PASSIVE waits for nobody, TRUNCATE leaves an empty file (nothing of an erased row remains).

    Raises Unavailable when readers or another process kept TRUNCATE from it.
    """
    if engine.dialect.name != "sqlite":
        return
    connection = engine.raw_connection()
    try:
        busy, _, _ = connection.cursor().execute(f"PRAGMA wal_checkpoint({mode})").fetchone()
    except sqlite3.Error as error:
        raise Unavailable(msg("basis data tidak melayani (%(why)s)", why=str(error)), permanent=False) from None
    finally:
        connection.close()
    if busy and mode == "TRUNCATE":
        raise Unavailable(msg("basis data tidak melayani (%(why)s)", why="WAL"), permanent=False)
