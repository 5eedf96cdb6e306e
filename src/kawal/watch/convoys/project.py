"""Events of convoys -> rows."""

import msgspec
from sqlalchemy import insert
from sqlalchemy.engine import Connection

from kawal.store.dialect import put
from kawal.store.events import Bodies, Projection, Recorded
from kawal.watch.convoys.events import ConvoyPlanned, ConvoyStepped, LotHandedOver
from kawal.watch.convoys.tables import CONVOY, CONVOY_STEP, LOT_HANDED, METADATA


def _planned(connection: Connection, entry: Recorded[ConvoyPlanned], _bodies: Bodies) -> None:
    plan = entry.event.plan
    said = {"position": entry.index, "plan": msgspec.json.encode(plan)}
    row = put(connection, CONVOY).values(id=plan.id, **said)
    connection.execute(row.on_conflict_do_update(index_elements=["id"], set_=said))


def _stepped(connection: Connection, entry: Recorded[ConvoyStepped], _bodies: Bodies) -> None:
    event = entry.event
    said = {"step": event.step, "at_ms": event.at_ms, "arrives_ms": event.arrives_ms, "reason": event.reason}
    row = insert(CONVOY_STEP).values(position=entry.index, convoy=event.convoy, actor=entry.actor, **said)
    connection.execute(row)


def _handed(connection: Connection, entry: Recorded[LotHandedOver], _bodies: Bodies) -> None:
    event = entry.event
    said: dict[str, object] = {"position": entry.index, "at_ms": event.at_ms, "got": event.got}
    said |= {"receiver": event.receiver, "actor": entry.actor}
    row = put(connection, LOT_HANDED).values(convoy=event.convoy, lot=event.lot, **said)
    connection.execute(row.on_conflict_do_update(index_elements=["convoy", "lot"], set_=said))


PROJECTION = Projection(
    name="convoys",
    version=1,
    tables=METADATA,
    folds={ConvoyPlanned: _planned, ConvoyStepped: _stepped, LotHandedOver: _handed},
)
