"""A million forms against what must hold between their numbers: the identities of `forms.yaml` as polars expressions.

The same trees as in `oneform`; a property test holds both equal.
"""

from collections.abc import Callable, Collection
from functools import reduce

import polars as pl

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
from kawal.jurisdiction.forms import Identity, votes_of

UNKNOWN = pl.lit(None, dtype=pl.Int64)
Column = Callable[[str], pl.Expr]
"""The column of a field, a column of nulls where the table does not have the field."""


def columns_of(known: Collection[str], prefix: str = "") -> Column:
    """The columns of a table that has these names, each field under `prefix` and its name."""
    names = frozenset(known)
    return lambda field: pl.col(prefix + field).cast(pl.Int64) if prefix + field in names else UNKNOWN


def holds(identity: Identity, column: Column, options: tuple[int, ...]) -> pl.Expr:
    """Whether an identity holds in each row: true, false, null where none of its comparisons could be asked.

    An identity that is held for each of several fields fails as soon as one of them fails.
    """
    parts = [_compared(part, column, options) for _name, part in identity.parts(options)]
    failed = pl.any_horizontal([part.not_().fill_null(value=False) for part in parts])
    asked = pl.any_horizontal([part.is_not_null() for part in parts])
    for condition in identity.conditions():
        asked &= _compared(condition, column, options).fill_null(value=False)
    return pl.when(asked).then(~failed)


def term(tree: Term, column: Column, options: tuple[int, ...]) -> pl.Expr:
    """The value of a term in each row; null as soon as one of its numbers is."""
    match tree:
        case Number(number):
            return pl.lit(number, dtype=pl.Int64)
        case Field(name):
            return column(name)
        case VotesSum():
            return reduce(pl.Expr.__add__, (column(votes_of(option)) for option in options)) if options else UNKNOWN
        case Absolute(of):
            return term(of, column, options).abs()
        case CeilDivision(of, by):
            return -(-term(of, column, options) // by)
        case Arithmetic(left, operator, right):
            one, other = term(left, column, options), term(right, column, options)
            return one + other if operator == "+" else one - other if operator == "-" else one * other


def _compared(compared: Comparison, column: Column, options: tuple[int, ...]) -> pl.Expr:
    left, right = term(compared.left, column, options), term(compared.right, column, options)
    if compared.relation == "==":
        return left == right
    return left <= right if compared.relation == "<=" else left < right
