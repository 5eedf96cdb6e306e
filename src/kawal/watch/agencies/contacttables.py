"""Read tables of contacts: tries, and notices with what became of each; folded from entries."""

from collections.abc import Mapping

import msgspec
from sqlalchemy import BigInteger, Column, Integer, MetaData, String, Table, delete, insert
from sqlalchemy.engine import Connection

from kawal.field.events import TextDelivered, TextFailed, TextSent
from kawal.store.erase import BodyErased
from kawal.store.events import Bodies, Projection, Recorded
from kawal.watch.agencies.contactevents import ContactTried, NoticeQueued, Tried

METADATA = MetaData()
CONTACT_TRY = Table(
    "contact_try",
    METADATA,
    Column("position", BigInteger, primary_key=True, autoincrement=False),
    Column("contact", String, nullable=False),
    Column("outcome", String, nullable=False),
    Column("at", String, nullable=False),
    Column("actor", String, nullable=False),
)
NOTICE = Table(
    "notice",
    METADATA,
    Column("position", BigInteger, primary_key=True, autoincrement=False),
    Column("incident", BigInteger, nullable=False, index=True),
    Column("place", String, nullable=False),
    Column("what", String, nullable=False),
    Column("agency", String, nullable=False),
    Column("account", String, nullable=False),
    Column("contact", String, nullable=False),
    Column("gate", String, nullable=False),
    Column("text", String(36), nullable=False, unique=True),
    Column("reason", String, nullable=False),
    Column("clock_ms", BigInteger, nullable=False),
    Column("turn", Integer, nullable=False),
    Column("at", String, nullable=False),
    Column("sent", String, nullable=False),
    Column("delivered", String, nullable=False),
    Column("failed", String, nullable=False),
)
"""Moments are ISO 8601 (UTC), empty until they are there; `contact` is empty for none and once it was erased."""
NOBODY = b"-"


def _tried(connection: Connection, entry: Recorded[ContactTried], bodies: Bodies) -> None:
    private = bodies.private(entry.index)
    if private is not None:
        tried = msgspec.json.decode(private, type=Tried)
        row = {"contact": tried.contact, "outcome": tried.outcome, "at": entry.at.isoformat(), "actor": entry.actor}
        connection.execute(insert(CONTACT_TRY).values(position=entry.index, **row))


def _queued(connection: Connection, entry: Recorded[NoticeQueued], bodies: Bodies) -> None:
    event, private = entry.event, bodies.private(entry.index)
    row = {name: getattr(event, name) for name in event.__struct_fields__}
    contact = private.decode() if private and private != NOBODY else ""
    times = {"at": entry.at.isoformat(), "sent": "", "delivered": "", "failed": ""}
    connection.execute(insert(NOTICE).values(position=entry.index, contact=contact, **row, **times))


def _sent(connection: Connection, entry: Recorded[TextSent], _bodies: Bodies) -> None:
    _mark(connection, entry.event.id, {"sent": entry.at.isoformat()})


def _delivered(connection: Connection, entry: Recorded[TextDelivered], _bodies: Bodies) -> None:
    _mark(connection, entry.event.id, {"delivered": entry.at.isoformat(), "failed": ""})


def _failed(connection: Connection, entry: Recorded[TextFailed], _bodies: Bodies) -> None:
    _mark(connection, entry.event.id, {"failed": entry.at.isoformat()})


def _mark(connection: Connection, text: str, values: Mapping[str, str]) -> None:
    connection.execute(NOTICE.update().where(NOTICE.c.text == text).values(**values))


def _erased(connection: Connection, entry: Recorded[BodyErased], _bodies: Bodies) -> None:
    connection.execute(delete(CONTACT_TRY).where(CONTACT_TRY.c.position == entry.event.index))
    connection.execute(NOTICE.update().where(NOTICE.c.position == entry.event.index).values(contact=""))


PROJECTION = Projection(
    name="contacts",
    version=1,
    tables=METADATA,
    folds={
        ContactTried: _tried,
        NoticeQueued: _queued,
        TextSent: _sent,
        TextDelivered: _delivered,
        TextFailed: _failed,
        BodyErased: _erased,
    },
)
