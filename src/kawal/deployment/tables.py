"""Read tables of plans and locks; rebuilt from events."""

from sqlalchemy import Column, Integer, LargeBinary, MetaData, String, Table

METADATA = MetaData()

PLAN = Table(
    "plan",
    METADATA,
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("body", LargeBinary, nullable=False),
)
POST_LOCK = Table(
    "post_lock",
    METADATA,
    Column("station", String(13), primary_key=True),
    Column("guards", Integer, nullable=False),
    Column("reason", String, nullable=False),
)
