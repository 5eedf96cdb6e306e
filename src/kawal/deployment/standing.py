"""The standing plan: what a city does without a planner, under the same R. The baseline to beat and to fall back to.

A ward's unit spreads over its own stations evenly, in the order of their numbers, no second officer before each has
one. A district's unit forms teams at the district's office base as far as it has room; the rest spread over the
stations of the district in the same way.
"""

import msgspec
import numpy as np

from kawal.deployment.model import StationPost, TeamPlacement
from kawal.deployment.officers import Evaluator, risk_of
from kawal.deployment.problem import Problem


class StandingPlan(msgspec.Struct, frozen=True, kw_only=True):
    """The baseline: its risk, its teams and posts; `unplaced` officers find every station of theirs full."""

    objective: float
    guards_used: int
    unplaced: int
    teams: tuple[TeamPlacement, ...]
    posts: tuple[StationPost, ...]


def standing_plan(problem: Problem) -> StandingPlan:
    """The standing plan of the problem's units; without units nobody stands anywhere."""
    home = problem.home
    strength = 0 if home is None else home.strength
    evaluator = Evaluator(problem, strength)
    officers = np.zeros(len(problem.stations), dtype=np.int64)
    teams = np.zeros(len(problem.bases), dtype=np.int64)
    unplaced = 0
    if home is not None:
        by_number = np.array(sorted(range(officers.size), key=lambda i: problem.stations[i]), dtype=np.int64)
        for u, own in enumerate(home.ward_strength.tolist()):
            unplaced += _spread(by_number[home.ward_of_station[by_number] == u], own, officers, problem)
        district_of = home.district_of_ward[home.ward_of_station]
        for d, own in enumerate(home.district_strength.tolist()):
            left = own
            for j in np.flatnonzero((home.base_district == d) & (home.base_ward < 0)).tolist():
                teams[j] = min(int(problem.capacity[j]), left // evaluator.size)
                left -= int(teams[j]) * evaluator.size
            unplaced += _spread(by_number[district_of[by_number] == d], left, officers, problem)
    return StandingPlan(
        objective=risk_of(evaluator, officers, evaluator.near(teams)),
        guards_used=strength - unplaced,
        unplaced=unplaced,
        teams=tuple(TeamPlacement(problem.bases[j], int(teams[j])) for j in np.flatnonzero(teams).tolist()),
        posts=tuple(StationPost(problem.stations[i], int(officers[i])) for i in np.flatnonzero(officers).tolist()),  # type: ignore[arg-type]
    )


def _spread(stations: np.ndarray, count: int, officers: np.ndarray, problem: Problem) -> int:
    """Place `count` officers one by one where fewest stand; returns how many found no place."""
    highest = problem.assumptions.max_guards_per_station
    for _ in range(count):
        room = stations[officers[stations] < highest]
        if room.size == 0:
            return count - int(_)
        officers[room[int(np.argmin(officers[room]))]] += 1
    return 0
