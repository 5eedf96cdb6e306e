"""What single entries tell of a place -> facts (pure)."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

import msgspec

from kawal.count.model import ContestKind
from kawal.disputes.model import Fact

SIGNED_IN = ("session",)
"""What is recorded at a desk has the assurance of a session."""


class Telling(msgspec.Struct, frozen=True, kw_only=True):
    """One fact as one entry tells it, or as several do only together (a difference needs both that differ); `forms`
    is of how many forms its number is the sum, 0 where it is none."""

    name: str
    place: str
    contest: ContestKind | None = None
    round: int = 1
    number: int = 1
    forms: int = 0
    entries: tuple[int, ...] = ()
    assurance: tuple[str, ...] = ()


def facts_of(tellings: Iterable[Telling]) -> tuple[Fact, ...]:
    """One fact for each name, place, contest and round, with every number told."""
    groups: dict[tuple[str, str, ContestKind | None, int], list[Telling]] = defaultdict(list)
    for one in tellings:
        groups[one.place, one.name, one.contest, one.round].append(one)
    return tuple(_fact(name, place, contest, round_, told) for (place, name, contest, round_), told in groups.items())


def _fact(name: str, place: str, contest: ContestKind | None, round_: int, told: Sequence[Telling]) -> Fact:
    largest, *others = sorted({one.number for one in told}, reverse=True)
    return Fact(
        name=name,
        place=place,
        contest=contest,
        round=round_,
        value=largest,
        others=tuple(others),
        together=sum(one.number for one in told),
        forms=max(one.forms for one in told),
        entries=tuple(sorted({entry for one in told for entry in one.entries})),
        assurance=tuple(dict.fromkeys(name for one in told for name in one.assurance)),
    )
