"""Every post explains itself with numbers; what more officers would bring, by district and over the whole range.

With the teams fixed, greedy takes officers in the order of their gains, and a smaller budget takes a prefix of the
same order: so the total below which a post would go is known exactly.
"""

from collections.abc import Sequence

import msgspec
import numpy as np

from kawal.deployment.arrays import I64, UNBOUNDED
from kawal.deployment.attach import team_gains
from kawal.deployment.model import PlanResult
from kawal.deployment.officers import Evaluator
from kawal.deployment.problem import Problem
from kawal.deployment.regions import path_of
from kawal.deployment.solve import FULL, ONE_MORE, find
from kawal.deployment.teams import Effort
from kawal.kernel.errors import Infeasible
from kawal.kernel.language import Message, msg


class PostReason(msgspec.Struct, frozen=True, kw_only=True):
    """Why the `officer`-th officer stands at a station."""

    station_id: str
    officer: int
    removes: float
    goes_below: int | None
    """With fewer officers in all this post would go; None: a lock or a minimum holds it."""
    locked: bool

    def sentence(self, cut_off: float) -> Message:
        """The reason in one sentence."""
        if self.locked:
            return msg(
                "Petugas ke-%(n)s di TPS %(station)s menghapus %(removes)s; dikunci",
                n=self.officer,
                station=self.station_id,
                removes=self.removes,
            )
        if self.goes_below is None:
            return msg(
                "Petugas ke-%(n)s di TPS %(station)s menghapus %(removes)s; dituntut oleh minimum",
                n=self.officer,
                station=self.station_id,
                removes=self.removes,
            )
        return msg(
            "Petugas ke-%(n)s di TPS %(station)s menghapus %(removes)s; batas %(cut_off)s; "
            "gugur bila kurang dari %(total)s petugas",
            n=self.officer,
            station=self.station_id,
            removes=self.removes,
            cut_off=cut_off,
            total=self.goes_below,
        )


class TeamReason(msgspec.Struct, frozen=True, kw_only=True):
    """Why teams wait at a base."""

    base_id: str
    count: int
    reaches: int
    """Stations within reach of the base."""
    only_here: int
    """Stations that no other team reaches."""
    removes: float
    """What its last team removes, with everything else as it is."""
    stations: tuple[str, ...]

    def sentence(self) -> Message:
        """The reason in one sentence."""
        return msg(
            "%(count)s regu di %(base)s menjangkau %(reaches)s TPS, %(only)s di antaranya hanya dari sini; "
            "regu terakhir menghapus %(removes)s",
            count=self.count,
            base=self.base_id,
            reaches=self.reaches,
            only=self.only_here,
            removes=self.removes,
        )


class Explanation(msgspec.Struct, frozen=True, kw_only=True):
    """The reasons of a whole plan; `cut_off` is the smallest gain that was accepted within the budget."""

    unguarded: float
    cut_off: float
    posts: tuple[PostReason, ...]
    teams: tuple[TeamReason, ...]


class DistrictValue(msgspec.Struct, frozen=True, kw_only=True):
    """The best place for one more officer in a district, the rest as it is; None: every place is taken."""

    district: str
    station_id: str | None
    removes: float


class CurvePoint(msgspec.Struct, frozen=True):
    """Risk of the best plan found for a number of officers."""

    guards: int
    risk: float


