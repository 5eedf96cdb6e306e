"""What has happened to the node itself, to accounts, rights and devices."""

from datetime import datetime
from typing import Literal

from kawal.access.profiles import Profile
from kawal.access.roles import Role, Wanted
from kawal.store.events import Event

FactorKind = Literal["code", "passkey"]
Export = Literal["letters", "ward_sheets", "roster_xlsx", "roster_csv", "paper_pack", "handover", "dispute_form"]


class NodeFounded(Event, frozen=True, tag="node_founded/1", kw_only=True):
    """Entry 0: whose node this is, what it is for, and the keys under which it signs; whether it is an exercise
    (older logs do not say: those are none, but for training nodes)."""

    profile: Profile
    institution: str
    origin: str
    region: str
    log_key: str
    report_key: str
    exercise: bool = False


class AccountOpened(Event, frozen=True, tag="account_opened/1", kw_only=True):
    """An account exists; login and name are its private part, `person` is a registered person's id."""

    account: str
    person: str = ""


class AccountClosed(Event, frozen=True, tag="account_closed/1", kw_only=True):
    """An account may not come in any more."""

    account: str


class RoleGranted(Event, frozen=True, tag="role_granted/1", kw_only=True):
    """An account has a role within an agency and a region."""

    account: str
    role: Role
    agency: str = ""
    region: str = ""


class RoleRevoked(Event, frozen=True, tag="role_revoked/1", kw_only=True):
    """An account has lost a role."""

    account: str
    role: Role
    agency: str = ""
    region: str = ""


class DeviceEnrolled(Event, frozen=True, tag="device_enrolled/1", kw_only=True):
    """A key signs reports for an account; `public_key` is base64url of its raw bytes."""

    kid: str
    account: str
    public_key: str


class DeviceRevoked(Event, frozen=True, tag="device_revoked/1", kw_only=True):
    """What this key signs from now on is refused."""

    kid: str


class SecondFactorSet(Event, frozen=True, tag="second_factor_set/1", kw_only=True):
    """An account has set up an authenticator app or a passkey; nothing of its secret is here."""

    account: str
    kind: FactorKind


class SecondFactorRemoved(Event, frozen=True, tag="second_factor_removed/1", kw_only=True):
    """An authenticator app or a passkey was taken off an account, by its owner or an administrator."""

    account: str
    kind: FactorKind


class SecondFactorWanted(Event, frozen=True, tag="second_factor_wanted/1", kw_only=True):
    """What is wanted of a role from now on: no second factor, one if its people like, or one before anything else."""

    role: Role
    wanted: Wanted


class PeopleExported(Event, frozen=True, tag="people_exported/1", kw_only=True):
    """A file with personal data went out: what it is, the number of its plan, pack or sheet, and how many people are
    in it, None for a file that was made before and is not counted; never who."""

    what: Export
    number: int
    people: int | None = None


class AccessDeniedOnce(Event, frozen=True, tag="access_denied/1", kw_only=True):
    """The first version: one right, and no minute of its own."""

    account: str
    right: str
    count: int


class AccessDenied(Event, frozen=True, tag="access_denied/2", kw_only=True):
    """An account tried what it has no right to, `count` times within a minute; the address is the private part."""

    account: str
    minute: datetime
    count: int
    rights: dict[str, int]


EVENTS: tuple[type[Event], ...] = (
    NodeFounded,
    AccountOpened,
    AccountClosed,
    RoleGranted,
    RoleRevoked,
    DeviceEnrolled,
    DeviceRevoked,
    SecondFactorSet,
    SecondFactorRemoved,
    SecondFactorWanted,
    PeopleExported,
    AccessDeniedOnce,
    AccessDenied,
)
