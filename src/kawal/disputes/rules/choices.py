"""By which numbers a rule is judged: each report by itself, so that none hides another (pure).

Of what a rule asks for more of, the largest number that one entry gives decides; of what it asks for less of, the
smallest; of what it asks for exactly, or both ways, any.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from itertools import product
from typing import Literal

import msgspec

from kawal.disputes.model import Fact
from kawal.jurisdiction.condition import Compared, Condition, Joined, Not
from kawal.jurisdiction.expression import Field

Way = Literal["more", "less"]
MORE: frozenset[Way] = frozenset({"more"})
LESS: frozenset[Way] = frozenset({"less"})
Ways = Mapping[str, frozenset[Way]]


def ways_of(tree: Condition) -> Ways:
    """By fact or parameter, which way its number goes where the condition comes to hold."""
    found: dict[str, frozenset[Way]] = defaultdict(frozenset)
    for name, ways in _ways(tree, MORE, LESS):
        found[name] |= ways
    return found


def choices(known: Mapping[str, Fact], ways: Ways) -> Iterator[Mapping[str, Fact]]:
    """The facts, each with one of its numbers as `value`, in every way that can matter."""
    told = [[_saying(fact, number) for number in _numbers(fact, ways[name])] for name, fact in known.items()]
    for one in product(*told):
        yield dict(zip(known, one, strict=True))


def _numbers(fact: Fact, ways: frozenset[Way]) -> tuple[int, ...]:
    if ways == MORE:
        return (max(fact.numbers),)
    return (min(fact.numbers),) if ways == LESS else fact.numbers


def _saying(fact: Fact, number: int) -> Fact:
    others = tuple(one for one in fact.numbers if one != number)
    return msgspec.structs.replace(fact, value=number, others=others)


def _ways(tree: Condition, up: frozenset[Way], down: frozenset[Way]) -> Iterator[tuple[str, frozenset[Way]]]:
    match tree:
        case Compared(left, relation, right):
            if relation == "==":
                up = down = up | down
            elif relation in {"<", "<="}:
                up, down = down, up
            for side, ways in ((left, up), (right, down)):
                if isinstance(side, Field):
                    yield side.name, ways
        case Not(of):
            yield from _ways(of, down, up)
        case Joined(_, parts):
            for one in parts:
                yield from _ways(one, up, down)
