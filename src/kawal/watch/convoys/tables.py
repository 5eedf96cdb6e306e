"""Read tables of convoys; rebuilt from events."""

from sqlalchemy import BigInteger, Column, Integer, LargeBinary, MetaData, String, Table

METADATA = MetaData()

CONVOY = Table(
    "convoy",
    METADATA,
    Column("id", String, primary_key=True),
    Column("position", BigInteger, nullable=False),
    Column("plan", LargeBinary, nullable=False),
)
"""The newest plan of each convoy, with its lots, as JSON."""

CONVOY_STEP = Table(
    "convoy_step",
    METADATA,
    Column("position", BigInteger, primary_key=True, autoincrement=False),
    Column("convoy", String, nullable=False, index=True),
    Column("step", String, nullable=False),
    Column("at_ms", BigInteger, nullable=False),
    Column("arrives_ms", BigInteger, nullable=False),
    Column("reason", String),
    Column("actor", String, nullable=False),
)

LOT_HANDED = Table(
    "lot_handed",
    METADATA,
    Column("convoy", String, primary_key=True),
    Column("lot", String, primary_key=True),
    Column("position", BigInteger, nullable=False),
    Column("at_ms", BigInteger, nullable=False),
    Column("got", Integer, nullable=False),
    Column("receiver", String, nullable=False),
    Column("actor", String, nullable=False),
)
"""The newest count of each lot at the end of each convoy."""
