"""Many cities, each with its own budget: solved side by side, in bounded memory."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor

import msgspec

from kawal.deployment.model import PlanResult
from kawal.deployment.problem import Problem
from kawal.deployment.solve import solve
from kawal.deployment.teams import Effort
from kawal.deployment.warm import warm_kernels

CITY_OF_MANY = Effort(kicks=20, pairs=30_000_000)


class City(msgspec.Struct, frozen=True, eq=False):
    """A city to be solved; its problem is built when its turn comes, so that few are in memory at once."""

    name: str
    guards: int
    problem: Callable[[], Problem]


def solve_nation(
    cities: Iterable[City], *, workers: int = 2, effort: Effort = CITY_OF_MANY, with_bound: bool = False
) -> Iterator[tuple[str, PlanResult]]:
    """Plans of all cities in their order. The kernels leave the GIL, so threads are enough.

    Raises what `solve` raises for the first city that has no plan.
    """
    warm_kernels()

    def one(city: City) -> tuple[str, PlanResult]:
        plan = solve(city.problem(), city.guards, effort=effort, with_bound=with_bound, with_one_more=False)
        return city.name, plan

    waiting: deque[Future[tuple[str, PlanResult]]] = deque()
    with ThreadPoolExecutor(max_workers=workers) as pool:
        for city in cities:
            waiting.append(pool.submit(one, city))
            if len(waiting) > 2 * workers:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
