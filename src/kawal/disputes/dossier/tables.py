"""Read tables of dossiers: what was released, and which entry enrolled each key."""

from sqlalchemy import BigInteger, Column, Integer, LargeBinary, MetaData, String, Table

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
KEY = Table(
    "dossier_key",
    METADATA,
    Column("kid", String, primary_key=True),
    Column("position", BigInteger, primary_key=True, autoincrement=False),
)
"""Every enrolment of a signing key, so that a dossier can hold the one before each report."""
