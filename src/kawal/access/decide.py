"""Commands and present rows -> events, for accounts, rights and devices (pure)."""

from kawal.access.events import (
    AccountClosed,
    AccountOpened,
    DeviceEnrolled,
    DeviceRevoked,
    RoleGranted,
    RoleRevoked,
    SecondFactorWanted,
)
from kawal.access.model import Account, Directory, Grant
from kawal.access.project import Identity
from kawal.access.roles import OFFICE_ROLES, Role, Wanted
from kawal.election.regions.indonesia import known_region
from kawal.kernel.canonical import canonical
from kawal.kernel.errors import Conflict, Rejected
from kawal.kernel.language import msg
from kawal.record.jws import public_key, thumbprint, unb64url
from kawal.store.events import Decision, Event, Sealed

MOST_NAME = 80


def open_account(
    directory: Directory, account: str, identity: Identity, grants: tuple[Grant, ...], person: str = ""
) -> Decision:
    """Open an account with its roles; raises Conflict for a login that is taken and Rejected for an unfit one."""
    login = identity.login
    if not (3 <= len(login) <= MOST_NAME and login.isascii() and login.replace("-", "").replace(".", "").isalnum()):
        raise Rejected(msg("nama masuk"), msg("3 sampai 80 huruf, angka, titik atau tanda hubung"), login)
    if not 1 <= len(identity.name.strip()) <= MOST_NAME:
        raise Rejected(msg("nama"), msg("1 sampai 80 huruf"), identity.name)
    if directory.by_login(login):
        raise Conflict(msg("nama masuk %(login)s sudah dipakai", login=login))
    opened = Sealed(AccountOpened(account=account, person=person), canonical(identity))
    return Decision((opened, *(_granted(account, checked_grant(grant)) for grant in grants)))


def close_account(directory: Directory, account: str) -> Decision:
    """Close an account; nothing happens when it is closed."""
    found = known(directory, account)
    if found.closed:
        return Decision()
    if "administrator" in found.roles and not _other_administrator(directory, account):
        raise Conflict(msg("pengelola akun terakhir tidak dapat ditutup"))
    return Decision((AccountClosed(account=account),))


def grant_role(directory: Directory, account: str, grant: Grant) -> Decision:
    """Give a role; nothing happens when the account has it."""
    found = known(directory, account)
    grant = checked_grant(grant)
    return Decision() if grant in found.grants else Decision((_granted(account, grant),))


def revoke_role(directory: Directory, account: str, grant: Grant) -> Decision:
    """Take a role away; nothing happens when the account does not have it.

    Raises Conflict for the role of the last administrator.
    """
    found = known(directory, account)
    if grant not in found.grants:
        return Decision()
    left = [one.role for one in found.grants if one != grant]
    last = grant.role == "administrator" and "administrator" not in left and not found.closed
    if last and not _other_administrator(directory, account):
        raise Conflict(msg("hak pengelola akun terakhir tidak dapat dicabut"))
    revoked: Event = RoleRevoked(account=account, role=grant.role, agency=grant.agency, region=grant.region)
    return Decision((revoked,))


def _other_administrator(directory: Directory, account: str) -> bool:
    """Whether someone else could still let people in: nobody can open accounts from outside."""
    others = (one for one in directory.accounts.values() if one.id != account and not one.closed)
    return any("administrator" in one.roles for one in others)


def want_factor(directory: Directory, role: Role, wanted: Wanted) -> Decision:
    """Want a second factor of a role, or not; nothing happens when it is so. Raises Rejected for a role of the field,
    whose people come in by the link of their phone."""
    if role not in OFFICE_ROLES:
        raise Rejected(msg("peran"), msg("peran kantor"), msg("peran lapangan"))
    if directory.factors.get(role, "none") == wanted:
        return Decision()
    return Decision((SecondFactorWanted(role=role, wanted=wanted),))


def name_of_key(encoded: str) -> str:
    """The name of a public key in base64url; raises Rejected for what is no key."""
    try:
        raw = unb64url(encoded)
    except ValueError:
        raw = b""
    public_key(raw)
    return thumbprint(raw)


def enrol_device(directory: Directory, account: str, encoded: str) -> Decision:
    """Let a key sign for an account; raises Rejected for what is no key, Conflict for another account's."""
    kid = name_of_key(encoded)
    held = directory.devices.get(kid)
    if held is not None and (held.account != account or held.revoked):
        raise Conflict(msg("kunci ini sudah didaftarkan atau dicabut"))
    return Decision() if held else Decision((DeviceEnrolled(kid=kid, account=account, public_key=encoded),))


def revoke_device(directory: Directory, kid: str) -> Decision:
    """Refuse a key from now on; nothing happens when it is refused already."""
    device = directory.devices.get(kid)
    if device is None:
        raise Rejected(msg("perangkat"), msg("perangkat yang terdaftar"), kid)
    return Decision() if device.revoked else Decision((DeviceRevoked(kid=kid),))


def known(directory: Directory, account: str) -> Account:
    """An account that exists; raises Rejected otherwise."""
    found = directory.accounts.get(account)
    if found is None:
        raise Rejected(msg("akun"), msg("akun yang ada"), account)
    return found


def checked_grant(grant: Grant) -> Grant:
    """A grant whose region, if any, exists: one with another would reach nothing."""
    if grant.region:
        known_region(grant.region, msg("wilayah"))
    return grant


def _granted(account: str, grant: Grant) -> RoleGranted:
    return RoleGranted(account=account, role=grant.role, agency=grant.agency, region=grant.region)
