"""Read tables of the threshold; rebuilt from events."""

from sqlalchemy import BigInteger, Boolean, Column, Date, Index, Integer, LargeBinary, MetaData, String, Table

METADATA = MetaData()

ANNOUNCED = Table(
    "dispute_announced",
    METADATA,
    Column("position", BigInteger, primary_key=True, autoincrement=False),
    Column("contest", String, nullable=False),
    Column("region", String, nullable=False),
    Column("round", Integer, nullable=False),
    Column("source", String, nullable=False),
    Column("at_ms", BigInteger, nullable=False),
    Column("place", String, nullable=False),
    Column("reference", String, nullable=False),
    Column("numbers", LargeBinary, nullable=False),
    Column("actor", String, nullable=False),
    Column("withdrawn", Boolean, nullable=False),
    Index("dispute_announced_of", "contest", "region"),
)
"""Every announcement as recorded, corrected and withdrawn ones too."""

POPULATION = Table(
    "dispute_population",
    METADATA,
    Column("position", BigInteger, primary_key=True, autoincrement=False),
    Column("region", String, nullable=False),
    Column("people", BigInteger, nullable=False),
    Column("source", String, nullable=False),
    Column("as_of", Date, nullable=False),
    Column("actor", String, nullable=False),
    Column("withdrawn", Boolean, nullable=False),
)
"""Every population as recorded, corrected and withdrawn ones too."""
