"""What the desk did -> rows."""

from sqlalchemy import insert
from sqlalchemy.engine import Connection

from kawal.store.events import Bodies, Projection, Recorded
from kawal.watch.events import CallMade
from kawal.watch.tables import CALL, METADATA


def _called(connection: Connection, entry: Recorded[CallMade], _bodies: Bodies) -> None:
    event = entry.event
    row = {"region": event.region, "person": event.person, "outcome": event.outcome}
    connection.execute(insert(CALL).values(position=entry.index, at=entry.at.isoformat(), actor=entry.actor, **row))


PROJECTION = Projection(name="watch", version=1, tables=METADATA, folds={CallMade: _called})
