"""The agents of a pair, known by contest and ballot number, never by a name (pure)."""

import re

from kawal.election.model import Contest, Registry

_PAIR = re.compile(r"PASLON-([a-z]+)-([1-9]\d?)")


def pair_agency(contest: str, number: int) -> str:
    """What the agents of a pair are bound to: "PASLON-mayor-2" for the second pair of the contest of that kind."""
    return f"PASLON-{contest}-{number}"


def pair_of(agency: str) -> tuple[str, int] | None:
    """The kind of contest and the ballot number of a pair; None for any other agency."""
    found = _PAIR.fullmatch(agency)
    return (found[1], int(found[2])) if found else None


def pairs(registry: Registry) -> tuple[tuple[Contest, str], ...]:
    """Every pair of every contest with what its agents are bound to, in ballot order."""
    return tuple(
        (contest, pair_agency(contest.kind, option.number))
        for contest in registry.contests
        for option in contest.options
        if option.kind == "pair"
    )
