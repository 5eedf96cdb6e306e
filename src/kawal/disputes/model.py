"""What a rule of law was found to concern, as values: facts, indications, facts without their station (pure)."""

from typing import Literal

import msgspec

from kawal.count.model import ContestKind
from kawal.kernel.language import Message

Strength = Literal["one_source", "only_together"]
"""one_source: one entry alone reaches what the rule asks for; only_together: only several added up, which may mean
the same people or things twice."""


class Fact(msgspec.Struct, frozen=True, kw_only=True):
    """One kind of thing that a rule can ask for, at one place, as the entries of the log tell it.

    `name` is a fact of `jurisdiction/id/rules.yaml`; `place` a station's id or a region's code; `contest` None for
    what concerns every contest there. `value` is the largest number that one entry gives, of an indication that by
    which it holds, and `others` those that other entries give, each once; `together` all of them added up;
    `assurance` are those of the entries, each once. Where the number is a sum of `forms`, the entries are the last of
    these and the import of the ballot, and the assurance is that of all of them.
    """

    name: str
    place: str
    contest: ContestKind | None = None
    round: int = 1
    value: int
    others: tuple[int, ...] = ()
    together: int
    forms: int = 0
    entries: tuple[int, ...]
    assurance: tuple[str, ...]

    @property
    def numbers(self) -> tuple[int, ...]:
        """Every number that an entry gives, each once."""
        return (self.value, *self.others)


class Indication(msgspec.Struct, frozen=True, kw_only=True):
    """A rule whose condition holds at a place, with the facts that made it hold. Never a verdict: people decide.

    `contradicted` says that another entry gives a number by which it would not hold; both stay.
    """

    rule: str
    place: str
    contest: ContestKind | None = None
    round: int = 1
    strength: Strength
    contradicted: bool = False
    facts: tuple[Fact, ...]

    @property
    def entries(self) -> tuple[int, ...]:
        """The entries of the log behind it, in their order."""
        return tuple(sorted({entry for fact in self.facts for entry in fact.entries}))


class Unplaced(msgspec.Struct, frozen=True, kw_only=True):
    """A fact of which a region is told where rules ask for a station: nothing holds by it, until somebody clears up
    which station it is. `rules` are those that ask for it there."""

    fact: Fact
    rules: tuple[str, ...]

    @property
    def place(self) -> str:
        """The region."""
        return self.fact.place


class Studying(msgspec.Struct, frozen=True, kw_only=True):
    """What is done about an indication: the grounds that study it, by the entry that opened each, with how far it is;
    `link` is the form that opens one for what is left, "" where nothing is, or no ground follows from its rule;
    `part` the contest that it is filled in with where others are studied."""

    grounds: tuple[tuple[int, Message], ...] = ()
    link: str = ""
    part: ContestKind | None = None
