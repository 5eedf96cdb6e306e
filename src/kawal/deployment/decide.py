"""Command and state -> events, for plans and posts (pure)."""

from collections.abc import Collection, Sequence
from datetime import datetime

import msgspec

from kawal.deployment.absence import Cover
from kawal.deployment.commands import CoverPosts, FreezePlan, LockPost, SwapPeople, UnlockPost
from kawal.deployment.events import PeopleSwapped, PlanFrozen, PostLocked, PostsCovered, PostUnlocked
from kawal.deployment.model import Duty, FrozenPlan, Lock
from kawal.election.model import Registry
from kawal.kernel.canonical import canonical, sha256_hex
from kawal.kernel.codes import ward_of, within
from kawal.kernel.errors import Conflict, Rejected
from kawal.kernel.language import msg
from kawal.store.events import Sealed


def freeze(command: FreezePlan, latest_version: int) -> tuple[PlanFrozen, bytes]:
    """The event of a decided plan and its body. Raises Conflict unless its version follows the newest."""
    plan = command.plan
    if plan.version != latest_version + 1:
        raise Conflict(
            msg(
                "rencana versi %(version)s tidak mengikuti versi terakhir %(latest)s",
                version=plan.version,
                latest=latest_version,
            )
        )
    body = canonical(plan)
    event = PlanFrozen(
        version=plan.version, parent=plan.parent, title=plan.title, guards=plan.guards, sha256=sha256_hex(body)
    )
    return event, body


def swap(command: SwapPeople, plan: FrozenPlan, latest_version: int, registry: Registry) -> tuple[PeopleSwapped, ...]:
    """Exchange two posts of the newest plan without solving again.

    Raises Conflict when the plan was followed by another, when both have the same post, or when one of them would
    guard the station where this person votes; Rejected for a person without a post.
    """
    if command.version != latest_version:
        raise Conflict(
            msg(
                "rencana versi %(version)s sudah diganti versi %(latest)s",
                version=command.version,
                latest=latest_version,
            )
        )
    first, second = duty_of(plan, command.first), duty_of(plan, command.second)
    if _post(first) == _post(second):
        raise Conflict(
            msg("%(first)s dan %(second)s sudah di pos yang sama", first=first.person, second=second.person)
        )
    homes = {person.id: person.home_station for person in registry.people}
    for person, duty in ((first.person, second), (second.person, first)):
        if duty.station is not None and homes.get(person) == duty.station:
            raise Conflict(
                msg(
                    "%(person)s memilih di TPS %(station)s dan tidak boleh menjaganya",
                    person=person,
                    station=duty.station,
                )
            )
    regions = {unit.id: unit.region for unit in registry.units}
    bases = {base.id: base.region for base in registry.bases}

    def take(person: Duty, post: Duty) -> Duty:
        place = ward_of(post.station) if post.station is not None else bases.get(post.base or "")
        home = regions.get(person.unit)
        attached = home is None or place is None or not within(place, home)
        return msgspec.structs.replace(post, person=person.person, unit=person.unit, attached=attached)

    event = PeopleSwapped(
        version=latest_version + 1, parent=plan.version, first=take(first, second), second=take(second, first)
    )
    return (event,)


def lock(command: LockPost, locks: tuple[Lock, ...], registry: Registry) -> tuple[Sealed, ...]:
    """Fix the officers at a registered station; nothing happens when they are fixed so already."""
    if command.station not in registry.station_by_id:
        raise Rejected(msg("TPS"), msg("TPS yang terdaftar"), command.station)
    same = any(
        held.station == command.station and held.guards == command.guards and held.reason == command.reason
        for held in locks
    )
    if same:
        return ()
    return (Sealed(PostLocked(station=command.station, guards=command.guards), command.reason.encode()),)


def unlock(command: UnlockPost, locks: tuple[Lock, ...]) -> tuple[PostUnlocked, ...]:
    """Free a station; nothing happens when it is free."""
    return (PostUnlocked(station=command.station),) if any(k.station == command.station for k in locks) else ()


def cover(command: CoverPosts, found: Cover, plan: FrozenPlan, latest_version: int) -> tuple[PostsCovered, ...]:
    """Let others take the posts of missing people. Raises Conflict when the plan was followed by another, or when
    nobody can take any of them."""
    if command.version != latest_version:
        raise Conflict(
            msg(
                "rencana versi %(version)s sudah diganti versi %(latest)s",
                version=command.version,
                latest=latest_version,
            )
        )
    if not found.taken:
        raise Conflict(msg("tidak ada yang dapat menggantikan"))
    taken = tuple(one.duty for one in found.taken)
    return (PostsCovered(version=latest_version + 1, parent=plan.version, taken=taken, ended=found.ended),)


def with_cover(
    plan: FrozenPlan, taken: Sequence[Duty], ended: Collection[str], *, version: int, at: datetime
) -> FrozenPlan:
    """The plan that follows `plan` with duties that others took; the people of `ended` have none any more."""
    changed = {duty.person for duty in taken} | set(ended)
    duties = (*(duty for duty in plan.duties if duty.person not in changed), *taken)
    ordered = tuple(sorted(duties, key=lambda duty: duty.person))
    return msgspec.structs.replace(plan, version=version, parent=plan.version, at=at, duties=ordered)


def duty_of(plan: FrozenPlan, person: str) -> Duty:
    """The duty of a person in a plan; raises Rejected when there is none."""
    duty = next((duty for duty in plan.duties if duty.person == person), None)
    if duty is None:
        raise Rejected(msg("orang"), msg("orang yang punya pos dalam rencana"), person)
    return duty


def with_duties(plan: FrozenPlan, first: Duty, second: Duty, *, version: int, at: datetime) -> FrozenPlan:
    """The plan that follows `plan` with new duties for two of its people."""
    changed = {duty.person: duty for duty in (first, second)}
    duties = tuple(changed.get(duty.person, duty) for duty in plan.duties)
    return msgspec.structs.replace(plan, version=version, parent=plan.version, at=at, duties=duties)


def _post(duty: Duty) -> tuple[str | None, str | None, int | None, bool]:
    return (duty.station, duty.base, duty.team, duty.leader)
