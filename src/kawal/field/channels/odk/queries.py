"""Named reads: which report says anew what another one said."""

from sqlalchemy import select
from sqlalchemy.engine import Connection

from kawal.field.channels.odk.tables import REPLACED


def replaces(connection: Connection, report: str) -> str:
    """The id of the report that this one replaces; empty for none."""
    return connection.scalar(select(REPLACED.c.replaces).where(REPLACED.c.report == report)) or ""


def replaced_by(connection: Connection, report: str) -> str:
    """The id of the newest report that replaces this one; empty for none."""
    statement = select(REPLACED.c.report).where(REPLACED.c.replaces == report)
    return connection.scalar(statement.order_by(REPLACED.c.position.desc()).limit(1)) or ""
