"""Events of measures -> rows."""

from sqlalchemy.engine import Connection

from kawal.risk.events import MeasureMarked, MeasureTaken, PlaceVisited
from kawal.risk.tables import MEASURE, METADATA, TAKEN, VISIT
from kawal.store.dialect import put
from kawal.store.events import Bodies, Projection, Recorded


def _marked(connection: Connection, entry: Recorded[MeasureMarked], _bodies: Bodies) -> None:
    event = entry.event
    key = {"place": event.place, "indicator": event.indicator, "agency": event.agency}
    values = {"state": event.state, "day": event.day.isoformat(), "position": entry.index}
    row = put(connection, MEASURE).values(**key, **values)
    connection.execute(row.on_conflict_do_update(index_elements=list(key), set_=values))


def _taken(connection: Connection, entry: Recorded[MeasureTaken], _bodies: Bodies) -> None:
    event = entry.event
    key = {"place": event.place, "indicator": event.indicator, "agency": event.agency}
    values = {"due": event.due.isoformat(), "position": entry.index}
    row = put(connection, TAKEN).values(**key, **values)
    connection.execute(row.on_conflict_do_update(index_elements=list(key), set_=values))


def _visited(connection: Connection, entry: Recorded[PlaceVisited], _bodies: Bodies) -> None:
    told = {"place": entry.event.place, "day": entry.event.day.isoformat(), "actor": entry.actor}
    connection.execute(VISIT.insert().values(position=entry.index, **told))


PROJECTION = Projection(
    name="risk",
    version=3,
    tables=METADATA,
    folds={MeasureMarked: _marked, MeasureTaken: _taken, PlaceVisited: _visited},
)
