"""Named reads: the incident of a finding, the findings of an incident."""

import msgspec
from sqlalchemy import select
from sqlalchemy.engine import Connection

from kawal.watch.formchecks.events import FindingRaised
from kawal.watch.formchecks.project import RAISED

Key = tuple[int, str, str]
"""Round, identity and part: a finding of a form."""


def incidents_of_form(connection: Connection, station: str, contest: str) -> dict[Key, int]:
    """The newest incident of each finding of a form."""
    statement = select(RAISED).where(RAISED.c.station == station, RAISED.c.contest == contest)
    rows = connection.execute(statement.order_by(RAISED.c.position))
    return {(row.round, row.what, row.part): row.incident for row in rows}


def findings_of_incident(connection: Connection, incident: int) -> tuple[FindingRaised, ...]:
    """The findings for which an incident was opened."""
    rows = connection.execute(select(RAISED).where(RAISED.c.incident == incident).order_by(RAISED.c.position))
    return tuple(
        FindingRaised(
            incident=row.incident,
            station=row.station,
            contest=row.contest,
            round=row.round,
            what=row.what,
            part=row.part,
            entries=msgspec.json.decode(row.entries, type=tuple[int, ...]),
        )
        for row in rows
    )
