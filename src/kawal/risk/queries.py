"""Named reads of measures."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.engine import Connection

from kawal.risk.mitigation import Marked
from kawal.risk.tables import MEASURE


def load_marked(connection: Connection) -> Marked:
    """What was said of every measure."""
    rows = connection.execute(select(MEASURE))
    return {
        (row.place, row.indicator, row.agency): (row.state, date.fromisoformat(row.day), row.note) for row in rows
    }
