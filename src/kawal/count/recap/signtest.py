"""Who gains where: an exact sign test for each district and option, which tells clerical noise from a shift one way.

Each column that differs is a plus for an option that has more above than was added up, a minus for one that has less;
columns in which the option is unchanged are dropped. Slips of the pen favour nobody: plus and minus are then equally
likely, and k of n plus have the two-sided p-value

    p = min(1, 2 * sum(C(n, i) for i = 0..min(k, n - k)) / 2^n)

(Conover, Practical Nonparametric Statistics, 3rd ed. 1999, section 3.4). All districts and options are asked
together: Holm's correction (Scandinavian Journal of Statistics 6, 1979, 65-70) multiplies the smallest p by the
number m of tests, the next by m - 1 and so on; it holds for options of one district too, where one's plus is
another's minus.

What it cannot say: why the columns differ, or who changed them; anything about how many votes (one vote and a hundred
are each one plus; see the effect); anything where few columns differ (below 6 even all on one side give p > 0.05), or
about one large difference alone. One clerk who makes the same slip in every form looks the same as a shift.
"""

from collections.abc import Iterable
from fractions import Fraction
from math import comb
from typing import Literal

import msgspec

from kawal.count.recap.diff import RecapDiff
from kawal.count.recap.forms import depth, district_over
from kawal.jurisdiction.forms import votes_of
from kawal.kernel.codes import Level, RegionCode
from kawal.kernel.language import Message, msg

Pattern = Literal["one_way", "both_ways", "too_few"]
PATTERNS: dict[Pattern, Message] = {
    "one_way": msg("Selisih condong ke satu arah: periksa formulirnya"),
    "both_ways": msg("Selisih ke dua arah, seperti salah tulis biasa"),
    "too_few": msg("Terlalu sedikit selisih untuk dikatakan"),
}
LEVEL = Fraction(1, 20)
"""A pattern this improbable or more among slips of the pen is worth a look, after Holm's correction."""


class SignTest(msgspec.Struct, frozen=True, kw_only=True):
    """One option in one district: columns in which it has more and fewer votes above than were added up.

    `p` is exact, `adjusted` is after Holm's correction over `tests` tests, at most 1.
    """

    district: RegionCode
    option: int
    more: int
    fewer: int
    p: Fraction
    adjusted: Fraction
    tests: int

    @property
    def pattern(self) -> Pattern:
        """How it reads at LEVEL: too_few where even all columns on one side would not be enough after correction."""
        if self.adjusted <= LEVEL:
            return "one_way"
        return "too_few" if two_sided(0, self.more + self.fewer) * self.tests > LEVEL else "both_ways"


def sign_tests(diff: RecapDiff) -> tuple[SignTest, ...]:
    """The test for each district of the compared forms and each option, the most improbable first.

    Counted are columns of stations and wards against what they add up (RECAP_CHAIN), by what no correction explains;
    totals and the columns of whole districts are left out, so that nothing is counted twice.
    """
    more: dict[tuple[RegionCode, int], int] = {}
    fewer: dict[tuple[RegionCode, int], int] = {}
    for found in diff.differences:
        district = district_over(found.place)
        if district is None or found.what != "RECAP_CHAIN" or depth(found.place) < Level.WARD:
            continue
        for option in diff.options:
            delta = found.open.get(votes_of(option), 0)
            side = more if delta > 0 else fewer
            side[district, option] = side.get((district, option), 0) + (delta != 0)
    districts = {district_over(place) for _round, _form, place in diff.compared} - {None}
    keys = sorted((district, option) for district in districts if district for option in diff.options)
    return holm((*key, more.get(key, 0), fewer.get(key, 0)) for key in keys)


def holm(counts: Iterable[tuple[RegionCode, int, int, int]]) -> tuple[SignTest, ...]:
    """Each (district, option, more, fewer) of one family tested and corrected, the most improbable first."""
    family = sorted(
        ((two_sided(more, more + fewer), district, option, more, fewer) for district, option, more, fewer in counts)
    )
    tests, least = [], Fraction(0)
    for place, (p, district, option, more, fewer) in enumerate(family):
        least = max(least, min(Fraction(1), (len(family) - place) * p))
        tests.append(
            SignTest(district=district, option=option, more=more, fewer=fewer, p=p, adjusted=least, tests=len(family))
        )
    return tuple(tests)


def two_sided(more: int, of: int) -> Fraction:
    """The exact two-sided p-value of `more` plus among `of` signs when both are equally likely; 1 without signs."""
    tail = sum(comb(of, i) for i in range(min(more, of - more) + 1))
    return min(Fraction(1), Fraction(2 * tail, 2**of))
