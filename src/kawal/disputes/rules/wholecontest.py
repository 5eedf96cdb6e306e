"""What the sums of a whole contest tell: a cancelled pair that outweighs the valid votes, the blank column."""

from collections.abc import Iterator, Mapping

from sqlalchemy.engine import Connection

from kawal.count.behindqueries import behind_sum
from kawal.count.sums import sums_at
from kawal.disputes.rules.telling import Telling
from kawal.disputes.threshold.outcome import outcome_of
from kawal.election.model import Contest, Registry
from kawal.jurisdiction.count_alarms import count_alarms
from kawal.jurisdiction.forms import votes_of

VOID = "void_results"
"""The fact of a result that is void for most voters: `jurisdiction/id/rules.yaml`."""


def sums_of(connection: Connection, registry: Registry, contest: Contest) -> Iterator[Telling]:
    """The numbers of a contest that a rule asks for, at its region.

    A cancelled pair is told from as many ballots on as the count's own alarm, the blank column only once every
    station is in.
    """
    [total] = sums_at(connection, contest.kind, [contest.region])
    known = dict(cancelled_numbers(total.numbers)) | dict(void_numbers(contest, total.numbers))
    single = dict(single_pair_numbers(contest, total.numbers))
    if single and total.counted == len(registry.stations_in(contest.region)):
        known |= single
    if not known:
        return
    behind = behind_sum(connection, contest)
    for name, number in known.items():
        yield Telling(
            name=name,
            place=contest.region,
            contest=contest.kind,
            number=number,
            forms=behind.forms,
            entries=behind.entries,
            assurance=behind.assurance,
        )


def void_numbers(contest: Contest, numbers: Mapping[str, int]) -> Iterator[tuple[str, int]]:
    """That a pair on the ballot was cancelled and the share of invalid votes is above the limit of the count's alarm:
    what was published needs no sub-tally to say so."""
    void = outcome_of(contest, numbers, None).void
    if void is not None and void.options and void.alarm == "alarm":
        yield VOID, 1


def cancelled_numbers(numbers: Mapping[str, int]) -> Iterator[tuple[str, int]]:
    """The ballots for a cancelled pair beside the valid votes; nothing where no form has that row, or few ballots."""
    cancelled, valid = numbers.get("invalid_cancelled"), numbers.get("valid_total")
    if cancelled is None or valid is None or cancelled + valid < count_alarms().invalid_share.from_ballots:
        return
    yield "cancelled_votes", cancelled
    yield "valid_votes", valid


def single_pair_numbers(contest: Contest, numbers: Mapping[str, int]) -> Iterator[tuple[str, int]]:
    """The votes of the single pair and of the blank column; nothing in a contest of any other ballot."""
    blank = [one.number for one in contest.options if one.kind == "blank"]
    pairs = [one.number for one in contest.options if one.kind == "pair" and one.status == "active"]
    if len(blank) != 1 or len(pairs) != 1:
        return
    for name, number in (("blank_votes", blank[0]), ("pair_votes", pairs[0])):
        if votes_of(number) in numbers:
            yield name, numbers[votes_of(number)]
