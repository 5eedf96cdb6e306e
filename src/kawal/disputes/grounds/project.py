"""Events of grounds -> rows."""

from typing import Any

import msgspec
from sqlalchemy import Table, func, insert, select
from sqlalchemy.engine import Connection

from kawal.disputes.grounds.events import (
    ExhibitMarked,
    GroundCorrected,
    GroundOpened,
    GroundStepped,
    ObjectionAnswered,
    ObjectionAnsweredOnce,
)
from kawal.disputes.grounds.tables import GROUND, GROUND_MARK, GROUND_STEP, METADATA, OBJECTION_ANSWER
from kawal.jurisdiction.grounds import Stage
from kawal.store.events import Bodies, Projection, Recorded


def _opened(connection: Connection, entry: Recorded[GroundOpened], _bodies: Bodies) -> None:
    said = msgspec.structs.asdict(entry.event) | {"entries": msgspec.json.encode(entry.event.entries)}
    connection.execute(insert(GROUND).values(**_about(entry), **said))


def _stepped(connection: Connection, entry: Recorded[GroundStepped], _bodies: Bodies) -> None:
    _step(connection, entry, entry.event.stage, -1)


def _corrected(connection: Connection, entry: Recorded[GroundCorrected], _bodies: Bodies) -> None:
    event = entry.event
    before = select(func.max(GROUND_STEP.c.position)).where(GROUND_STEP.c.ground == event.ground)
    corrects = event.step if event.step >= 0 else connection.scalar(before)
    _step(connection, entry, event.stage, corrects)


def _step(
    connection: Connection, entry: Recorded[GroundStepped] | Recorded[GroundCorrected], stage: Stage, corrects: int
) -> None:
    event = entry.event
    said = {name: getattr(event, name) for name in ("ground", "outcome", "decree", "decided_on")}
    kinds = {name: msgspec.json.encode(getattr(event, name)) for name in ("contests", "left")}
    row = _about(entry) | said | kinds | {"stage": stage, "corrects": corrects}
    connection.execute(insert(GROUND_STEP).values(**row))


def _marked(connection: Connection, entry: Recorded[ExhibitMarked], _bodies: Bodies) -> None:
    _put(connection, GROUND_MARK, entry)


def _answered_once(connection: Connection, entry: Recorded[ObjectionAnsweredOnce], _bodies: Bodies) -> None:
    _put(connection, OBJECTION_ANSWER, entry, held_on="", minutes="", corrects=-1)


def _answered(connection: Connection, entry: Recorded[ObjectionAnswered], _bodies: Bodies) -> None:
    _put(connection, OBJECTION_ANSWER, entry)


def _put(connection: Connection, table: Table, entry: Recorded[Any], **unsaid: object) -> None:
    connection.execute(insert(table).values(**_about(entry), **msgspec.structs.asdict(entry.event), **unsaid))


def _about(entry: Recorded[Any]) -> dict[str, object]:
    return {"position": entry.index, "actor": entry.actor, "at": entry.at.isoformat()}


PROJECTION = Projection(
    name="grounds",
    version=4,
    tables=METADATA,
    folds={
        GroundOpened: _opened,
        GroundStepped: _stepped,
        GroundCorrected: _corrected,
        ExhibitMarked: _marked,
        ObjectionAnsweredOnce: _answered_once,
        ObjectionAnswered: _answered,
    },
)
