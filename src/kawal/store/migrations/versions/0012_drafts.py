"""Drafts of pasted and uploaded chats."""

from alembic import op
from sqlalchemy import Column, LargeBinary, String

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        "draft",
        Column("id", String(36), primary_key=True),
        Column("account", String, nullable=False),
        Column("created", String, nullable=False),
        Column("key", LargeBinary, nullable=False),
        Column("body", LargeBinary, nullable=False),
    )
