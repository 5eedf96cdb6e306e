"""A lower bound on the risk of every plan: budget, reach links, quotas and unit limits dualised together.

One multiplier per station for "k_i is at most the teams near", one for the budget, one for each minimum, maximum
and unit limit; then stations, bases and overflows part, and the dual is a sum of small minima. Any multipliers >= 0
give a bound; good ones come from a soft minimum that is cooled stage by stage (Nesterov 2005) and climbed by
a projected L-BFGS. The bound returned is always the dual itself, without softening, at the best multipliers met.
"""

from functools import partial

import msgspec
import numpy as np

from kawal.deployment.arrays import F64, I64, UNBOUNDED
from kawal.deployment.climb import climb
from kawal.deployment.dual_kernel import soften_stations, spread_teams, sum_links
from kawal.deployment.officers import Evaluator
from kawal.deployment.teams import Solution

STAGES = (0.03, 0.003, 0.001, 0.0003, 0.0001)
"""Heats, in multiples of the mean risk of a station."""
STEPS = 100
"""L-BFGS steps at each heat."""
CLOSE = 1e-5
"""Gap at which climbing further is not worth the time."""


class Dual:
    """The dual function of one problem and budget. Multipliers: [budget, rows of regions and units ..., links]."""

    def __init__(self, evaluator: Evaluator) -> None:
        self.evaluator, problem = evaluator, evaluator.problem
        self.problem = problem
        n, m = len(problem.stations), len(problem.bases)
        reach = problem.reach
        most_teams = evaluator.guards // evaluator.size
        self.most_here = np.minimum(problem.capacity, most_teams).astype(np.float64)
        total = np.zeros(n)
        spread_teams(self.most_here, reach.base_start, reach.base_station, total)
        self.fewest_near = problem.required.copy()
        self.most_near = np.minimum(total, evaluator.factor.size - 1).astype(np.int64)
        self.most_near = np.maximum(self.most_near, self.fewest_near)
        self.rows = _rows(evaluator)
        self.officers, self.near = np.empty(n), np.empty(n)
        self.linked, self.given = np.empty(m), np.empty(n)

    @property
    def size(self) -> int:
        """Number of multipliers."""
        return len(self.rows.limit) + len(self.problem.stations)

    def value(self, x: F64, heat: float) -> tuple[float, F64]:
        """The (soft) dual at multipliers x >= 0, and its gradient."""
        rows, problem, reach = self.rows, self.problem, self.problem.reach
        count = len(rows.limit)
        link = np.ascontiguousarray(x[count:])
        price = rows.of_station(x)
        total = soften_stations(
            problem.weight,
            self.evaluator.factor,
            self.evaluator.deterred,
            problem.least,
            problem.most,
            self.fewest_near,
            self.most_near,
            price,
            link,
            heat,
            self.officers,
            self.near,
        )
        sum_links(link, reach.base_start, reach.base_station, self.linked)
        cost = self.evaluator.size * rows.of_base(x) - self.linked
        below, teams = _soft_box(cost, self.most_here, heat)
        spill, overflow = _soft_box(rows.of_box(x), rows.box_most, heat)
        spread_teams(teams, reach.base_start, reach.base_station, self.given)
        gradient = np.empty(x.size)
        gradient[count:] = self.near - self.given
        gradient[:count] = rows.use(self.officers, self.evaluator.size * teams, overflow) - rows.limit
        return total + below + spill - float(x[:count] @ rows.limit), gradient

    def start(self, solution: Solution) -> F64:
        """First multipliers, from a plan: its price, and what a team near is worth at each station."""
        x = np.zeros(self.size)
        placement = solution.placement
        problem, factor = self.problem, self.evaluator.factor
        x[0] = float(placement.station_price.min(initial=np.inf)) if placement.feasible else 0.0
        near = self.evaluator.near(solution.teams)
        r = problem.weight * self.evaluator.deterred[placement.officers]
        back = r * (factor[np.maximum(near - 1, 0)] - factor[near])
        ahead = r * (factor[near] - factor[np.minimum(near + 1, factor.size - 1)])
        x[len(self.rows.limit) :] = 0.5 * (back + ahead)
        return x


class Rows(msgspec.Struct, frozen=True, eq=False):
    """The dualised limits: sum of officers in the row's stations and bases + overflow terms <= limit, signed.

    Each row's prices are spread by `station`, `base` (row, member, sign) triples; `box` holds overflow variables.
    """

    limit: F64
    station: tuple[I64, I64, F64]
    base: tuple[I64, I64, F64]
    box: tuple[I64, I64, F64]
    box_most: F64
    sizes: tuple[int, int]

    def of_station(self, x: F64) -> F64:
        """Price of an officer at each station."""
        return _spread(self.station, x, self.sizes[0])

    def of_base(self, x: F64) -> F64:
        """Price of an officer of a team at each base."""
        return _spread(self.base, x, self.sizes[1])

    def of_box(self, x: F64) -> F64:
        """Price of each overflow variable."""
        return _spread(self.box, x, self.box_most.size)

    def use(self, officers: F64, at_bases: F64, overflow: F64) -> F64:
        """What officers and overflows use of each limit."""
        total = np.zeros(self.limit.size)
        for (row, member, sign), amount in ((self.station, officers), (self.base, at_bases), (self.box, overflow)):
            total += np.bincount(row, weights=sign * amount[member], minlength=total.size)
        return total


