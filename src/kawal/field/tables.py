"""Read tables of the field; keys begin with the time-ordered id, so that they grow at their end."""

from sqlalchemy import BigInteger, Boolean, Column, Index, Integer, LargeBinary, MetaData, String, Table

METADATA = MetaData()

REPORT = Table(
    "report",
    METADATA,
    Column("id", LargeBinary(16), primary_key=True),
    Column("source", String, primary_key=True),
    Column("position", BigInteger, nullable=False),
    Column("digest", String(64), nullable=False),
    Column("kind", String, nullable=False),
    Column("version", Integer, nullable=False),
    Column("place", String, nullable=False),
    Column("seq", BigInteger, nullable=False),
    Column("at_ms", BigInteger, nullable=False),
    Column("received", String, nullable=False),
    Column("assurance", String, nullable=False),
    Column("account", String, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Index("report_position", "position"),
    sqlite_with_rowid=False,
)
CONFLICT = Table(
    "report_conflict",
    METADATA,
    Column("id", LargeBinary(16), primary_key=True),
    Column("source", String, primary_key=True),
    Column("digest", String(64), primary_key=True),
    Column("position", BigInteger, nullable=False),
    Column("first", BigInteger, nullable=False),
)
PHOTO = Table(
    "report_photo",
    METADATA,
    Column("sha256", String(64), primary_key=True),
    Column("report", BigInteger, primary_key=True),
    Column("stored", Boolean, nullable=False),
)
QUARANTINE = Table(
    "quarantine",
    METADATA,
    Column("position", BigInteger, primary_key=True, autoincrement=False),
    Column("source", String, nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("reason", String, nullable=False),
    Column("received", String, nullable=False),
    Column("resolved", BigInteger),
    Column("report", String, nullable=False),
    Column("why", String, nullable=False),
)
