"""Gateways: their secrets, and parts of texts that wait for the others."""

from alembic import op
from sqlalchemy import Column, Integer, LargeBinary, String

revision = "0011"
down_revision = "0001"


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "gate_secret",
        Column("gate", String, primary_key=True),
        Column("key", LargeBinary, nullable=False),
        Column("body", LargeBinary, nullable=False),
    )
    op.create_table(
        "text_part",
        Column("id", String(64), primary_key=True),
        Column("joined", String(64), nullable=False),
        Column("number", Integer, nullable=False),
        Column("total", Integer, nullable=False),
        Column("received", String, nullable=False),
        Column("key", LargeBinary),
        Column("body", LargeBinary),
    )
    op.create_index("text_part_joined", "text_part", ["joined"])
