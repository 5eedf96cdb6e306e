"""An identity as a person checks it: with the numbers of a form, or as a sum that a page adds up by itself (pure)."""

from collections.abc import Callable

from kawal.count.oneform import Numbers
from kawal.jurisdiction.expression import (
    Absolute,
    Arithmetic,
    CeilDivision,
    Comparison,
    Field,
    Number,
    Term,
    VotesSum,
)
from kawal.jurisdiction.forms import votes_of

RELATIONS = {"==": "=", "<=": "≤", "<": "<"}
FAILS = {"==": "≠", "<=": ">", "<": "≥"}
_SIGNS = {"+": "+", "-": "−", "*": "×"}
Say = Callable[[int], str]


def written(term: Term, numbers: Numbers, options: tuple[int, ...], say: Say) -> str:
    """A term with the numbers in it: "61 + 100 + 39"; "?" for one that nobody has read."""
    match term:
        case Number(number):
            return say(number)
        case Field(name):
            return _known(numbers.get(name), say)
        case VotesSum():
            return " + ".join(_known(numbers.get(votes_of(option)), say) for option in options)
        case Absolute(of):
            return f"|{written(of, numbers, options, say)}|"
        case CeilDivision(of, by):
            return f"⌈{written(of, numbers, options, say)} ÷ {say(by)}⌉"
        case Arithmetic(left, operator, right):
            sides = [written(one, numbers, options, say) for one in (left, right)]
            return f" {_SIGNS[operator]} ".join(sides)


def linear(compared: Comparison, options: tuple[int, ...]) -> tuple[tuple[str, int], ...] | None:
    """The left side less the right as fields with their factors, 1 or -1; None where more than adding is needed."""
    left, right = _linear(compared.left, options, 1), _linear(compared.right, options, -1)
    return None if left is None or right is None else (*left, *right)


def _linear(term: Term, options: tuple[int, ...], factor: int) -> tuple[tuple[str, int], ...] | None:
    match term:
        case Field(name):
            return ((name, factor),)
        case VotesSum():
            return tuple((votes_of(option), factor) for option in options)
        case Arithmetic(left, "+" | "-" as operator, right):
            one = _linear(left, options, factor)
            other = _linear(right, options, factor if operator == "+" else -factor)
            return None if one is None or other is None else (*one, *other)
    return None


def _known(value: int | None, say: Say) -> str:
    return "?" if value is None else say(value)
