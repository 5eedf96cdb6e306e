"""How often a station keeps its priority when nobody knows the strengths."""

import numpy as np

from kawal.jurisdiction.load import Instrument
from kawal.risk.index import F64, index_of, priorities, strengths

DRAWS = 1_000
SEED = 20241127
STRONGEST = 0.95


def stability(value: F64, instrument: Instrument, draws: int = DRAWS, seed: int = SEED) -> F64:
    """Share of draws in which each station keeps its priority, (stations,).

    In each draw every strength is multiplied by a number of its own, log-uniform over the instrument's `range`.
    """
    rng = np.random.default_rng(seed)
    base = strengths(instrument)
    own = priorities(index_of(value, base), instrument.priority_cuts)
    low, high = np.log(instrument.range[0]), np.log(instrument.range[1])
    kept = np.zeros(len(value))
    seen = np.flatnonzero(value.any(axis=0))
    for _ in range(draws):
        tried = np.minimum(STRONGEST, base * np.exp(rng.uniform(low, high, base.size)))
        index = index_of(value[:, seen], tried[seen])
        kept += priorities(index, instrument.priority_cuts) == own
    return np.asarray(kept / draws)
