"""What a rule asks for, as a small language: text -> tree -> holds, does not hold, or cannot be said (pure).

    condition  = comparison | condition ("and" | "or") condition | "not" condition | "(" condition ")"
    comparison = quantity (">=" | ">" | "<=" | "<" | "==") quantity
    quantity   = whole number | fact | parameter | "finding(" identity of forms.yaml ")"

A fact or a parameter is a name of `rules.yaml`. There is no other word and no sum; nothing of a file is ever
executed. What nobody has said is unknown, not zero: an unknown fact leaves a comparison open (three-valued logic of
Kleene, Introduction to Metamathematics, 1952, section 64).
"""

import ast
import operator
from collections.abc import Callable, Iterator, Mapping
from itertools import islice, product
from typing import Literal

import msgspec

from kawal.jurisdiction.expression import DEEPEST, Field, Number, parsed
from kawal.kernel.errors import Rejected
from kawal.kernel.language import msg

EXPECTED = msg("perbandingan fakta dan parameter, dihubungkan and, or, not")
Relation = Literal[">=", ">", "<=", "<", "=="]
Quantity = Number | Field
MOST_TRIED = 20_000
RELATIONS: dict[type[ast.cmpop], Relation] = {
    ast.GtE: ">=",
    ast.Gt: ">",
    ast.LtE: "<=",
    ast.Lt: "<",
    ast.Eq: "==",
}
_COMPARE: dict[Relation, Callable[[int, int], bool]] = {
    ">=": operator.ge,
    ">": operator.gt,
    "<=": operator.le,
    "<": operator.lt,
    "==": operator.eq,
}


class Compared(msgspec.Struct, frozen=True):
    """Two quantities and how they must stand to each other."""

    left: Quantity
    relation: Relation
    right: Quantity

    @property
    def names(self) -> tuple[str, ...]:
        """The facts and parameters in it."""
        return tuple(one.name for one in (self.left, self.right) if isinstance(one, Field))


class Not(msgspec.Struct, frozen=True):
    """The opposite of a condition."""

    of: "Condition"


class Joined(msgspec.Struct, frozen=True):
    """Conditions of which every one (`and`) or any one (`or`) must hold."""

    by: Literal["and", "or"]
    parts: tuple["Condition", ...]


Condition = Compared | Not | Joined


class Outcome(msgspec.Struct, frozen=True):
    """Whether a condition holds, None when it cannot be said; the names that settled it, and those that lack."""

    holds: bool | None
    because: tuple[str, ...] = ()
    lacking: tuple[str, ...] = ()


def condition(text: str, where: str) -> Condition:
    """Read a condition. Raises Rejected, naming `where`, for anything that the language does not have."""
    return _condition(parsed(text, where, EXPECTED), where, text, 0)


def compared_in(tree: Condition) -> Iterator[Compared]:
    """The comparisons of a condition, in their order."""
    match tree:
        case Compared():
            yield tree
        case Not(of):
            yield from compared_in(of)
        case Joined(_, parts):
            for one in parts:
                yield from compared_in(one)


def names_in(tree: Condition) -> tuple[str, ...]:
    """The facts and parameters of a condition, each once, in their order."""
    return tuple(dict.fromkeys(name for one in compared_in(tree) for name in one.names))


def evaluate(tree: Condition, known: Mapping[str, int]) -> Outcome:
    """Whether a condition holds by what is known; a name that is not in `known` is unknown."""
    match tree:
        case Compared(left, relation, right):
            lacking = tuple(name for name in tree.names if name not in known)
            if lacking:
                return Outcome(None, (), lacking)
            return Outcome(_COMPARE[relation](_value(left, known), _value(right, known)), tree.names)
        case Not(of):
            inner = evaluate(of, known)
            return msgspec.structs.replace(inner, holds=None if inner.holds is None else not inner.holds)
        case Joined(by, parts):
            outcomes = [evaluate(one, known) for one in parts]
            settles = by == "or"  # one that holds settles an `or`, one that does not an `and`
            settling = [one for one in outcomes if one.holds is settles]
            if settling:
                return Outcome(settles, _names(one.because for one in settling))
            if any(one.holds is None for one in outcomes):
                return Outcome(None, (), _names(one.lacking for one in outcomes))
            return Outcome(not settles, _names(one.because for one in outcomes))


def can_go_both_ways(tree: Condition, limits: Mapping[str, int]) -> bool:
    """Whether some numbers of facts make it hold and others not, `limits` being the parameters.

    Tried are zero and what lies at and beside every number in it, for each fact; of a condition with very many facts
    only the first combinations.
    """
    facts = [name for name in names_in(tree) if name not in limits]
    fixed = {name: limits[name] for name in names_in(tree) if name in limits}
    numbers = {one.value for part in compared_in(tree) for one in (part.left, part.right) if isinstance(one, Number)}
    tried = sorted({max(0, one + near) for one in (0, *numbers, *fixed.values()) for near in (-1, 0, 1)})
    seen = set[bool | None]()
    for values in islice(product(tried, repeat=len(facts)), MOST_TRIED):
        seen.add(evaluate(tree, dict(zip(facts, values, strict=True)) | fixed).holds)
        if len(seen) > 1:
            return True
    return False


def _names(several: Iterator[tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for names in several for name in names))


def _value(quantity: Quantity, known: Mapping[str, int]) -> int:
    return quantity.value if isinstance(quantity, Number) else known[quantity.name]


def _condition(tree: ast.expr, where: str, text: str, depth: int) -> Condition:
    if depth > DEEPEST:
        raise Rejected(where, EXPECTED, text)
    match tree:
        case ast.Compare(left=left, ops=[relation], comparators=[right]) if type(relation) in RELATIONS:
            found = Compared(_quantity(left, where, text), RELATIONS[type(relation)], _quantity(right, where, text))
            if found.names:
                return found
        case ast.UnaryOp(op=ast.Not(), operand=of):
            return Not(_condition(of, where, text, depth + 1))
        case ast.BoolOp(op=joined, values=values):
            parts = tuple(_condition(one, where, text, depth + 1) for one in values)
            return Joined("and" if isinstance(joined, ast.And) else "or", parts)
    raise Rejected(where, EXPECTED, text)


def _quantity(tree: ast.expr, where: str, text: str) -> Quantity:
    match tree:
        case ast.Constant(value=int(value)) if not isinstance(value, bool):
            return Number(value)
        case ast.Name(id=name) if name == name.lower():
            return Field(name)
        case ast.Call(func=ast.Name(id="finding"), args=[ast.Name(id=code)], keywords=[]) if code == code.upper():
            return Field(code)
    raise Rejected(where, EXPECTED, text)
