"""Which finding led to which incident -> rows."""

import msgspec
from sqlalchemy import BigInteger, Column, Integer, LargeBinary, MetaData, String, Table, insert
from sqlalchemy.engine import Connection

from kawal.store.events import Bodies, Projection, Recorded
from kawal.watch.formchecks.events import FindingRaised, RecapFindingRaised

METADATA = MetaData()
RAISED = Table(
    "finding_raised",
    METADATA,
    Column("position", BigInteger, primary_key=True, autoincrement=False),
    Column("incident", BigInteger, nullable=False, index=True),
    Column("place", String(13), nullable=False, index=True),
    Column("contest", String, nullable=False),
    Column("round", Integer, nullable=False),
    Column("what", String, nullable=False),
    Column("part", String, nullable=False),
    Column("form", String(13), nullable=False),
    Column("entries", LargeBinary, nullable=False),
)
"""Findings that became incidents, each with the entry of its incident; the names are those of `FindingKey`."""


def _raised(connection: Connection, entry: Recorded[FindingRaised], _bodies: Bodies) -> None:
    event = entry.event
    _insert(connection, entry.index, event, place=event.station, what=event.what, part=event.part, form="")


def _recap_raised(connection: Connection, entry: Recorded[RecapFindingRaised], _bodies: Bodies) -> None:
    event = entry.event
    _insert(connection, entry.index, event, place=event.place, what="", part="", form=event.form)


def _insert(connection: Connection, position: int, event: FindingRaised | RecapFindingRaised, **key: str) -> None:
    row = {"incident": event.incident, "contest": event.contest, "round": event.round}
    entries = msgspec.json.encode(event.entries)
    connection.execute(insert(RAISED).values(position=position, entries=entries, **row, **key))


PROJECTION = Projection(
    name="formchecks",
    version=2,
    tables=METADATA,
    folds={FindingRaised: _raised, RecapFindingRaised: _recap_raised},
)
