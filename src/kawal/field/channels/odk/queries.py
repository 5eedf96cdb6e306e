"""Named reads: which report says anew what another one said."""

import uuid
from collections.abc import Sequence

import msgspec
from sqlalchemy import select
from sqlalchemy.engine import Connection

from kawal.field.channels.odk.tables import REPLACED
from kawal.field.queries import report_of


class Edits(msgspec.Struct, frozen=True):
    """Log numbers of the reports that one replaces, and of those that replace it; oldest first."""

    replaces: tuple[int, ...]
    replaced_by: tuple[int, ...]


def edits_of(connection: Connection, report: str) -> Edits:
    """What a report has to do with others, as far as those are recorded."""
    before = select(REPLACED.c.replaces).where(REPLACED.c.report == report)
    after = select(REPLACED.c.report).where(REPLACED.c.replaces == report).order_by(REPLACED.c.position)
    return Edits(
        _recorded(connection, list(connection.scalars(before))),
        _recorded(connection, list(connection.scalars(after))),
    )


def replaced_since(connection: Connection, position: int) -> tuple[tuple[str, int], ...]:
    """(report that another one stands for, entry that says so) after an entry, in their order."""
    statement = select(REPLACED.c.replaces, REPLACED.c.position).where(REPLACED.c.position > position)
    return tuple((row.replaces, row.position) for row in connection.execute(statement.order_by(REPLACED.c.position)))


def _recorded(connection: Connection, reports: Sequence[str]) -> tuple[int, ...]:
    found = (report_of(connection, uuid.UUID(one).bytes) for one in reports)
    return tuple(one.index for one in found if one is not None)
