"""Events of clocks -> rows."""

from sqlalchemy import insert, update
from sqlalchemy.engine import Connection

from kawal.disputes.clocks.events import MomentRecorded, MomentWithdrawn
from kawal.disputes.clocks.tables import METADATA, MOMENT
from kawal.store.events import Bodies, Projection, Recorded


def _recorded(connection: Connection, entry: Recorded[MomentRecorded], _bodies: Bodies) -> None:
    event = entry.event
    names = ("event", "contest", "region", "at_ms", "reference", "length", "unit")
    said: dict[str, object] = {name: getattr(event, name) for name in names}
    connection.execute(insert(MOMENT).values(**said, position=entry.index, actor=entry.actor, withdrawn=False))


def _withdrawn(connection: Connection, entry: Recorded[MomentWithdrawn], _bodies: Bodies) -> None:
    row = update(MOMENT).where(MOMENT.c.position == entry.event.moment)
    connection.execute(row.values(withdrawn=True))


PROJECTION = Projection(
    name="clocks", version=1, tables=METADATA, folds={MomentRecorded: _recorded, MomentWithdrawn: _withdrawn}
)
