"""Read tables of clocks; rebuilt from events."""

from sqlalchemy import BigInteger, Boolean, Column, Integer, MetaData, String, Table

METADATA = MetaData()

MOMENT = Table(
    "dispute_moment",
    METADATA,
    Column("position", BigInteger, primary_key=True, autoincrement=False),
    Column("event", String, nullable=False),
    Column("contest", String),
    Column("region", String, nullable=False),
    Column("at_ms", BigInteger, nullable=False),
    Column("reference", String, nullable=False),
    Column("length", Integer, nullable=False),
    Column("unit", String, nullable=False),
    Column("actor", String, nullable=False),
    Column("withdrawn", Boolean, nullable=False),
)
"""Every moment as recorded, corrected and withdrawn ones too."""
