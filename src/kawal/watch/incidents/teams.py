"""Quick-response teams: which are free, how soon each is there, what it leaves uncovered (pure).

Teams and bases are those of the newest frozen plan; minutes follow its travel model (great circle x detour / speed,
by land or by river), which nobody has measured.
"""

import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Literal

import msgspec
import numpy as np

from kawal.deployment.model import Assumptions, FrozenPlan
from kawal.deployment.travel import great_circle_km
from kawal.election.model import Access, Base, Person, Registry
from kawal.kernel.codes import RegionCode, StationId
from kawal.kernel.language import Message, msg
from kawal.watch.muster.muster import ON_DUTY, Presence
from kawal.watch.queries import StepRow

TEAM_STEPS = ("sent", "confirmed", "on_site", "freed")
OFFERED = 4
TeamPresence = Literal["here", "unknown", "not_yet", "absent", "off"]
TEAM_PRESENCE: dict[TeamPresence, Message] = {
    "here": msg("hadir"),
    "unknown": msg("belum apel"),
    "not_yet": msg("belum hadir"),
    "absent": msg("tidak hadir"),
    "off": msg("pulang"),
}


class Team(msgspec.Struct, frozen=True):
    """A team of the plan: its number, its base, who leads it (None where nobody is named)."""

    number: int
    base: Base
    leader: Person | None


class Task(msgspec.Struct, frozen=True):
    """What a team that is not free does: for which incident, and its last step."""

    incident: int
    place: str
    step: StepRow


class Offer(msgspec.Struct, frozen=True):
    """A free team for an incident: minutes to it, and what its leaving costs.

    `uncovered` are stations of priority 1 that no other free team reaches in time, `single` those of any priority
    that are left with one.
    """

    team: Team
    minutes: float
    uncovered: int
    single: int


def teams_of(plan: FrozenPlan, registry: Registry) -> tuple[Team, ...]:
    """The teams of a plan in the order of their numbers; one whose base is gone from the registry is left out."""
    bases = {base.id: base for base in registry.bases}
    people = {person.id: person for person in registry.people}
    leaders = {duty.team: people.get(duty.person) for duty in plan.duties if duty.team is not None and duty.leader}
    return tuple(
        Team(number, bases[base], leaders.get(number))
        for base, numbers in plan.result.team_numbers().items()
        if base in bases
        for number in numbers
    )


def presence_of_teams(plan: FrozenPlan, registry: Registry, said: Mapping[str, Presence]) -> dict[int, TeamPresence]:
    """How each team of a plan stands in today's muster, by its number; `said` is what counts of each person.

    A team is here while one of it is on duty. It is unknown while a unit of its members keeps no muster: nobody of
    that unit was marked at all.
    """
    musters = {one.unit for one in registry.people if one.id in said}
    members: dict[int, list[str]] = {}
    unheard = set()
    for duty in plan.duties:
        if duty.team is not None:
            members.setdefault(duty.team, []).append(duty.person)
            if duty.person not in said and duty.unit not in musters:
                unheard.add(duty.team)
    return {
        team: _presence([said.get(one) for one in people], is_unheard=team in unheard)
        for team, people in members.items()
    }


def not_here(presence: Mapping[int, TeamPresence]) -> dict[int, TeamPresence]:
    """The teams that cannot be sent because nobody of them is there, by their numbers; one of which nothing is known
    can be sent."""
    return {team: one for team, one in presence.items() if one not in ("here", "unknown")}


def _presence(said: Sequence[Presence | None], *, is_unheard: bool) -> TeamPresence:
    if any(one in ON_DUTY for one in said):
        return "here"
    if is_unheard:
        return "unknown"
    if "off" in said:
        return "off"
    return "not_yet" if None in said else "absent"


def tasks_of(steps: Iterable[StepRow]) -> dict[int, Task]:
    """What each team that is out does, by its number; steps in the order of the log."""
    last: dict[int, StepRow] = {}
    sites: dict[tuple[int, str, str], str] = {}
    for step in steps:
        if step.step in TEAM_STEPS:
            last[step.team] = step
        elif step.step == "placed":
            sites[step.incident, step.place, step.what] = step.site
    return {
        team: Task(one.incident, sites.get((one.incident, one.place, one.what), one.place), one)
        for team, one in last.items()
        if one.step != "freed"
    }


def offers(
    place: str,
    teams: Sequence[Team],
    busy: Collection[int],
    registry: Registry,
    first_priority: Collection[StationId],
    assumptions: Assumptions,
) -> tuple[Offer, ...]:
    """The free teams that can come, the nearest first."""
    free = [team for team in teams if team.number not in busy]
    if not free:
        return ()
    stations = registry.stations
    reached = _minutes(free, [_where(registry, one.id) for one in stations], assumptions) <= assumptions.reach_minutes
    covered = reached.sum(axis=0)
    urgent = np.array([one.id in first_priority for one in stations], dtype=bool)
    there = _minutes(free, [_where(registry, place)], assumptions)[:, 0]
    found = [
        Offer(
            team,
            float(minutes),
            int((mine & (covered == 1) & urgent).sum()),
            int((mine & (covered == 2)).sum()),
        )
        for team, minutes, mine in zip(free, there, reached, strict=True)
        if math.isfinite(minutes)
    ]
    return tuple(sorted(found, key=lambda one: (one.minutes, one.team.number)))


def _where(registry: Registry, place: str) -> tuple[float, float, Access]:
    """Position and access of a station, or of a region's middle, by either way."""
    station = registry.station_by_id.get(StationId(place))
    if station is not None:
        return (*registry.position(station.ward, station.lat, station.lon), station.access)
    return (*registry.position(RegionCode(place), None, None), "both")


def _minutes(
    teams: Sequence[Team], places: Sequence[tuple[float, float, Access]], assumptions: Assumptions
) -> "np.ndarray[tuple[int, int], np.dtype[np.float64]]":
    """Minutes of every team to every place, (teams, places); infinite without a common way."""
    positions = np.array([place[:2] for place in places], dtype=np.float64).reshape(-1, 2)
    speeds: Mapping[str, float] = {"land": assumptions.speed_kmh, "river": assumptions.river_speed_kmh}
    rows = []
    for team in teams:
        base = np.tile(np.array([[team.base.lat, team.base.lon]], dtype=np.float64), (len(places), 1))
        minutes = great_circle_km(positions, base) * assumptions.detour / speeds[team.base.mode] * 60.0
        ways = np.array([place[2] in ("both", team.base.mode) for place in places], dtype=bool)
        rows.append(np.where(ways, minutes, np.inf))
    return np.array(rows)
