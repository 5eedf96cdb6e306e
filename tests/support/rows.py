"""All rows of all read tables, to compare what was folded as it came with what is folded anew."""

from sqlalchemy import select
from sqlalchemy.engine import Connection

from kawal.known import PROJECTIONS


def all_rows(connection: Connection) -> dict[str, list[str]]:
    """The rows of each read table, in an order of their own."""
    tables = {table.name: table for one in PROJECTIONS for table in one.tables.sorted_tables}
    return {
        name: sorted(repr(tuple(row)) for row in connection.execute(select(table))) for name, table in tables.items()
    }
