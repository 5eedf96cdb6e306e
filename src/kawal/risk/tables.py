"""Read tables of measures; rebuilt from events."""

from sqlalchemy import Column, MetaData, String, Table

METADATA = MetaData()

MEASURE = Table(
    "measure",
    METADATA,
    Column("place", String, primary_key=True),
    Column("indicator", String, primary_key=True),
    Column("agency", String, primary_key=True),
    Column("state", String, nullable=False),
    Column("day", String, nullable=False),
    Column("note", String, nullable=False),
)
