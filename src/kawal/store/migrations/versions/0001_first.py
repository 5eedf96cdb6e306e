"""The first shape: log, head, sealed parts, blob keys, jobs, versions; credentials, sessions and invitations."""

from alembic import op
from sqlalchemy import BigInteger, Column, Integer, LargeBinary, String

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "entry",
        Column("position", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=False),
        Column("leaf", LargeBinary(32), nullable=False),
        Column("body", LargeBinary, nullable=False),
    )
    op.create_table(
        "head",
        Column("id", Integer, primary_key=True, autoincrement=False),
        Column("size", BigInteger, nullable=False),
        Column("edge", LargeBinary, nullable=False),
        Column("note", String, nullable=False),
        Column("marked_at", String, nullable=False),
    )
    op.create_table(
        "sealed",
        Column("position", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=False),
        Column("key", LargeBinary),
        Column("body", LargeBinary),
    )
    op.create_table(
        "blob",
        Column("sha256", String(64), primary_key=True),
        Column("size", BigInteger, nullable=False),
        Column("key", LargeBinary),
    )
    op.create_table(
        "job",
        Column("id", String(26), primary_key=True),
        Column("kind", String, nullable=False),
        Column("body", LargeBinary, nullable=False),
        Column("due", String, nullable=False),
        Column("attempts", Integer, nullable=False),
        Column("error", String, nullable=False),
    )
    op.create_table(
        "projection_version",
        Column("name", String, primary_key=True),
        Column("version", Integer, nullable=False),
    )
    op.create_table(
        "credential",
        Column("account", String, primary_key=True),
        Column("hash", String, nullable=False),
    )
    op.create_table(
        "session",
        Column("digest", String(64), primary_key=True),
        Column("account", String, nullable=False),
        Column("device", String, nullable=False),
        Column("created", String, nullable=False),
        Column("expires", String, nullable=False),
    )
    op.create_table(
        "invitation",
        Column("digest", String(64), primary_key=True),
        Column("account", String, nullable=False),
        Column("purpose", String, nullable=False),
        Column("expires", String, nullable=False),
    )
