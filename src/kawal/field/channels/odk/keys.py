"""Keys of ODK clients: made by the node, shown once, kept as a digest and, sealed, as what digest authentication
needs. One key is both the password beside a login and the secret part of an address."""

import base64
import hashlib
import secrets
import zlib

import msgspec
from sqlalchemy import delete, select
from sqlalchemy.engine import Connection

from kawal.field.channels.odk.digest import ha1_of
from kawal.field.channels.odk.tables import HOLDER, ODK_KEY
from kawal.store.dialect import put
from kawal.store.sealing import Sealer

ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
"""No letter that is taken for another one when it is typed by hand."""
GROUPS, IN_GROUP = 5, 4
"""Twenty of 31 letters: 99 bits."""


def new_key() -> str:
    """A random key in groups, as it is shown and typed."""
    return "-".join("".join(secrets.choice(ALPHABET) for _ in range(IN_GROUP)) for _ in range(GROUPS))


def save_key(connection: Connection, sealer: Sealer, account: str, login: str, secret: str) -> None:
    """Keep a key in the place of the account's older one."""
    key, body = sealer.seal(_place(account), ha1_of(login, secret).encode())
    values = {"digest": _digest(secret), "key": key, "body": body}
    row = put(connection, ODK_KEY).values(account=account, **values)
    connection.execute(row.on_conflict_do_update(index_elements=["account"], set_=values))


def drop_key(connection: Connection, account: str) -> None:
    """Forget a key."""
    connection.execute(delete(ODK_KEY).where(ODK_KEY.c.account == account))


def account_of_key(connection: Connection, secret: str) -> str:
    """The account whose key this is; empty for an unknown one."""
    return connection.scalar(select(ODK_KEY.c.account).where(ODK_KEY.c.digest == _digest(secret))) or ""


def ha1_of_account(connection: Connection, sealer: Sealer, account: str) -> str:
    """H(user:realm:password) of an account; empty when it has no key."""
    row = connection.execute(select(ODK_KEY).where(ODK_KEY.c.account == account)).first()
    return sealer.open(_place(account), bytes(row.key), bytes(row.body)).decode() if row else ""


def holders(connection: Connection) -> dict[str, str]:
    """When each account that has a key got it (ISO 8601 UTC)."""
    return {row.account: row.made for row in connection.execute(select(HOLDER).order_by(HOLDER.c.position))}


def settings_code(server: str, login: str, secret: str, name: str) -> str:
    """What ODK Collect scans to be set up at once: its settings as JSON, deflated, in base64."""
    general = {"protocol": "odk_default", "server_url": server, "username": login, "password": secret}
    settings = {"general": general, "admin": {}, "project": {"name": name}}
    return base64.b64encode(zlib.compress(msgspec.json.encode(settings))).decode()


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def _place(account: str) -> str:
    return f"odk key {account}"
