"""A plan for each of 508 cities with 435,296 stations together, the largest with 8,487; each has its own budget.

    python benchmarks/plan_nation.py [--workers 2] [--json]

Prints wall and CPU seconds and the peak memory of the process. Making the random cities is not counted, building
their problems (who reaches whom) is.
"""

import argparse
import json
import resource
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np

sys.path[:0] = [str(Path(__file__).resolve().parent)]

from benchmarks.cities import random_city  # noqa: E402
from kawal.deployment.model import Assumptions  # noqa: E402
from kawal.deployment.nation import City, solve_nation  # noqa: E402
from kawal.deployment.problem import Problem, build_problem  # noqa: E402
from kawal.deployment.warm import warm_kernels  # noqa: E402

STATIONS, CITIES, LARGEST = 435_296, 508, 8_487
OFFICERS_PER_STATION = 0.31


def sizes() -> list[int]:
    """Stations of each city: log-normal, summing to the nation, the largest as it is."""
    draw = np.sort(np.random.default_rng(7).lognormal(0.0, 0.75, CITIES - 1))
    rest = STATIONS - LARGEST
    shares = np.maximum(20, np.minimum(LARGEST - 1, np.floor(draw / draw.sum() * rest))).astype(int)
    short = rest - int(shares.sum())
    shares[: abs(short) % (CITIES - 1)] += np.sign(short)
    shares += short // (CITIES - 1) if short > 0 else 0
    shares[-1] += rest - int(shares.sum())
    return [LARGEST, *shares.tolist()]


def main() -> int:
    """Run, print, fail when a target is missed."""
    parser = argparse.ArgumentParser(description="Plans for all cities of a nation.")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args()
    counts = sizes()
    made = 0.0

    def cities() -> Iterator[City]:
        nonlocal made
        for number, count in enumerate(counts):
            began = time.perf_counter()
            stations, bases = random_city(number, count, f"{11 + number // 99:02d}.{1 + number % 99:02d}")
            made += time.perf_counter() - began

            def problem(stations: object = stations, bases: object = bases) -> Problem:
                return build_problem(stations, bases, Assumptions())  # type: ignore[arg-type]

            yield City(str(number), round(OFFICERS_PER_STATION * count), problem)

    warm_kernels()
    wall, cpu = time.perf_counter(), time.process_time()
    risk = used = 0.0
    for _, plan in solve_nation(cities(), workers=args.workers):
        risk += plan.objective
        used += plan.guards_used
    report = {
        "stations": sum(counts),
        "cities": len(counts),
        "largest": max(counts),
        "officers": used,
        "risk": risk,
        "wall_s": time.perf_counter() - wall,
        "making_cities_s": made,
        "cpu_s": time.process_time() - cpu,
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }
    if args.json:
        print(json.dumps(report, indent=1))
    else:
        for name, value in report.items():
            print(f"{name}: {value:,.1f}")
    return 0 if report["wall_s"] - made <= 40 and report["peak_mb"] <= 2048 else 1


if __name__ == "__main__":
    sys.exit(main())
