"""Events of the threshold -> rows."""

import msgspec
from sqlalchemy import insert, update
from sqlalchemy.engine import Connection

from kawal.disputes.threshold.events import PopulationRecorded, PopulationWithdrawn, ResultAnnounced, ResultWithdrawn
from kawal.disputes.threshold.tables import ANNOUNCED, METADATA, POPULATION
from kawal.store.events import Bodies, Projection, Recorded


def _announced(connection: Connection, entry: Recorded[ResultAnnounced], _bodies: Bodies) -> None:
    event = entry.event
    names = ("contest", "region", "round", "source", "at_ms", "place", "reference")
    said: dict[str, object] = {name: getattr(event, name) for name in names}
    said |= {"position": entry.index, "actor": entry.actor, "numbers": msgspec.json.encode(event.numbers)}
    connection.execute(insert(ANNOUNCED).values(**said, withdrawn=False))


def _announced_not(connection: Connection, entry: Recorded[ResultWithdrawn], _bodies: Bodies) -> None:
    row = update(ANNOUNCED).where(ANNOUNCED.c.position == entry.event.result)
    connection.execute(row.values(withdrawn=True))


def _people(connection: Connection, entry: Recorded[PopulationRecorded], _bodies: Bodies) -> None:
    event = entry.event
    said: dict[str, object] = {name: getattr(event, name) for name in ("region", "people", "source", "as_of")}
    said |= {"position": entry.index, "actor": entry.actor}
    connection.execute(insert(POPULATION).values(**said, withdrawn=False))


def _people_not(connection: Connection, entry: Recorded[PopulationWithdrawn], _bodies: Bodies) -> None:
    row = update(POPULATION).where(POPULATION.c.position == entry.event.population)
    connection.execute(row.values(withdrawn=True))


PROJECTION = Projection(
    name="threshold",
    version=2,
    tables=METADATA,
    folds={
        ResultAnnounced: _announced,
        PopulationRecorded: _people,
        ResultWithdrawn: _announced_not,
        PopulationWithdrawn: _people_not,
    },
)
