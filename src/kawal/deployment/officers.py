"""Officers at stations with the teams fixed: the exact optimum by greedy, and prices that steer the search for teams.

With teams fixed the risk is separable and convex in the officers, and the bounds are laminar: greedy by gain is exact
(Federgruen and Groenevelt 1986 for polymatroids; minima are kept by committing them first). With units the limit of
attachments is a gammoid and greedy stays exact, unless a minimum or maximum of a *district* meets it: then a fee per
attachment is found by bisection (a laminar problem for every fee); of officers who tie at that fee as many go as may.
"""

import msgspec
import numpy as np

from kawal.deployment.arrays import F64, I64, UNBOUNDED
from kawal.deployment.problem import Problem

_NONE_I = np.empty(0, dtype=np.int64)
_NONE_F = np.empty(0, dtype=np.float64)
_FEE_STEPS = 60


class Placement(msgspec.Struct, frozen=True, eq=False):
    """Officers for given teams. `risk` is R, infinite when no officers fit; prices are per officer."""

    risk: float
    lacking: int
    """Officers by which minima are missed; 0 in a feasible plan."""
    officers: I64
    total_when: I64
    """(n, H): the total of officers, teams included, from which on officer n+1 stands there; 0: a minimum."""
    cut_off: float
    """The smallest gain that was accepted within the budget; 0 when the budget is not used up."""
    attached: int
    station_price: F64
    base_price: F64

    @property
    def feasible(self) -> bool:
        """Whether every bound is kept."""
        return self.lacking == 0


class Evaluator:
    """The arrays of one problem and budget, laid out once for many placements."""

    def __init__(self, problem: Problem, guards: int, newcomers: int = 0) -> None:
        """`newcomers` belong to no unit and may stand anywhere, beside the units' strengths and the attachments."""
        self.problem, home = problem, problem.home
        self.guards = guards if home is None else min(guards, home.strength + newcomers)
        self.factor, self.deterred = problem.factor, problem.deterred
        self.step = -np.diff(self.deterred)
        self.node_most = problem.tree.most.copy()
        self.node_most[0] = self.guards
        self.size = problem.assumptions.team_size
        self._ward = home.ward_of_station if home else _NONE_I
        self._district = home.district_of_ward if home else _NONE_I
        self._strengths = (home.ward_strength, home.district_strength) if home else (_NONE_I, _NONE_I)
        self._attachments = min(home.max_attachments + newcomers, UNBOUNDED) if home else UNBOUNDED
        tree = problem.tree
        outer = np.ones(tree.parent.size, dtype=bool)
        outer[0] = False
        outer[tree.node_of_station] = False
        self._fee = float(problem.weight.mean())
        """Where the search for the fee begins: the last one found."""
        self._needs_fee = home is not None and bool(
            (outer & ((tree.least > 0) | (tree.most < UNBOUNDED))).any() and self._attachments < UNBOUNDED
        )

    @property
    def most_teams(self) -> int:
        """Teams that the budget leaves room for when all minima are kept."""
        tree = self.problem.tree
        counted = self.problem.minima if not (tree.node_of_base > 0).any() else 0
        return max(0, self.guards - counted) // self.size

    def near(self, teams: I64) -> I64:
        """Teams near each station, up to the number that still matters."""
        reach = self.problem.reach
        given = np.repeat(teams, np.diff(reach.base_start))
        near = np.bincount(reach.base_station, weights=given, minlength=len(self.problem.stations))
        return np.asarray(np.minimum(near, self.factor.size - 1).astype(np.int64))

    @property
    def only_budget(self) -> bool:
        """Whether nothing but the budget ties stations and bases together."""
        return self._attachments >= UNBOUNDED and self.problem.tree.is_free

    def place(self, teams: I64, near: I64 | None = None) -> Placement:
        """The best officers for these teams; `near` tells whom they reach when that is not who they are."""
        near = self.near(teams) if near is None else near
        if not self._needs_fee:
            return self._greedy(teams, near, self._attachments, 0.0)
        free = self._greedy(teams, near, UNBOUNDED, 1e-300)
        if not free.feasible or free.attached <= self._attachments:
            return free
        low, high = 0.0, float(self.problem.weight.max()) + 1.0
        best = self._greedy(teams, near, UNBOUNDED, high)
        if best.attached > self._attachments:
            return msgspec.structs.replace(best, risk=np.inf, lacking=max(1, best.attached - self._attachments))
        fee = self._fee
        for _ in range(_FEE_STEPS):
            tried = self._greedy(teams, near, UNBOUNDED, fee)
            if tried.attached > self._attachments:
                low = fee
            else:
                high = fee
                if tried.risk < best.risk:
                    best, self._fee = tried, fee
                if tried.attached == self._attachments:
                    return best  # the fee is paid for exactly as many as may go: nothing better exists
            fee = 0.5 * (low + high)
        within = self._greedy(teams, near, self._attachments, low)  # officers who tie at the fee: as many as may go
        return within if within.risk < best.risk else best

    def estimate(self, teams: I64, near: I64) -> float:
        """The risk of the best officers, or at the last fee per attachment where that must be searched for."""
        if not self._needs_fee:
            return self.place(teams, near).risk
        placement = self._greedy(teams, near, UNBOUNDED, self._fee)
        return placement.risk + self._fee * (placement.attached - self._attachments)

    def _greedy(self, teams: I64, near: I64, attachments: int, fee: float) -> Placement:
        from kawal.deployment.officer_kernel import place_officers  # noqa: PLC0415  only who solves loads numba

        problem, home, tree = self.problem, self.problem.home, self.problem.tree
        officers = problem.least.copy()
        total_when = np.empty(officers.size * self.step.size, dtype=np.int64)
        node_price = np.zeros(tree.parent.size)
        ward_price = np.empty(self._strengths[0].size)
        given = self.size * teams
        ward_teams = district_teams = _NONE_I
        if home:
            at_ward = home.base_ward >= 0
            ward_teams = _counts(home.base_ward[at_ward], given[at_ward], ward_price.size)
            district_teams = _counts(home.base_district[~at_ward], given[~at_ward], self._strengths[1].size)
        risk, cut_off, attached, lacking = place_officers(
            problem.weight,
            problem.by_weight,
            near,
            self.factor,
            self.step,
            problem.least,
            problem.most,
            tree.node_of_station,
            tree.parent,
            tree.least,
            self.node_most,
            _counts(tree.node_of_base, given, tree.parent.size),
            self._ward,
            self._district,
            *self._strengths,
            ward_teams,
            district_teams,
            attachments,
            fee,
            officers,
            total_when,
            node_price,
            ward_price,
        )
        station_price = node_price[tree.node_of_station]
        base_price = node_price[tree.node_of_base]
        if home:
            station_price = np.maximum(station_price, ward_price[home.ward_of_station])
            away = np.where(home.base_ward >= 0, ward_price[home.base_ward], 0.0)
            base_price = np.maximum(base_price, away)
        return Placement(
            risk if lacking == 0 else np.inf,
            lacking,
            officers,
            total_when.reshape(officers.size, self.step.size),
            cut_off,
            attached,
            station_price,
            base_price,
        )


def risk_of(evaluator: Evaluator, officers: I64, near: I64) -> float:
    """R of officers and teams near each station, summed exactly once more from the definition."""
    return float(np.sum(evaluator.problem.weight * evaluator.deterred[officers] * evaluator.factor[near]))


def _counts(owner: I64, amount: I64, size: int) -> I64:
    return np.bincount(owner, weights=amount, minlength=size).astype(np.int64)
