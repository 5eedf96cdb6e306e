"""Events of gateways and chats -> rows."""

from sqlalchemy import delete, insert
from sqlalchemy.engine import Connection

from kawal.field.channels.events import ChatBound, ChatUnbound, GateClosed, GateOpened
from kawal.field.channels.tables import CHAT, GATE, METADATA
from kawal.store.erase import BodyErased
from kawal.store.events import Bodies, Projection, Recorded


def _opened(connection: Connection, entry: Recorded[GateOpened], _bodies: Bodies) -> None:
    event = entry.event
    row = {"id": event.gate, "position": entry.index, "adapter": event.adapter, "title": event.title}
    connection.execute(insert(GATE).values(**row, opened=entry.at.isoformat(), closed=False))


def _closed(connection: Connection, entry: Recorded[GateClosed], _bodies: Bodies) -> None:
    connection.execute(GATE.update().where(GATE.c.id == entry.event.gate).values(closed=True))
    connection.execute(delete(CHAT).where(CHAT.c.gate == entry.event.gate))


def _bound(connection: Connection, entry: Recorded[ChatBound], bodies: Bodies) -> None:
    """An account speaks from one chat, the newest; that a chat left another account is an event of its own."""
    event, private = entry.event, bodies.private(entry.index)
    connection.execute(delete(CHAT).where(CHAT.c.gate == event.gate, CHAT.c.account == event.account))
    if private:
        row = {"gate": event.gate, "account": event.account, "chat": private.decode(), "position": entry.index}
        connection.execute(insert(CHAT).values(**row))


def _unbound(connection: Connection, entry: Recorded[ChatUnbound], _bodies: Bodies) -> None:
    event = entry.event
    connection.execute(delete(CHAT).where(CHAT.c.gate == event.gate, CHAT.c.account == event.account))


def _erased(connection: Connection, entry: Recorded[BodyErased], _bodies: Bodies) -> None:
    connection.execute(delete(CHAT).where(CHAT.c.position == entry.event.index))


PROJECTION = Projection(
    name="gates",
    version=1,
    tables=METADATA,
    folds={GateOpened: _opened, GateClosed: _closed, ChatBound: _bound, ChatUnbound: _unbound, BodyErased: _erased},
)
