"""Read tables of readiness; rebuilt from events. Private words are not here: they are opened by right."""

from sqlalchemy import BigInteger, Boolean, Column, Integer, MetaData, String, Table

METADATA = MetaData()

COUNTED = Table(
    "readiness_count",
    METADATA,
    Column("unit", String, primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("item", String, primary_key=True),
    Column("required", Integer, nullable=False),
    Column("found", Integer, nullable=False),
    Column("good", Integer, nullable=False),
    Column("position", BigInteger, nullable=False),
    Column("at", String, nullable=False),
    Column("actor", String, nullable=False),
)
"""The last count of each item in each inspection."""

SIGNED = Table(
    "readiness_signed",
    METADATA,
    Column("unit", String, primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("sha256", String(64), nullable=False),
    Column("position", BigInteger, nullable=False),
    Column("at", String, nullable=False),
    Column("actor", String, nullable=False),
)

ASKED = Table(
    "readiness_asked",
    METADATA,
    Column("unit", String, primary_key=True),
    Column("item", String, primary_key=True),
    Column("lack", String, primary_key=True),
    Column("owner", String, nullable=False),
    Column("due", String, nullable=False),
    Column("position", BigInteger, nullable=False),
)

MENDED = Table(
    "readiness_mended",
    METADATA,
    Column("unit", String, primary_key=True),
    Column("item", String, primary_key=True),
    Column("lack", String, primary_key=True),
    Column("done", Boolean, nullable=False),
    Column("position", BigInteger, nullable=False),
    Column("at", String, nullable=False),
    Column("actor", String, nullable=False),
)
