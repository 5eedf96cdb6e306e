"""Accounts, grants, devices, and the person behind a request (pure)."""

from collections.abc import Mapping
from types import MappingProxyType

import msgspec

from kawal.access.profiles import Profile
from kawal.access.roles import ANYONE, SECOND_FACTOR, TABLE, Right, Role, Wanted
from kawal.kernel.codes import RegionCode, StationId, is_station, ward_of, within
from kawal.record.jws import PublicKey

EVERYWHERE = ""


class Founding(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Whose node this is and what it is for."""

    profile: Profile
    institution: str
    origin: str
    region: str
    log_key: str
    report_key: str
    exercise: bool = False

    @property
    def is_exercise(self) -> bool:
        """Whether nothing here is real: every page, paper and letter says so. A training node is always one."""
        return self.exercise or self.profile == "training"


class Grant(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A role, bounded to an agency and a region; empty means every one."""

    role: Role
    agency: str = ""
    region: str = EVERYWHERE

    def reaches(self, place: str) -> bool:
        """Whether a station or region lies inside this grant."""
        if not self.region or not place:
            return True
        region = ward_of(StationId(place)) if is_station(place) else RegionCode(place)
        return within(region, RegionCode(self.region))


class Account(msgspec.Struct, frozen=True):
    """Someone who may come in; `name` and `login` are empty once they were erased."""

    id: str
    login: str
    name: str
    person: str
    grants: tuple[Grant, ...]
    closed: bool = False

    def may(self, right: Right, place: str = "", agency: str = "") -> bool:
        """Whether a grant gives this right here."""
        return not self.closed and any(
            right in TABLE[grant.role]
            and grant.reaches(place)
            and (not agency or not grant.agency or grant.agency == agency)
            for grant in self.grants
        )

    def may_everywhere(self, right: Right) -> bool:
        """Whether a grant without a region gives this right."""
        return not self.closed and any(right in TABLE[grant.role] and not grant.region for grant in self.grants)

    @property
    def roles(self) -> tuple[Role, ...]:
        """The roles, each once."""
        return tuple(dict.fromkeys(grant.role for grant in self.grants))


class Device(msgspec.Struct, frozen=True):
    """A phone or gateway that signs reports for an account."""

    kid: str
    account: str
    key: PublicKey
    enrolled_at: str
    revoked: bool = False


class Who(msgspec.Struct, frozen=True):
    """The person behind a request; nobody has signed in when `account` is None. `proven`: a believed
    identity provider has seen a second factor, in this session."""

    account: Account | None = None
    device: str = ""
    proven: bool = False

    def may(self, right: Right, place: str = "", agency: str = "") -> bool:
        """Whether this request may do this here."""
        if right in ANYONE:
            return True
        if self.account is None or self.account.closed:
            return False
        return right == "signed_in" or self.account.may(right, place, agency)

    @property
    def actor(self) -> str:
        """The name that entries carry: the account's id, never a person's name."""
        return self.account.id if self.account else "anonymous"


class Directory(msgspec.Struct, frozen=True):
    """All accounts and devices as the log has them."""

    accounts: dict[str, Account]
    devices: dict[str, Device]
    factors: Mapping[Role, Wanted] = MappingProxyType(SECOND_FACTOR)

    def wanted_of(self, account: Account) -> Wanted:
        """What is wanted of an account: the most of what is wanted of its roles."""
        wanted = {self.factors.get(role, "none") for role in account.roles}
        return "required" if "required" in wanted else "asked" if "asked" in wanted else "none"

    def by_login(self, login: str) -> Account | None:
        """The open account with this login."""
        return next((one for one in self.accounts.values() if one.login == login and not one.closed), None)
