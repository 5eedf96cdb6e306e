"""The compiled loops of the search for teams: plain contiguous int64 and float64 arrays in and out."""

import numpy as np

from kawal.deployment.arrays import F64, I64
from kawal.deployment.compiled import kernel

EPSILON = 1e-11
"""Gain, as a share of the largest cost, below which a move is rounding, not progress."""
MOST_PASSES = 200


@kernel
def price_stations(
    weight: F64,
    factor: F64,
    deterred: F64,
    least: I64,
    most: I64,
    price: F64,
    required: I64,
    penalty: float,
    phi: F64,
) -> None:
    """Fill phi[i, k] = min over n of weight*factor[k]*deterred[n] + price[i]*n: a station's cost with k teams near.

    A station that must be reached costs `penalty` more with no team near.
    """
    for i in range(weight.size):
        for k in range(factor.size):
            r = weight[i] * factor[k]
            best = np.inf
            for count in range(least[i], most[i] + 1):
                best = min(best, r * deterred[count] + price[i] * count)
            phi[i, k] = best
        if required[i] > 0:
            phi[i, 0] += penalty


@kernel
def _move(
    base: int,
    change: int,
    phi: F64,
    near: I64,
    benefit: F64,
    base_start: I64,
    base_station: I64,
    station_start: I64,
    station_base: I64,
) -> None:
    """Put one team to a base or take it away; keep `near` and the benefit of one more team at every base right."""
    last = phi.shape[1] - 1
    for s in range(base_start[base], base_start[base + 1]):
        i = base_station[s]
        old = near[i]
        new = old + change
        near[i] = new
        before = phi[i, min(old, last)] - phi[i, min(old + 1, last)]
        after = phi[i, min(new, last)] - phi[i, min(new + 1, last)]
        if before != after:
            for t in range(station_start[i], station_start[i + 1]):
                benefit[station_base[t]] += after - before


@kernel
def settle_teams(
    phi: F64,
    cost: F64,
    released: F64,
    before: I64,
    teams: I64,
    capacity: I64,
    most_teams: int,
    near: I64,
    benefit: F64,
    base_start: I64,
    base_station: I64,
    station_start: I64,
    station_base: I64,
) -> int:
    """Add, drop and swap teams while it lowers sum phi plus the teams' costs; changes `teams` and `near` in place.

    A team at base j costs `cost[j]`, but `released[j]` while it is one of the `before[j]` that wait there now.
    Returns the number of moves that were tried.
    """
    bases, last = teams.size, phi.shape[1] - 1
    for i in range(near.size):
        near[i] = 0
    total = 0
    for j in range(bases):
        total += teams[j]
        if teams[j] > 0:
            for s in range(base_start[j], base_start[j + 1]):
                near[base_station[s]] += teams[j]
    for j in range(bases):
        benefit[j] = 0.0
        for s in range(base_start[j], base_start[j + 1]):
            i = base_station[s]
            benefit[j] += phi[i, min(near[i], last)] - phi[i, min(near[i] + 1, last)]
    largest = 0.0
    for i in range(near.size):
        largest = max(largest, phi[i, 0])
    least_gain = EPSILON * (1.0 + largest) * max(1, near.size)
    tried = passes = 0
    improved = True
    while improved and passes < MOST_PASSES:
        improved = False
        passes += 1
        while total < most_teams:
            best, gain = -1, least_gain
            for j in range(bases):
                price = cost[j] if teams[j] >= before[j] else released[j]
                if teams[j] < capacity[j] and benefit[j] - price > gain:
                    best, gain = j, benefit[j] - price
            if best < 0:
                break
            _move(best, 1, phi, near, benefit, base_start, base_station, station_start, station_base)
            teams[best] += 1
            total += 1
            tried += 1
            improved = True
        for j in range(bases):
            if teams[j] == 0:
                continue
            loss = 0.0
            for s in range(base_start[j], base_start[j + 1]):
                i = base_station[s]
                loss += phi[i, min(near[i] - 1, last)] - phi[i, min(near[i], last)]
            _move(j, -1, phi, near, benefit, base_start, base_station, station_start, station_base)
            tried += 1
            best, gain = -1, 0.0
            for other in range(bases):
                price = cost[other] if teams[other] >= before[other] else released[other]
                if other != j and teams[other] < capacity[other] and benefit[other] - price > gain:
                    best, gain = other, benefit[other] - price
            keep = loss - (cost[j] if teams[j] > before[j] else released[j])
            if gain > keep + least_gain:
                teams[j] -= 1
                if best >= 0:
                    _move(best, 1, phi, near, benefit, base_start, base_station, station_start, station_base)
                    teams[best] += 1
                else:
                    total -= 1
                improved = True
            else:
                _move(j, 1, phi, near, benefit, base_start, base_station, station_start, station_base)
    return tried
