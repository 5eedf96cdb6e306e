"""Read tables of the watch."""

from sqlalchemy import BigInteger, Boolean, Column, Integer, MetaData, String, Table

METADATA = MetaData()

CALL = Table(
    "call",
    METADATA,
    Column("position", BigInteger, primary_key=True, autoincrement=False),
    Column("region", String, nullable=False),
    Column("person", String, nullable=False),
    Column("outcome", String, nullable=False),
    Column("at", String, nullable=False),
    Column("actor", String, nullable=False),
)
PROMISE = Table(
    "promise",
    METADATA,
    Column("id", String, primary_key=True),
    Column("position", BigInteger, nullable=False),
    Column("due_ms", BigInteger, nullable=False),
    Column("ended", Boolean),
    Column("changed", BigInteger, nullable=False),
)
"""`ended` is None while it is open, true when it was kept; `changed` is the last entry about it."""

THING = Table(
    "thing",
    METADATA,
    Column("name", String, primary_key=True),
    Column("position", BigInteger, nullable=False),
    Column("amount", String, nullable=False),
    Column("complete", Boolean, nullable=False),
)

SHIFT = Table(
    "shift",
    METADATA,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("position", BigInteger, nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("until", BigInteger, nullable=False),
    Column("given_by", String, nullable=False),
    Column("given_at", String, nullable=False),
    Column("taken_by", String, nullable=False),
    Column("taken_at", String, nullable=False),
    Column("taken", BigInteger),
    Column("withdrawn", BigInteger),
)
"""A handover: offered with its sheet, and taken by someone else or taken back (`taken`, `withdrawn`: entries)."""

INCIDENT_END = Table(
    "incident_end",
    METADATA,
    Column("position", BigInteger, primary_key=True, autoincrement=False),
    Column("incident", BigInteger, nullable=False, index=True),
    Column("place", String, nullable=False),
    Column("what", String, nullable=False),
    Column("reopened", BigInteger),
    Column("result", String, nullable=False),
    Column("actor", String, nullable=False),
    Column("at", String, nullable=False),
)
"""Every closing of an incident; `reopened` is the entry that opened it again, empty while the closing stands."""

INCIDENT_STEP = Table(
    "incident_step",
    METADATA,
    Column("position", BigInteger, primary_key=True, autoincrement=False),
    Column("incident", BigInteger, nullable=False, index=True),
    Column("place", String, nullable=False),
    Column("what", String, nullable=False),
    Column("step", String, nullable=False),
    Column("agency", String, nullable=False),
    Column("other", BigInteger, nullable=False),
    Column("team", Integer, nullable=False),
    Column("site", String, nullable=False),
    Column("actor", String, nullable=False),
    Column("at", String, nullable=False),
)
"""What was done about incidents, in the order of the log; `site` is where one really is, of the step `placed`."""

PACK = Table(
    "pack",
    METADATA,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("position", BigInteger, nullable=False),
    Column("until", BigInteger, nullable=False),
    Column("first_sheet", Integer, nullable=False),
    Column("last_sheet", Integer, nullable=False),
    Column("at", String, nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("printer", String, nullable=False),
)
"""Paper packs: numbered when they are ordered, with a hash once they are there."""

SITUATION = Table(
    "situation",
    METADATA,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("position", BigInteger, nullable=False),
    Column("until", BigInteger, nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("actor", String, nullable=False),
    Column("at", String, nullable=False),
)
"""Situation reports that were made."""

MUSTER = Table(
    "muster",
    METADATA,
    Column("position", BigInteger, primary_key=True, autoincrement=False),
    Column("person", String, nullable=False),
    Column("presence", String, nullable=False),
    Column("via", String, nullable=False),
    Column("at", String, nullable=False),
)
"""Marks of musters; one whose private part was erased is not here."""
