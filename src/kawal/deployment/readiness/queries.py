"""Named reads of readiness."""

from collections import defaultdict
from datetime import date
from typing import Any

import msgspec
from sqlalchemy import Table, select
from sqlalchemy.engine import Connection

from kawal.deployment.readiness.model import Asked, Count, GapKey, Inspection, Mend, Noted, Signature
from kawal.deployment.readiness.tables import ASKED, COUNTED, MENDED, SIGNED


class Kept(msgspec.Struct, frozen=True):
    """What the log has of a unit: inspections, oldest first; who was asked; what was said to be mended."""

    inspections: tuple[Inspection, ...]
    asked: dict[GapKey, Asked]
    mends: dict[GapKey, Mend]


def load_kept(connection: Connection, unit: str = "") -> dict[str, Kept]:
    """By unit; of one only if it is given."""
    noted: dict[str, dict[int, dict[str, Noted]]] = defaultdict(lambda: defaultdict(dict))
    for row in _rows(connection, COUNTED, unit):
        count = Count(item=row.item, required=row.required, found=row.found, good=row.good)
        noted[row.unit][row.number][row.item] = Noted(count, row.position, row.at, row.actor)
    signed = {
        (row.unit, row.number): Signature(row.actor, row.at, row.position, row.sha256)
        for row in _rows(connection, SIGNED, unit)
    }
    asked: dict[str, dict[GapKey, Asked]] = defaultdict(dict)
    for row in _rows(connection, ASKED, unit):
        asked[row.unit][(row.item, row.lack)] = Asked(row.owner, date.fromisoformat(row.due), row.position)
    mends: dict[str, dict[GapKey, Mend]] = defaultdict(dict)
    for row in _rows(connection, MENDED, unit):
        mends[row.unit][(row.item, row.lack)] = Mend(row.done, row.position, row.at, row.actor)
    return {
        name: Kept(
            tuple(
                Inspection(unit=name, number=number, noted=found, signature=signed.get((name, number)))
                for number, found in sorted(numbers.items())
            ),
            asked[name],
            mends[name],
        )
        for name, numbers in noted.items()
    }


def _rows(connection: Connection, table: Table, unit: str) -> Any:
    statement = select(table)
    return connection.execute(statement.where(table.c.unit == unit) if unit else statement)
