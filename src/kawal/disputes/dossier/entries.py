"""The entries of the log that a dossier rests on: read whole, with those that enrolled the keys of its reports."""

from collections.abc import Mapping, Sequence

import msgspec
from sqlalchemy import select
from sqlalchemy.engine import Connection

from kawal.disputes.dossier.queries import enrolments
from kawal.kernel.language import msg
from kawal.record.jws import Jws
from kawal.record.merkle import ProofError
from kawal.record.verify import JWS_START
from kawal.store.events import NodeEntry
from kawal.store.tables import ENTRY

AT_ONCE = 500


def read_bodies(connection: Connection, indexes: Sequence[int]) -> dict[int, bytes]:
    """The bodies of these entries. Raises ProofError when one is gone."""
    found: dict[int, bytes] = {}
    for start in range(0, len(indexes), AT_ONCE):
        wanted = ENTRY.c.position.in_(indexes[start : start + AT_ONCE])
        rows = connection.execute(select(ENTRY.c.position, ENTRY.c.body).where(wanted).order_by(ENTRY.c.position))
        found |= {row.position: bytes(row.body) for row in rows}
    gone = next((index for index in indexes if index not in found), None)
    if gone is not None:
        raise ProofError(msg("catatan %(index)s hilang", index=str(gone)))
    return found


def with_keys(connection: Connection, bodies: Mapping[int, bytes]) -> dict[int, bytes]:
    """These entries, and of each report in them the last one before it that enrolled its key."""
    known, wanted = enrolments(connection), set[int]()
    for index, body in bodies.items():
        if body.startswith(JWS_START):
            before = [one for one in known.get(Jws.parse(body.decode()).header.kid, ()) if one < index]
            wanted.update(before[-1:])
    return {**bodies, **read_bodies(connection, sorted(wanted - bodies.keys()))}


def entered_at(body: bytes) -> str:
    """When an event of the node was entered (ISO 8601)."""
    return msgspec.json.decode(body, type=NodeEntry).at.isoformat()
