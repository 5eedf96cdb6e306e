"""Named reads of tries and notices."""

import msgspec
from sqlalchemy import select
from sqlalchemy.engine import Connection

from kawal.watch.agencies.contactevents import Reason
from kawal.watch.agencies.contacts import LastTry
from kawal.watch.agencies.contacttables import CONTACT_TRY, NOTICE
from kawal.watch.queries import IncidentKey


class Notice(msgspec.Struct, frozen=True):
    """A text that told an agency of an incident, with its moments (ISO 8601, UTC; empty until they are there)."""

    index: int
    key: IncidentKey
    agency: str
    account: str
    contact: str
    gate: str
    text: str
    reason: Reason
    clock_ms: int
    turn: int
    at: str
    sent: str
    delivered: str
    failed: str


def last_tries(connection: Connection) -> dict[str, LastTry]:
    """The last try of each contact."""
    rows = connection.execute(select(CONTACT_TRY).order_by(CONTACT_TRY.c.position))
    return {row.contact: LastTry(row.outcome, row.at, row.actor) for row in rows}


def notices(connection: Connection, incident: int | None = None, text: str | None = None) -> tuple[Notice, ...]:
    """All notices in the order of the log; those of one entry's incidents, or the one of a text."""
    statement = select(NOTICE).order_by(NOTICE.c.position)
    if incident is not None:
        statement = statement.where(NOTICE.c.incident == incident)
    if text is not None:
        statement = statement.where(NOTICE.c.text == text)
    return tuple(
        Notice(
            row.position,
            (row.incident, row.place, row.what),
            row.agency,
            row.account,
            row.contact,
            row.gate,
            row.text,
            row.reason,
            row.clock_ms,
            row.turn,
            row.at,
            row.sent,
            row.delivered,
            row.failed,
        )
        for row in connection.execute(statement)
    )
