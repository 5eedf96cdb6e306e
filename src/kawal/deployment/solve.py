"""Who stands where: the whole answer for one city."""

import time

import numpy as np

from kawal.deployment.arrays import I64
from kawal.deployment.attach import attachment_orders
from kawal.deployment.cover import fewest_teams
from kawal.deployment.model import PlanResult, StationPost, TeamPlacement
from kawal.deployment.officers import Evaluator, risk_of
from kawal.deployment.problem import Problem
from kawal.deployment.teams import Effort, Solution, TeamSearch
from kawal.deployment.warm import warm_kernels
from kawal.kernel.codes import StationId
from kawal.kernel.errors import Infeasible, Rejected
from kawal.kernel.language import msg

FULL = Effort()
ONE_MORE = Effort(kicks=12)


def solve(
    problem: Problem,
    guards: int,
    *,
    effort: Effort = FULL,
    start: I64 | None = None,
    with_bound: bool = True,
    with_one_more: bool = True,
) -> PlanResult:
    """The plan for a budget of `guards` officers; deterministic.

    `start` gives teams per base to begin from (a warm start). Without the bound `lower_bound` is 0; without the value
    of one more officer that is 0. Raises Infeasible when no plan exists, Rejected for a negative budget.
    """
    from kawal.deployment.bound import lower_bound  # noqa: PLC0415  only who solves loads numba

    warm_kernels()
    began = time.perf_counter()
    evaluator = Evaluator(problem, _checked(problem, guards))
    solution = find(evaluator, effort, start)
    value = 0.0
    if with_one_more:
        solution, value = _with_one_more(evaluator, solution, guards)
    objective = risk_of(evaluator, solution.placement.officers, evaluator.near(solution.teams))
    solved = time.perf_counter()
    bound = min(lower_bound(evaluator, solution), objective) if with_bound else 0.0
    bounded = time.perf_counter()
    officers = solution.placement.officers
    static = int(officers.sum())
    return PlanResult(
        objective=objective,
        lower_bound=bound,
        gap=(objective - bound) / objective if objective > 0.0 else 0.0,
        guards_used=static + evaluator.size * int(solution.teams.sum()),
        static_guards=static,
        teams=tuple(
            TeamPlacement(problem.bases[j], int(solution.teams[j])) for j in np.flatnonzero(solution.teams).tolist()
        ),
        posts=tuple(
            StationPost(StationId(problem.stations[i]), int(officers[i])) for i in np.flatnonzero(officers).tolist()
        ),
        unreached=tuple(StationId(name) for name in problem.unreached),
        value_of_one_more=value,
        solve_ms=1e3 * (solved - began),
        bound_ms=1e3 * (bounded - solved),
        assumptions=problem.assumptions,
        attachments=attachment_orders(evaluator, solution.teams, officers),
    )


def find(evaluator: Evaluator, effort: Effort, start: I64 | None = None) -> Solution:
    """Teams and officers for one budget. Raises Infeasible when none meet the minima and the required reach."""
    search = TeamSearch(evaluator, effort)
    solution = search.run(start)
    if search.uncovered(solution.teams):
        cover = fewest_teams(evaluator.problem)
        fewest = int(cover.sum())
        if fewest > search.most_teams:
            raise Infeasible(
                msg(
                    "Tidak ada rencana yang mungkin: jangkauan wajib memerlukan paling sedikit %(teams)s regu "
                    "(%(needed)s petugas) dan minimum lain %(minima)s petugas, melebihi anggaran %(guards)s petugas",
                    teams=fewest,
                    needed=fewest * evaluator.size,
                    minima=evaluator.problem.minima,
                    guards=evaluator.guards,
                )
            )
        solution = TeamSearch(evaluator, effort).run(cover)
    if not solution.placement.feasible or search.uncovered(solution.teams):
        raise Infeasible(
            msg(
                "Tidak ada rencana yang mungkin: minimum %(minima)s petugas dan jangkauan wajib tidak dapat dipenuhi "
                "dalam anggaran %(guards)s petugas dengan maksimum wilayah, kekuatan satuan dan batas BKO",
                minima=evaluator.problem.minima,
                guards=evaluator.guards,
            )
        )
    return solution


def _with_one_more(evaluator: Evaluator, solution: Solution, guards: int) -> tuple[Solution, float]:
    """R(G) - R(G+1), never negative; teams that the larger budget finds are tried for G too.

    When every officer of the units is in the plan already, the one more is a newcomer who may stand anywhere.
    """
    home = evaluator.problem.home
    larger = Evaluator(evaluator.problem, guards + 1, newcomers=int(home is not None and guards >= home.strength))
    more = TeamSearch(larger, ONE_MORE).run(solution.teams)
    for _ in range(2):
        if (more.teams == solution.teams).all():
            break
        shared = Solution(more.teams, evaluator.place(more.teams))
        if not shared.placement.risk < solution.placement.risk:
            break
        solution = shared
    return solution, max(0.0, solution.placement.risk - more.placement.risk)


def _checked(problem: Problem, guards: int) -> int:
    if guards < 0:
        raise Rejected("guards", msg("jumlah petugas paling sedikit 0"), guards)
    strength = guards if problem.home is None else min(guards, problem.home.strength)
    if problem.minima > strength and not (problem.tree.node_of_base > 0).any():
        raise Infeasible(
            msg(
                "Tidak ada rencana yang mungkin: jumlah minimum adalah %(needed)s petugas, melebihi anggaran "
                "%(guards)s petugas",
                needed=problem.minima,
                guards=strength,
            )
        )
    return guards
