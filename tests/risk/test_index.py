"""Marks become an index, shares, a priority and the weight that officers can reduce."""

import math
from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from kawal.election.model import IndicatorMark, Region, Registry, Station
from kawal.jurisdiction.load import instrument
from kawal.kernel.codes import RegionCode, make_station_id
from kawal.risk.assess import assess
from kawal.risk.index import index_of, priorities, seen_at, shares_of, strengths, weights_of
from kawal.risk.stability import stability

WARD = RegionCode("63.71.01.1001")
DAY = date(2024, 11, 27)
COLUMN = {indicator.id: j for j, indicator in enumerate(instrument().indicators)}
values = arrays(np.float64, (4, len(COLUMN)), elements=st.floats(0, 1))


def registry(*marks: IndicatorMark) -> Registry:
    """A ward with two stations of 500 voters."""
    stations = tuple(Station(id=make_station_id(WARD, n), registered_voters=500) for n in (1, 2))
    return Registry(regions=(Region(code=WARD, name="Mantuil"),), stations=stations, indicator_marks=marks)


def mark(indicator: str, place: str = "6371011001001", value: float = 1.0, year: int | None = None) -> IndicatorMark:
    """One mark."""
    return IndicatorMark(indicator=indicator, place=place, value=value, year=year)


def test_the_index_is_the_noisy_or_of_what_was_seen() -> None:
    """Flood (0.30) and late materials (0.15): 1 - 0.70 * 0.85 = 0.405."""
    (first, second) = assess(registry(mark("V7.3"), mark("V6.3")), instrument(), DAY).stations
    assert first.index == pytest.approx(0.405)
    assert (second.index, second.priority) == (0.0, 4)
    flood = math.log(1 / 0.70) / (math.log(1 / 0.70) + math.log(1 / 0.85))
    assert first.shares[0].indicator == "V7.3"
    assert first.shares[0].share == pytest.approx(flood)


def test_the_weight_counts_only_what_an_officer_can_reduce() -> None:
    """Baseline 0.01 for 500 voters; flood 0.30 * 0.5; late materials 0.15 * 0.1; transferred voters nothing."""
    (first, second) = assess(registry(mark("V7.3"), mark("V6.3"), mark("V1.2")), instrument(), DAY).stations
    assert first.weight == pytest.approx(0.01 + 0.15 + 0.015)
    assert second.weight == pytest.approx(0.01)


def test_a_ward_mark_counts_by_half_at_each_station_and_history_fades() -> None:
    """A re-poll of 2021 in the ward: 0.5 * 0.5 ** (3 / 5) of its strength 0.30."""
    (first, second) = assess(registry(mark("V1.7", WARD, 1.0, 2021)), instrument(), DAY).stations
    assert first.index == pytest.approx(0.30 * 0.5 * 0.5**0.6)
    assert second.index == first.index
    assert first.shares[0].ward_wide


def test_one_history_told_twice_counts_once() -> None:
    """The station's own mark is stronger than the ward's."""
    twice = seen_at(registry(mark("V1.7"), mark("V1.7", WARD)), instrument(), DAY)
    assert twice.value[:, COLUMN["V1.7"]].tolist() == [1.0, 0.5]
    assert twice.ward_wide[:, COLUMN["V1.7"]].tolist() == [False, True]


def test_a_quiet_city_has_no_priority_one() -> None:
    """Cuts are absolute: without marks everything is priority 4."""
    assessment = assess(registry(), instrument(), DAY)
    assert [risk.priority for risk in assessment.stations] == [4, 4]


def test_a_service_need_lifts_no_index() -> None:
    """Voters with disabilities are no danger."""
    assert assess(registry(mark("V1.5")), instrument(), DAY).stations[0].index == 0.0


@given(values)
def test_index_and_shares_stay_in_bounds_and_shares_add_up(value: np.ndarray) -> None:
    """0 <= index <= 1; shares sum to 1 wherever something was seen."""
    strength = strengths(instrument())
    index, shares = index_of(value, strength), shares_of(value, strength)
    assert ((index >= 0) & (index <= 1)).all()
    seen = (value * strength).sum(axis=1) > 1e-12
    assert np.allclose(shares[seen].sum(axis=1), 1.0)
    assert (weights_of(value, instrument(), [500] * 4) >= 0.01 - 1e-12).all()


@given(values, st.integers(0, 3), st.integers(0, len(COLUMN) - 1))
def test_one_mark_more_never_lowers_index_priority_or_weight(value: np.ndarray, row: int, column: int) -> None:
    """Everything rises with every mark."""
    more = value.copy()
    more[row, column] = 1.0
    strength, cuts = strengths(instrument()), instrument().priority_cuts
    before, after = index_of(value, strength), index_of(more, strength)
    assert (after >= before - 1e-12).all()
    assert (priorities(after, cuts) <= priorities(before, cuts)).all()
    assert (weights_of(more, instrument(), [500] * 4) >= weights_of(value, instrument(), [500] * 4) - 1e-12).all()


def test_a_station_at_a_cut_is_less_stable_than_one_far_from_it() -> None:
    """Without marks nothing moves; 0.44 beside the cut of 0.45 does."""
    value = np.zeros((2, len(COLUMN)))
    for indicator in ("V7.3", "V1.1", "V1.2"):
        value[0, COLUMN[indicator]] = 1.0  # 1 - 0.70 * 0.90 * 0.88 = 0.4456
    kept = stability(value, instrument(), draws=200)
    assert kept[1] == 1.0
    assert 0.2 < kept[0] < 0.9
    assert (stability(value, instrument(), draws=200) == kept).all()
