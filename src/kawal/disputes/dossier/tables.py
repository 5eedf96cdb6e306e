"""Read tables of dossiers: what was released, which checkpoints were stamped, which entry enrolled each key, what
was said of each round."""

from sqlalchemy import BigInteger, Boolean, Column, Date, Integer, LargeBinary, MetaData, String, Table

METADATA = MetaData()

RELEASE = Table(
    "dossier_release",
    METADATA,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("position", BigInteger, nullable=False),
    Column("at", String, nullable=False),
    Column("actor", String, nullable=False),
    Column("body", LargeBinary, nullable=False),
)
STAMP = Table(
    "dossier_stamp",
    METADATA,
    Column("position", BigInteger, primary_key=True, autoincrement=False),
    Column("size", BigInteger, nullable=False),
    Column("note", String, nullable=False),
    Column("sha256", String(64), nullable=False),
)
"""Checkpoints that an authority outside has timestamped, with the blob of its reply."""
KEY = Table(
    "dossier_key",
    METADATA,
    Column("kid", String, primary_key=True),
    Column("position", BigInteger, primary_key=True, autoincrement=False),
)
"""Every enrolment of a signing key, so that a dossier can hold the one before each report."""
ROUND_SAID = Table(
    "dossier_round_said",
    METADATA,
    Column("position", BigInteger, primary_key=True, autoincrement=False),
    Column("round", BigInteger, nullable=False),
    Column("decree", String, nullable=False),
    Column("day", Date),
    Column("gone", Boolean, nullable=False),
    Column("at", String, nullable=False),
    Column("actor", String, nullable=False),
)
"""Every entry that said something of a round: ordered it, fixed its day or decree, took it back (`gone`); `round` is
the entry that ordered it."""
