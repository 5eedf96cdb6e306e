"""The solver and its bound against HiGHS on cities too large to try everything."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kawal.deployment.cover import fewest_teams
from kawal.deployment.model import Assumptions, PlanBase, PlanStation, PlanUnit, Quota
from kawal.deployment.problem import build_problem
from kawal.deployment.solve import solve
from kawal.kernel.codes import RegionCode
from tests.support.cities import random_city
from tests.support.highs import referee


@pytest.mark.parametrize("seed", range(4))
def test_a_city_within_a_thousandth_of_the_optimum(seed: int) -> None:
    """120 stations, 18 bases, 40 officers: not below HiGHS's bound, within 0.1 % of its best; own bound below."""
    stations, bases = random_city(seed)
    problem = build_problem(stations, bases, Assumptions())
    plan, verdict = solve(problem, 40), referee(problem, 40)
    assert plan.objective >= verdict.dual - 1e-6 * verdict.best
    assert plan.objective <= verdict.best * 1.001
    assert plan.lower_bound <= verdict.best + 1e-9
    assert plan.gap <= 0.01


@pytest.mark.parametrize("seed", range(2))
def test_a_city_with_units_and_quotas(seed: int) -> None:
    """With units, few attachments and quotas: feasible for HiGHS's model too, within 1 % of its best."""
    stations, bases = random_city(seed)
    wards = sorted({s.ward for s in stations})
    units = [PlanUnit(id=f"U-{w}", level="ward", region=w, strength=4) for w in wards]
    quotas = [Quota(level="ward", id=wards[0], min=6), Quota(level="ward", id=wards[1], max=2)]
    problem = build_problem(stations, bases, Assumptions(), quotas=quotas, units=units, max_attachments=5)
    plan, verdict = solve(problem, 40), referee(problem, 40)
    assert verdict.dual - 1e-6 * verdict.best <= plan.objective <= verdict.best * 1.01
    assert plan.lower_bound <= verdict.best + 1e-9
    assert sum(order.officers for order in plan.attachments) <= 5


@settings(max_examples=40)
@given(st.lists(st.frozensets(st.integers(0, 6), min_size=1), min_size=1, max_size=7))
def test_the_fewest_teams_cover_all(sets: list[frozenset[int]]) -> None:
    """Set cover agrees with trying every choice of bases."""
    reached = sorted(frozenset().union(*sets))
    stations = [
        PlanStation(
            id=f"S{i}",  # type: ignore[arg-type]
            lat=-3.3,
            lon=114.6,
            weight=1.0,
            official_class="rawan",
            ward=RegionCode("-"),
        )
        for i in reached
    ]
    bases = [PlanBase(id=f"B{j}", lat=-3.3, lon=114.6, capacity=1) for j in range(len(sets))]
    minutes = {(f"B{j}", f"S{i}"): 1.0 for j, mine in enumerate(sets) for i in mine}
    problem = build_problem(stations, bases, Assumptions(require_reach=("rawan",)), minutes=minutes)
    teams = fewest_teams(problem)
    choices = [
        [sets[j] for j in range(len(sets)) if choice >> j & 1]
        for choice in range(2 ** len(sets))
        if frozenset().union(*[sets[j] for j in range(len(sets)) if choice >> j & 1]) == set(reached)
    ]
    assert int(teams.sum()) == min(len(choice) for choice in choices)
    chosen = frozenset().union(*[mine for mine, count in zip(sets, teams.tolist(), strict=True) if count])
    assert chosen == set(reached)
