"""Which finding led to which incident -> rows."""

import msgspec
from sqlalchemy import BigInteger, Column, Integer, LargeBinary, MetaData, String, Table, insert
from sqlalchemy.engine import Connection

from kawal.store.events import Bodies, Projection, Recorded
from kawal.watch.formchecks.events import FindingRaised

METADATA = MetaData()
RAISED = Table(
    "finding_raised",
    METADATA,
    Column("position", BigInteger, primary_key=True, autoincrement=False),
    Column("incident", BigInteger, nullable=False, index=True),
    Column("station", String(13), nullable=False, index=True),
    Column("contest", String, nullable=False),
    Column("round", Integer, nullable=False),
    Column("what", String, nullable=False),
    Column("part", String, nullable=False),
    Column("entries", LargeBinary, nullable=False),
)
"""Findings that became incidents, each with the entry of its incident."""


def _raised(connection: Connection, entry: Recorded[FindingRaised], _bodies: Bodies) -> None:
    event = entry.event
    row = {name: getattr(event, name) for name in ("incident", "station", "contest", "round", "what", "part")}
    connection.execute(insert(RAISED).values(position=entry.index, entries=msgspec.json.encode(event.entries), **row))


PROJECTION = Projection(name="formchecks", version=1, tables=METADATA, folds={FindingRaised: _raised})
