"""Named reads of dossiers."""

import msgspec
from sqlalchemy import select
from sqlalchemy.engine import Connection

from kawal.disputes.dossier.events import DossierReleased
from kawal.disputes.dossier.tables import KEY, RELEASE


class Release(msgspec.Struct, frozen=True):
    """A dossier that left the node: its entry, when (ISO 8601, UTC), who released it, and the event."""

    index: int
    at: str
    actor: str
    event: DossierReleased


def releases(connection: Connection) -> tuple[Release, ...]:
    """What was released, newest first."""
    rows = connection.execute(select(RELEASE).order_by(RELEASE.c.number.desc()))
    return tuple(
        Release(row.position, row.at, row.actor, msgspec.json.decode(row.body, type=DossierReleased)) for row in rows
    )


def enrolments(connection: Connection) -> dict[str, tuple[int, ...]]:
    """The entries that enrolled each key, in the order of the log."""
    found: dict[str, tuple[int, ...]] = {}
    for row in connection.execute(select(KEY).order_by(KEY.c.position)):
        found[row.kid] = (*found.get(row.kid, ()), row.position)
    return found
