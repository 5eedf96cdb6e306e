"""Statistical clusters: Getis-Ord Gi* with false-discovery control.

Gi* (Getis and Ord 1992; Ord and Getis 1995, equation 14) compares the sum around a station, itself included, with
what the whole city would give. Neighbours are the `NEIGHBOURS` nearest stations. p-values are one-sided normal; which
stations are hot is decided by Benjamini and Hochberg (1995), at a false-discovery rate of 5 %.
"""

import numpy as np
from numpy.typing import NDArray

from kawal.risk.index import F64

NEIGHBOURS = 12
FALSE_DISCOVERY_RATE = 0.05


def gi_star(index: F64, position: F64, neighbours: int = NEIGHBOURS) -> F64:
    """z-values of Gi* with binary weights, (stations,); `position` is (stations, 2) in km or any equal unit.

    A city with fewer stations than neighbours, or with one index everywhere, has no cluster: all zeros.
    """
    from scipy.spatial import cKDTree  # noqa: PLC0415  half a second to import, only for this

    n = len(index)
    spread = index.std()
    if n <= neighbours + 1 or spread < 1e-12:
        return np.zeros(n)
    _, near = cKDTree(position).query(position, k=neighbours + 1)
    around = index[near].sum(axis=1)  # the nearest is the station itself: the star in Gi*
    count = neighbours + 1
    return np.asarray((around - index.mean() * count) / (spread * np.sqrt((n * count - count**2) / (n - 1))))


def hot(z: F64, rate: float = FALSE_DISCOVERY_RATE) -> NDArray[np.bool_]:
    """Stations whose z is high with the false-discovery rate held (Benjamini-Hochberg step-up)."""
    from scipy.special import ndtr  # noqa: PLC0415

    p = 1.0 - ndtr(z)
    order = np.argsort(p)
    passed = np.flatnonzero(p[order] <= rate * np.arange(1, len(p) + 1) / max(1, len(p)))
    found = np.zeros(len(p), dtype=bool)
    if passed.size:
        found[order[: passed[-1] + 1]] = True
    return found
