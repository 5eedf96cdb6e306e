"""Small cities for the planner's tests: plain ones to reason about by hand, and strategies that draw all bounds."""

from itertools import product

import numpy as np
from hypothesis import strategies as st

from kawal.deployment.model import Assumptions, Lock, PlanBase, PlanStation, PlanUnit, Quota
from kawal.deployment.problem import Problem, build_problem
from kawal.kernel.codes import RegionCode, StationId, ward_of

WARDS = ("63.71.01.1001", "63.71.01.1002", "63.71.02.1001")


def station(
    number: int, weight: float, *, ward: str = WARDS[0], official_class: str = "", **place: float
) -> PlanStation:
    """Station `number` of a ward, by default in one spot with all others."""
    return PlanStation(
        id=StationId(f"{ward.replace('.', '')}{number:03d}"),
        lat=place.get("lat", -3.32),
        lon=place.get("lon", 114.59),
        weight=weight,
        official_class=official_class,
        ward=RegionCode(ward),
    )


def base(name: str, capacity: int = 1, *, region: str | None = None, **place: float) -> PlanBase:
    """A base, by default in the spot where all stations are."""
    return PlanBase(
        id=name,
        lat=place.get("lat", -3.32),
        lon=place.get("lon", 114.59),
        capacity=capacity,
        region=RegionCode(region) if region else None,
    )


def best_by_trying_all(problem: Problem, guards: int) -> float:
    """The smallest R over every choice of officers and teams, straight from the model's definition; inf if none."""
    a = problem.assumptions
    n, m = len(problem.stations), len(problem.bases)
    reaches = [set(problem.reach.stations_of(j).tolist()) for j in range(m)]
    best = float("inf")
    for y in product(*(range(c + 1) for c in problem.capacity.tolist())):
        near = [sum(y[j] for j in range(m) if i in reaches[j]) for i in range(n)]
        if any(problem.required[i] and near[i] == 0 for i in range(n)):
            continue
        for x in product(*(range(low, high + 1) for low, high in zip(problem.least, problem.most, strict=True))):
            if allowed(problem, guards, x, y):
                risk = sum(
                    w * (1 - a.deterrence) ** count * (1 - a.response_effect * (1 - a.busy_fraction**k))
                    for w, count, k in zip(problem.weight.tolist(), x, near, strict=True)
                )
                best = min(best, risk)
    return best


def allowed(problem: Problem, guards: int, x: tuple[int, ...], y: tuple[int, ...]) -> bool:
    """Whether officers x and teams y keep the budget, every quota and the limit of attachments."""
    size, tree, home = problem.assumptions.team_size, problem.tree, problem.home
    used = sum(x) + size * sum(y)
    if used > guards:
        return False
    for v in range(1, len(tree.codes)):
        held = sum(x[i] for i in range(len(x)) if _inside(tree.parent, int(tree.node_of_station[i]), v))
        held += size * sum(y[j] for j in range(len(y)) if _inside(tree.parent, int(tree.node_of_base[j]), v))
        if not tree.least[v] <= held <= tree.most[v]:
            return False
    if home is None:
        return True
    if used > home.strength:
        return False
    over = 0
    for d in range(len(home.districts)):
        spill = sum(size * y[j] for j in range(len(y)) if home.base_ward[j] < 0 and home.base_district[j] == d)
        for u in np.flatnonzero(home.district_of_ward == d).tolist():
            here = sum(x[i] for i in range(len(x)) if home.ward_of_station[i] == u)
            here += size * sum(y[j] for j in range(len(y)) if home.base_ward[j] == u)
            spill += max(0, here - int(home.ward_strength[u]))
        over += max(0, spill - int(home.district_strength[d]))
    return over <= home.max_attachments


def _inside(parent: np.ndarray, node: int, region: int) -> bool:
    while node > region:
        node = int(parent[node])
    return node == region


weights = st.one_of(st.just(0.0), st.just(1.0), st.floats(0.01, 5.0))


