"""Read tables of the watch."""

from sqlalchemy import BigInteger, Column, MetaData, String, Table

METADATA = MetaData()

CALL = Table(
    "call",
    METADATA,
    Column("position", BigInteger, primary_key=True, autoincrement=False),
    Column("region", String, nullable=False),
    Column("person", String, nullable=False),
    Column("outcome", String, nullable=False),
    Column("at", String, nullable=False),
    Column("actor", String, nullable=False),
)
