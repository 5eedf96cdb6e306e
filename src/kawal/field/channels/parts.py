"""Long messages that arrive in parts: held, sealed, until all are there or one has waited too long.

Parts come in any order and any number of times. What a message became stays known by its parts, without their words,
for as long as a gateway may still deliver one of them again. A message that had to be kept without some of its parts
keeps their words, sealed, for as long: when the rest comes, the whole message corrects the cut one.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import msgspec
from sqlalchemy import delete, select
from sqlalchemy.engine import Connection, Row

from kawal.field.channels.model import Sms
from kawal.field.channels.tables import TEXT_PART
from kawal.kernel.canonical import canonical, sha256_hex
from kawal.store.dialect import put
from kawal.store.events import Job
from kawal.store.jobs import add_jobs
from kawal.store.sealing import Sealer

LONGEST_WAIT = timedelta(minutes=10)
REMEMBERED = timedelta(days=2)
JOIN_TEXT, FORGET_PART = "join_text", "forget_part"
GAP = " ... "


class _Held(msgspec.Struct, frozen=True):
    """What is sealed of a part."""

    gate: str
    sender: str
    text: str
    at: datetime | None
    cut: str = ""
    """The id of the line in which it stands already, without its other parts."""


class Joined(msgspec.Struct, frozen=True):
    """A message made of its parts; `cut` when some never came. Its key follows from its parts alone."""

    gate: str
    sms: Sms
    cut: bool
    parts: tuple[str, ...]
    corrects: str
    """The id of the line that was kept when there were fewer parts."""


def hold(connection: Connection, sealer: Sealer, gate: str, sms: Sms, now: datetime) -> Joined | None:
    """Keep a part; returns the message when it was the last one. A job looks again when the part has waited.

    A part of a message that was kept already changes nothing.
    """
    part = sms.part
    if part is None:
        raise ValueError("no part")
    joined = sha256_hex(canonical((gate, sms.sender, part.ref, part.total)))
    identity = sha256_hex(canonical((joined, part.number, sms.key or (sms.at, sms.text))))
    held = _Held(gate, sms.sender, sms.text, sms.at)
    key, body = sealer.seal(f"part {identity}", msgspec.json.encode(held))
    row = put(connection, TEXT_PART).values(
        id=identity,
        joined=joined,
        number=part.number,
        total=part.total,
        received=now.isoformat(),
        key=key,
        body=body,
    )
    fresh = connection.execute(row.on_conflict_do_nothing(index_elements=["id"])).rowcount > 0
    if fresh:
        add_jobs(connection, [Job(JOIN_TEXT, identity, msgspec.json.encode(identity))], now + LONGEST_WAIT)
        connection.execute(
            delete(TEXT_PART).where(TEXT_PART.c.body.is_(None), TEXT_PART.c.received < (now - REMEMBERED).isoformat())
        )
    rows = _waiting(connection, joined)
    return _join(sealer, rows) if len(rows) == part.total else None


def overdue(connection: Connection, sealer: Sealer, identity: str) -> Joined | None:
    """The message of a part that has waited too long, as far as it is there; None when the part was kept."""
    row = connection.execute(
        select(TEXT_PART).where(TEXT_PART.c.id == identity, TEXT_PART.c.body.is_not(None))
    ).first()
    return None if row is None or _open(sealer, row).cut else _join(sealer, _waiting(connection, row.joined))


def forget(connection: Connection, joined: Joined) -> None:
    """The message was kept: its parts lose their words."""
    connection.execute(TEXT_PART.update().where(TEXT_PART.c.id.in_(joined.parts)).values(key=None, body=None))


def keep_cut(connection: Connection, sealer: Sealer, joined: Joined, line: str, now: datetime) -> None:
    """The message was kept as the line `line` without all of its parts: they wait for the rest, sealed."""
    for row in connection.execute(select(TEXT_PART).where(TEXT_PART.c.id.in_(joined.parts))).all():
        held = msgspec.structs.replace(_open(sealer, row), cut=line)
        key, body = sealer.seal(f"part {row.id}", msgspec.json.encode(held))
        connection.execute(TEXT_PART.update().where(TEXT_PART.c.id == row.id).values(key=key, body=body))
    jobs = [Job(FORGET_PART, part, msgspec.json.encode(part)) for part in joined.parts]
    add_jobs(connection, jobs, now + REMEMBERED)


def let_go(connection: Connection, identity: str) -> None:
    """The words of a part that stands in a cut line are forgotten: no gateway will bring the rest any more."""
    connection.execute(TEXT_PART.update().where(TEXT_PART.c.id == identity).values(key=None, body=None))


def _open(sealer: Sealer, row: Any) -> _Held:
    return msgspec.json.decode(sealer.open(f"part {row.id}", bytes(row.key), bytes(row.body)), type=_Held)


def _waiting(connection: Connection, joined: str) -> list[Row[tuple[object, ...]]]:
    """The first part of each number that waits: a second one under the same reference belongs to a later message."""
    statement = (
        select(TEXT_PART)
        .where(TEXT_PART.c.joined == joined, TEXT_PART.c.body.is_not(None))
        .order_by(TEXT_PART.c.number, TEXT_PART.c.received, TEXT_PART.c.id)
    )
    first: dict[int, Row[tuple[object, ...]]] = {}
    for row in connection.execute(statement):
        first.setdefault(row.number, row)
    return list(first.values())


def _join(sealer: Sealer, rows: Sequence[Row[tuple[object, ...]]]) -> Joined:
    held = [_open(sealer, row) for row in rows]
    total, texts = rows[0].total, dict(zip((row.number for row in rows), (one.text for one in held), strict=True))
    text = texts.get(1, GAP.lstrip())
    for number in range(2, total + 1):
        text += texts.get(number, GAP)
    ids = tuple(row.id for row in rows)
    sent = [one.at for one in held if one.at is not None]
    sms = Sms(sender=held[0].sender, text=text, key=sha256_hex(canonical(sorted(ids))), at=min(sent, default=None))
    return Joined(held[0].gate, sms, len(texts) < total, ids, next((one.cut for one in held if one.cut), ""))
