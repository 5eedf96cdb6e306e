"""The compiled loops of the lower bound: plain contiguous int64 and float64 arrays in and out."""

import numpy as np

from kawal.deployment.arrays import F64, I64
from kawal.deployment.compiled import kernel


@kernel
def soften_stations(
    weight: F64,
    factor: F64,
    deterred: F64,
    least: I64,
    most: I64,
    fewest_near: I64,
    most_near: I64,
    price: F64,
    link: F64,
    heat: float,
    officers: F64,
    near: F64,
) -> float:
    """The stations' part of the dual: sum over i of min over n, k of weight*factor[k]*deterred[n] + price*n + link*k.

    With `heat` > 0 the soft minimum -heat * log(sum exp(-x / heat)), never above the minimum; `officers` and `near`
    become its gradient (the expected n and k). With `heat` 0 the minimum itself and its first minimiser.
    """
    value = 0.0
    for i in range(weight.size):
        lowest, best_n, best_k = np.inf, least[i], fewest_near[i]
        for n in range(least[i], most[i] + 1):
            r = weight[i] * deterred[n]
            before = np.inf
            for k in range(fewest_near[i], most_near[i] + 1):
                x = r * factor[k] + price[i] * n + link[i] * k
                if x < lowest:
                    lowest, best_n, best_k = x, n, k
                if x > before:
                    break  # convex in k: past its minimum
                before = x
        value += lowest
        if heat <= 0.0:
            officers[i], near[i] = best_n, best_k
            continue
        total, sum_n, sum_k = 0.0, 0.0, 0.0
        for n in range(least[i], most[i] + 1):
            r = weight[i] * deterred[n]
            before = np.inf
            for k in range(fewest_near[i], most_near[i] + 1):
                x = (r * factor[k] + price[i] * n + link[i] * k - lowest) / heat
                if x < 30.0:
                    e = np.exp(-x)
                    total += e
                    sum_n += e * n
                    sum_k += e * k
                elif x > before:
                    break
                before = x
        value -= heat * np.log(total)
        officers[i], near[i] = sum_n / total, sum_k / total
    return value


@kernel
def sum_links(link: F64, base_start: I64, base_station: I64, sums: F64) -> None:
    """sums[j] = sum of link over the stations that base j reaches."""
    for j in range(sums.size):
        sums[j] = 0.0
        for s in range(base_start[j], base_start[j + 1]):
            sums[j] += link[base_station[s]]


@kernel
def spread_teams(teams: F64, base_start: I64, base_station: I64, near: F64) -> None:
    """near[i] = sum of (fractional) teams over the bases that reach station i."""
    for i in range(near.size):
        near[i] = 0.0
    for j in range(teams.size):
        if teams[j] != 0.0:
            for s in range(base_start[j], base_start[j + 1]):
                near[base_station[s]] += teams[j]
