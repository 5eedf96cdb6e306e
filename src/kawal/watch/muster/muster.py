"""The muster: who of the plan is there, at the post, resting, sick, gone; who is missing at which post (pure)."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime, time, timedelta, tzinfo
from typing import Literal

import msgspec

from kawal.deployment.model import Duty, FrozenPlan
from kawal.election.model import Person, Registry
from kawal.kernel.language import Message, msg
from kawal.watch.muster.hours import Shift

Presence = Literal["present", "at_post", "resting", "absent", "sick", "off"]
PRESENCE: dict[Presence, Message] = {
    "present": msg("hadir"),
    "at_post": msg("di pos"),
    "resting": msg("istirahat"),
    "absent": msg("tidak hadir"),
    "sick": msg("sakit"),
    "off": msg("pulang"),
}
ON_DUTY: frozenset[Presence] = frozenset({"present", "at_post", "resting"})
Via = Literal["desk", "leader", "phone", "letter", "place"]
VIA: dict[Via, Message] = {
    "desk": msg("dicatat posko"),
    "leader": msg("dicatat danru"),
    "phone": msg("dari ponsel sendiri"),
    "letter": msg("QR surat tugas"),
    "place": msg("QR tempat apel"),
}
PAST_THE_DAY = timedelta(hours=36)
"""Counting may run twelve hours past the day: so long may a shift last that nobody has ended, from its midnight."""
_CLOCK = re.compile(r"([01]?\d|2[0-3])[.:]([0-5]\d)")


class Mark(msgspec.Struct, frozen=True, kw_only=True):
    """A word about someone: by which entry, when it was so (ISO 8601, UTC), through whom; `incident` when that entry
    tells of an incident."""

    presence: Presence
    index: int
    at: str
    via: Via = "desk"
    incident: bool = False

    @property
    def at_ms(self) -> int:
        """Its moment in milliseconds."""
        return int(datetime.fromisoformat(self.at).timestamp() * 1000)


class Standing(msgspec.Struct, frozen=True):
    """A person of the muster: the post in the plan (None for a reserve), what was last said, None before anything
    was; the hours, None for who was not on duty."""

    person: Person
    duty: Duty | None
    mark: Mark | None
    shift: Shift | None = None

    @property
    def is_missing(self) -> bool:
        """Whether the post lacks this person."""
        return self.duty is not None and self.mark is not None and self.mark.presence in ("absent", "sick")

    @property
    def is_on_duty(self) -> bool:
        """Whether this person came and has not gone."""
        return self.mark is not None and self.mark.presence in ON_DUTY


class UnitMuster(msgspec.Struct, frozen=True):
    """A unit with its people, leaders first."""

    unit: str
    name: str
    region: str
    people: tuple[Standing, ...]

    def count(self, *presence: Presence | None) -> int:
        """How many were last said to be so; None for those of whom nothing was said."""
        return sum(1 for one in self.people if (one.mark.presence if one.mark else None) in presence)

    @property
    def here(self) -> int:
        """How many came and have not gone."""
        return self.count(*ON_DUTY)

    @property
    def away(self) -> int:
        """How many are absent or sick."""
        return self.count("absent", "sick")


def muster_of(
    plan: FrozenPlan, registry: Registry, marks: Mapping[str, Mark], shifts: Mapping[str, Shift]
) -> tuple[UnitMuster, ...]:
    """Every unit of the officers, in the order of its region; `marks` and `shifts` by person."""
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
                Standing(one, duties.get(one.id), marks.get(one.id), shifts.get(one.id))
                for one in sorted(people.get(unit.id, ()), key=lambda one: (one.role != "leader", one.id))
            ),
        )
        for unit in sorted(registry.units, key=lambda one: (one.region, one.id))
        if people.get(unit.id)
    )


def here_of(units: Sequence[UnitMuster]) -> int:
    """How many of some units came and have not gone, at their posts or not."""
    return sum(one.here for one in units)


def missing_of(units: Sequence[UnitMuster]) -> tuple[Standing, ...]:
    """Everyone whose post lacks them, in the order of the units."""
    return tuple(one for unit in units for one in unit.people if one.is_missing)


def late_of(units: Sequence[UnitMuster], now: datetime, post: str, team: str) -> tuple[Standing, ...]:
    """Who came but is not at the post although the plan wants them there: from `post` o'clock at a station, from
    `team` o'clock with a team ("05.30"; without a time nobody is late). `now` by the region's clock."""
    minute = now.hour * 60 + now.minute
    due = {True: _minute(post), False: _minute(team)}
    return tuple(
        one
        for unit in units
        for one in unit.people
        if one.duty is not None and one.mark is not None and one.mark.presence == "present"
        if (wanted := due[one.duty.station is not None]) is not None and (minute >= wanted or _before(one.mark, now))
    )


def counting(words: Sequence[Mark], now: datetime, zone: tzinfo) -> tuple[Mark, ...]:
    """The words about one person that still count, in their order: of the shift that began today, or that began
    before and that nobody has ended, until 36 hours after its midnight. Nothing of yesterday else."""
    shift: list[Mark] = []
    for word in sorted(words, key=lambda one: (one.at_ms, one.index)):
        if shift and not _goes_on(shift, datetime.fromisoformat(word.at), zone):
            shift = []
        shift.append(word)
    return tuple(shift) if shift and _goes_on(shift, now, zone) else ()


def _goes_on(shift: Sequence[Mark], at: datetime, zone: tzinfo) -> bool:
    """Whether what is said at a moment is of the same shift."""
    began, last = (datetime.fromisoformat(one.at).astimezone(zone) for one in (shift[0], shift[-1]))
    if shift[-1].presence in ON_DUTY:
        return at < datetime.combine(began.date(), time(), zone) + PAST_THE_DAY
    return at.astimezone(zone).date() in (began.date(), last.date())


def _before(mark: Mark, now: datetime) -> bool:
    """Whether something was said on a day before this one."""
    return datetime.fromisoformat(mark.at).astimezone(now.tzinfo).date() < now.date()


def _minute(text: str) -> int | None:
    found = _CLOCK.fullmatch(text.strip())
    return int(found[1]) * 60 + int(found[2]) if found else None


def came_of(units: Sequence[UnitMuster]) -> frozenset[str]:
    """Everyone who came and has not gone."""
    return frozenset(one.person.id for unit in units for one in unit.people if one.is_on_duty)
