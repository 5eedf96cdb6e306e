"""Named reads of what the desk did."""

import msgspec
from sqlalchemy import select
from sqlalchemy.engine import Connection

from kawal.watch.events import Outcome
from kawal.watch.tables import CALL


class Call(msgspec.Struct, frozen=True):
    """A call: about which region, to whom, how it ended, when (ISO 8601, UTC)."""

    region: str
    person: str
    outcome: Outcome
    at: str


def last_calls(connection: Connection) -> dict[str, tuple[Call, ...]]:
    """The calls about each region, newest first."""
    found: dict[str, list[Call]] = {}
    for row in connection.execute(select(CALL).order_by(CALL.c.position.desc())):
        found.setdefault(row.region, []).append(Call(row.region, row.person, row.outcome, row.at))
    return {region: tuple(calls) for region, calls in found.items()}
