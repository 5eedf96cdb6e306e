"""The fewest teams that bring one near every required station: set cover, exact by branch and bound.

Bases are the sets. A station that is covered whenever another is, and a base whose stations another reaches too, are
dropped; a lower bound comes from stations that share no base. A city has some sixty bases: this ends at once.
"""

import numpy as np

from kawal.deployment.arrays import I64
from kawal.deployment.problem import Problem

_MOST_NODES = 20_000
"""Branches looked at before the smallest choice so far is taken."""


def fewest_teams(problem: Problem) -> I64:
    """A smallest choice of one team at some bases such that every required station has one near."""
    required = _hardest(problem)
    bit = {i: 1 << n for n, i in enumerate(required)}
    reach = problem.reach
    sets: dict[int, int] = {}
    for j in range(len(problem.bases)):
        covered = 0
        for i in reach.stations_of(j).tolist():
            covered |= bit.get(i, 0)
        if covered:
            sets[j] = covered
    useful = {
        j: mine
        for j, mine in sets.items()
        if not any(mine | other == other and (mine != other or k < j) for k, other in sets.items() if k != j)
    }
    chosen = _search(useful, (1 << len(required)) - 1)
    teams = np.zeros(len(problem.bases), dtype=np.int64)
    teams[chosen] = 1
    return teams


def _hardest(problem: Problem) -> list[int]:
    """Required stations without those that are near a team whenever another one is."""
    reach = problem.reach
    holders: dict[int, int] = {}
    for i in np.flatnonzero(problem.required).tolist():
        mask = sum(1 << j for j in reach.station_base[reach.station_start[i] : reach.station_start[i + 1]].tolist())
        holders.setdefault(mask, i)
    kept: list[int] = []
    for mask in sorted(holders, key=lambda mask: (mask.bit_count(), mask)):
        if not any(mask & other == other for other in kept):
            kept.append(mask)
    return [holders[mask] for mask in kept]


def _search(sets: dict[int, int], everything: int) -> list[int]:
    best = _greedy(sets, everything)
    visited = 0

    def descend(left: int, chosen: list[int]) -> None:
        nonlocal best, visited
        visited += 1
        if left == 0:
            if len(chosen) < len(best):
                best = chosen
            return
        if visited > _MOST_NODES or len(chosen) + _apart(sets, left) >= len(best):
            return
        options = min((_holders(sets, bit) for bit in _bits(left)), key=len)
        for j in sorted(options, key=lambda j: (-(sets[j] & left).bit_count(), j)):
            descend(left & ~sets[j], [*chosen, j])

    descend(everything, [])
    return best


def _greedy(sets: dict[int, int], left: int) -> list[int]:
    chosen = []
    while left:
        best = max(sets, key=lambda j: ((sets[j] & left).bit_count(), -j))
        chosen.append(best)
        left &= ~sets[best]
    return chosen


def _apart(sets: dict[int, int], left: int) -> int:
    """Stations no two of which share a base: each needs a team of its own."""
    count = 0
    while left:
        bit = left & -left
        count += 1
        for j in _holders(sets, bit):
            left &= ~sets[j]
    return count


def _holders(sets: dict[int, int], bit: int) -> list[int]:
    return [j for j, mine in sets.items() if mine & bit]


def _bits(left: int) -> list[int]:
    bits = []
    while left:
        bits.append(left & -left)
        left &= left - 1
    return bits
