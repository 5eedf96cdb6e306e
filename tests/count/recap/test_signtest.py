"""Who gains where: exact p-values against scipy, Holm's correction by hand, noise and a shift told apart."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest

from kawal.count.recap.diff import recap_diff
from kawal.count.recap.signtest import holm, sign_tests, two_sided
from kawal.kernel.codes import RegionCode, district_of
from tests.count.recap.towns import CITY, DISTRICTS, OPTIONS, changed, city, shifted, written

FIRST, LAST = DISTRICTS


@given(st.integers(0, 300).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_the_p_value_is_that_of_scipy(signs: tuple[int, int]) -> None:
    more, of = signs
    assert float(two_sided(more, of)) == pytest.approx(binomtest(more, of, 0.5).pvalue if of else 1.0, rel=1e-9)


def test_the_p_value_is_exact() -> None:
    """1 of 8: 2 x (1 + 8) / 256 = 9/128. All of 6: 2 / 64 = 1/32, the first below 1/20; all of 5: 2 / 32 = 1/16."""
    assert two_sided(1, 8) == two_sided(7, 8) == Fraction(9, 128)
    assert (two_sided(6, 6), two_sided(5, 5)) == (Fraction(1, 32), Fraction(1, 16))
    assert (two_sided(0, 0), two_sided(2, 4)) == (Fraction(1), Fraction(1))


def test_holms_correction_by_hand() -> None:
    """Three tests: 1/512 x 3 = 3/512; 9/128 x 2 = 18/128; 1 x 1 = 1."""
    tests = holm([(FIRST, 1, 10, 0), (FIRST, 2, 1, 7), (LAST, 1, 2, 2)])
    assert [(one.option, one.p, one.adjusted) for one in tests] == [
        (1, Fraction(1, 512), Fraction(3, 512)),
        (2, Fraction(9, 128), Fraction(18, 128)),
        (1, Fraction(1), Fraction(1)),
    ]
    assert [one.pattern for one in tests] == ["one_way", "both_ways", "too_few"]


def test_a_corrected_value_is_never_below_the_one_before_and_never_above_one() -> None:
    """1/16 x 4 = 1/4; the next 1/8 x 3 = 3/8; then 1/8 x 2 = 1/4, raised to 3/8; then 1."""
    tests = holm([(RegionCode(f"63.71.0{n}"), 1, more, 0) for n, more in enumerate((5, 4, 4, 0), start=1)])
    assert [one.adjusted for one in tests] == [Fraction(1, 4), Fraction(3, 8), Fraction(3, 8), Fraction(1)]


def test_a_shift_in_a_district_is_told_from_slips_in_another() -> None:
    """In the first district 12 of 20 stations give 3 votes from 1 to 2: 2 / 4,096 x 6 tests (2 districts x 3
    options) = 3/1,024, for the option that gains and for the one that loses (the second x 5, raised to the same). In
    the other 12 differ too, six up and six down: p = 1.
    """
    readings = city(per_ward=10)
    count = written(readings, annex=True)
    first = [one for one in readings if district_of(one) == FIRST]
    last = [one for one in readings if district_of(one) == LAST]
    count = shifted(count, first[:12], "votes_2", "votes_1", 3)
    count = shifted(shifted(count, last[:6], "votes_2", "votes_1", 3), last[6:12], "votes_1", "votes_2", 3)
    tests = sign_tests(recap_diff(count))
    assert len(tests) == len(DISTRICTS) * len(OPTIONS)
    found = {(one.district, one.option): (one.more, one.fewer, one.adjusted, one.pattern) for one in tests}
    assert found[FIRST, 1] == (0, 12, Fraction(3, 1024), "one_way")
    assert found[FIRST, 2] == (12, 0, Fraction(3, 1024), "one_way")
    assert found[FIRST, 3] == (0, 0, Fraction(1), "too_few")
    assert found[LAST, 1] == found[LAST, 2] == (6, 6, Fraction(1), "both_ways")


def test_few_differences_say_nothing_however_one_sided_or_large() -> None:
    """Four columns of wards, each with 100 votes more for number 2, two in each district: 2 / 4 is nothing."""
    count = written(city())
    for recap in count.recaps[:2]:
        for ward in recap.columns:
            count = changed(count, recap.region, ward, votes_2=100)
    assert {one.pattern for one in sign_tests(recap_diff(count))} == {"too_few"}


def test_totals_and_columns_of_districts_are_not_counted_again() -> None:
    count = changed(changed(written(city()), FIRST, FIRST, votes_1=1), CITY, LAST, votes_1=1)
    assert all(one.more == one.fewer == 0 for one in sign_tests(recap_diff(count)))
