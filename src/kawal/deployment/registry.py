"""The planner's question from the registry, and the plan that answers it with people at their posts (pure)."""

from collections.abc import Sequence
from datetime import datetime

import msgspec

from kawal.deployment.assign import assign_people
from kawal.deployment.model import (
    Assumptions,
    FrozenPlan,
    Lock,
    PlanBase,
    PlanResult,
    PlanStation,
    PlanUnit,
    Quota,
)
from kawal.deployment.problem import Problem, build_problem
from kawal.deployment.standing import standing_plan
from kawal.election.model import Registry
from kawal.kernel.codes import Level, level_of
from kawal.kernel.errors import Rejected
from kawal.kernel.language import msg
from kawal.risk.model import Assessment

HOME_ATTACHMENTS = 20
"""Officers who may serve outside their region by default: few enough to order by hand (assumed)."""


class City(msgspec.Struct, frozen=True, kw_only=True):
    """All that a plan is made of: the registry, its risk, and the posts that were fixed by hand."""

    registry: Registry
    assessment: Assessment
    locks: tuple[Lock, ...] = ()

    @property
    def strength(self) -> int:
        """Officers of all units."""
        return sum(unit.strength for unit in self.registry.units)


def plan_stations(city: City) -> tuple[PlanStation, ...]:
    """The stations with the weight that officers can reduce. Raises Rejected when the registry has none."""
    registry = city.registry
    if not registry.stations:
        raise Rejected(msg("registri"), msg("registri dengan TPS"), msg("registri kosong"))
    risk = city.assessment.by_station
    stations = []
    for station in registry.stations:
        lat, lon = registry.position(station.ward, station.lat, station.lon)
        stations.append(
            PlanStation(
                id=station.id,
                lat=lat,
                lon=lon,
                weight=risk[station.id].weight,
                official_class=station.official_class,
                ward=station.ward,
                access=station.access,
            )
        )
    return tuple(stations)


def problem_of(
    city: City,
    assumptions: Assumptions,
    *,
    max_attachments: int | None = HOME_ATTACHMENTS,
    quotas: Sequence[Quota] = (),
    locks: Sequence[Lock] | None = None,
) -> Problem:
    """The registry as a problem; without `locks` those that were fixed by hand hold.

    `max_attachments` None lets everybody serve everywhere. Raises Rejected when the registry has no stations.
    """
    registry = city.registry
    bases = [
        PlanBase(id=base.id, lat=base.lat, lon=base.lon, capacity=base.capacity, region=base.region, mode=base.mode)
        for base in registry.bases
    ]
    units = [
        PlanUnit(
            id=unit.id,
            level="ward" if level_of(unit.region) is Level.WARD else "district",
            region=unit.region,
            strength=unit.strength,
        )
        for unit in registry.units
    ]
    return build_problem(
        plan_stations(city),
        bases,
        assumptions,
        quotas=quotas,
        locks=city.locks if locks is None else locks,
        units=units,
        max_attachments=max_attachments,
    )


def freeze_of(
    city: City, problem: Problem, result: PlanResult, *, guards: int, version: int, at: datetime, title: str
) -> FrozenPlan:
    """The plan as it will be decided: the answer, the baseline beside it, and people at their posts."""
    assigned = assign_people(city.registry, result)
    return FrozenPlan(
        version=version,
        parent=version - 1 or None,
        at=at,
        title=title,
        guards=guards,
        registry_version=city.registry.version,
        baseline_objective=standing_plan(problem).objective,
        unguarded_objective=float(problem.weight.sum()),
        result=result,
        duties=assigned.duties,
    )