def lower_bound(evaluator: Evaluator, solution: Solution, stages: tuple[float, ...] = STAGES) -> float:
    """A number that no plan's risk lies below; at most `solution`'s own risk."""
    dual = Dual(evaluator)
    objective = solution.placement.risk
    x = dual.start(solution)
    best = max(0.0, dual.value(x, 0.0)[0])
    scale = max(objective, 1e-300) / len(evaluator.problem.stations)
    for heat in stages:
        if objective - best <= CLOSE * objective:
            break
        x = climb(partial(dual.value, heat=heat * scale), x, STEPS)
        best = max(best, dual.value(x, 0.0)[0])
    return min(best, objective)


def _spread(part: tuple[I64, I64, F64], x: F64, size: int) -> F64:
    row, member, sign = part
    return np.bincount(member, weights=sign * x[row], minlength=size).astype(np.float64)


def _soft_box(cost: F64, most: F64, heat: float) -> tuple[float, F64]:
    """Sum of min(0, cost)*most, softened; and the minimising amounts in 0..most."""
    if heat <= 0.0:
        return float(np.minimum(cost, 0.0) @ most), np.where(cost < 0.0, most, 0.0)
    scaled = cost / heat
    amount = most / (1.0 + np.exp(np.minimum(scaled, 500.0)))
    return float(-heat * np.logaddexp(0.0, -scaled) @ most), amount


def _rows(evaluator: Evaluator) -> Rows:
    """The limits of a problem as rows: budget first, then maxima and minima of regions, then units."""
    problem, tree, home = evaluator.problem, evaluator.problem.tree, evaluator.problem.home
    n, m = len(problem.stations), len(problem.bases)
    limits: list[float] = [float(evaluator.guards)]
    station = [(np.zeros(n, np.int64), np.arange(n), np.ones(n))]
    base = [(np.zeros(m, np.int64), np.arange(m), np.ones(m))]
    box: list[tuple[int, int, float]] = []
    box_most: list[float] = []

    def add(limit: float, stations: np.ndarray, bases: np.ndarray, sign: float) -> int:
        row = len(limits)
        limits.append(limit)
        for part, member in ((station, np.flatnonzero(stations)), (base, np.flatnonzero(bases))):
            part.append((np.full(member.size, row), member, np.full(member.size, sign)))
        return row

    for v in range(1, len(tree.codes)):
        inside = _inside(tree.parent, v)
        stations, bases = inside[tree.node_of_station], inside[tree.node_of_base]
        if tree.most[v] < UNBOUNDED:
            add(float(tree.most[v]), stations, bases, 1.0)
        if tree.least[v] > 0:
            add(-float(tree.least[v]), stations, bases, -1.0)
    if home and home.max_attachments < UNBOUNDED:
        everyone = float(evaluator.guards)
        nowhere_s, nowhere_b = np.zeros(n, bool), np.zeros(m, bool)
        last = add(float(home.max_attachments), nowhere_s, nowhere_b, 1.0)
        districts = []
        for d in range(len(home.districts)):
            at_district = (home.base_district == d) & (home.base_ward < 0)
            districts.append(add(float(home.district_strength[d]), nowhere_s, at_district, 1.0))
            box += [(districts[d], len(box_most), -1.0), (last, len(box_most), 1.0)]
            box_most.append(everyone)
        for u in range(len(home.wards)):
            row = add(float(home.ward_strength[u]), home.ward_of_station == u, home.base_ward == u, 1.0)
            box += [(row, len(box_most), -1.0), (districts[home.district_of_ward[u]], len(box_most), 1.0)]
            box_most.append(everyone)
    triples = np.array(box, dtype=np.float64).reshape(len(box), 3)
    return Rows(
        np.array(limits),
        _joined(station),
        _joined(base),
        (triples[:, 0].astype(np.int64), triples[:, 1].astype(np.int64), triples[:, 2].copy()),
        np.array(box_most, dtype=np.float64),
        (n, m),
    )


def _inside(parent: I64, node: int) -> np.ndarray:
    """Which nodes lie in the region of `node`, itself included; parents stand before children."""
    inside = np.zeros(parent.size, dtype=bool)
    inside[node] = True
    for v in range(node + 1, parent.size):
        inside[v] = inside[parent[v]]
    return inside


def _joined(parts: list[tuple[np.ndarray, np.ndarray, np.ndarray]]) -> tuple[I64, I64, F64]:
    row, member, sign = (np.concatenate(column) for column in zip(*parts, strict=True))
    return row.astype(np.int64), member.astype(np.int64), sign.astype(np.float64)
