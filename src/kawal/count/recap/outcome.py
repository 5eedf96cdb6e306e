"""What a difference could do to the outcome: how many votes of the margin between the first and another it moves.

A column in which option i has d(i) votes more above than was added up moves the lead of the first option over a rival
r by d(first) - d(r) votes. Its effect is that movement, without its sign, for the rival whose margin it uses up most:

    share(r) = |d(first) - d(r)| / (votes(first) - votes(r))

25 votes from the first to the second are 50 votes of the margin, 12 invalid votes that become the second's are 12.
A share of 1 or more is enough to change who is first. Invalid votes and rows without votes move no margin.
"""

from collections.abc import Mapping
from fractions import Fraction

import msgspec


class Standing(msgspec.Struct, frozen=True):
    """Who is first, and by how many votes over each other option; a tie has a margin of 0."""

    first: int
    margins: tuple[tuple[int, int], ...]

    @property
    def margin(self) -> int:
        """Votes between the first and the second."""
        return min(margin for _rival, margin in self.margins)


class Effect(msgspec.Struct, frozen=True):
    """Votes of the margin over `rival` that a difference could move; `margin` is that margin, None when not known."""

    votes: int = 0
    rival: int | None = None
    margin: int | None = None

    @property
    def share(self) -> Fraction | None:
        """Part of the margin; None where there is none to take a part of (a tie, or no standing)."""
        return Fraction(self.votes, self.margin) if self.margin else None

    @property
    def decides(self) -> bool:
        """Whether it is enough to change who is first, or to break a tie."""
        return self.margin is not None and self.votes > 0 and self.votes >= self.margin

    @property
    def rank(self) -> tuple[bool, Fraction, int]:
        """What uses up more of a margin comes later in this order: ties broken, shares, plain votes."""
        return self.margin == 0 and self.votes > 0, self.share or Fraction(0), self.votes


def standing(votes: Mapping[int, int]) -> Standing | None:
    """The standing of a contest by the votes of each ballot number; None with fewer than two options.

    Of options with equally many votes the lower number is put first; the margin between them is 0 either way.
    """
    if len(votes) < 2:
        return None
    first = min(votes, key=lambda option: (-votes[option], option))
    return Standing(first, tuple((r, votes[first] - votes[r]) for r in sorted(votes) if r != first))


def effect(deltas: Mapping[int, int], stands: Standing | None) -> Effect:
    """The effect of a difference by the delta of each ballot number; a number that is not named has none.

    Without a standing it is the most that the lead of any option over any other moves.
    """
    if stands is None:
        values = sorted(deltas.values()) or [0]
        return Effect(values[-1] - values[0] if len(values) > 1 else abs(values[0]))
    lead = deltas.get(stands.first, 0)
    return max(
        (Effect(abs(lead - deltas.get(r, 0)), r, margin) for r, margin in stands.margins), key=lambda e: e.rank
    )
