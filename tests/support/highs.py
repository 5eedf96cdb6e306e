"""A second opinion on plans: the whole model as one integer programme for HiGHS, written from the model's definition.

A binary for each station and (officers, teams near); integers for teams at bases; quotas and unit limits as rows.
"""

from typing import Any

import highspy
import msgspec
import numpy as np
from scipy.sparse import coo_matrix

from kawal.deployment.arrays import UNBOUNDED
from kawal.deployment.problem import Problem


class Verdict(msgspec.Struct, frozen=True):
    """What HiGHS found: best feasible risk (infinite if none), its own lower bound, and whether none exists."""

    best: float
    dual: float
    infeasible: bool
    seconds: float


class _Model:
    """Rows and columns as they are collected."""

    def __init__(self) -> None:
        self.cost: list[float] = []
        self.upper: list[float] = []
        self.entries: list[tuple[int, int, float]] = []
        self.low: list[float] = []
        self.high: list[float] = []

    def column(self, cost: float, upper: float) -> int:
        self.cost.append(cost)
        self.upper.append(upper)
        return len(self.cost) - 1

    def row(self, terms: list[tuple[int, float]], low: float, high: float) -> int:
        number = len(self.low)
        self.low.append(low)
        self.high.append(high)
        self.entries += [(number, column, value) for column, value in terms]
        return number


def referee(
    problem: Problem, guards: int, *, gap: float = 1e-6, seconds: float = 60.0, most_near: int = 12, threads: int = 1
) -> Verdict:
    """Solve the problem with HiGHS to a relative gap.

    More than `most_near` teams count as infinitely many, so that the verdict's numbers never lie above the true ones.
    """
    model = _Model()
    a = problem.assumptions
    reach, size = problem.reach, a.team_size
    most_teams = guards // size
    y = [model.column(0.0, float(min(c, most_teams))) for c in problem.capacity.tolist()]
    officers: list[list[tuple[int, float]]] = []
    for i in range(len(problem.stations)):
        bases = reach.station_base[reach.station_start[i] : reach.station_start[i + 1]]
        total = int(np.minimum(problem.capacity[bases], most_teams).sum())
        one, near, here = [], [], []
        for k in range(int(problem.required[i]), min(total, most_near) + 1):
            saved = 1.0 if k == most_near and total > most_near else 1.0 - a.busy_fraction**k
            for n in range(int(problem.least[i]), int(problem.most[i]) + 1):
                risk = problem.weight[i] * (1.0 - a.deterrence) ** n * (1.0 - a.response_effect * saved)
                z = model.column(float(risk), 1.0)
                one.append((z, 1.0))
                near.append((z, float(k)))
                here.append((z, float(n)))
        model.row(one, 1.0, 1.0)
        model.row(near + [(y[j], -1.0) for j in bases.tolist()], -np.inf, 0.0)
        officers.append(here)
    teams = [[(y[j], float(size))] for j in range(len(problem.bases))]
    everything = [term for part in (*officers, *teams) for term in part]
    strength = guards if problem.home is None else min(guards, problem.home.strength)
    model.row(everything, -np.inf, float(strength))
    _quotas(model, problem, officers, teams)
    _units(model, problem, officers, teams, float(guards))
    return _run(model, gap, seconds, threads)


def _quotas(
    model: _Model, problem: Problem, officers: list[list[tuple[int, float]]], teams: list[list[tuple[int, float]]]
) -> None:
    tree = problem.tree
    for v in range(1, len(tree.codes)):
        if tree.least[v] == 0 and tree.most[v] >= UNBOUNDED:
            continue

        def inside(node: int, v: int = v) -> bool:
            while node > v:
                node = int(tree.parent[node])
            return node == v

        terms = [t for i, node in enumerate(tree.node_of_station.tolist()) if inside(node) for t in officers[i]]
        terms += [t for j, node in enumerate(tree.node_of_base.tolist()) if inside(node) for t in teams[j]]
        high = np.inf if tree.most[v] >= UNBOUNDED else float(tree.most[v])
        model.row(terms, float(tree.least[v]), high)


def _units(
    model: _Model,
    problem: Problem,
    officers: list[list[tuple[int, float]]],
    teams: list[list[tuple[int, float]]],
    guards: float,
) -> None:
    home = problem.home
    if home is None or home.max_attachments >= UNBOUNDED:
        return
    over_ward = [model.column(0.0, guards) for _ in home.wards]
    over_district = [model.column(0.0, guards) for _ in home.districts]
    for u in range(len(home.wards)):
        terms = [t for i in np.flatnonzero(home.ward_of_station == u).tolist() for t in officers[i]]
        terms += [t for j in np.flatnonzero(home.base_ward == u).tolist() for t in teams[j]]
        model.row([*terms, (over_ward[u], -1.0)], -np.inf, float(home.ward_strength[u]))
    for d in range(len(home.districts)):
        terms = [(over_ward[u], 1.0) for u in np.flatnonzero(home.district_of_ward == d).tolist()]
        own = (home.base_district == d) & (home.base_ward < 0)
        terms += [t for j in np.flatnonzero(own).tolist() for t in teams[j]]
        model.row([*terms, (over_district[d], -1.0)], -np.inf, float(home.district_strength[d]))
    model.row([(column, 1.0) for column in over_district], -np.inf, float(home.max_attachments))


def _run(model: _Model, gap: float, seconds: float, threads: int) -> Verdict:
    columns, rows = len(model.cost), len(model.low)
    entries = np.array(model.entries)
    place = (entries[:, 0].astype(np.int64), entries[:, 1].astype(np.int64))
    matrix = coo_matrix((entries[:, 2], place), shape=(rows, columns)).tocsc()
    lp: Any = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = columns, rows
    lp.col_cost_ = np.array(model.cost)
    lp.col_lower_, lp.col_upper_ = np.zeros(columns), np.array(model.upper)
    lp.row_lower_, lp.row_upper_ = np.array(model.low), np.array(model.high)
    lp.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    lp.a_matrix_.start_, lp.a_matrix_.index_, lp.a_matrix_.value_ = matrix.indptr, matrix.indices, matrix.data
    lp.integrality_ = [highspy.HighsVarType.kInteger] * columns
    highs: Any = highspy.Highs()  # type: ignore[no-untyped-call]
    for name, setting in (
        ("output_flag", False),
        ("mip_rel_gap", gap),
        ("mip_abs_gap", 1e-9),
        ("time_limit", seconds),
        ("threads", threads),
    ):
        highs.setOptionValue(name, setting)
    highs.passModel(lp)
    highs.run()
    info, status = highs.getInfo(), highs.getModelStatus()
    infeasible = status in (highspy.HighsModelStatus.kInfeasible, highspy.HighsModelStatus.kUnboundedOrInfeasible)
    found = info.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
    return Verdict(
        info.objective_function_value if found else np.inf, info.mip_dual_bound, infeasible, highs.getRunTime()
    )
