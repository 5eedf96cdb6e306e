"""Named reads of the registry."""

from typing import Any

import msgspec
from sqlalchemy import func, select
from sqlalchemy.engine import Connection

from kawal.election.kindnames import KINDS, Kind
from kawal.election.kinds import DECODERS
from kawal.election.model import Registry
from kawal.election.tables import REGISTRY_IMPORT, REGISTRY_ROW

_FIELD_OF_KIND = {kind: kind for kind in KINDS} | {"indicators": "indicator_marks"}


def registry_version(connection: Connection) -> int:
    """A number that grows with every change of the registry; 0 when it is empty."""
    last = connection.scalar(select(func.max(REGISTRY_IMPORT.c.position)))
    return 0 if last is None else last + 1


def load_registry(connection: Connection) -> Registry:
    """The whole registry as one value, rows in the order of their keys."""
    rows: dict[str, list[Any]] = {kind: [] for kind in KINDS}
    for kind, body in connection.execute(
        select(REGISTRY_ROW.c.kind, REGISTRY_ROW.c.body).order_by(REGISTRY_ROW.c.kind, REGISTRY_ROW.c.key)
    ):
        rows[kind].append(DECODERS[kind].decode(body))
    fields = {_FIELD_OF_KIND[kind]: tuple(found) for kind, found in rows.items()}
    return Registry(version=registry_version(connection), **fields)


def bodies_of(connection: Connection, kind: Kind) -> dict[str, bytes]:
    """The canonical bodies of all rows of a kind, by key."""
    rows = connection.execute(select(REGISTRY_ROW.c.key, REGISTRY_ROW.c.body).where(REGISTRY_ROW.c.kind == kind))
    return {key: bytes(body) for key, body in rows}


class Origin(msgspec.Struct, frozen=True):
    """From which file a row came, by which entry, when that was (ISO 8601, UTC)."""

    file: str
    index: int
    at: str


def origins_of(connection: Connection, kind: Kind) -> dict[str, Origin]:
    """By key, the import that last changed each row of a kind."""
    came = REGISTRY_ROW.c.position == REGISTRY_IMPORT.c.position
    columns = (REGISTRY_ROW.c.key, REGISTRY_IMPORT.c.file, REGISTRY_IMPORT.c.position, REGISTRY_IMPORT.c.at)
    rows = connection.execute(select(*columns).join(REGISTRY_IMPORT, came).where(REGISTRY_ROW.c.kind == kind))
    return {row.key: Origin(row.file, row.position, row.at) for row in rows}
