"""Named reads: the incident of a finding, the findings of an incident."""

from collections.abc import Collection

import msgspec
from sqlalchemy import Row, select
from sqlalchemy.engine import Connection

from kawal.count.model import FindingKey
from kawal.watch.formchecks.project import RAISED

_AT_ONCE = 500


class RaisedFinding(msgspec.Struct, frozen=True):
    """A finding for which an incident was opened, with the entries that show it."""

    key: FindingKey
    entries: tuple[int, ...]


def incidents_of(connection: Connection, places: Collection[str]) -> dict[FindingKey, int]:
    """The newest incident of each finding at these stations and of each column of these places."""
    asked, found = sorted(set(places)), dict[FindingKey, int]()
    for start in range(0, len(asked), _AT_ONCE):
        here = RAISED.c.place.in_(asked[start : start + _AT_ONCE])
        rows = connection.execute(select(RAISED).where(here).order_by(RAISED.c.position))
        found |= {_key(row): row.incident for row in rows}
    return found


def findings_of_incident(connection: Connection, incident: int) -> tuple[RaisedFinding, ...]:
    """The findings for which an incident was opened."""
    rows = connection.execute(select(RAISED).where(RAISED.c.incident == incident).order_by(RAISED.c.position))
    return tuple(RaisedFinding(_key(row), msgspec.json.decode(row.entries, type=tuple[int, ...])) for row in rows)


def _key(row: Row[tuple[object, ...]]) -> FindingKey:
    return FindingKey(
        place=row.place, contest=row.contest, round=row.round, what=row.what, part=row.part, form=row.form
    )
