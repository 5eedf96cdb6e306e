"""Where teams wait: local search at the price of an officer, judged by the exact placement of officers.

For fixed prices the risk is a sum over stations of phi_i(k_i) plus the price of each team, so adding, dropping and
swapping teams costs a walk over the stations in reach only. Prices come from the exact placement and are renewed when
the teams change; seeded kicks leave local optima. Equal input gives equal output: work is counted, not timed.
"""

import random

import msgspec
import numpy as np

from kawal.deployment.arrays import F64, I64
from kawal.deployment.officers import Evaluator, Placement

_SEED = 20241127
_PENALTY = 10.0
"""Cost of a required station without a team near, in multiples of the city's whole risk."""

_PROMISING = 8
"""Places that are tried exactly for each team that may move."""


class Effort(msgspec.Struct, frozen=True):
    """How hard to search: rounds of prices, kicks out of local optima, and pairs to look through in all."""

    rounds: int = 6
    kicks: int = 40
    pairs: int = 60_000_000


class Solution(msgspec.Struct, frozen=True, eq=False):
    """Teams per base and the best officers for them."""

    teams: I64
    placement: Placement


class TeamSearch:
    """One search for one problem and budget."""

    def __init__(self, evaluator: Evaluator, effort: Effort) -> None:
        self.evaluator, self.effort = evaluator, effort
        self.problem = evaluator.problem
        bases, stations = len(self.problem.bases), len(self.problem.stations)
        self.phi = np.empty((stations, evaluator.factor.size))
        self.near = np.empty(stations, dtype=np.int64)
        self.benefit = np.empty(bases)
        self.penalty = _PENALTY * (float(self.problem.weight.sum()) + 1.0)
        self.most_teams = evaluator.most_teams
        self.required = np.flatnonzero(self.problem.required)
        counted = self.problem.tree.node_of_base > 0
        self.useful = ((np.diff(self.problem.reach.base_start) > 0) | counted) & (self.problem.capacity > 0)
        self.pairs = 0

    def run(self, start: I64 | None = None) -> Solution:
        """The best teams found from `start` (default: none)."""
        teams = np.zeros(len(self.problem.bases), dtype=np.int64) if start is None else start.copy()
        best = Solution(teams, self.evaluator.place(teams))
        if self.most_teams == 0 or not self.useful.any():
            return best
        best = self._descend(best)
        best = self._kick(best)
        return self._polish(best)

    def uncovered(self, teams: I64) -> int:
        """Required stations without a team near."""
        if not self.required.size:
            return 0
        return int((self.evaluator.near(teams)[self.required] == 0).sum())

    def _better(self, one: Solution, other: Solution) -> bool:
        """Whether `one` is the better answer: minima and required reach first, then risk."""
        return self._key(one) < self._key(other)

    def _key(self, solution: Solution) -> tuple[int, float]:
        return solution.placement.lacking + self.uncovered(solution.teams), solution.placement.risk

    def _descend(self, best: Solution) -> Solution:
        """Settle teams at the prices of the best solution, again while that finds a better one."""
        current = best
        for _ in range(self.effort.rounds):
            self._price(current)
            teams = current.teams.copy()
            self._settle(teams)
            if (teams == current.teams).all():
                break
            current = Solution(teams, self.evaluator.place(teams))
            if self._better(current, best):
                best = current
            elif not current.placement.feasible:
                break
        return best

    def _kick(self, best: Solution) -> Solution:
        """Exchange a few teams at random for overlapping ones, settle, keep what is better."""
        chance = random.Random(_SEED)  # noqa: S311  reproducible, not secret
        self._price(best)
        for _ in range(self.effort.kicks):
            if self.pairs > self.effort.pairs:
                break
            teams = best.teams.copy()
            self._disturb(teams, chance)
            self._settle(teams)
            if (teams == best.teams).all():
                continue
            found = Solution(teams, self.evaluator.place(teams))
            if self._better(found, best):
                best = found
                self._price(best)
        return best

    def _disturb(self, teams: I64, chance: random.Random) -> None:
        reach = self.problem.reach
        for _ in range(1 + int(chance.random() * 3)):
            held = np.flatnonzero(teams)
            if held.size == 0:
                return
            out = int(held[int(chance.random() * held.size)])
            stations = reach.stations_of(out)
            i = int(stations[int(chance.random() * stations.size)]) if stations.size else 0
            around = reach.station_base[reach.station_start[i] : reach.station_start[i + 1]]
            free = around[teams[around] < self.problem.capacity[around]]
            teams[out] -= 1
            if free.size:
                teams[int(free[int(chance.random() * free.size)])] += 1

    def _polish(self, best: Solution) -> Solution:
        """Add, drop and, where more than the budget binds, swap teams by exact placement while that helps."""
        previous = None
        while previous is not best and self.pairs <= self.effort.pairs:
            previous = best
            for j in np.flatnonzero(self.useful).tolist():
                for change in (1, -1):
                    best = self._tried(best, {j: change})
            if not self.evaluator.only_budget:
                best = self._swapped(best)
        return best

    def _swapped(self, best: Solution) -> Solution:
        """Move each team to the places that promise most at the present prices, as exact placement judges."""
        self._price(best)
        for out in np.flatnonzero(best.teams).tolist():
            if best.teams[out] == 0 or self.pairs > self.effort.pairs:
                continue
            teams = best.teams.copy()
            teams[out] -= 1
            near = self.evaluator.near(teams)
            rows, last = np.arange(near.size), self.phi.shape[1] - 1
            saved = self.phi[rows, near] - self.phi[rows, np.minimum(near + 1, last)]
            promise = np.add.reduceat(
                np.append(saved[self.problem.reach.base_station], 0.0), self.problem.reach.base_start[:-1]
            )
            promise = np.where(np.diff(self.problem.reach.base_start) > 0, promise - self.cost, -np.inf)
            for other in np.argsort(-promise, kind="stable")[:_PROMISING].tolist():
                if other != out and best.teams[out] > 0:
                    best = self._tried(best, {out: -1, other: 1})
        return best

    def _tried(self, best: Solution, changes: dict[int, int]) -> Solution:
        """`best`, or the better solution that these changes of teams give."""
        teams = best.teams.copy()
        for j, change in changes.items():
            teams[j] += change
            if not 0 <= teams[j] <= self.problem.capacity[j]:
                return best
        if int(teams.sum()) > self.most_teams:
            return best
        self.pairs += len(self.problem.stations) * self.evaluator.step.size
        found = Solution(teams, self.evaluator.place(teams))
        return found if self._better(found, best) else best

    def _price(self, solution: Solution) -> None:
        """Take the prices of a solution: of an officer at each station, of a team at each base."""
        from kawal.deployment.team_kernel import price_stations  # noqa: PLC0415  only who solves loads numba

        placement = solution.placement
        self.before = solution.teams
        self.cost, self.released = self._team_costs(solution)
        price_stations(
            self.problem.weight,
            self.evaluator.factor,
            self.evaluator.deterred,
            self.problem.least,
            self.problem.most,
            placement.station_price,
            self.problem.required,
            self.penalty,
            self.phi,
        )

    def _team_costs(self, solution: Solution) -> tuple[F64, F64]:
        """What the officers of one more team at each base, and of the last one there, are worth elsewhere.

        Where only the budget binds, that is the price of an officer. Where quotas or units bind, the officers of a
        team are taken from few posts at unequal gains: both are found exactly, by placing officers again.
        """
        by_price: F64 = self.evaluator.size * solution.placement.base_price
        if self.evaluator.only_budget or not solution.placement.feasible:
            return by_price, by_price
        cost, released = by_price.copy(), by_price.copy()
        near = self.evaluator.near(solution.teams)
        now = self.evaluator.estimate(solution.teams, near)
        for j in range(len(self.problem.bases)):
            for change, worth in ((1, cost), (-1, released)):
                if 0 <= solution.teams[j] + change <= self.problem.capacity[j]:
                    teams = solution.teams.copy()
                    teams[j] += change
                    self.pairs += len(self.problem.stations) * self.evaluator.step.size
                    worth[j] = change * (self.evaluator.estimate(teams, near) - now)
        return cost, released

    def _settle(self, teams: I64) -> None:
        from kawal.deployment.team_kernel import settle_teams  # noqa: PLC0415  only who solves loads numba

        reach = self.problem.reach
        tried = settle_teams(
            self.phi,
            self.cost,
            self.released,
            self.before,
            teams,
            self.problem.capacity,
            self.most_teams,
            self.near,
            self.benefit,
            reach.base_start,
            reach.base_station,
            reach.station_start,
            reach.station_base,
        )
        per_base = reach.base_station.size / max(1, len(self.problem.bases))
        per_station = reach.base_station.size / max(1, len(self.problem.stations))
        self.pairs += int(tried * per_base * (1 + per_station))
