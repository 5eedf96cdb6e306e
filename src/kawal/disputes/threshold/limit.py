"""The threshold of UU 10/2016 art. 158 in whole votes, and how many would have to be wrong (pure; no fractions).

The Court cuts off: 1 % of 235,441 valid votes are 2,354. A margin of exactly the limit is within.
"""

from bisect import bisect_left

import msgspec

from kawal.jurisdiction.thresholds import Bracket, Level, Threshold, thresholds
from kawal.kernel.errors import Rejected
from kawal.kernel.language import msg


class Limit(msgspec.Struct, frozen=True, kw_only=True):
    """What the law lets a margin be here: its bracket, and the most votes; `margin` is that of a petitioner."""

    law: Threshold
    bracket: Bracket
    population: int
    valid: int
    margin: int

    @property
    def votes(self) -> int:
        """The most votes that a petitioner may be behind."""
        return limit_votes(self.bracket.per_mille, self.valid)

    @property
    def within(self) -> bool:
        """Whether the margin does not exceed it."""
        return self.margin <= self.votes


class Wrong(msgspec.Struct, frozen=True):
    """How many votes would have to be wrong: moved from the first to the petitioner (valid votes stay as many), or
    wrongly given to the first (these are taken away)."""

    moved: int
    removed: int


def limit_votes(per_mille: int, valid: int) -> int:
    """A share of the valid votes, cut off."""
    return per_mille * valid // 1000


def limit_of(level: Level, population: int, valid: int, margin: int) -> Limit:
    """The threshold of a contest of a level.

    Raises Rejected for a population below 1, more valid votes than people, a margin that is negative or exceeds them.
    """
    if population < 1:
        raise Rejected(msg("jumlah penduduk"), msg("bilangan bulat paling sedikit 1"), population)
    if not 0 <= valid <= population:
        raise Rejected(msg("suara sah"), msg("0 sampai jumlah penduduk (%(n)s)", n=population), valid)
    if not 0 <= margin <= valid:
        raise Rejected(msg("selisih"), msg("0 sampai jumlah suara sah (%(n)s)", n=valid), margin)
    law = thresholds().of(level)
    return Limit(law=law, bracket=law.bracket(population), population=population, valid=valid, margin=margin)


def to_lead(margin: int) -> Wrong:
    """How many wrong votes would put the petitioner first: each moved vote is two of the margin."""
    return Wrong(margin // 2 + 1, margin + 1)


def to_be_within(limit: Limit) -> Wrong:
    """How many wrong votes would bring the margin within the threshold; 0 where it is.

    Votes that are taken away lower the valid votes, and with them the threshold itself.
    """
    over = max(0, limit.margin - limit.votes)
    share = limit.bracket.per_mille

    def fits(taken: int) -> bool:
        return limit.margin - taken <= limit_votes(share, limit.valid - taken)

    return Wrong((over + 1) // 2, bisect_left(range(limit.margin + 1), True, key=fits))
