"""What SQLite and PostgreSQL say differently, and nothing else; all other statements are the same for both."""

from typing import Any

from sqlalchemy import Table, select
from sqlalchemy.dialects import sqlite
from sqlalchemy.engine import Connection, RowMapping

POSTGRESQL = "postgresql"


def put(connection: Connection, table: Table) -> Any:
    """An INSERT that knows `on_conflict_do_nothing` and `on_conflict_do_update`; both dialects spell them alike."""
    if connection.dialect.name == POSTGRESQL:
        from sqlalchemy.dialects import postgresql  # noqa: PLC0415  a fifth of a second to load, only for who has it

        return postgresql.insert(table)
    return sqlite.insert(table)


def locked_row(connection: Connection, table: Table) -> RowMapping | None:
    """The only row of a table, held for this transaction; SQLite holds the whole database from BEGIN IMMEDIATE on."""
    statement = select(table)
    if connection.dialect.name == POSTGRESQL:
        statement = statement.with_for_update()
    return connection.execute(statement).mappings().first()
