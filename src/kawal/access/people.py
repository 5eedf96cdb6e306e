"""Whose name and telephone a reader sees: of officers within reach of `person.read`, and of the own unit (pure).

Everyone else is masked: first letters, no telephone, no home station. The number of the person stays, so that two
readers can speak of the same one.
"""

from collections.abc import Mapping

import msgspec

from kawal.access.model import Account, Directory, Who
from kawal.access.roles import FIELD_ROLES, ROLE_NAMES
from kawal.election.model import Contact, Force, Person, Registry
from kawal.kernel.codes import RegionCode, ward_of
from kawal.kernel.language import Language

MASK = "***"
Places = Mapping[str, str]
"""Where people are posted, a station or region each, beside the region of their unit: both reach them."""


def masked_registry(registry: Registry, who: Who, posts: Places | None = None) -> Registry:
    """The registry as this reader sees its people; the very same for one who sees everyone."""
    if sees_everyone(who):
        return registry
    people = tuple(masked(one, who, registry, (posts or {}).get(one.id, "")) for one in registry.people)
    return msgspec.structs.replace(registry, people=people)


def masked(person: Person, who: Who, registry: Registry, post: str = "") -> Person:
    """A person as this reader sees them."""
    return person if sees(person, who, registry, post) else masked_person(person)


def masked_person(person: Person) -> Person:
    """A person without what tells who it is, but for the number."""
    phone = MASK if person.phone else ""
    return msgspec.structs.replace(person, name=masked_name(person.name), phone=phone, home_station=None)


def shown_contact(contact: Contact, who: Who) -> Contact:
    """A contact of an agency as this reader sees it: names and numbers are those of people, but for one's own."""
    own = bool(contact.account) and who.account is not None and who.account.login == contact.account
    if own or who.may("person.read", contact.region):
        return contact
    hidden = {name: MASK if getattr(contact, name) else "" for name in ("phone", "radio", "messenger", "account")}
    return msgspec.structs.replace(contact, name=masked_name(contact.name), **hidden)


def masked_force(force: Force, who: Who) -> Force:
    """A formation as this reader sees its commander: name and telephone where the reader sees people of its place."""
    if _may_at(who, force.place):
        return force
    phone = MASK if force.phone else ""
    return msgspec.structs.replace(force, commander=masked_name(force.commander), phone=phone)


def masked_name(name: str) -> str:
    """The first letter of each part: "S*** R***"."""
    return " ".join(part[0] + MASK for part in name.split())


def sees_everyone(who: Who) -> bool:
    """Whether a grant without a region lets this reader see people."""
    return _may_at(who, "")


def sees(person: Person, who: Who, registry: Registry, post: str = "") -> bool:
    """Whether this reader sees a person, who may be posted somewhere."""
    unit = registry.unit_by_id.get(person.unit)
    own = registry.person_by_id.get(who.account.person) if who.account else None
    if own is not None and (own.id == person.id or (own.unit and own.unit == person.unit)):
        return True
    home = ward_of(person.home_station) if person.home_station else ""
    return any(_may_at(who, place) for place in (unit.region if unit else home, post))


def account_names(directory: Directory, registry: Registry, who: Who, language: Language) -> dict[str, str]:
    """What each person and each account is called for this reader, by its id: accounts of the office always by name,
    those of the field as the people they are, or by what they are there for."""
    people = {one.id: one for one in masked_registry(registry, who).people}
    names = {one.id: one.name for one in people.values()}
    for account in directory.accounts.values():
        known = people.get(account.person)
        names[account.id] = (known.name if known else account_name(account, who, registry, language)) or account.id
    return names


def account_name(account: Account, who: Who, registry: Registry, language: Language) -> str:
    """What an account is called for this reader: one of the field by name where the reader sees people of the regions
    of its roles, else by its first role and where it has it: "pengawas TPS, Mantuil"."""
    if FIELD_ROLES.isdisjoint(account.roles) or any(_may_at(who, grant.region) for grant in account.grants):
        return account.name
    if who.account and who.account.id == account.id:
        return account.name
    grant = account.grants[0]
    role = language.say(ROLE_NAMES[grant.role])
    return f"{role}, {registry.region_name(RegionCode(grant.region))}" if grant.region else role


def _may_at(who: Who, place: str) -> bool:
    """Whether the reader sees people at a place; at an unknown one only who sees them everywhere."""
    if place:
        return who.may("person.read", place)
    return who.account is not None and who.account.may_everywhere("person.read")
