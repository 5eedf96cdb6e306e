"""Codes of an authenticator app (TOTP, RFC 6238) and the recovery codes for who has lost it."""

import hmac
import secrets
from collections.abc import Sequence
from datetime import datetime

import pyotp
from sqlalchemy import delete, func, insert, select
from sqlalchemy.engine import Connection

from kawal.access.tables import CODE_FACTOR, RECOVERY_CODE
from kawal.store.dialect import put
from kawal.store.sealing import Sealer

WINDOW = 1
"""A code is taken one time step (30 s) early or late: clocks of phones go wrong."""
RECOVERY_CODES = 10
ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
"""No letter that is taken for another one when it is typed from paper."""
GROUPS, IN_GROUP = 2, 6
"""Twelve of 31 letters: 59 bits, hashed under the folder's key."""


def new_secret() -> str:
    """A random secret of 160 bits in base32, as apps take it (RFC 4226, section 4)."""
    return pyotp.random_base32()


def setup_address(secret: str, login: str, institution: str) -> str:
    """The `otpauth:` address that an app reads from a QR code."""
    return pyotp.TOTP(secret).provisioning_uri(name=login, issuer_name=institution)


def step_of(secret: str, code: str, now: datetime) -> int | None:
    """The time step whose code this is, within the window around `now`; None for any other code."""
    app = pyotp.TOTP(secret)
    present = app.timecode(now)
    given = "".join(code.split()).encode()
    steps = range(present - WINDOW, present + WINDOW + 1)
    return next((step for step in steps if hmac.compare_digest(app.generate_otp(step).encode(), given)), None)


def save_secret(connection: Connection, sealer: Sealer, account: str, secret: str, step: int) -> None:
    """Keep the secret of an account in the place of an older one; `step` is that of the code that proved it."""
    key, body = sealer.seal(_place(account), secret.encode())
    values = {"key": key, "body": body, "step": step}
    row = put(connection, CODE_FACTOR).values(account=account, **values)
    connection.execute(row.on_conflict_do_update(index_elements=["account"], set_=values))


def drop_secret(connection: Connection, account: str) -> None:
    """Forget secret and recovery codes of an account."""
    connection.execute(delete(CODE_FACTOR).where(CODE_FACTOR.c.account == account))
    connection.execute(delete(RECOVERY_CODE).where(RECOVERY_CODE.c.account == account))


def holders(connection: Connection) -> frozenset[str]:
    """The accounts that have set up an app."""
    return frozenset(connection.scalars(select(CODE_FACTOR.c.account)))


def use_code(connection: Connection, sealer: Sealer, account: str, code: str, now: datetime) -> bool:
    """Whether this is a code of the account's app that was not used before; it is used up then, with all older."""
    row = connection.execute(select(CODE_FACTOR).where(CODE_FACTOR.c.account == account)).first()
    secret = sealer.open(_place(account), bytes(row.key), bytes(row.body)).decode() if row else new_secret()
    step = step_of(secret, code, now)
    if row is None or step is None:
        return False
    unused = (CODE_FACTOR.c.account == account) & (CODE_FACTOR.c.step < step)  # one statement: two at once, one wins
    return connection.execute(CODE_FACTOR.update().where(unused).values(step=step)).rowcount == 1


def new_recovery_codes() -> Sequence[str]:
    """Ten random codes in groups, as they are shown and typed."""
    return [
        "-".join("".join(secrets.choice(ALPHABET) for _ in range(IN_GROUP)) for _ in range(GROUPS))
        for _ in range(RECOVERY_CODES)
    ]


def save_recovery_codes(connection: Connection, sealer: Sealer, account: str, made: Sequence[str]) -> None:
    """Keep codes in the place of all older ones."""
    connection.execute(delete(RECOVERY_CODE).where(RECOVERY_CODE.c.account == account))
    connection.execute(
        insert(RECOVERY_CODE), [{"digest": _digest(sealer, account, code), "account": account} for code in made]
    )


def use_recovery_code(connection: Connection, sealer: Sealer, account: str, code: str) -> bool:
    """Whether this is a recovery code of the account that was not used before; it is used up then."""
    mine = (RECOVERY_CODE.c.account == account) & (RECOVERY_CODE.c.digest == _digest(sealer, account, code))
    return connection.execute(delete(RECOVERY_CODE).where(mine)).rowcount == 1


def recovery_codes_left(connection: Connection, account: str) -> int:
    """How many recovery codes of an account are unused."""
    mine = select(func.count()).select_from(RECOVERY_CODE).where(RECOVERY_CODE.c.account == account)
    return connection.scalar(mine) or 0


def _digest(sealer: Sealer, account: str, code: str) -> str:
    plain = "".join(letter for letter in code.lower() if letter in ALPHABET)
    return sealer.digest(f"recovery code {account}", plain)


def _place(account: str) -> str:
    return f"second factor {account}"
