"""The solver against every possible plan of small cities, with all bounds at once."""

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from kawal.deployment.bound import lower_bound
from kawal.deployment.model import Assumptions, PlanUnit, Quota
from kawal.deployment.officers import Evaluator
from kawal.deployment.problem import Problem, build_problem
from kawal.deployment.solve import find, solve
from kawal.deployment.teams import Effort
from kawal.kernel.codes import RegionCode
from kawal.kernel.errors import Infeasible
from tests.support.cities import allowed, best_by_trying_all, small_problems, station

MANY = settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much]
)


def draw_problem(data: st.DataObject, *, quotas: bool, units: bool) -> tuple[Problem, int]:
    """A small problem whose minima do not contradict its maxima."""
    try:
        return data.draw(small_problems(quotas=quotas, units=units))
    except Infeasible:
        assume(False)
        raise


@pytest.mark.parametrize(("quotas", "units"), [(False, False), (True, False), (False, True), (True, True)])
def test_a_plan_is_as_good_as_the_best_of_all(quotas: bool, units: bool) -> None:
    """No plan of a small city is better, the plan keeps every bound, and no bound lies above it."""

    @MANY
    @given(st.data())
    def check(data: st.DataObject) -> None:
        problem, guards = draw_problem(data, quotas=quotas, units=units)
        best = best_by_trying_all(problem, guards)
        if best == float("inf"):
            with pytest.raises(Infeasible):
                solve(problem, guards)
            return
        plan = solve(problem, guards)
        assert plan.objective == pytest.approx(best, abs=1e-9)
        assert plan.lower_bound <= best + 1e-9
        assert plan.gap >= 0.0
        assert plan.value_of_one_more >= 0.0
        posts = {post.station_id: post.guards for post in plan.posts}
        teams = {team.base_id: team.count for team in plan.teams}
        x = tuple(posts.get(name, 0) for name in problem.stations)  # type: ignore[call-overload]
        y = tuple(teams.get(name, 0) for name in problem.bases)
        assert allowed(problem, guards, x, y)
        assert plan.static_guards == sum(x)
        assert plan.guards_used == sum(x) + problem.assumptions.team_size * sum(y)
        if problem.home is not None:
            assert sum(order.officers for order in plan.attachments) <= problem.home.max_attachments

    check()


@MANY
@given(st.data())
def test_the_bound_holds_from_any_start(data: st.DataObject) -> None:
    """However bad the plan from which the multipliers start, the bound does not pass the best plan."""
    problem, guards = draw_problem(data, quotas=True, units=True)
    best = best_by_trying_all(problem, guards)
    assume(best < float("inf"))
    evaluator = Evaluator(problem, guards)
    solution = find(evaluator, Effort(rounds=0, kicks=0, pairs=0))
    assert lower_bound(evaluator, solution, stages=(1.0, 0.01)) <= best + 1e-9


@MANY
@given(st.data())
def test_equal_input_gives_equal_output(data: st.DataObject) -> None:
    """Solving twice gives the same posts and teams."""
    problem, guards = draw_problem(data, quotas=True, units=True)
    assume(best_by_trying_all(problem, guards) < float("inf"))
    first, second = solve(problem, guards), solve(problem, guards)
    assert (first.posts, first.teams, first.objective) == (second.posts, second.teams, second.objective)


@MANY
@given(st.data())
def test_more_officers_never_leave_more_risk(data: st.DataObject) -> None:
    """R(G) does not rise with G."""
    problem, guards = draw_problem(data, quotas=True, units=False)
    assume(best_by_trying_all(problem, guards) < float("inf"))
    risks = [solve(problem, g, with_bound=False, with_one_more=False).objective for g in range(guards, guards + 3)]
    assert np.all(np.diff(risks) <= 1e-9)


def test_of_officers_who_tie_at_the_fee_as_many_go_as_may() -> None:
    """Two stations of weight 1 in a ward without a unit, a station of no weight where both officers are home, one
    attachment, one officer at least in the city: one goes, so 2 - 0.35 is left; a fee alone sends both or none."""
    home, away = "63.71.01.1002", "63.71.01.1001"
    problem = build_problem(
        [
            station(1, 0.0, ward=away),
            station(2, 1.0, ward=away),
            station(3, 1.0, ward=away),
            station(4, 0.0, ward=home),
        ],
        [],
        Assumptions(deterrence=0.35, response_effect=0.0, busy_fraction=0.0, team_size=1, max_guards_per_station=1),
        quotas=[Quota(level="city", id="63.71", min=1)],
        units=[PlanUnit(id="U", level="ward", region=RegionCode(home), strength=2)],
        max_attachments=1,
    )
    plan = solve(problem, 2)
    assert plan.objective == pytest.approx(1.65)
    assert sum(order.officers for order in plan.attachments) == 1
