"""Named reads of copies: which wait to be read, who has read one, those of a pair."""

from collections.abc import Sequence
from typing import get_args

import msgspec
from sqlalchemy import ColumnElement, and_, func, not_, or_, select
from sqlalchemy.engine import Connection

from kawal.access.reach import ALL, Reach, inside
from kawal.count.events import Entry
from kawal.count.formrows import reading_of
from kawal.count.model import ContestKind, Reading
from kawal.count.tables import READING
from kawal.field.queries import has_stored_photo
from kawal.kernel.codes import StationId


class CopyRead(msgspec.Struct, frozen=True):
    """What an account has read: the entry of its reading, of which form, when; none of the numbers."""

    index: int
    station: StationId
    contest: ContestKind
    round: int
    at_ms: int


class CopyToRead(msgspec.Struct, frozen=True):
    """A copy with a photo that wants another pair of eyes."""

    copy: int
    station: StationId
    contest: ContestKind
    round: int
    source: str
    photos: tuple[str, ...]
    reader: Entry
    """Which reading is wanted."""


def copy_to_read(connection: Connection, copy: int) -> CopyToRead | None:
    """A copy by its entry, with the reading that is wanted next; None when two have read it or it has no photo."""
    rows = connection.execute(select(READING).where(READING.c.copy == copy).order_by(READING.c.position)).all()
    device = next((row for row in rows if row.reader == "device"), None)
    readers = {row.reader for row in rows}
    if device is None or device.photos == b"[]" or "second" in readers:
        return None
    return CopyToRead(
        copy,
        device.station,
        device.contest,
        device.round,
        device.source,
        msgspec.json.decode(device.photos, type=tuple[str, ...]),
        "second" if "first" in readers else "first",
    )


def read_by(connection: Connection, copy: int) -> frozenset[str]:
    """The accounts that have read a copy, its sender among them."""
    return frozenset(connection.scalars(select(READING.c.actor).where(READING.c.copy == copy)))


def copies_waiting(
    connection: Connection, actor: str, reach: Reach = ALL, seen: Reach = (), most: int = 50
) -> tuple[int, ...]:
    """Copies that this account could read: with a photo that has come in, not read by two clerks, not brought or read
    by itself; those that lack only one reading first, then the oldest; none from where it sees the numbers."""
    clerk = READING.alias()
    first = select(func.count()).where(clerk.c.copy == READING.c.copy, clerk.c.reader == "first").scalar_subquery()
    statement = select(READING.c.copy).where(*_could_read(actor, reach, seen))
    return tuple(connection.scalars(statement.order_by(first.desc(), READING.c.copy).limit(most)))


def count_waiting(connection: Connection, actor: str, reach: Reach = ALL, seen: Reach = ()) -> int:
    """How many copies this account could read, those among them that another has open."""
    statement = select(func.count()).select_from(READING).where(*_could_read(actor, reach, seen))
    return connection.scalar(statement) or 0


def copies_read(connection: Connection, actor: str, most: int = 12) -> tuple[int, tuple[CopyRead, ...]]:
    """How many copies an account has read, and the newest of them."""
    mine = (READING.c.actor == actor, READING.c.reader.in_(get_args(Entry)))
    total = connection.scalar(select(func.count()).select_from(READING).where(*mine)) or 0
    rows = connection.execute(select(READING).where(*mine).order_by(READING.c.position.desc()).limit(most))
    return total, tuple(CopyRead(row.position, row.station, row.contest, row.round, row.at_ms) for row in rows)


def _could_read(actor: str, reach: Reach, seen: Reach) -> tuple[ColumnElement[bool], ...]:
    clerk = READING.alias()
    second = select(clerk.c.position).where(clerk.c.copy == READING.c.copy, clerk.c.reader == "second").exists()
    mine = select(clerk.c.position).where(clerk.c.copy == READING.c.copy, clerk.c.actor == actor).exists()
    return (
        READING.c.reader == "device",
        READING.c.photos != b"[]",
        has_stored_photo(READING.c.copy),
        not_(second),
        not_(mine),
        inside(READING.c.station, reach),
        not_(inside(READING.c.station, seen)),
    )


def own_copies(
    connection: Connection, pairs: Sequence[tuple[str, int]], reach: Reach = ALL, most: int = 200
) -> tuple[Reading, ...]:
    """The copies that agents of these pairs brought, newest first: all that an agent sees of the count."""
    mine = [and_(READING.c.contest == kind, READING.c.source == f"agent_{number}") for kind, number in pairs]
    if not mine:
        return ()
    statement = select(READING).where(or_(*mine), READING.c.reader == "device").order_by(READING.c.position.desc())
    statement = statement.where(inside(READING.c.station, reach))
    return tuple(reading_of(row) for row in connection.execute(statement.limit(most)))
