"""One form against what must hold between its numbers; `columns` asks the same of many forms at once."""

from collections.abc import Iterator, Mapping
from functools import cache

import msgspec

from kawal.jurisdiction.expression import (
    VOTES,
    Absolute,
    Arithmetic,
    CeilDivision,
    Comparison,
    Field,
    Number,
    Term,
    VotesSum,
)
from kawal.jurisdiction.forms import ROUND, SPECIAL, Identity, votes_of

Numbers = Mapping[str, int | None]
"""The numbers of a form by their field; one that is absent or None was not read. Zero is a number."""


class Check(msgspec.Struct, frozen=True):
    """One comparison on one form: both sides as computed, None as soon as one of its numbers is missing, and whether
    it holds; None where it could not be asked."""

    identity: str
    part: str
    left: int | None
    right: int | None
    holds: bool | None

    @property
    def difference(self) -> int:
        """Left less right; 0 where it could not be asked."""
        return 0 if self.left is None or self.right is None else self.left - self.right


def check_form(
    numbers: Numbers,
    options: tuple[int, ...],
    identities: tuple[Identity, ...],
    *,
    special: bool = False,
    round_: int = 1,
) -> tuple[Check, ...]:
    """Every comparison of the identities on one form with these ballot numbers.

    An arithmetic fault is a result, never an exception; what is missing on the form makes `holds` None.
    """
    known = {name: number for name, number in numbers.items() if number is not None}
    known |= {SPECIAL: int(special), ROUND: round_}
    checks = []
    for one in _asked(identities, options):
        if not one.needs <= known.keys():
            checks.append(Check(one.identity, one.part, None, None, None))
            continue
        left, right = value(one.compared.left, known, options), value(one.compared.right, known, options)
        asked = all(_holds(condition, known, options) for condition in one.conditions)
        holds = _relation(one.compared, left, right) if asked else None
        checks.append(Check(one.identity, one.part, left, right, holds))
    return tuple(checks)


class _Asked(msgspec.Struct, frozen=True):
    """A comparison with what it needs to be asked at all."""

    identity: str
    part: str
    compared: Comparison
    conditions: tuple[Comparison, ...]
    needs: frozenset[str]


@cache
def _asked(identities: tuple[Identity, ...], options: tuple[int, ...]) -> tuple[_Asked, ...]:
    """Every comparison that is asked on a form with these ballot numbers; read from text once."""
    return tuple(
        _Asked(identity.id, part, compared, identity.conditions(), frozenset(_named(compared, options)))
        for identity in identities
        for part, compared in identity.parts(options)
    )


def _named(compared: Comparison, options: tuple[int, ...]) -> Iterator[str]:
    """The numbers that a comparison needs; the votes of no option are never known."""
    for field in compared.fields:
        yield from map(votes_of, options) if field == VOTES and options else [field]


def value(term: Term, numbers: Numbers, options: tuple[int, ...]) -> int | None:
    """The value of a term on a form; None as soon as one of its numbers is missing."""
    found: int | None = None
    match term:
        case Number(number):
            found = number
        case Field(name):
            found = numbers.get(name)
        case VotesSum():
            votes = [numbers.get(votes_of(option)) for option in options]
            known = [one for one in votes if one is not None]
            found = sum(known) if votes and len(known) == len(votes) else None
        case Absolute(of):
            inner = value(of, numbers, options)
            found = None if inner is None else abs(inner)
        case CeilDivision(of, by):
            inner = value(of, numbers, options)
            found = None if inner is None else -(-inner // by)
        case Arithmetic(left, operator, right):
            one, other = value(left, numbers, options), value(right, numbers, options)
            if one is not None and other is not None:
                found = one + other if operator == "+" else one - other if operator == "-" else one * other
    return found


def _holds(compared: Comparison, numbers: Numbers, options: tuple[int, ...]) -> bool:
    return bool(_relation(compared, value(compared.left, numbers, options), value(compared.right, numbers, options)))


def _relation(compared: Comparison, left: int | None, right: int | None) -> bool | None:
    if left is None or right is None:
        return None
    if compared.relation == "==":
        return left == right
    return left <= right if compared.relation == "<=" else left < right
