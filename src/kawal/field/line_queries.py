"""Named reads of lines of words, and of reports beside them: for the duty log and the watch."""

import uuid
from collections.abc import Mapping, Sequence

import msgspec
from sqlalchemy import func, select
from sqlalchemy.engine import Connection, Row

from kawal.access.reach import ALL, Reach, inside
from kawal.field.lineproject import LINE_KIND
from kawal.field.model import SaidFact, is_identity
from kawal.field.project import Body
from kawal.field.queries import identity_of
from kawal.field.tables import LINE, LINE_KEY, REPORT
from kawal.kernel.errors import Rejected
from kawal.kernel.language import msg

PEER = "peer"
"""Words of another node: who speaks is the name of its log, and no clerk."""


def lines_of_keys(connection: Connection, keys: Sequence[str]) -> dict[str, tuple[int, str]]:
    """(entry, id) of the messages, by their doors' keys, that are there already."""
    found: dict[str, tuple[int, str]] = {}
    statement = select(LINE_KEY.c.key, LINE_KEY.c.position, LINE.c.id).join(
        LINE, LINE.c.position == LINE_KEY.c.position
    )
    for start in range(0, len(keys), 500):
        rows = connection.execute(statement.where(LINE_KEY.c.key.in_(keys[start : start + 500])))
        found |= {row.key: (row.position, row.id) for row in rows}
    return found


class HeardRow(msgspec.Struct, frozen=True):
    """A report, or a line of words with its facts, as the watch reads it; `void` when a later line corrected it."""

    index: int
    identity: str
    kind: str
    version: int
    place: str
    at_ms: int
    received: str
    assurance: str
    who: str
    """The registered person or the role it comes from where one is known, else the account or key that sent it."""
    channel: str
    """The door; empty for the phone's own forms and those of this node's pages."""
    data: Mapping[str, str | int | bool]
    facts: tuple[SaidFact, ...]
    corrects: str
    """The id of the line that this one makes void."""
    void: bool
    is_named: bool
    """Whether `who` is more than the clerk who typed it, or the gateway that brought it."""

    @property
    def is_line(self) -> bool:
        """Whether it came as words, not as a form."""
        return self.kind == LINE_KIND


class LogRow(msgspec.Struct, frozen=True):
    """A line of words, or a report that came as a form, as the duty log shows it; its words are sealed."""

    index: int
    identity: str
    kind: str
    version: int
    place: str
    at_ms: int
    received: str
    assurance: str
    account: str
    source: str
    channel: str
    gate: str
    person: str
    role: str
    state: str
    asks: tuple[str, ...]
    sheet: str
    closed_by: int | None
    void: bool
    data: Mapping[str, str | int | bool]
    facts: tuple[SaidFact, ...]

    @property
    def is_line(self) -> bool:
        """Whether it came as words, not as a form."""
        return self.kind == LINE_KIND


def log_rows(
    connection: Connection,
    *,
    before: int | None = None,
    channel: str = "",
    only_open: bool = False,
    places: Reach = ALL,
    most: int = 60,
) -> tuple[LogRow, ...]:
    """Lines and reports, newest first.

    `channel` is a door, "phone" for forms of the phone and of this node's pages; `only_open` keeps lines that wait
    for an answer; `places` are the regions of which they are.
    """
    joined = LINE.alias()
    columns = [joined.c[name] for name in ("gate", "person", "role", "state", "asks", "sheet", "closed_by", "void")]
    statement = (
        select(REPORT, *columns, joined.c.facts)
        .join(joined, joined.c.position == REPORT.c.position, isouter=True)
        .order_by(REPORT.c.position.desc())
        .limit(most)
    )
    if before is not None:
        statement = statement.where(REPORT.c.position < before)
    if channel:
        statement = statement.where(REPORT.c.channel == ("" if channel == "phone" else channel))
    if only_open:
        statement = statement.where(joined.c.state == "asked", joined.c.closed_by.is_(None))
    statement = statement.where(inside(REPORT.c.place, places))
    return tuple(_log_row(row) for row in connection.execute(statement))


