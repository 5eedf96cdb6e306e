"""Events of dossiers -> rows."""

from datetime import date
from typing import Any

import msgspec
from sqlalchemy import insert
from sqlalchemy.engine import Connection

from kawal.access.events import DeviceEnrolled
from kawal.count.events import RoundDated, RoundOrdered
from kawal.disputes.dossier.events import CheckpointStamped, DossierReleased
from kawal.disputes.dossier.tables import KEY, METADATA, RELEASE, ROUND_DAY, STAMP
from kawal.record.checkpoint import Checkpoint
from kawal.record.note import Note
from kawal.store.events import Bodies, Projection, Recorded


def _released(connection: Connection, entry: Recorded[DossierReleased], _bodies: Bodies) -> None:
    row = {"number": entry.event.number, "position": entry.index, "at": entry.at.isoformat(), "actor": entry.actor}
    connection.execute(insert(RELEASE).values(**row, body=msgspec.json.encode(entry.event)))


def _enrolled(connection: Connection, entry: Recorded[DeviceEnrolled], _bodies: Bodies) -> None:
    connection.execute(insert(KEY).values(kid=entry.event.kid, position=entry.index))


def _stamped(connection: Connection, entry: Recorded[CheckpointStamped], _bodies: Bodies) -> None:
    event = entry.event
    size = Checkpoint.parse(Note.parse(event.note).text).size
    connection.execute(insert(STAMP).values(position=entry.index, size=size, note=event.note, sha256=event.sha256))


def _ordered(connection: Connection, entry: Recorded[RoundOrdered], _bodies: Bodies) -> None:
    _dated_by(connection, entry, entry.index, entry.event.day)


def _dated(connection: Connection, entry: Recorded[RoundDated], _bodies: Bodies) -> None:
    _dated_by(connection, entry, entry.event.order, entry.event.day)


def _dated_by(connection: Connection, entry: Recorded[Any], order: int, day: date | None) -> None:
    row = {"position": entry.index, "round": order, "day": day, "at": entry.at.isoformat(), "actor": entry.actor}
    connection.execute(insert(ROUND_DAY).values(row))


PROJECTION = Projection(
    name="dossiers",
    version=2,
    tables=METADATA,
    folds={
        DossierReleased: _released,
        DeviceEnrolled: _enrolled,
        CheckpointStamped: _stamped,
        RoundOrdered: _ordered,
        RoundDated: _dated,
    },
)
