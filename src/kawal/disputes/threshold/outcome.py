"""Who is first by one set of numbers, by how much over each other, and what the law makes of it (pure)."""

from collections.abc import Mapping

import msgspec

from kawal.count.exports.options import CANCELLED_VOTES, INVALID, VALID, cancelled, in_the_running
from kawal.disputes.threshold.limit import Limit, Wrong, limit_of, to_be_within, to_lead
from kawal.election.model import Contest
from kawal.jurisdiction.count_alarms import Level as AlarmLevel
from kawal.jurisdiction.count_alarms import count_alarms
from kawal.jurisdiction.forms import votes_of
from kawal.jurisdiction.thresholds import Level

Numbers = Mapping[str, int]


class Against(msgspec.Struct, frozen=True, kw_only=True):
    """Another option of the ballot against the first; `limit` is None where population or valid votes are not known,
    or cannot both be right."""

    option: int
    votes: int
    margin: int
    limit: Limit | None
    lead: Wrong
    near: Wrong | None


class Single(msgspec.Struct, frozen=True, kw_only=True):
    """One pair against the blank column: elected with strictly more than half of the valid votes."""

    pair: int
    votes: int
    valid: int

    @property
    def needed(self) -> int:
        """The fewest votes that are more than half."""
        return self.valid // 2 + 1

    @property
    def elected(self) -> bool:
        """Whether it has more than half."""
        return 2 * self.votes > self.valid


class Void(msgspec.Struct, frozen=True, kw_only=True):
    """A ballot on which a pair was cancelled: votes for it are invalid; `votes` is their sub-tally if written."""

    options: tuple[int, ...]
    votes: int | None
    invalid: int | None
    valid: int | None
    alarm: AlarmLevel

    @property
    def share(self) -> float | None:
        """Invalid of all votes, 0..1, for people to read."""
        if self.invalid is None or self.valid is None or not self.invalid + self.valid:
            return None
        return self.invalid / (self.invalid + self.valid)


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """What numbers say of a contest. `unknown` are options whose votes they do not give; `added` is the sum of all
    options, None unless all are known; `valid` is that sum where no valid votes are given (`is_summed`)."""

    first: int | None = None
    first_votes: int = 0
    against: tuple[Against, ...] = ()
    unknown: tuple[int, ...] = ()
    valid: int | None = None
    is_summed: bool = False
    added: int | None = None
    single: Single | None = None
    void: Void | None = None

    @property
    def open_votes(self) -> int:
        """Valid votes less those of all options together; 0 unless both are known."""
        return self.valid - self.added if self.valid is not None and self.added is not None else 0


def level_of_contest(contest: Contest) -> Level:
    """By which paragraph the threshold of a contest is reckoned."""
    return "province" if contest.kind == "governor" else "city"


def outcome_of(contest: Contest, numbers: Numbers, people: int | None) -> Outcome:
    """What numbers say of a contest whose region has `people` (None: not recorded).

    A column that was cancelled has no margin and no threshold; equal votes put the lower number first.
    """
    running = in_the_running(contest)
    votes = {one.number: numbers[votes_of(one.number)] for one in running if votes_of(one.number) in numbers}
    unknown = tuple(one.number for one in running if one.number not in votes)
    added = sum(votes.values()) if running and not unknown else None
    valid = numbers.get(VALID, added)
    void = _void(contest, numbers, valid)
    if not votes:
        return Outcome(unknown=unknown, valid=valid, void=void)
    first = min(votes, key=lambda number: (-votes[number], number))
    return Outcome(
        first=first,
        first_votes=votes[first],
        against=tuple(
            _against(contest, number, votes[number], votes[first] - votes[number], valid, people)
            for number in sorted(votes)
            if number != first
        ),
        unknown=unknown,
        valid=valid,
        is_summed=VALID not in numbers,
        added=added,
        single=_single(contest, votes, valid),
        void=void,
    )


def _against(
    contest: Contest, option: int, votes: int, margin: int, valid: int | None, people: int | None
) -> Against:
    fits = valid is not None and people is not None and margin <= valid <= people
    limit = limit_of(level_of_contest(contest), people, valid, margin) if fits else None  # type: ignore[arg-type]
    near = to_be_within(limit) if limit else None
    return Against(option=option, votes=votes, margin=margin, limit=limit, lead=to_lead(margin), near=near)


def _single(contest: Contest, votes: Mapping[int, int], valid: int | None) -> Single | None:
    running = in_the_running(contest)
    pairs = [one.number for one in running if one.kind == "pair"]
    if len(running) != 2 or len(pairs) != 1 or pairs[0] not in votes or valid is None:
        return None
    return Single(pair=pairs[0], votes=votes[pairs[0]], valid=valid)


def _void(contest: Contest, numbers: Numbers, valid: int | None) -> Void | None:
    options = tuple(one.number for one in cancelled(contest))
    tally, invalid = numbers.get(CANCELLED_VOTES), numbers.get(INVALID)
    if not options and not tally:
        return None
    alarm = count_alarms().invalid_share.level(valid or 0, invalid or 0)
    return Void(options=options, votes=tally, invalid=invalid, valid=valid, alarm=alarm)
