"""A duty with the names of everything it refers to: what letters, sheets and rosters have in common (pure)."""

import hashlib

import msgspec

from kawal.deployment.model import Duty, FrozenPlan
from kawal.deployment.paper.letterhead import Letterhead
from kawal.election.model import Base, Person, Registry, Unit
from kawal.kernel.codes import Level, RegionCode, level_of, parent_of, ward_of


class Post(msgspec.Struct, frozen=True, kw_only=True):
    """One person at one post; `number` is the number of the letter, 1.. by person id."""

    number: int
    duty: Duty
    person: Person
    unit: Unit
    region: RegionCode
    """The ward or district in which the post is."""
    place: str
    """ "TPS 012 Mantuil" or the name of the base."""
    muster: str
    check: str
    """Check code of the letter, 8 hexadecimal digits in two groups."""

    @property
    def district(self) -> RegionCode:
        parent = parent_of(self.region)
        return self.region if level_of(self.region) is Level.DISTRICT or parent is None else parent


def posts_of(registry: Registry, plan: FrozenPlan, letterhead: Letterhead) -> list[Post]:
    """All posts of a plan in the order of their people. People or units that left the registry are left out."""
    people = {person.id: person for person in registry.people}
    units = {unit.id: unit for unit in registry.units}
    bases: dict[str, Base] = {base.id: base for base in registry.bases}
    posts = []
    for number, duty in enumerate(sorted(plan.duties, key=lambda duty: duty.person), start=1):
        person, unit = people.get(duty.person), units.get(duty.unit)
        if person is None or unit is None:
            continue
        if duty.station is not None:
            region, place, muster = ward_of(duty.station), registry.place_name(duty.station), letterhead.muster_post
        elif duty.base in bases:
            region, place, muster = bases[duty.base].region, bases[duty.base].name, letterhead.muster_team
        else:
            continue
        posts.append(
            Post(
                number=number,
                duty=duty,
                person=person,
                unit=unit,
                region=region,
                place=place,
                muster=muster,
                check=check_code(plan.version, number, duty),
            )
        )
    return posts


def letter_holder(plan: FrozenPlan, number: int) -> str:
    """Whose the letter of a number in a plan is; empty for a number that no letter has."""
    people = sorted(duty.person for duty in plan.duties)
    return people[number - 1] if 1 <= number <= len(people) else ""


def check_code(version: int, number: int, duty: Duty) -> str:
    """The first 32 bits of SHA-256 over version, number, person and post, as 9F3C-71AD."""
    text = f"{version}|{number}|{duty.person}|{duty.station or duty.base}|{duty.team or 0}"
    digits = hashlib.sha256(text.encode()).hexdigest()[:8].upper()
    return f"{digits[:4]}-{digits[4:]}"


def qr_text(post: Post, version: int, *, exercise: bool) -> str:
    """What the code on a letter says: number, post and check code, nothing about the person."""
    mark = "LATIHAN:" if exercise else ""
    where = f"{post.region}:{post.duty.station[10:]}" if post.duty.station else f"{post.duty.base}:{post.duty.team}"
    return f"KAWAL:{mark}SPT:P{version}:{post.number:04d}:{where}:{post.check}"
