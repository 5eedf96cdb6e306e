"""Read tables of gateways and chats; and, in no log, the secrets of gateways and parts of texts that wait.

Secrets and parts are not rebuilt: they stand among the tables that a migration shapes and a backup holds, sealed.
"""

from sqlalchemy import BigInteger, Boolean, Column, Index, Integer, LargeBinary, MetaData, String, Table

from kawal.store.tables import METADATA as KEPT

METADATA = MetaData()

GATE = Table(
    "gate",
    METADATA,
    Column("id", String, primary_key=True),
    Column("position", BigInteger, nullable=False),
    Column("adapter", String, nullable=False),
    Column("title", String, nullable=False),
    Column("opened", String, nullable=False),
    Column("closed", Boolean, nullable=False),
)
CHAT = Table(
    "chat",
    METADATA,
    Column("gate", String, primary_key=True),
    Column("account", String, primary_key=True),
    Column("chat", String, nullable=False),
    Column("position", BigInteger, nullable=False),
)
"""Which chat speaks for which account, through which gateway."""

GATE_SECRET = Table(
    "gate_secret",
    KEPT,
    Column("gate", String, primary_key=True),
    Column("key", LargeBinary, nullable=False),
    Column("body", LargeBinary, nullable=False),
)
TEXT_PART = Table(
    "text_part",
    KEPT,
    Column("id", String(64), primary_key=True),
    Column("joined", String(64), nullable=False),
    Column("number", Integer, nullable=False),
    Column("total", Integer, nullable=False),
    Column("received", String, nullable=False),
    Column("key", LargeBinary),
    Column("body", LargeBinary),
    Index("text_part_joined", "joined"),
)
"""Parts of longer messages, sealed; one whose message was kept has neither key nor body and stays for repeats."""
