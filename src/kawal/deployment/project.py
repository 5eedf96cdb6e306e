"""Events of plans and locks -> rows."""

import msgspec
from sqlalchemy import delete, insert, select
from sqlalchemy.engine import Connection

from kawal.deployment.decide import with_cover, with_duties
from kawal.deployment.events import PeopleSwapped, PlanFrozen, PostLocked, PostsCovered, PostUnlocked
from kawal.deployment.model import FrozenPlan
from kawal.deployment.tables import METADATA, PLAN, POST_LOCK
from kawal.kernel.canonical import canonical
from kawal.store.dialect import put
from kawal.store.events import Bodies, Projection, Recorded


def _frozen(connection: Connection, entry: Recorded[PlanFrozen], bodies: Bodies) -> None:
    event = entry.event
    body = bodies.blob(event.sha256)
    if body is not None:
        connection.execute(insert(PLAN).values(version=event.version, body=body))


def _swapped(connection: Connection, entry: Recorded[PeopleSwapped], _bodies: Bodies) -> None:
    event = entry.event
    body = connection.execute(select(PLAN.c.body).where(PLAN.c.version == event.parent)).scalar_one_or_none()
    if body is None:  # erased, and with it what was made of it
        return
    parent = msgspec.json.decode(body, type=FrozenPlan)
    swapped = with_duties(parent, event.first, event.second, version=event.version, at=entry.at)
    connection.execute(insert(PLAN).values(version=event.version, body=canonical(swapped)))


def _covered(connection: Connection, entry: Recorded[PostsCovered], _bodies: Bodies) -> None:
    event = entry.event
    body = connection.execute(select(PLAN.c.body).where(PLAN.c.version == event.parent)).scalar_one_or_none()
    if body is None:  # erased, and with it what was made of it
        return
    parent = msgspec.json.decode(body, type=FrozenPlan)
    covered = with_cover(parent, event.taken, event.ended, version=event.version, at=entry.at)
    connection.execute(insert(PLAN).values(version=event.version, body=canonical(covered)))


def _locked(connection: Connection, entry: Recorded[PostLocked], bodies: Bodies) -> None:
    event = entry.event
    values = {"guards": event.guards, "reason": (bodies.private(entry.index) or b"").decode()}
    row = put(connection, POST_LOCK).values(station=event.station, **values)
    connection.execute(row.on_conflict_do_update(index_elements=["station"], set_=values))


def _unlocked(connection: Connection, entry: Recorded[PostUnlocked], _bodies: Bodies) -> None:
    event = entry.event
    connection.execute(delete(POST_LOCK).where(POST_LOCK.c.station == event.station))


PROJECTION = Projection(
    name="deployment",
    version=2,
    tables=METADATA,
    folds={
        PlanFrozen: _frozen,
        PeopleSwapped: _swapped,
        PostsCovered: _covered,
        PostLocked: _locked,
        PostUnlocked: _unlocked,
    },
)
