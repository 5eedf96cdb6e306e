"""Named reads of gateways, their secrets, chats and outgoing texts."""

from collections.abc import Mapping

import msgspec
from sqlalchemy import func, select
from sqlalchemy.engine import Connection

from kawal.access.reach import Reach, inside
from kawal.field.channels.model import AdapterName, Gate, GateSettings
from kawal.field.channels.tables import CHAT, GATE, GATE_SECRET
from kawal.field.tables import LINE, OUTGOING, REPORT
from kawal.store.dialect import put
from kawal.store.sealing import Sealer


class OutRow(msgspec.Struct, frozen=True):
    """An outgoing text: its entry, gateway, the line it answers with its place, when, and how far it came."""

    id: str
    index: int
    gate: str
    line: int | None
    place: str
    queued: str
    state: str
    reason: str


def load_gates(connection: Connection) -> tuple[Gate, ...]:
    """All gateways, open ones first, in the order in which they were opened."""
    rows = connection.execute(select(GATE).order_by(GATE.c.closed, GATE.c.position))
    return tuple(Gate(row.id, row.adapter, row.title, row.opened, row.closed) for row in rows)


def gate_at(connection: Connection, gate: str) -> Gate | None:
    """One gateway, None when there never was one of this name."""
    row = connection.execute(select(GATE).where(GATE.c.id == gate)).first()
    return Gate(row.id, row.adapter, row.title, row.opened, row.closed) if row else None


def next_gate(connection: Connection, adapter: AdapterName) -> str:
    """The name of the next gateway of a kind: "twilio-2"."""
    count = connection.scalar(select(func.count()).select_from(GATE).where(GATE.c.adapter == adapter)) or 0
    return f"{adapter}-{count + 1}"


def load_settings(connection: Connection, sealer: Sealer, gate: str) -> GateSettings | None:
    """The secrets of a gateway; None while it has none."""
    row = connection.execute(select(GATE_SECRET).where(GATE_SECRET.c.gate == gate)).first()
    if row is None:
        return None
    return msgspec.json.decode(sealer.open(_place(gate), bytes(row.key), bytes(row.body)), type=GateSettings)


def save_settings(connection: Connection, sealer: Sealer, gate: str, settings: GateSettings) -> None:
    """Keep the secrets of a gateway, sealed, in the place of older ones."""
    key, body = sealer.seal(_place(gate), msgspec.json.encode(settings))
    row = put(connection, GATE_SECRET).values(gate=gate, key=key, body=body)
    connection.execute(row.on_conflict_do_update(index_elements=["gate"], set_={"key": key, "body": body}))


def account_of(connection: Connection, gate: str, chat: str) -> str:
    """The account that a chat speaks for; empty for an unknown chat."""
    found = connection.scalar(select(CHAT.c.account).where(CHAT.c.gate == gate, CHAT.c.chat == chat))
    return found or ""


def chats_of(connection: Connection, gate: str) -> Mapping[str, str]:
    """The chat of each account that is bound through a gateway."""
    return {row.account: row.chat for row in connection.execute(select(CHAT).where(CHAT.c.gate == gate))}


def line_counts(connection: Connection) -> Mapping[str, tuple[int, str]]:
    """(lines, moment of the newest) by gateway."""
    statement = select(LINE.c.gate, func.count(), func.max(LINE.c.received)).where(LINE.c.gate != "")
    return {gate: (count, newest) for gate, count, newest in connection.execute(statement.group_by(LINE.c.gate))}


def out_counts(connection: Connection) -> Mapping[tuple[str, str], int]:
    """Outgoing texts by (gateway, state)."""
    statement = select(OUTGOING.c.gate, OUTGOING.c.state, func.count()).group_by(OUTGOING.c.gate, OUTGOING.c.state)
    return {(gate, state): count for gate, state, count in connection.execute(statement)}


def out_rows(
    connection: Connection, *, before: int | None, state: str, places: Reach, most: int
) -> tuple[OutRow, ...]:
    """Outgoing texts, newest first. Of a reach that is not everywhere, only answers to lines from there."""
    line = REPORT.alias()
    statement = (
        select(OUTGOING, LINE.c.position.label("line"), line.c.place)
        .join(LINE, LINE.c.id == OUTGOING.c.re, isouter=True)
        .join(line, line.c.position == LINE.c.position, isouter=True)
        .order_by(OUTGOING.c.position.desc())
        .limit(most)
    )
    if before is not None:
        statement = statement.where(OUTGOING.c.position < before)
    if state:
        statement = statement.where(OUTGOING.c.state == state)
    statement = statement.where(inside(line.c.place, places))
    return tuple(
        OutRow(row.id, row.position, row.gate, row.line, row.place or "", row.queued, row.state, row.reason)
        for row in connection.execute(statement)
    )


def outgoing_at(connection: Connection, identity: str) -> tuple[int, str, str] | None:
    """(entry, gateway, state) of an outgoing text."""
    row = connection.execute(select(OUTGOING).where(OUTGOING.c.id == identity)).first()
    return (row.position, row.gate, row.state) if row else None


def _place(gate: str) -> str:
    return f"gate {gate}"
