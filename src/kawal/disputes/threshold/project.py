"""Events of the threshold -> rows."""

import msgspec
from sqlalchemy import insert
from sqlalchemy.engine import Connection

from kawal.disputes.threshold.events import PopulationRecorded, ResultAnnounced
from kawal.disputes.threshold.tables import ANNOUNCED, METADATA, POPULATION
from kawal.store.dialect import put
from kawal.store.events import Bodies, Projection, Recorded


def _announced(connection: Connection, entry: Recorded[ResultAnnounced], _bodies: Bodies) -> None:
    event = entry.event
    names = ("contest", "region", "round", "source", "at_ms", "place", "reference")
    said: dict[str, object] = {name: getattr(event, name) for name in names}
    said |= {"position": entry.index, "actor": entry.actor, "numbers": msgspec.json.encode(event.numbers)}
    connection.execute(insert(ANNOUNCED).values(**said))


def _people(connection: Connection, entry: Recorded[PopulationRecorded], _bodies: Bodies) -> None:
    event = entry.event
    said: dict[str, object] = {name: getattr(event, name) for name in ("people", "source", "as_of")}
    said |= {"position": entry.index, "actor": entry.actor}
    row = put(connection, POPULATION).values(region=event.region, **said)
    connection.execute(row.on_conflict_do_update(index_elements=["region"], set_=said))


PROJECTION = Projection(
    name="threshold", version=1, tables=METADATA, folds={ResultAnnounced: _announced, PopulationRecorded: _people}
)
