"""The muster: who of the plan is there, who is missing at which post (pure)."""

from collections.abc import Mapping, Sequence
from typing import Literal

import msgspec

from kawal.deployment.model import Duty, FrozenPlan
from kawal.election.model import Person, Registry
from kawal.kernel.language import Message, msg

Presence = Literal["present", "absent", "sick"]
PRESENCE: dict[Presence, Message] = {
    "present": msg("hadir"),
    "absent": msg("tidak hadir"),
    "sick": msg("sakit"),
}


class Mark(msgspec.Struct, frozen=True):
    """What was last said of someone: by which entry, when (ISO 8601, UTC)."""

    presence: Presence
    index: int
    at: str


class Standing(msgspec.Struct, frozen=True):
    """A person of the muster: the post in the plan (None for a reserve), what was said; None before anything was."""

    person: Person
    duty: Duty | None
    mark: Mark | None

    @property
    def is_missing(self) -> bool:
        """Whether the post lacks this person."""
        return self.duty is not None and self.mark is not None and self.mark.presence != "present"


class UnitMuster(msgspec.Struct, frozen=True):
    """A unit with its people, leaders first."""

    unit: str
    name: str
    region: str
    people: tuple[Standing, ...]

    def count(self, presence: Presence | None) -> int:
        """How many were said to be so; None for those of whom nothing was said."""
        return sum(1 for one in self.people if (one.mark.presence if one.mark else None) == presence)


def muster_of(plan: FrozenPlan, registry: Registry, marks: Mapping[str, Mark]) -> tuple[UnitMuster, ...]:
    """Every unit of the officers, in the order of its region; `marks` by person."""
    duties = {duty.person: duty for duty in plan.duties}
    people: dict[str, list[Person]] = {}
    for person in registry.people:
        if person.roster == "linmas" and person.unit:
            people.setdefault(person.unit, []).append(person)
    return tuple(
        UnitMuster(
            unit.id,
            unit.name,
            unit.region,
            tuple(
                Standing(one, duties.get(one.id), marks.get(one.id))
                for one in sorted(people.get(unit.id, ()), key=lambda one: (one.role != "leader", one.id))
            ),
        )
        for unit in sorted(registry.units, key=lambda one: (one.region, one.id))
        if people.get(unit.id)
    )


def missing_of(units: Sequence[UnitMuster]) -> tuple[Standing, ...]:
    """Everyone whose post lacks them, in the order of the units."""
    return tuple(one for unit in units for one in unit.people if one.is_missing)
