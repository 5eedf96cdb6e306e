"""Events of measures -> rows."""

from sqlalchemy.engine import Connection

from kawal.risk.events import MeasureMarked
from kawal.risk.tables import MEASURE, METADATA
from kawal.store.dialect import put
from kawal.store.events import Bodies, Projection, Recorded


def _marked(connection: Connection, entry: Recorded[MeasureMarked], bodies: Bodies) -> None:
    event = entry.event
    key = {"place": event.place, "indicator": event.indicator, "agency": event.agency}
    values = {
        "state": event.state,
        "day": event.day.isoformat(),
        "note": (bodies.private(entry.index) or b"").decode(),
    }
    row = put(connection, MEASURE).values(**key, **values)
    connection.execute(row.on_conflict_do_update(index_elements=list(key), set_=values))


PROJECTION = Projection(name="risk", version=1, tables=METADATA, folds={MeasureMarked: _marked})