def open_lines(connection: Connection) -> int:
    """How many lines wait for an answer."""
    statement = select(func.count()).select_from(LINE).where(LINE.c.state == "asked", LINE.c.closed_by.is_(None))
    return connection.scalar(statement) or 0


def closed_by(connection: Connection, identity: str) -> int | None:
    """The entry that answered, corrected or set aside a line, or corrected a report; None while none has."""
    return connection.scalar(select(LINE.c.position).where(LINE.c.re == identity).order_by(LINE.c.position).limit(1))


def corrected_by_lines(connection: Connection) -> dict[str, int]:
    """Which reports and lines a later line corrected, by their ids, with the first entry that did."""
    later = select(LINE.c.re, LINE.c.position, REPORT.c.body).join(REPORT, REPORT.c.position == LINE.c.position)
    found: dict[str, int] = {}
    for row in connection.execute(later.where(LINE.c.re != "").order_by(LINE.c.position)):
        if msgspec.json.decode(row.body, type=Body).data.get("corrects"):
            found.setdefault(row.re, row.position)
    return found


def log_row_of(connection: Connection, identity: str) -> LogRow:
    """The line, or the report that came as a form, with this id; raises Rejected when there is none."""
    raw = uuid.UUID(identity).bytes if is_identity(identity) else b""
    position = connection.scalar(select(REPORT.c.position).where(REPORT.c.id == raw).order_by(REPORT.c.position))
    if position is None:
        raise Rejected("re", msg("baris yang tercatat"), identity)
    return log_rows(connection, before=position + 1, most=1)[0]


def facts_of_lines(connection: Connection, entries: Sequence[int]) -> dict[int, tuple[SaidFact, ...]]:
    """What was understood of lines of words, by entry; other entries are not there."""
    found = select(LINE.c.position, LINE.c.facts).where(LINE.c.position.in_(list(entries)))
    decode = msgspec.json.Decoder(tuple[SaidFact, ...]).decode
    return {row.position: decode(row.facts) for row in connection.execute(found)}


def heard_since(connection: Connection, position: int) -> tuple[HeardRow, ...]:
    """Every report after an entry, oldest first; -1 for all."""
    lines = LINE.alias()
    statement = (
        select(REPORT, lines.c.person, lines.c.role, lines.c.facts, lines.c.re, lines.c.void)
        .join(lines, lines.c.position == REPORT.c.position, isouter=True)
        .where(REPORT.c.position > position)
        .order_by(REPORT.c.position)
    )
    return tuple(_heard(row) for row in connection.execute(statement))


def _log_row(row: Row[tuple[object, ...]]) -> LogRow:
    body = msgspec.json.decode(row.body, type=Body)
    is_line = row.kind == LINE_KIND
    return LogRow(
        row.position,
        identity_of(row.id),
        row.kind,
        row.version,
        row.place,
        row.at_ms,
        row.received,
        row.assurance,
        row.account,
        row.source,
        row.channel,
        row.gate or "",
        row.person or "",
        row.role or "",
        row.state or "",
        tuple(one for one in (row.asks or "").split(",") if one),
        row.sheet or "",
        row.closed_by,
        bool(row.void),
        body.data,
        msgspec.json.decode(row.facts, type=tuple[SaidFact, ...]) if is_line else (),
    )


def _heard(row: Row[tuple[object, ...]]) -> HeardRow:
    body = msgspec.json.decode(row.body, type=Body)
    is_line = row.kind == LINE_KIND
    return HeardRow(
        row.position,
        identity_of(row.id),
        row.kind,
        row.version,
        row.place,
        row.at_ms,
        row.received,
        row.assurance,
        (row.person or row.role if is_line else "") or row.account or row.source,
        row.channel,
        {} if is_line else body.data,
        msgspec.json.decode(row.facts, type=tuple[SaidFact, ...]) if is_line else (),
        row.re if is_line and body.data.get("corrects") else "",
        bool(row.void),
        not is_line or row.channel == PEER or bool(row.person or row.role),
    )
