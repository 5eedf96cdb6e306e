"""The lines of a ballot as columns of a file: by number, the blank column and a cancelled pair named as such."""

from kawal.election.model import Contest, ContestOption
from kawal.jurisdiction.forms import votes_of

BLANK = "blank"
VALID, INVALID, COUNTED = "valid_total", "invalid_total", "ballots_counted"
CANCELLED_VOTES = "invalid_cancelled"
USED, REGISTERED = "used_total", "registered"


def in_the_running(contest: Contest) -> tuple[ContestOption, ...]:
    """What a valid vote can be for, in the order of the ballot: pairs, and the blank column."""
    return tuple(option for option in _in_order(contest) if option.status == "active")


def cancelled(contest: Contest) -> tuple[ContestOption, ...]:
    """The pairs that were cancelled and may still be printed on the ballot: votes for them are invalid votes."""
    return tuple(option for option in _in_order(contest) if option.status == "cancelled")


def label(option: ContestOption) -> str:
    """How an option is called in files for programs: "1", "2", "blank"."""
    return BLANK if option.kind == "blank" else str(option.number)


def field(option: ContestOption) -> str:
    """The field that holds the votes for an option; its sub-tally among the invalid votes when it was cancelled."""
    return CANCELLED_VOTES if option.status == "cancelled" else votes_of(option.number)


def _in_order(contest: Contest) -> list[ContestOption]:
    return sorted(contest.options, key=lambda option: option.number)
