"""Forms of a file added up: station -> ward -> district -> city -> province -> nation."""

from collections.abc import Sequence

import msgspec
import polars as pl

from kawal.count.files.table import FormTable, prefix
from kawal.jurisdiction.forms import votes_of
from kawal.kernel.errors import Rejected
from kawal.kernel.language import msg


class Sum(msgspec.Struct, frozen=True):
    """A field added up over the forms that say it: `known` of them; a missing number is not zero."""

    sum: int
    known: int


class Line(msgspec.Struct, frozen=True):
    """A region by its names or codes from the highest down, () for all; `counted` forms have all their votes."""

    place: tuple[str, ...]
    stations: int
    counted: int
    numbers: dict[str, Sum]


def tabulate(table: FormTable, reading: str = "", depth: int = 0) -> tuple[Line, ...]:
    """Sums of all forms, then of each region down to the level `depth`, in the order of their names.

    The first reading is added up unless another is named. Raises Rejected for one that the file does not have, and
    for a level that it does not have.
    """
    if not 0 <= depth <= len(table.levels):
        raise Rejected("--depth", msg("paling banyak %(most)s", most=len(table.levels)), depth)
    rolled = roll_up(table, reading)
    return tuple(
        _line(row, table.levels[:level])
        for level in range(depth + 1)
        for row in rolled[level].sort(table.levels[:level] or "stations").iter_rows(named=True)
    )


def roll_up(table: FormTable, reading: str = "") -> tuple[pl.DataFrame, ...]:
    """Sums of every level, from all forms together down to the lowest regions; each is the sum of the one below it.

    Columns as in `by_lowest`, LEVEL columns only down to its own level.
    """
    frames = [by_lowest(table, reading)]
    for level in reversed(range(len(table.levels))):
        keys, below = list(table.levels[:level]), frames[0]
        sums = pl.all().exclude(table.levels).sum()
        frames.insert(0, below.group_by(keys).agg(sums) if keys else below.select(sums))
    return tuple(frames)


def by_lowest(table: FormTable, reading: str = "") -> pl.DataFrame:
    """Sums of the lowest regions: LEVEL columns, stations, counted, for each field its sum and, with "?", how many
    forms say it. All higher sums are sums of these."""
    chosen = reading_of(table, reading)
    head = prefix(chosen)
    fields = [name for name in table.frame.columns if name.startswith(head)]
    votes = [pl.col(head + votes_of(option)).is_not_null() for option in table.options]
    summed = (
        table.frame.lazy()
        .group_by(table.levels)
        .agg(
            pl.len().cast(pl.Int64).alias("stations"),
            (pl.all_horizontal(votes) if votes else pl.lit(value=False)).sum().cast(pl.Int64).alias("counted"),
            *(pl.col(name).sum().alias(name.removeprefix(head)) for name in fields),
            *(
                pl.col(name).is_not_null().sum().cast(pl.Int64).alias(name.removeprefix(head) + "?")
                for name in fields
            ),
        )
    )
    return summed.collect()


def reading_of(table: FormTable, name: str) -> str:
    """The reading of that name, the first for "". Raises Rejected for one that the profile does not have."""
    known = [reading.id for reading in table.profile.readings]
    if name and name not in known:
        raise Rejected("--reading", msg("salah satu dari: %(choices)s", choices=", ".join(known)), name)
    return name or known[0]


def _line(row: dict[str, int | str], keys: Sequence[str]) -> Line:
    numbers = {
        name.removesuffix("?"): Sum(int(row[name.removesuffix("?")]), int(known))
        for name, known in row.items()
        if name.endswith("?")
    }
    return Line(tuple(str(row[key]) for key in keys), int(row["stations"]), int(row["counted"]), numbers)
