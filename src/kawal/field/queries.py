"""Named reads of reports, conflicts and quarantine."""

import uuid
from collections.abc import Mapping, Sequence

import msgspec
from sqlalchemy import ColumnElement, func, select
from sqlalchemy.engine import Connection, Row

from kawal.access.profiles import Profile
from kawal.access.reach import ALL, Reach, inside
from kawal.field.kinds import KindBook, ReportKind, shipped_kinds
from kawal.field.model import read_public
from kawal.field.project import Body
from kawal.field.quarantine import WHY_NAMES
from kawal.field.tables import CONFLICT, KIND, OUTGOING, PHOTO, QUARANTINE, REPORT, RETIRED_KIND
from kawal.field.withheld import Reason
from kawal.kernel.errors import Missing
from kawal.kernel.language import Message, msg
from kawal.record.jws import Jws
from kawal.store.log import read_entries
from kawal.store.tables import SEALED

MOST_INDEX = 2**62
"""No log is longer; a larger number in an address is no entry."""


class ReportRow(msgspec.Struct, frozen=True):
    """A recorded report as pages show it; times in ISO 8601 UTC, `at_ms` the author's clock."""

    id: str
    source: str
    index: int
    kind: str
    version: int
    place: str
    seq: int
    at_ms: int
    received: str
    assurance: str
    account: str
    data: Mapping[str, str | int | bool]
    photos: tuple[str, ...]


class QuarantineRow(msgspec.Struct, frozen=True):
    """Something that a known sender sent and nobody could read."""

    index: int
    source: str
    reason: Message
    received: str
    resolved: int | None
    report: str
    why: Message
    """Why it was set aside; empty while it was not."""
    photos: tuple[str, ...] = ()
    """What came with it, by SHA-256."""


def load_book(connection: Connection, profile: Profile) -> KindBook:
    """Every version of every kind that the node knows."""
    own = [msgspec.json.decode(body, type=ReportKind) for body in connection.scalars(select(KIND.c.body))]
    retired = frozenset(connection.scalars(select(RETIRED_KIND.c.id)))
    return KindBook(profile, {**shipped_kinds(), **{(kind.id, kind.version): kind for kind in own}}, retired)


def latest_reports(
    connection: Connection, *, before: int | None = None, kind: str = "", places: Reach = ALL, most: int = 60
) -> tuple[ReportRow, ...]:
    """Reports of these places, newest first."""
    statement = select(REPORT).order_by(REPORT.c.position.desc()).limit(most)
    if before is not None:
        statement = statement.where(REPORT.c.position < before)
    if kind:
        statement = statement.where(REPORT.c.kind == kind)
    statement = statement.where(inside(REPORT.c.place, places))
    return tuple(_report(row) for row in connection.execute(statement))


def report_at(connection: Connection, index: int) -> ReportRow | None:
    """The report that is entry `index`, None when that entry is none."""
    if not 0 <= index <= MOST_INDEX:
        return None
    row = connection.execute(select(REPORT).where(REPORT.c.position == index)).first()
    return _report(row) if row else None


def places_of_reports(connection: Connection, entries: Sequence[int]) -> dict[int, str]:
    """Where those of these entries that are reports tell of, by entry."""
    found: dict[int, str] = {}
    for start in range(0, len(entries), 500):
        wanted = select(REPORT.c.position, REPORT.c.place).where(REPORT.c.position.in_(entries[start : start + 500]))
        found |= {row.position: row.place for row in connection.execute(wanted)}
    return found


def report_of(connection: Connection, key: bytes, source: str = "") -> ReportRow | None:
    """The report of an id, whoever signed it, or by this key."""
    statement = select(REPORT).where(REPORT.c.id == key).order_by(REPORT.c.position)
    row = connection.execute(statement.where(REPORT.c.source == source) if source else statement).first()
    return _report(row) if row else None


def is_first(connection: Connection, key: bytes, source: str, index: int) -> bool:
    """Whether entry `index` is the report of this id and key, and not another body that came later under it."""
    statement = select(REPORT.c.position).where(REPORT.c.id == key, REPORT.c.source == source)
    return connection.scalar(statement) == index


def history_of(connection: Connection, place: str, most: int = 20) -> tuple[ReportRow, ...]:
    """The newest reports from one place."""
    statement = select(REPORT).where(REPORT.c.place == place).order_by(REPORT.c.position.desc()).limit(most)
    return tuple(_report(row) for row in connection.execute(statement))


def conflict_at(connection: Connection, index: int) -> ReportRow | None:
    """The second body that came under an id, read from its entry; None when the entry is none."""
    if not 0 <= index <= MOST_INDEX:
        return None
    row = connection.execute(select(CONFLICT).where(CONFLICT.c.position == index)).first()
    first = report_at(connection, row.first) if row else None
    if row is None or first is None:
        return None
    _, body = next(read_entries(connection, index, index + 1))
    public = read_public(Jws.parse(body.decode()).payload)
    return msgspec.structs.replace(
        first,
        index=index,
        kind=public.kind,
        version=public.v,
        place=public.place,
        seq=public.seq,
        at_ms=public.at,
        assurance=public.assurance or "device",
        account=public.by,
        data=public.data,
        photos=public.photos,
    )