def explain(problem: Problem, result: PlanResult, guards: int) -> Explanation:
    """The reasons of a plan that `solve` made for this problem and budget."""
    evaluator = Evaluator(problem, guards)
    teams = teams_of(problem, result)
    placement = evaluator.place(teams)
    near = evaluator.near(teams)
    r = problem.weight * evaluator.factor[near]
    posts = []
    for i in np.flatnonzero(placement.officers).tolist():
        for n in range(int(placement.officers[i])):
            when = int(placement.total_when[i, n])
            posts.append(
                PostReason(
                    station_id=problem.stations[i],
                    officer=n + 1,
                    removes=float(r[i] * evaluator.step[n]),
                    goes_below=when if when > 0 else None,
                    locked=bool(problem.locked[i]),
                )
            )
    last = team_gains(evaluator, teams, placement.officers)
    given = np.zeros(len(problem.stations), dtype=np.int64)
    np.add.at(given, problem.reach.base_station, np.repeat(teams, np.diff(problem.reach.base_start)))
    return Explanation(
        unguarded=float(problem.weight.sum()),
        cut_off=placement.cut_off,
        posts=tuple(posts),
        teams=tuple(
            TeamReason(
                base_id=problem.bases[j],
                count=int(teams[j]),
                reaches=int(problem.reach.stations_of(j).size),
                only_here=int((given[problem.reach.stations_of(j)] == teams[j]).sum()),
                removes=float(last[j]),
                stations=tuple(problem.stations[i] for i in problem.reach.stations_of(j).tolist()),
            )
            for j in np.flatnonzero(teams).tolist()
        ),
    )


def one_more_by_district(problem: Problem, result: PlanResult, guards: int) -> tuple[DistrictValue, ...]:
    """What one more officer would remove in each district, within every bound but the budget; by district code."""
    evaluator = Evaluator(problem, guards)
    teams = teams_of(problem, result)
    placement = evaluator.place(teams)
    r = problem.weight * evaluator.factor[evaluator.near(teams)]
    open_here = (placement.officers < problem.most) & ~_full(problem, placement.officers, teams)
    next_step = np.append(evaluator.step, 0.0)[placement.officers]
    gain = np.where(open_here, r * next_step, -1.0)
    districts: dict[str, list[int]] = {}
    for i, ward in enumerate(problem.wards):
        path = path_of(ward)
        districts.setdefault(path[-2] if len(path) > 1 else path[0], []).append(i)
    values = []
    for district, members in sorted(districts.items()):
        best = max(members, key=lambda i: (gain[i], -i))
        free = gain[best] >= 0.0
        values.append(
            DistrictValue(
                district=district,
                station_id=problem.stations[best] if free else None,
                removes=float(gain[best]) if free else 0.0,
            )
        )
    return tuple(values)


def risk_curve(problem: Problem, counts: Sequence[int], *, effort: Effort = ONE_MORE) -> tuple[CurvePoint, ...]:
    """Risk against officers for ascending `counts`; budgets without a feasible plan are left out. Never rises."""
    points: list[CurvePoint] = []
    start: I64 | None = None
    for guards in sorted(set(counts)):
        evaluator = Evaluator(problem, guards)
        if problem.minima > evaluator.guards:
            continue
        try:
            solution = find(evaluator, effort if start is not None else FULL, start)
        except Infeasible:
            continue  # the curve begins where the minima can be met
        start = solution.teams
        points.append(CurvePoint(guards, min([solution.placement.risk, *(p.risk for p in points[-1:])])))
    return tuple(points)


def teams_of(problem: Problem, result: PlanResult) -> I64:
    """The teams of a result per base of the problem."""
    index = {base: j for j, base in enumerate(problem.bases)}
    teams = np.zeros(len(problem.bases), dtype=np.int64)
    for placement in result.teams:
        teams[index[placement.base_id]] = placement.count
    return teams


def _full(problem: Problem, officers: I64, teams: I64) -> np.ndarray:
    """Which stations lie in a region that has reached its maximum."""
    tree = problem.tree
    held = np.bincount(tree.node_of_station, weights=officers, minlength=tree.parent.size)
    held += np.bincount(tree.node_of_base, weights=problem.assumptions.team_size * teams, minlength=tree.parent.size)
    for v in range(tree.parent.size - 1, 0, -1):
        held[tree.parent[v]] += held[v]
    full = np.zeros(tree.parent.size, dtype=bool)
    for v in range(1, tree.parent.size):
        full[v] = full[tree.parent[v]] or (tree.most[v] < UNBOUNDED and held[v] >= tree.most[v])
    return full[tree.node_of_station]
