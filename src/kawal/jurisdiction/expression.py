"""What must hold between the numbers of a form, as a small language: text -> tree; its readers give it sense.

    comparison = term ("==" | "<=" | "<") term
    term       = number | field | "sum(votes)" | "abs(" term ")" | "ceil(" term "/" number ")"
               | term ("+" | "-" | "*") term | "(" term ")"

A field is a name of `forms.yaml`. There is no other word, no attribute, no call: nothing of a file is ever executed.
"""

import ast
from collections.abc import Iterator
from typing import Literal

import msgspec

from kawal.kernel.errors import Rejected
from kawal.kernel.language import Message, msg

VOTES = "votes"
"""The name that stands for the votes of all options together; only inside `sum(...)`."""
DEEPEST = 20
EXPECTED = msg("perbandingan dari nama isian, bilangan bulat, + - *, sum(votes), abs, ceil")


class Number(msgspec.Struct, frozen=True):
    """A whole number."""

    value: int


class Field(msgspec.Struct, frozen=True):
    """A number that stands on the form."""

    name: str


class VotesSum(msgspec.Struct, frozen=True):
    """The votes of all options added up."""


class Arithmetic(msgspec.Struct, frozen=True):
    """Two terms and what is done with them."""

    left: "Term"
    operator: Literal["+", "-", "*"]
    right: "Term"


class Absolute(msgspec.Struct, frozen=True):
    """A term without its sign."""

    of: "Term"


class CeilDivision(msgspec.Struct, frozen=True):
    """A term divided by a whole number, rounded up."""

    of: "Term"
    by: int


Term = Number | Field | VotesSum | Arithmetic | Absolute | CeilDivision


class Comparison(msgspec.Struct, frozen=True):
    """What is compared, and how it must be."""

    left: Term
    relation: Literal["==", "<=", "<"]
    right: Term

    @property
    def fields(self) -> tuple[str, ...]:
        """The fields it needs, each once, in their order; `votes` for the options."""
        return tuple(dict.fromkeys((*fields_of(self.left), *fields_of(self.right))))


_ARITHMETIC: dict[type[ast.operator], Literal["+", "-", "*"]] = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*"}
_RELATIONS: dict[type[ast.cmpop], Literal["==", "<=", "<"]] = {ast.Eq: "==", ast.LtE: "<=", ast.Lt: "<"}


def comparison(text: str, where: str = "expr") -> Comparison:
    """Read a comparison. Raises Rejected, naming `where`, for anything that the language does not have."""
    match parsed(text, where, EXPECTED):
        case ast.Compare(left=left, ops=[relation], comparators=[right]) if type(relation) in _RELATIONS:
            return Comparison(_term(left, where, text), _RELATIONS[type(relation)], _term(right, where, text))
    raise _rejected(where, text)


def term(text: str, where: str) -> Term:
    """Read a term. Raises Rejected, naming `where`, for anything that the language does not have."""
    return _term(parsed(text, where, EXPECTED), where, text)


def terms_of(tree: Term) -> Iterator[Term]:
    """A term and all terms in it, in their order."""
    yield tree
    match tree:
        case Arithmetic(left, _, right):
            yield from terms_of(left)
            yield from terms_of(right)
        case Absolute(of) | CeilDivision(of, _):
            yield from terms_of(of)


def fields_of(tree: Term) -> Iterator[str]:
    """The fields of a term in their order; `votes` for the options."""
    for one in terms_of(tree):
        match one:
            case Field(name):
                yield name
            case VotesSum():
                yield VOTES


def parsed(text: str, where: str, expected: Message) -> ast.expr:
    """A text as a tree, of which nothing is known yet. Raises Rejected, naming `where`, for what is no expression."""
    try:
        return ast.parse(text.strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        raise Rejected(where, expected, text) from None


def _term(tree: ast.expr, where: str, text: str, depth: int = 0) -> Term:
    if depth > DEEPEST:
        raise _rejected(where, text)
    match tree:
        case ast.Constant(value=int(value)) if not isinstance(value, bool):
            return Number(value)
        case ast.Name(id=name) if name != VOTES:
            return Field(name)
        case ast.BinOp(left=left, op=operator, right=right) if type(operator) in _ARITHMETIC:
            return Arithmetic(
                _term(left, where, text, depth + 1), _ARITHMETIC[type(operator)], _term(right, where, text, depth + 1)
            )
        case ast.Call(func=ast.Name(id="sum"), args=[ast.Name(id="votes")], keywords=[]):
            return VotesSum()
        case ast.Call(func=ast.Name(id="abs"), args=[of], keywords=[]):
            return Absolute(_term(of, where, text, depth + 1))
        case ast.Call(
            func=ast.Name(id="ceil"),
            args=[ast.BinOp(left=of, op=ast.Div(), right=ast.Constant(value=int(by)))],
            keywords=[],
        ) if by > 0:
            return CeilDivision(_term(of, where, text, depth + 1), by)
    raise _rejected(where, text)


def _rejected(where: str, text: str) -> Rejected:
    return Rejected(where, EXPECTED, text)
