"""The tables that cannot be rebuilt: the log and its head, what is sealed beside it, jobs, versions of read tables.

Their shape is changed only by a migration (`store.migrations`).
"""

from sqlalchemy import BigInteger, Column, Integer, LargeBinary, MetaData, String, Table

METADATA = MetaData()

ENTRY = Table(
    "entry",
    METADATA,
    Column("position", BigInteger, primary_key=True, autoincrement=False),
    Column("leaf", LargeBinary(32), nullable=False),
    Column("body", LargeBinary, nullable=False),
)
"""The log: its entries with their leaf hashes, in their order."""

HEAD = Table(
    "head",
    METADATA,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("size", BigInteger, nullable=False),
    Column("edge", LargeBinary, nullable=False),
    Column("note", String, nullable=False),
    Column("marked_at", String, nullable=False),
)
"""One row: the newest signed checkpoint, the right edge of its tree, the moment of the newest node event."""

SEALED = Table(
    "sealed",
    METADATA,
    Column("position", BigInteger, primary_key=True, autoincrement=False),
    Column("key", LargeBinary),
    Column("body", LargeBinary),
)
"""Private parts by entry, encrypted; an erased one has neither key nor body, the row remains."""

BLOB = Table(
    "blob",
    METADATA,
    Column("sha256", String(64), primary_key=True),
    Column("size", BigInteger, nullable=False),
    Column("key", LargeBinary),
)
"""Keys of the encrypted blobs, which stand in the blob store under the SHA-256 of what they hold."""

JOB = Table(
    "job",
    METADATA,
    Column("id", String(26), primary_key=True),
    Column("kind", String, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("due", String, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("error", String, nullable=False),
)
"""Work that a decision asked for and that is not done yet."""

PROJECTION_VERSION = Table(
    "projection_version",
    METADATA,
    Column("name", String, primary_key=True),
    Column("version", Integer, nullable=False),
)


def kept_tables() -> tuple[Table, ...]:
    """The tables that a backup holds: everything that cannot be rebuilt."""
    return tuple(table for table in METADATA.sorted_tables if table is not PROJECTION_VERSION)
