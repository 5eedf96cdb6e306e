"""Events of plans and locks -> rows."""

import msgspec
from sqlalchemy import delete, insert, select
from sqlalchemy.dialects.sqlite import insert as upsert
from sqlalchemy.engine import Connection

from kawal.deployment.decide import with_duties
from kawal.deployment.events import PeopleSwapped, PlanFrozen, PostLocked, PostUnlocked
from kawal.deployment.model import FrozenPlan
from kawal.deployment.tables import METADATA, PLAN, POST_LOCK
from kawal.kernel.canonical import canonical
from kawal.store.events import Projection, ReadBlob, Recorded


def _frozen(connection: Connection, entry: Recorded[PlanFrozen], read_blob: ReadBlob) -> None:
    event = entry.event
    connection.execute(insert(PLAN).values(version=event.version, body=read_blob(event.sha256)))


def _swapped(connection: Connection, entry: Recorded[PeopleSwapped], _read_blob: ReadBlob) -> None:
    event = entry.event
    body = connection.execute(select(PLAN.c.body).where(PLAN.c.version == event.parent)).scalar_one()
    parent = msgspec.json.decode(body, type=FrozenPlan)
    swapped = with_duties(parent, event.first, event.second, version=event.version, at=entry.at)
    connection.execute(insert(PLAN).values(version=event.version, body=canonical(swapped)))


def _locked(connection: Connection, entry: Recorded[PostLocked], _read_blob: ReadBlob) -> None:
    event = entry.event
    values = {"guards": event.guards, "reason": event.reason}
    row = upsert(POST_LOCK).values(station=event.station, **values)
    connection.execute(row.on_conflict_do_update(index_elements=["station"], set_=values))


def _unlocked(connection: Connection, entry: Recorded[PostUnlocked], _read_blob: ReadBlob) -> None:
    event = entry.event
    connection.execute(delete(POST_LOCK).where(POST_LOCK.c.station == event.station))


PROJECTION = Projection(
    name="deployment",
    version=1,
    tables=METADATA,
    folds={PlanFrozen: _frozen, PeopleSwapped: _swapped, PostLocked: _locked, PostUnlocked: _unlocked},
)
