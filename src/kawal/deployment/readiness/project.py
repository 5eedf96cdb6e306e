"""Events of readiness -> rows."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Table
from sqlalchemy.engine import Connection

from kawal.deployment.readiness.events import GapAsked, GapMended, ReadinessCounted, ReadinessSigned
from kawal.deployment.readiness.tables import ASKED, COUNTED, MENDED, METADATA, SIGNED
from kawal.store.dialect import put
from kawal.store.events import Bodies, Projection, Recorded


def _counted(connection: Connection, entry: Recorded[ReadinessCounted], _bodies: Bodies) -> None:
    event = entry.event
    key = {"unit": event.unit, "number": event.number, "item": event.item}
    said = {"required": event.required, "found": event.found, "good": event.good}
    _put(connection, COUNTED, key, said | _noted(entry))


def _signed(connection: Connection, entry: Recorded[ReadinessSigned], _bodies: Bodies) -> None:
    event = entry.event
    _put(connection, SIGNED, {"unit": event.unit, "number": event.number}, {"sha256": event.sha256} | _noted(entry))


def _asked(connection: Connection, entry: Recorded[GapAsked], _bodies: Bodies) -> None:
    event = entry.event
    said = {"owner": event.owner, "due": event.due.isoformat(), "position": entry.index}
    _put(connection, ASKED, {"unit": event.unit, "item": event.item, "lack": event.lack}, said)


def _mended(connection: Connection, entry: Recorded[GapMended], _bodies: Bodies) -> None:
    event = entry.event
    key = {"unit": event.unit, "item": event.item, "lack": event.lack}
    _put(connection, MENDED, key, {"done": event.done} | _noted(entry))


def _noted(entry: Recorded[Any]) -> dict[str, object]:
    return {"position": entry.index, "at": entry.at.isoformat(), "actor": entry.actor}


def _put(connection: Connection, table: Table, key: Mapping[str, object], said: Mapping[str, object]) -> None:
    row = put(connection, table).values(**key, **said)
    connection.execute(row.on_conflict_do_update(index_elements=list(key), set_=dict(said)))


PROJECTION = Projection(
    name="readiness",
    version=1,
    tables=METADATA,
    folds={ReadinessCounted: _counted, ReadinessSigned: _signed, GapAsked: _asked, GapMended: _mended},
)