@st.composite
def small_problems(draw: st.DrawFn, *, quotas: bool = True, units: bool = True) -> tuple[Problem, int]:
    """A problem of at most five stations and two bases with any bounds that `build_problem` takes, and a budget.

    Raises Infeasible from `build_problem` where the draw's minima exceed its maxima: callers decide what that means.
    """
    stations = [
        station(n + 1, draw(weights), ward=draw(st.sampled_from(WARDS)), official_class=draw(classes), lat=draw(lats))
        for n in range(draw(st.integers(1, 5)))
    ]
    bases = [
        base(f"B{n}", draw(st.integers(0, 2)), region=draw(st.sampled_from(regions_of(stations))), lat=draw(lats))
        for n in range(draw(st.integers(0, 2)))
    ]
    assumptions = Assumptions(
        deterrence=draw(st.sampled_from((0.0, 0.35, 1.0))),
        response_effect=draw(st.sampled_from((0.0, 0.45, 1.0))),
        busy_fraction=draw(st.sampled_from((0.0, 0.3, 1.0))),
        team_size=draw(st.integers(1, 3)),
        max_guards_per_station=draw(st.integers(0, 2)),
        require_reach=draw(st.sampled_from(((), ("rawan",)))),
    )
    known = sorted({s.ward for s in stations})
    bounds = draw(st.lists(_quota(known, stations), max_size=3)) if quotas else []
    locks = draw(st.lists(_lock(stations), max_size=1)) if quotas else []
    people = draw(st.lists(_unit(known), max_size=3, unique_by=lambda unit: unit.id)) if units else []
    problem = build_problem(
        stations,
        bases,
        assumptions,
        quotas=bounds,
        locks=locks,
        units=people,
        max_attachments=draw(st.sampled_from((0, 1, 2, None))) if people else None,
    )
    return problem, draw(st.integers(0, 7))


classes = st.sampled_from(("", "rawan"))
lats = st.sampled_from((-3.32, -3.34, -3.36))  # neighbours 2.2 km apart are in reach, 4.4 km is too far


def regions_of(stations: list[PlanStation]) -> list[str | None]:
    """Where a base may be said to be: nowhere, in a ward or in a district of the stations."""
    wards = sorted({str(ward_of(s.id)) for s in stations})
    return [None, *wards, *sorted({ward[:8] for ward in wards})]


@st.composite
def _quota(draw: st.DrawFn, wards: list[RegionCode], stations: list[PlanStation]) -> Quota:
    level = draw(st.sampled_from(("city", "district", "ward", "station")))
    names = {
        "city": ["63.71"],
        "district": sorted({ward[:8] for ward in wards}),
        "ward": [str(ward) for ward in wards],
        "station": [str(s.id) for s in stations],
    }[level]
    low = draw(st.integers(0, 2))
    high = draw(st.one_of(st.none(), st.integers(low, 4)))
    return Quota(level=level, id=draw(st.sampled_from(names)), min=low, max=high)  # type: ignore[arg-type]


@st.composite
def _lock(draw: st.DrawFn, stations: list[PlanStation]) -> Lock:
    return Lock(station=draw(st.sampled_from([s.id for s in stations])), guards=draw(st.integers(0, 2)))


@st.composite
def _unit(draw: st.DrawFn, wards: list[RegionCode]) -> PlanUnit:
    region = draw(st.sampled_from([*wards, *sorted({ward[:8] for ward in wards})]))
    level = "district" if len(region) == 8 else "ward"
    return PlanUnit(id=f"U-{region}", level=level, region=RegionCode(region), strength=draw(st.integers(0, 4)))  # type: ignore[arg-type]


def random_city(seed: int, stations: int = 120, wards: int = 16) -> tuple[list[PlanStation], list[PlanBase]]:
    """A city of 5 km with skewed weights, in two districts, a base in every ward and two more."""
    rng = np.random.default_rng(seed)
    offices = np.array([-3.34, 114.57]) + 0.045 * rng.random((wards + 2, 2))
    ward = rng.integers(0, wards, stations)
    places = offices[ward] + rng.normal(0.0, 0.004, (stations, 2))
    codes = [f"63.71.{1 + w % 2:02d}.{1001 + w:04d}" for w in range(wards)]
    weight = rng.gamma(0.8, 1.0, stations)
    return (
        [
            station(n + 1, float(weight[n]), ward=codes[ward[n]], lat=float(places[n, 0]), lon=float(places[n, 1]))
            for n in range(stations)
        ],
        [base(f"B{j}", 2, lat=float(lat), lon=float(lon)) for j, (lat, lon) in enumerate(offices)],
    )
