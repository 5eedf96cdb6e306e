"""The tables that cannot be rebuilt: events and the blobs they name; and the versions of those that can."""

from sqlalchemy import Column, Integer, LargeBinary, MetaData, String, Table

METADATA = MetaData()

ENTRY = Table(
    "entry",
    METADATA,
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("kind", String, nullable=False),
    Column("at", String, nullable=False),
    Column("actor", String, nullable=False),
    Column("body", LargeBinary, nullable=False),
)
BLOB = Table(
    "blob",
    METADATA,
    Column("sha256", String(64), primary_key=True),
    Column("body", LargeBinary, nullable=False),
)
PROJECTION_VERSION = Table(
    "projection_version",
    METADATA,
    Column("name", String, primary_key=True),
    Column("version", Integer, nullable=False),
)
