"""Who takes the posts of those who are missing: reserves first, then whoever is missed least elsewhere (pure).

The smallest change of a plan: nobody moves but those who take a missing post. An officer at a station with n officers
is worth w a (1 - a)^(n - 1) of risk (see `model`); one is taken from a post only for a post that is worth more.
"""

import math
from collections import Counter
from collections.abc import Collection, Mapping, Sequence

import msgspec

from kawal.deployment.model import Duty, FrozenPlan
from kawal.election.model import Person, Registry
from kawal.kernel.codes import Level, RegionCode, StationId, level_of, parent_of, ward_of, within


class Taking(msgspec.Struct, frozen=True):
    """Someone takes the post of a missing person: the new duty, and the one that is left for it (None: a reserve)."""

    missing: str
    duty: Duty
    left: Duty | None


class Cover(msgspec.Struct, frozen=True):
    """A change of a plan: who takes which post, and whose duty ends, because they are missing."""

    taken: tuple[Taking, ...]
    ended: tuple[str, ...]


def cover_absent(
    plan: FrozenPlan,
    registry: Registry,
    missing: Collection[str],
    weights: Mapping[StationId, float],
    later: Sequence[str] = (),
    came: Collection[str] = (),
) -> Cover:
    """How the posts of `missing` people are covered; `weights` is the risk of each station that officers reduce.

    After them those are relieved who are to leave a post `later`, in that order; nobody takes two posts. Who of them
    finds no replacement stays. Those who `came` to the muster go before those of whom nobody knows yet.
    """
    people = {person.id: person for person in registry.people}
    away = [duty for duty in plan.duties if duty.person in missing]
    relieved = {duty.person: duty for duty in plan.duties if duty.person in later and duty.person not in missing}
    here = {duty.person: duty for duty in plan.duties if duty.person not in missing and duty.person not in relieved}
    busy = {duty.person for duty in plan.duties}
    reserve = [
        one
        for one in registry.people
        if one.roster == "linmas" and one.id not in busy and one.id not in missing and one.id not in later
    ]
    guards: Counter[StationId | None] = Counter(duty.station for duty in (*here.values(), *relieved.values()))
    deterrence = plan.result.assumptions.deterrence

    def worth(station: StationId | None, officers: int) -> float:
        """What the last of so many officers at a station is worth; a place in a team is never given up."""
        if station is None:
            return math.inf
        return weights.get(station, 0.0) * deterrence * (1 - deterrence) ** (officers - 1)

    taken: list[Taking] = []
    urgent = sorted(away, key=lambda one: (-worth(one.station, guards[one.station] + 1), not one.leader, one.person))
    for post in (*urgent, *(relieved[one] for one in dict.fromkeys(later) if one in relieved)):
        guards[post.station] -= post.person in relieved
        person, left = _nearest(reserve, post, registry, came), None
        if person is not None:
            reserve.remove(person)
        else:
            gain = worth(post.station, guards[post.station] + 1)
            loss = {one: worth(duty.station, guards[duty.station]) for one, duty in here.items()}
            left = _least_missed(here, post, people, {one: lost for one, lost in loss.items() if lost < gain}, came)
            if left is None:
                guards[post.station] += post.person in relieved
                continue
            person = people[left.person]
            del here[left.person]
            guards[left.station] -= 1
        guards[post.station] += 1
        taken.append(Taking(post.person, _duty(person, post, registry), left))
    replaced = {one.missing for one in taken if one.missing in relieved}
    return Cover(tuple(taken), tuple(sorted({duty.person for duty in away} | replaced)))


def share_of(cover: Cover, people: Collection[str]) -> Cover:
    """The part of a cover that concerns the posts of some people."""
    return Cover(
        tuple(one for one in cover.taken if one.missing in people),
        tuple(one for one in cover.ended if one in people),
    )


def _nearest(reserve: Sequence[Person], post: Duty, registry: Registry, came: Collection[str]) -> Person | None:
    """Of those who came, else of all: the reserve of the post's ward, else of its district, else any; never at the
    station where someone votes."""
    place = place_of(post, registry)

    def distance(person: Person) -> int:
        unit = registry.unit_by_id.get(person.unit)
        if unit is None or place is None:
            return 2
        if within(place, unit.region):
            return 0
        return 1 if within(place, _district(unit.region)) else 2

    able = [one for one in reserve if post.station is None or one.home_station != post.station]
    return min(able, key=lambda one: (one.id not in came, distance(one), one.id), default=None)


def _least_missed(
    here: Mapping[str, Duty],
    post: Duty,
    people: Mapping[str, Person],
    loss: Mapping[str, float],
    came: Collection[str],
) -> Duty | None:
    """Of those in `loss` who came, else of all in it: the officer at another station whose leaving costs least; never
    one who votes where the post is."""
    able = [
        here[one]
        for one in loss
        if here[one].station is not None
        and here[one].station != post.station
        and one in people
        and people[one].home_station != post.station
    ]
    return min(able, key=lambda duty: (duty.person not in came, loss[duty.person], duty.person), default=None)


def _duty(person: Person, post: Duty, registry: Registry) -> Duty:
    unit, place = registry.unit_by_id.get(person.unit), place_of(post, registry)
    attached = unit is None or place is None or not within(place, unit.region)
    return msgspec.structs.replace(post, person=person.id, unit=person.unit, attached=attached)


def place_of(duty: Duty, registry: Registry) -> RegionCode | None:
    """The ward or district in which a duty is done."""
    if duty.station is not None:
        return ward_of(duty.station)
    return next((base.region for base in registry.bases if base.id == duty.base), None)


def _district(region: RegionCode) -> RegionCode:
    parent = parent_of(region)
    return parent if level_of(region) is Level.WARD and parent else region
