"""Read tables of grounds; rebuilt from events."""

from sqlalchemy import BigInteger, Boolean, Column, Integer, LargeBinary, MetaData, String, Table

METADATA = MetaData()

GROUND = Table(
    "ground",
    METADATA,
    Column("position", BigInteger, primary_key=True, autoincrement=False),
    Column("rule", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("station", String, nullable=False, index=True),
    Column("contest", String),
    Column("round", Integer, nullable=False),
    Column("entries", LargeBinary, nullable=False),
    Column("actor", String, nullable=False),
    Column("at", String, nullable=False),
)

GROUND_STEP = Table(
    "ground_step",
    METADATA,
    Column("position", BigInteger, primary_key=True, autoincrement=False),
    Column("ground", BigInteger, nullable=False, index=True),
    Column("stage", String, nullable=False),
    Column("outcome", String, nullable=False),
    Column("decree", String, nullable=False),
    Column("decided_on", String, nullable=False),
    Column("contests", LargeBinary, nullable=False),
    Column("left", LargeBinary, nullable=False),
    Column("corrects", BigInteger, nullable=False),
    Column("actor", String, nullable=False),
    Column("at", String, nullable=False),
)

GROUND_MARK = Table(
    "ground_mark",
    METADATA,
    Column("position", BigInteger, primary_key=True, autoincrement=False),
    Column("ground", BigInteger, nullable=False, index=True),
    Column("exhibit", String, nullable=False),
    Column("present", Boolean, nullable=False),
    Column("entry", BigInteger, nullable=False),
    Column("holder", String, nullable=False),
    Column("pages", Integer, nullable=False),
    Column("seal", String, nullable=False),
    Column("actor", String, nullable=False),
    Column("at", String, nullable=False),
)

OBJECTION_ANSWER = Table(
    "objection_answer",
    METADATA,
    Column("position", BigInteger, primary_key=True, autoincrement=False),
    Column("objection", BigInteger, nullable=False, index=True),
    Column("level", String, nullable=False),
    Column("answer", String, nullable=False),
    Column("held_on", String, nullable=False),
    Column("minutes", String, nullable=False),
    Column("corrects", BigInteger, nullable=False),
    Column("actor", String, nullable=False),
    Column("at", String, nullable=False),
)
