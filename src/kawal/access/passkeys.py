"""Passkeys (W3C Web Authentication, level 3): made and used with a finger, a face or a PIN, so that one of them is
worth password and code. The node keeps the public half; `webauthn` checks what a browser brings."""

from collections.abc import Sequence
from datetime import datetime

import msgspec
from sqlalchemy import delete, insert, select
from sqlalchemy.engine import Connection

from kawal.access.tables import PASSKEY
from kawal.kernel.errors import NotPermitted
from kawal.kernel.language import msg

LONGEST_ANSWER = 20_000
"""Characters of what a browser brings: an attestation with certificates takes some thousands."""


class Site(msgspec.Struct, frozen=True):
    """Where a browser sees this node: its host name, to which passkeys are bound, and the whole origin."""

    host: str
    origin: str


class Passkey(msgspec.Struct, frozen=True):
    """A passkey as it is kept; `used` is empty until the first time."""

    id: str
    account: str
    name: str
    host: str
    public_key: bytes
    sign_count: int
    created: str
    used: str = ""


class PasskeyRefused(NotPermitted):
    """What a browser brought does not prove anything."""

    def __init__(self) -> None:
        super().__init__(msg("kunci sandi ini tidak diterima; coba lagi"))


def creation_options(
    site: Site, challenge: bytes, account: str, login: str, name: str, held: Sequence[Passkey]
) -> str:
    """What `navigator.credentials.create` is asked, as JSON: a discoverable key that checks its user."""
    import webauthn  # noqa: PLC0415  a quarter of a second, paid by who uses passkeys
    from webauthn.helpers import structs  # noqa: PLC0415

    options = webauthn.generate_registration_options(
        rp_id=site.host,
        rp_name="Kawal",
        user_id=account.encode(),
        user_name=login or account,
        user_display_name=name or account,
        challenge=challenge,
        authenticator_selection=structs.AuthenticatorSelectionCriteria(
            resident_key=structs.ResidentKeyRequirement.REQUIRED,
            user_verification=structs.UserVerificationRequirement.REQUIRED,
        ),
        exclude_credentials=[
            structs.PublicKeyCredentialDescriptor(id=webauthn.base64url_to_bytes(one.id)) for one in held
        ],
    )
    return webauthn.options_to_json(options)


def request_options(site: Site, challenge: bytes) -> str:
    """What `navigator.credentials.get` is asked, as JSON: any passkey of this site."""
    import webauthn  # noqa: PLC0415
    from webauthn.helpers import structs  # noqa: PLC0415

    required = structs.UserVerificationRequirement.REQUIRED
    options = webauthn.generate_authentication_options(
        rp_id=site.host, challenge=challenge, user_verification=required
    )
    return webauthn.options_to_json(options)


def created_passkey(site: Site, challenge: bytes, answer: str, account: str, name: str, now: datetime) -> Passkey:
    """The passkey of a browser's answer (JSON); raises PasskeyRefused unless it was made here, for this challenge."""
    import webauthn  # noqa: PLC0415
    from webauthn.helpers import bytes_to_base64url  # noqa: PLC0415

    try:
        made = webauthn.verify_registration_response(
            credential=answer,
            expected_challenge=challenge,
            expected_rp_id=site.host,
            expected_origin=site.origin,
            require_user_verification=True,
        )
    except Exception as error:  # the library lets through whatever its parsers raise on hostile bytes
        raise PasskeyRefused from error
    identity = bytes_to_base64url(made.credential_id)
    return Passkey(identity, account, name, site.host, made.credential_public_key, made.sign_count, now.isoformat())


def used_count(site: Site, challenge: bytes, answer: str, key: Passkey) -> int:
    """The sign count after a sign-in; raises PasskeyRefused unless this passkey signed this challenge here, later
    than the last time that it counted."""
    import webauthn  # noqa: PLC0415

    try:
        return webauthn.verify_authentication_response(
            credential=answer,
            expected_challenge=challenge,
            expected_rp_id=site.host,
            expected_origin=site.origin,
            credential_public_key=key.public_key,
            credential_current_sign_count=key.sign_count,
            require_user_verification=True,
        ).new_sign_count
    except Exception as error:
        raise PasskeyRefused from error


def save(connection: Connection, key: Passkey) -> None:
    """Keep a new passkey."""
    connection.execute(insert(PASSKEY).values(**msgspec.structs.asdict(key)))


def find(connection: Connection, identity: str) -> Passkey | None:
    """The passkey of this name."""
    row = connection.execute(select(PASSKEY).where(PASSKEY.c.id == identity)).mappings().first()
    return Passkey(**row) if row else None


def of_account(connection: Connection, account: str) -> list[Passkey]:
    """The passkeys of an account, the oldest first."""
    mine = select(PASSKEY).where(PASSKEY.c.account == account).order_by(PASSKEY.c.created, PASSKEY.c.id)
    return [Passkey(**row) for row in connection.execute(mine).mappings()]


def holders(connection: Connection) -> frozenset[str]:
    """The accounts that have a passkey."""
    return frozenset(connection.scalars(select(PASSKEY.c.account).distinct()))


def mark_used(connection: Connection, key: Passkey, sign_count: int, now: datetime) -> bool:
    """Note a sign-in; False when another one, or a removal, came between."""
    present = (PASSKEY.c.id == key.id) & (PASSKEY.c.sign_count == key.sign_count)
    values = {"sign_count": sign_count, "used": now.isoformat()}
    return connection.execute(PASSKEY.update().where(present).values(**values)).rowcount == 1


def drop(connection: Connection, account: str, identity: str) -> bool:
    """Forget a passkey of an account; False when it has no such one."""
    mine = (PASSKEY.c.id == identity) & (PASSKEY.c.account == account)
    return connection.execute(delete(PASSKEY).where(mine)).rowcount == 1
