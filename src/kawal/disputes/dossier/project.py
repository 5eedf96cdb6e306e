"""Events of dossiers -> rows."""

import msgspec
from sqlalchemy import insert
from sqlalchemy.engine import Connection

from kawal.access.events import DeviceEnrolled
from kawal.disputes.dossier.events import DossierReleased
from kawal.disputes.dossier.tables import KEY, METADATA, RELEASE
from kawal.store.events import Bodies, Projection, Recorded


def _released(connection: Connection, entry: Recorded[DossierReleased], _bodies: Bodies) -> None:
    row = {"number": entry.event.number, "position": entry.index, "at": entry.at.isoformat(), "actor": entry.actor}
    connection.execute(insert(RELEASE).values(**row, body=msgspec.json.encode(entry.event)))


def _enrolled(connection: Connection, entry: Recorded[DeviceEnrolled], _bodies: Bodies) -> None:
    connection.execute(insert(KEY).values(kid=entry.event.kid, position=entry.index))


PROJECTION = Projection(
    name="dossiers", version=1, tables=METADATA, folds={DossierReleased: _released, DeviceEnrolled: _enrolled}
)
