"""Compile or load every kernel once, so that the first plan is not slower than the next."""

import threading
from functools import cache

from kawal.deployment.model import Assumptions, PlanBase, PlanStation, PlanUnit
from kawal.deployment.officers import Evaluator
from kawal.deployment.problem import build_problem
from kawal.deployment.teams import Effort, TeamSearch
from kawal.kernel.codes import RegionCode, StationId

WARM_AFTER_S = 20.0
"""So long after its start a served node loads the kernels (assumed); they cost as much as the rest of the start."""


@cache
def warm_kernels() -> None:
    """Run a city of two stations and one base through the solver and its bound; later calls cost nothing."""
    from kawal.deployment.bound import lower_bound  # noqa: PLC0415  only who solves loads numba

    ward = RegionCode("63.71.01.1001")
    stations = [
        PlanStation(id=StationId(f"637101100100{n}"), lat=-3.3, lon=114.59 + n / 1000, weight=float(n), ward=ward)
        for n in (1, 2)
    ]
    problem = build_problem(
        stations,
        [PlanBase(id="B", lat=-3.3, lon=114.59, capacity=1)],
        Assumptions(),
        units=[PlanUnit(id="U", level="ward", region=ward, strength=6)],
    )
    evaluator = Evaluator(problem, 6)
    lower_bound(evaluator, TeamSearch(evaluator, Effort()).run())


class Warming:
    """Warms the kernels of a served node, unless it ends before; who plans sooner loads them at once."""

    def __init__(self, after_s: float = WARM_AFTER_S) -> None:
        self._timer = threading.Timer(after_s, warm_kernels)
        self._timer.name, self._timer.daemon = "kawal-warm", True

    def start(self) -> None:
        """Begin to wait."""
        self._timer.start()

    def stop(self) -> None:
        """Wait no more; finish what has begun."""
        self._timer.cancel()
        self._timer.join()
