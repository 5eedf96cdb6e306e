"""Events of the registry -> rows."""

import msgspec
from sqlalchemy import delete, insert
from sqlalchemy.engine import Connection

from kawal.election.decide import Changes
from kawal.election.events import RegistryImported
from kawal.election.kinds import DECODERS, key_of
from kawal.election.tables import METADATA, REGISTRY_BALLOT, REGISTRY_IMPORT, REGISTRY_ROW
from kawal.store.dialect import put
from kawal.store.events import Bodies, Projection, Recorded


def _imported(connection: Connection, entry: Recorded[RegistryImported], bodies: Bodies) -> None:
    event = entry.event
    body = bodies.blob(event.sha256)
    if body is None:  # erased: the rows of this import are gone, and stay gone
        return
    changes = msgspec.json.decode(body, type=Changes)
    decoder = DECODERS[event.kind]
    rows = [
        {"kind": event.kind, "key": key_of(decoder.decode(raw)), "body": bytes(raw), "position": entry.index}
        for raw in changes.rows
    ]
    if rows:
        row = put(connection, REGISTRY_ROW)
        new = {"body": row.excluded.body, "position": row.excluded.position}
        connection.execute(row.on_conflict_do_update(index_elements=["kind", "key"], set_=new), rows)
        if event.kind == "contests":
            connection.execute(
                insert(REGISTRY_BALLOT), [{name: one[name] for name in ("key", "position", "body")} for one in rows]
            )
    for key in changes.removed:
        connection.execute(delete(REGISTRY_ROW).where(REGISTRY_ROW.c.kind == event.kind, REGISTRY_ROW.c.key == key))
    connection.execute(
        insert(REGISTRY_IMPORT).values(
            position=entry.index,
            at=entry.at.isoformat(),
            kind=event.kind,
            file=event.file,
            added=event.added,
            changed=event.changed,
            removed=event.removed,
        )
    )


PROJECTION = Projection(name="election", version=3, tables=METADATA, folds={RegistryImported: _imported})
