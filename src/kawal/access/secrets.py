"""Passwords, sessions and one-time links. Tokens are random, kept as their SHA-256 only, and never logged."""

import hashlib
import secrets
from datetime import datetime, timedelta
from functools import cache
from typing import Any, Literal

import msgspec
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError
from sqlalchemy import Row, delete, insert, select
from sqlalchemy.engine import Connection

from kawal.access.tables import CREDENTIAL, INVITATION, SESSION
from kawal.kernel.errors import Rejected
from kawal.kernel.language import msg
from kawal.store.dialect import put

Way = Literal["password", "code", "passkey", "link", "device", "provider", "provider_factor"]
"""How a session began: a password, a password with a second code, a passkey, a one-tap link, an enrolled phone,
an identity provider, without or with a second factor that it has seen."""
Purpose = Literal["password", "device", "session", "telegram"]
"""A link lets someone choose a password, enrol a phone, come in with one tap, or bind a chat."""
SESSION_HOURS, DEVICE_SESSION_DAYS = 14, 40
LINK_HOURS: dict[Purpose, int] = {"password": 72, "device": 72, "session": 24, "telegram": 72}
USED = "used:"
"""A device link that a key has used names that key, until it expires."""
SHORTEST_PASSWORD, LONGEST_PASSWORD = 10, 200
TOKEN_BYTES = 24


class Session(msgspec.Struct, frozen=True):
    """Someone who has come in."""

    account: str
    device: str
    digest: str
    created: datetime
    way: str = ""
    browser: str = ""


def set_password(connection: Connection, account: str, password: str) -> None:
    """Keep the argon2id hash of a password and end all sessions; raises Rejected when it is too short or long."""
    if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
        expected = msg("%(short)s sampai %(long)s huruf", short=SHORTEST_PASSWORD, long=LONGEST_PASSWORD)
        raise Rejected(msg("kata sandi"), expected, msg("%(n)s huruf", n=len(password)))
    values = {"hash": _hasher().hash(password)}
    row = put(connection, CREDENTIAL).values(account=account, **values)
    connection.execute(row.on_conflict_do_update(index_elements=["account"], set_=values))
    end_sessions(connection, account)


def has_password(connection: Connection, account: str) -> bool:
    """Whether someone has chosen a password for this account."""
    return connection.execute(select(CREDENTIAL.c.account).where(CREDENTIAL.c.account == account)).first() is not None


def password_matches(connection: Connection, account: str | None, password: str) -> bool:
    """Whether the password is this account's; takes as long when there is no such account."""
    stored = connection.scalar(select(CREDENTIAL.c.hash).where(CREDENTIAL.c.account == (account or "")))
    try:
        _hasher().verify(stored or _nobody(), password[:LONGEST_PASSWORD])
    except (VerifyMismatchError, InvalidHashError):
        return False
    return stored is not None


def begin_session(
    connection: Connection, account: str, now: datetime, way: Way, browser: str = "", device: str = ""
) -> str:
    """The token of a new session."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    lasts = timedelta(days=DEVICE_SESSION_DAYS) if device else timedelta(hours=SESSION_HOURS)
    connection.execute(delete(SESSION).where(SESSION.c.expires < now.isoformat()))
    connection.execute(
        insert(SESSION).values(
            digest=_digest(token),
            account=account,
            device=device,
            created=now.isoformat(),
            expires=(now + lasts).isoformat(),
            way=way,
            browser=browser,
        )
    )
    return token


def find_session(connection: Connection, token: str, now: datetime) -> Session | None:
    """The session of a token, None when it is unknown or over."""
    row = connection.execute(select(SESSION).where(SESSION.c.digest == _digest(token))).first()
    if row is None or row.expires < now.isoformat():
        return None
    return _session(row)


def sessions_of(connection: Connection, account: str, now: datetime) -> list[Session]:
    """The sessions of an account that are not over, the newest first."""
    lasting = select(SESSION).where(SESSION.c.account == account, SESSION.c.expires >= now.isoformat())
    return [_session(row) for row in connection.execute(lasting.order_by(SESSION.c.created.desc(), SESSION.c.digest))]


def end_one_session(connection: Connection, account: str, digest: str) -> None:
    """End one session of an account, by its digest; nothing happens for another account's."""
    connection.execute(delete(SESSION).where(SESSION.c.account == account, SESSION.c.digest == digest))


def end_session(connection: Connection, token: str) -> None:
    """Sign out."""
    connection.execute(delete(SESSION).where(SESSION.c.digest == _digest(token)))


def end_sessions(connection: Connection, account: str) -> None:
    """Sign an account out everywhere."""
    connection.execute(delete(SESSION).where(SESSION.c.account == account))


def make_link(connection: Connection, account: str, purpose: Purpose, now: datetime) -> str:
    """The token of a link that works once; an older one of the same purpose stops working."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    connection.execute(delete(INVITATION).where(INVITATION.c.account == account, INVITATION.c.purpose == purpose))
    connection.execute(
        insert(INVITATION).values(
            digest=_digest(token),
            account=account,
            purpose=purpose,
            expires=(now + timedelta(hours=LINK_HOURS[purpose])).isoformat(),
        )
    )
    return token


def look_at_link(connection: Connection, token: str, now: datetime) -> tuple[str, Purpose] | None:
    """(account, purpose) of a link that still works."""
    row = connection.execute(select(INVITATION).where(INVITATION.c.digest == _digest(token))).first()
    works = row is not None and row.expires >= now.isoformat() and not row.purpose.startswith(USED)
    return (row.account, row.purpose) if row is not None and works else None


def use_device_link(connection: Connection, token: str, kid: str, now: datetime) -> str | None:
    """The account of a device link, used up by this key; the same key may come again, as after a lost reply."""
    row = connection.execute(select(INVITATION).where(INVITATION.c.digest == _digest(token))).first()
    used = f"{USED}{kid}"
    if row is None or row.expires < now.isoformat() or row.purpose not in ("device", used):
        return None
    connection.execute(INVITATION.update().where(INVITATION.c.digest == row.digest).values(purpose=used))
    account: str = row.account
    return account


def use_link(connection: Connection, token: str, purpose: Purpose, now: datetime) -> str | None:
    """The account of a link, which is used up; None when it does not work (any more) for this purpose."""
    found = look_at_link(connection, token, now)
    if found is None or found[1] != purpose:
        return None
    connection.execute(delete(INVITATION).where(INVITATION.c.digest == _digest(token)))
    return found[0]


def _session(row: Row[Any]) -> Session:
    began = datetime.fromisoformat(row.created)
    return Session(row.account, row.device, row.digest, began, row.way, row.browser)


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


@cache
def _hasher() -> PasswordHasher:
    return PasswordHasher(parallelism=1)  # argon2id, RFC 9106's low memory, on one core: the others serve pages


@cache
def _nobody() -> str:
    return _hasher().hash(secrets.token_urlsafe(TOKEN_BYTES))
