"""Read tables of accounts and devices, rebuilt from the log; and the secrets, which are in no log.

Secrets are not rebuilt: they stand among the tables that a migration shapes and a backup holds (`store.tables`).
"""

from sqlalchemy import BigInteger, Boolean, Column, Integer, LargeBinary, MetaData, String, Table

from kawal.store.tables import METADATA as KEPT

METADATA = MetaData()

FOUNDING = Table(
    "founding",
    METADATA,
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("body", String, nullable=False),
)
ACCOUNT = Table(
    "account",
    METADATA,
    Column("id", String, primary_key=True),
    Column("position", Integer, nullable=False),
    Column("login", String, nullable=False),
    Column("name", String, nullable=False),
    Column("person", String, nullable=False),
    Column("closed", Boolean, nullable=False),
)
GRANT = Table(
    "role_grant",
    METADATA,
    Column("account", String, primary_key=True),
    Column("role", String, primary_key=True),
    Column("agency", String, primary_key=True),
    Column("region", String, primary_key=True),
)
FACTOR_WANTED = Table(
    "factor_wanted",
    METADATA,
    Column("role", String, primary_key=True),
    Column("wanted", String, nullable=False),
)
"""What was decided about second factors, for the roles of which something was."""
DEVICE = Table(
    "device",
    METADATA,
    Column("kid", String, primary_key=True),
    Column("account", String, nullable=False),
    Column("public_key", String, nullable=False),
    Column("enrolled_at", String, nullable=False),
    Column("revoked", Boolean, nullable=False),
)

CREDENTIAL = Table(
    "credential", KEPT, Column("account", String, primary_key=True), Column("hash", String, nullable=False)
)
SESSION = Table(
    "session",
    KEPT,
    Column("digest", String(64), primary_key=True),
    Column("account", String, nullable=False),
    Column("device", String, nullable=False),
    Column("created", String, nullable=False),
    Column("expires", String, nullable=False),
    Column("way", String, nullable=False, server_default=""),
    Column("browser", String, nullable=False, server_default=""),
)
"""Who has come in, in which way (`secrets.Way`) and with which browser; both empty for an older session."""
INVITATION = Table(
    "invitation",
    KEPT,
    Column("digest", String(64), primary_key=True),
    Column("account", String, nullable=False),
    Column("purpose", String, nullable=False),
    Column("expires", String, nullable=False),
)
CODE_FACTOR = Table(
    "code_factor",
    KEPT,
    Column("account", String, primary_key=True),
    Column("key", LargeBinary, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("step", BigInteger, nullable=False),
)
"""The secret of an authenticator app, sealed, and the newest time step whose code was used."""
RECOVERY_CODE = Table(
    "recovery_code",
    KEPT,
    Column("digest", String(64), primary_key=True),
    Column("account", String, nullable=False),
)
"""Codes for who has lost that app, as a hash under the folder's key; a used one is gone."""
PASSKEY = Table(
    "passkey",
    KEPT,
    Column("id", String, primary_key=True),
    Column("account", String, nullable=False),
    Column("name", String, nullable=False),
    Column("host", String, nullable=False),
    Column("public_key", LargeBinary, nullable=False),
    Column("sign_count", BigInteger, nullable=False),
    Column("created", String, nullable=False),
    Column("used", String, nullable=False),
)
"""Passkeys (WebAuthn) with the host name at which they work; the private half never leaves its device."""
