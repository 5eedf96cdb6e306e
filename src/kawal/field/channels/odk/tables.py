"""Read tables of ODK clients; and, in no log, their keys and the files of submissions that are not complete yet."""

from sqlalchemy import BigInteger, Column, Index, LargeBinary, MetaData, String, Table

from kawal.store.tables import METADATA as KEPT

METADATA = MetaData()

HOLDER = Table(
    "odk_holder",
    METADATA,
    Column("account", String, primary_key=True),
    Column("position", BigInteger, nullable=False),
    Column("made", String, nullable=False),
)
"""Which accounts have a key."""

REPLACED = Table(
    "replaced_report",
    METADATA,
    Column("report", String(36), primary_key=True),
    Column("replaces", String(36), nullable=False),
    Column("position", BigInteger, nullable=False),
    Index("replaced_report_replaces", "replaces"),
)
"""Which report says anew what another one said."""

ODK_KEY = Table(
    "odk_key",
    KEPT,
    Column("account", String, primary_key=True),
    Column("digest", String(64), nullable=False),
    Column("key", LargeBinary, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Index("odk_key_digest", "digest"),
)
"""The SHA-256 of a key, by which it is found in an address; and, sealed, what digest authentication needs of it."""

ODK_PART = Table(
    "odk_part",
    KEPT,
    Column("id", String(64), primary_key=True),
    Column("instance", String(64), nullable=False),
    Column("account", String, nullable=False),
    Column("received", String, nullable=False),
    Column("key", LargeBinary, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Index("odk_part_instance", "instance"),
)
"""Files of submissions that wait for others, sealed; gone when the report is made."""
