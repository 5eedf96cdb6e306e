"""Indicator marks -> index, shares, priority and the weight that officers can reduce.

An indicator j of strength p_j that is seen with value v at a station fails to lift its risk with 1 - p_j v; the
index is 1 - prod_j (1 - p_j v_j), the noisy-or of causes that act alone (Pearl 1988, section 4.3.2): in 0..1, rising
with every mark. Its logarithm is a sum, h_j = -ln(1 - p_j v_j), so h_j / sum h is the share of j.

The weight is baseline + sum_j effect_j p_j v_j with each indicator's `linmas_effect`: what an officer can reduce.
All strengths and effects are assumed; `stability` tells how much hangs on them.
"""

from collections.abc import Sequence
from datetime import date

import msgspec
import numpy as np
from numpy.typing import NDArray

from kawal.election.model import Registry
from kawal.jurisdiction.load import Instrument
from kawal.kernel.codes import RegionCode, StationId, is_station, within
from kawal.risk.model import Priority

F64 = NDArray[np.float64]


class Seen(msgspec.Struct, frozen=True, eq=False):
    """What was seen: `value` and `ward_wide` are (stations, indicators), in the order of registry and instrument."""

    value: F64
    ward_wide: NDArray[np.bool_]


def seen_at(registry: Registry, instrument: Instrument, election_day: date) -> Seen:
    """The value of every indicator at every station.

    A mark of a region counts with `ward_factor` at each of its stations; a history indicator halves every
    `half_life_years` before the election. The strongest mark counts, so that one history told twice is not two.
    """
    column = {indicator.id: j for j, indicator in enumerate(instrument.indicators)}
    row = {station.id: i for i, station in enumerate(registry.stations)}
    value = np.zeros((len(row), len(column)))
    ward_wide = np.zeros((len(row), len(column)), dtype=bool)
    for mark in registry.indicator_marks:
        j = column.get(mark.indicator)
        if j is None or instrument.indicators[j].service:
            continue
        strength = mark.value
        if instrument.indicators[j].history and mark.year is not None:
            strength *= 0.5 ** (max(0, election_day.year - mark.year) / instrument.half_life_years)
        if is_station(mark.place):
            rows = [row[StationId(mark.place)]] if mark.place in row else []
            wide = False
        else:
            region = RegionCode(mark.place)
            rows = [i for i, station in enumerate(registry.stations) if within(station.ward, region)]
            strength *= instrument.ward_factor
            wide = True
        for i in rows:
            if strength > value[i, j]:
                value[i, j], ward_wide[i, j] = strength, wide
    return Seen(value, ward_wide)


def strengths(instrument: Instrument) -> F64:
    """The assumed strength of each indicator; a service need has none."""
    return np.array([0.0 if one.service else one.strength for one in instrument.indicators])


def index_of(value: F64, strength: F64) -> F64:
    """The index of each station; `strength` may have leading axes (draws, 1, indicators)."""
    return np.asarray(1.0 - np.prod(1.0 - strength * value, axis=-1))


def shares_of(value: F64, strength: F64) -> F64:
    """Each indicator's share of the index, (stations, indicators); a row of zeros where nothing was seen."""
    hazard = -np.log1p(-np.minimum(strength * value, 1.0 - 1e-12))
    total = hazard.sum(axis=1, keepdims=True)
    return np.asarray(np.divide(hazard, total, out=np.zeros_like(hazard), where=total > 0))


def weights_of(value: F64, instrument: Instrument, registered_voters: Sequence[int | None]) -> F64:
    """What an officer can reduce at each station; a station without any mark still has its queue."""
    effect = np.array([instrument.mitigation_of(one.id).linmas_effect for one in instrument.indicators])
    voters = np.array([instrument.baseline_voters if n is None else n for n in registered_voters], dtype=np.float64)
    baseline = instrument.baseline_weight * voters / instrument.baseline_voters
    return np.asarray(baseline + value @ (effect * strengths(instrument)))


def priorities(index: F64, cuts: Sequence[float]) -> NDArray[np.int64]:
    """Priority 1..4 by absolute cuts: index >= cuts[0] is 1, >= cuts[1] is 2, >= cuts[2] is 3, else 4."""
    return np.asarray(4 - (index[..., None] >= np.asarray(cuts)).sum(axis=-1), dtype=np.int64)


def as_priority(value: int) -> Priority:
    """A whole number as a priority."""
    return 1 if value == 1 else 2 if value == 2 else 3 if value == 3 else 4
