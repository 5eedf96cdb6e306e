"""The witnesses of this node's log: read table, and the reading of it."""

from sqlalchemy import Column, MetaData, String, Table, delete, select
from sqlalchemy.engine import Connection

from kawal.exchange.events import WitnessDropped, WitnessNamed
from kawal.record.policy import Witness
from kawal.store.dialect import put
from kawal.store.events import Bodies, Projection, Recorded

METADATA = MetaData()
WITNESS = Table(
    "witness",
    METADATA,
    Column("name", String, primary_key=True),
    Column("key", String, nullable=False),
    Column("group", String, nullable=False),
    Column("url", String, nullable=False),
)


def load_witnesses(connection: Connection) -> tuple[Witness, ...]:
    """All witnesses by name."""
    rows = connection.execute(select(WITNESS).order_by(WITNESS.c.name))
    return tuple(Witness(row.name, row.key, row.group, row.url) for row in rows)


def _named(connection: Connection, entry: Recorded[WitnessNamed], _bodies: Bodies) -> None:
    event = entry.event
    values = {"key": event.key, "group": event.group, "url": event.url}
    row = put(connection, WITNESS).values(name=event.name, **values)
    connection.execute(row.on_conflict_do_update(index_elements=["name"], set_=values))


def _dropped(connection: Connection, entry: Recorded[WitnessDropped], _bodies: Bodies) -> None:
    connection.execute(delete(WITNESS).where(WITNESS.c.name == entry.event.name))


PROJECTION = Projection(
    name="witnesses", version=1, tables=METADATA, folds={WitnessNamed: _named, WitnessDropped: _dropped}
)