def quarantine_counts(connection: Connection) -> dict[str, int]:
    """How many things of each key nobody could read."""
    statement = select(QUARANTINE.c.source, func.count()).group_by(QUARANTINE.c.source)
    return {row.source: row[1] for row in connection.execute(statement)}


def conflicts_with(connection: Connection, first: int) -> tuple[int, ...]:
    """Indexes of entries that came under the id of entry `first` with another body."""
    statement = select(CONFLICT.c.position).where(CONFLICT.c.first == first).order_by(CONFLICT.c.position)
    return tuple(connection.scalars(statement))


def all_conflicts(connection: Connection) -> tuple[tuple[int, int, str], ...]:
    """(first index, conflicting index, source), newest first."""
    statement = select(CONFLICT).order_by(CONFLICT.c.position.desc()).limit(200)
    return tuple((row.first, row.position, row.source) for row in connection.execute(statement))


def stored_photos(connection: Connection, index: int) -> frozenset[str]:
    """Which photos of a report have come in."""
    return frozenset(connection.scalars(select(PHOTO.c.sha256).where(PHOTO.c.report == index, PHOTO.c.stored)))


def has_stored_photo(report: ColumnElement[int]) -> ColumnElement[bool]:
    """As a condition: whether a photo of the report of this entry has come in."""
    return select(PHOTO.c.report).where(PHOTO.c.report == report, PHOTO.c.stored).exists()


def names_photos(connection: Connection, index: int) -> bool:
    """Whether an entry is a report that names photos."""
    return connection.execute(select(PHOTO.c.sha256).where(PHOTO.c.report == index).limit(1)).first() is not None


def photos_of_only(connection: Connection, index: int) -> tuple[str, ...]:
    """Photos that this report names and no other does; one that was erased names nothing any more."""
    erased = select(SEALED.c.position).where(SEALED.c.key.is_(None))
    named = select(PHOTO.c.sha256).where(PHOTO.c.report == index, PHOTO.c.report.not_in(erased))
    others = select(PHOTO.c.sha256).where(PHOTO.c.report != index, PHOTO.c.report.not_in(erased))
    return tuple(connection.scalars(named.where(PHOTO.c.sha256.not_in(others))))


def failed_texts(connection: Connection) -> int:
    """How many outgoing texts were not delivered."""
    statement = select(func.count()).select_from(OUTGOING).where(OUTGOING.c.state == "failed")
    return connection.scalar(statement) or 0


def quarantine_rows(connection: Connection, *, only_open: bool) -> tuple[QuarantineRow, ...]:
    """What waits for a clerk, oldest first; with what was resolved, newest first."""
    statement = select(QUARANTINE).order_by(QUARANTINE.c.position if only_open else QUARANTINE.c.position.desc())
    if only_open:
        statement = statement.where(QUARANTINE.c.resolved.is_(None))
    return tuple(_quarantine(row) for row in connection.execute(statement.limit(200)))


def quarantine_at(connection: Connection, index: int) -> QuarantineRow:
    """One of them; raises Missing for an index that is none."""
    at = index if 0 <= index <= MOST_INDEX else -1
    row = connection.execute(select(QUARANTINE).where(QUARANTINE.c.position == at)).first()
    if row is None:
        raise Missing(msg("karantina"), msg("nomor yang ada"), str(index))
    return _quarantine(row)


def device_counts(connection: Connection) -> dict[str, tuple[int, int]]:
    """(reports, highest sequence number) by key; fewer reports than that number means some are on their way."""
    statement = select(REPORT.c.source, func.count(), func.max(REPORT.c.seq)).group_by(REPORT.c.source)
    return {source: (count, highest) for source, count, highest in connection.execute(statement)}


def _report(row: Row[tuple[object, ...]]) -> ReportRow:
    body = msgspec.json.decode(row.body, type=Body)
    return ReportRow(
        identity_of(row.id),
        row.source,
        row.position,
        row.kind,
        row.version,
        row.place,
        row.seq,
        row.at_ms,
        row.received,
        row.assurance,
        row.account,
        body.data,
        body.photos,
    )


def identity_of(raw: bytes) -> str:
    """The id of a report as text."""
    return str(uuid.UUID(bytes=bytes(raw)))


def _quarantine(row: Row[tuple[object, ...]]) -> QuarantineRow:
    reason = msgspec.json.decode(row.reason, type=Reason).message()
    why = WHY_NAMES[row.why] if row.why else Message(row.words)
    photos = tuple(row.photos.split())
    return QuarantineRow(row.position, row.source, reason, row.received, row.resolved, row.report, why, photos)
