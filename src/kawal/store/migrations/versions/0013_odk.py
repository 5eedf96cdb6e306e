"""Clients of OpenRosa: their keys, and files of submissions that are not complete yet."""

from alembic import op
from sqlalchemy import Column, LargeBinary, String

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "odk_key",
        Column("account", String, primary_key=True),
        Column("digest", String(64), nullable=False),
        Column("key", LargeBinary, nullable=False),
        Column("body", LargeBinary, nullable=False),
    )
    op.create_index("odk_key_digest", "odk_key", ["digest"])
    op.create_table(
        "odk_part",
        Column("id", String(64), primary_key=True),
        Column("instance", String(64), nullable=False),
        Column("account", String, nullable=False),
        Column("received", String, nullable=False),
        Column("key", LargeBinary, nullable=False),
        Column("body", LargeBinary, nullable=False),
    )
    op.create_index("odk_part_instance", "odk_part", ["instance"])
