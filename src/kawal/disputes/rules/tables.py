"""Read tables of what reports say that a rule can ask for."""

from sqlalchemy import BigInteger, Column, Index, Integer, MetaData, String, Table

METADATA = MetaData()

TOLD = Table(
    "rules_told",
    METADATA,
    Column("position", BigInteger, primary_key=True, autoincrement=False),
    Column("place", String(13), primary_key=True),
    Column("name", String, primary_key=True),
    Column("contest", String, nullable=False),
    Column("round", Integer, nullable=False),
    Column("number", BigInteger, nullable=False),
    Column("report", String(36), nullable=False),
    Column("at_ms", BigInteger, nullable=False),
    Column("assurance", String, nullable=False),
    Column("voided", BigInteger, index=True),
    Index("rules_told_place", "place"),
    Index("rules_told_report", "report"),
)
"""One fact, or moment, that one entry tells of a place; `contest` is "" for all, `voided` the entry that
corrected or replaced the report, None while it stands."""
