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
    Column("channel", String, nullable=False),
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
KIND = Table(
    "report_kind",
    METADATA,
    Column("id", String, primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("position", BigInteger, nullable=False),
    Column("body", LargeBinary, nullable=False),
)
"""Kinds that this node published itself, beside those that come with Kawal."""

RETIRED_KIND = Table("retired_kind", METADATA, Column("id", String, primary_key=True))

LINE = Table(
    "line",
    METADATA,
    Column("position", BigInteger, primary_key=True, autoincrement=False),
    Column("id", String(36), nullable=False, unique=True),
    Column("gate", String, nullable=False),
    Column("state", String, nullable=False),
    Column("asks", String, nullable=False),
    Column("at_ms", BigInteger, nullable=False),
    Column("received", String, nullable=False),
    Column("account", String, nullable=False),
    Column("assurance", String, nullable=False),
    Column("person", String, nullable=False),
    Column("role", String, nullable=False),
    Column("place", String, nullable=False),
    Column("sheet", String, nullable=False),
    Column("re", String, nullable=False),
    Column("facts", LargeBinary, nullable=False),
    Column("closed_by", BigInteger),
    Column("void", Boolean, nullable=False),
)
"""Words from every door. `closed_by` is the line that answered, corrected or dropped it; a corrected one is void."""

LINE_KEY = Table(
    "line_key",
    METADATA,
    Column("key", String(64), primary_key=True),
    Column("position", BigInteger, nullable=False),
)
"""What the doors call their messages, as digests: a second delivery is found here."""

OUTGOING = Table(
    "outgoing",
    METADATA,
    Column("id", String(36), primary_key=True),
    Column("position", BigInteger, nullable=False),
    Column("gate", String, nullable=False),
    Column("re", String, nullable=False),
    Column("queued", String, nullable=False),
    Column("state", String, nullable=False),
    Column("name", String, nullable=False),
    Column("reason", String, nullable=False),
    Index("outgoing_name", "gate", "name"),
)
"""Words on their way out: queued, sent, delivered, failed; to whom and what is sealed under the entry `position`."""

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
    Column("words", String, nullable=False),
    Column("photos", String, nullable=False),
)
"""`photos` are digests with spaces between them; `reason` is a `Reason` as JSON; `why` one of the fixed reasons,
`words` a clerk's own ones from an older log."""
