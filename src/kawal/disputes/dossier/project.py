"""Events of dossiers -> rows."""

from typing import Any

import msgspec
from sqlalchemy import insert
from sqlalchemy.engine import Connection

from kawal.access.events import DeviceEnrolled
from kawal.count.events import RoundCorrected, RoundOrdered, RoundWithdrawn
from kawal.disputes.dossier.events import CheckpointStamped, DossierReleased
from kawal.disputes.dossier.tables import KEY, METADATA, RELEASE, ROUND_SAID, STAMP
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
    _round_said(connection, entry, entry.index, decree=entry.event.decree, day=entry.event.day)


def _corrected(connection: Connection, entry: Recorded[RoundCorrected], _bodies: Bodies) -> None:
    _round_said(connection, entry, entry.event.order, decree=entry.event.decree, day=entry.event.day)


def _withdrawn(connection: Connection, entry: Recorded[RoundWithdrawn], _bodies: Bodies) -> None:
    _round_said(connection, entry, entry.event.order, decree="", day=None, gone=True)


def _round_said(connection: Connection, entry: Recorded[Any], order: int, **said: object) -> None:
    made = {"position": entry.index, "round": order, "at": entry.at.isoformat(), "actor": entry.actor, "gone": False}
    connection.execute(insert(ROUND_SAID).values(made | said))


PROJECTION = Projection(
    name="dossiers",
    version=2,
    tables=METADATA,
    folds={
        DossierReleased: _released,
        DeviceEnrolled: _enrolled,
        CheckpointStamped: _stamped,
        RoundOrdered: _ordered,
        RoundCorrected: _corrected,
        RoundWithdrawn: _withdrawn,
    },
)
