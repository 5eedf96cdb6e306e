"""Second factors and recovery codes, passkeys, and how a session began."""

from alembic import op
from sqlalchemy import BigInteger, Column, Integer, LargeBinary, String

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    """Create the tables; sessions that are there began in no known way."""
    op.create_table(
        "code_factor",
        Column("account", String, primary_key=True),
        Column("key", LargeBinary, nullable=False),
        Column("body", LargeBinary, nullable=False),
        Column("step", BigInteger().with_variant(Integer, "sqlite"), nullable=False),
    )
    op.create_table(
        "recovery_code",
        Column("digest", String(64), primary_key=True),
        Column("account", String, nullable=False),
    )
    op.create_table(
        "passkey",
        Column("id", String, primary_key=True),
        Column("account", String, nullable=False),
        Column("name", String, nullable=False),
        Column("host", String, nullable=False),
        Column("public_key", LargeBinary, nullable=False),
        Column("sign_count", BigInteger().with_variant(Integer, "sqlite"), nullable=False),
        Column("created", String, nullable=False),
        Column("used", String, nullable=False),
    )
    op.add_column("session", Column("way", String, nullable=False, server_default=""))
    op.add_column("session", Column("browser", String, nullable=False, server_default=""))
