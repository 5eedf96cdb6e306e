"""The cells that differ in the recapitulation of a nation: the rules of `compare` on tables of millions of rows.

Tables instead of values, the same answer: a property test holds both equal. What differs is little, and is classed
one column at a time.
"""

from collections.abc import Sequence

import polars as pl

from kawal.count.recap.compare import Cell
from kawal.count.recap.diff import kind_of
from kawal.count.recap.shifts import Shift
from kawal.kernel.codes import Level

FORM, PLACE, STATION = "form", "place", "station"
KEY = (FORM, PLACE)
_UP, _OF = "up", "of"
_STATIONS = len(Level) + 1


def differing(stations: pl.DataFrame, columns: pl.DataFrame, fields: Sequence[str]) -> pl.DataFrame:
    """The cells of forms that are not the sum of what they add up.

    `stations` has a row for each station of the contest, with `station` (its id) and a column for each of `fields`,
    null where a number is not known; a station without a form is a row of nulls. `columns` has a row for each column
    of each form, with `form` (the region), `place` (for the total the region again) and the same fields. There is one
    form for each region: the one that counts in the round that is asked.

    Returns a row for each column that differs, sorted by form and place: form, place, `stations` (how many it holds),
    and for each field NAME what stands there, NAME:expected what was added up, and NAME:what the check, RECAP_SUM or
    RECAP_CHAIN; all null where they are not known.
    """
    names = list(fields)
    own = stations.select(pl.col(STATION).alias(PLACE), *_numbers(names))
    stated = columns.select(*KEY, *_numbers(names)).filter(pl.any_horizontal(pl.col(names).is_not_null()))
    sizes = _sizes(own, columns)
    said, inside = _inside(stated, sizes, names)
    level, below, beneath = own, [own], []
    for depth in range(_STATIONS - 1, 0, -1):
        summed = _summed(level, [], sizes, names)
        totals = said.filter((pl.col(FORM) == pl.col(PLACE)) & (_depth() == depth)).select(PLACE, *names)
        level = _preferring(totals, summed, [PLACE], names)
        below.append(level)
        beneath.append(summed)
    found = _differing(stated, inside, pl.concat(below), pl.concat(beneath), names)
    return (
        found.join(_held(own, columns), on=PLACE, how="left").with_columns(pl.col("stations").fill_null(1)).sort(KEY)
    )


def cells_of(found: pl.DataFrame, fields: Sequence[str]) -> list[Cell]:
    """The cells of the columns that `differing` found, in the order of columns and fields."""
    return [
        Cell(row[f"{name}:what"], row[FORM], row[PLACE], name, row[f"{name}:expected"], row[name])
        for row in found.iter_rows(named=True)
        for name in fields
        if None not in (row[name], row[f"{name}:expected"]) and row[name] != row[f"{name}:expected"]
    ]


def kinds_of(found: pl.DataFrame, fields: Sequence[str], options: tuple[int, ...]) -> list[Shift | str]:
    """The class of each column that `differing` found, as `diff.kind_of` names it."""
    kinds = []
    for row in found.iter_rows(named=True):
        got = {name: row[name] for name in fields if row[name] is not None}
        expected = {name: row[f"{name}:expected"] for name in fields if row[f"{name}:expected"] is not None}
        kinds.append(kind_of(expected, got, options, row["stations"])[0])
    return kinds


def _differing(
    stated: pl.DataFrame, inside: pl.DataFrame, below: pl.DataFrame, beneath: pl.DataFrame, names: list[str]
) -> pl.DataFrame:
    """Each stated number beside what it is asked against: its own form's columns, else the forms below."""
    is_total = pl.col(FORM) == pl.col(PLACE)
    with_columns = stated.filter(~is_total).select(FORM).unique().with_columns(pl.lit(value=True).alias("columns"))
    asked = (
        stated.join(inside, on=KEY, how="left", suffix=":inside")
        .join(below, on=PLACE, how="left", suffix=":below")
        .join(beneath, on=PLACE, how="left", suffix=":beneath")
        .join(with_columns, on=FORM, how="left")
    )
    expected, what = [], []
    for name in names:
        within = pl.col(f"{name}:inside")
        outside = pl.when(~is_total).then(f"{name}:below").when(pl.col("columns").is_null()).then(f"{name}:beneath")
        expected.append(pl.coalesce(within, outside).alias(f"{name}:expected"))
        check = pl.when(within.is_not_null()).then(pl.lit("RECAP_SUM")).otherwise(pl.lit("RECAP_CHAIN"))
        what.append(check.alias(f"{name}:what"))
    differs = pl.any_horizontal((pl.col(name) != pl.col(f"{name}:expected")).fill_null(value=False) for name in names)
    return asked.select(*KEY, *names, *expected, *what).filter(differs)


def _held(own: pl.DataFrame, columns: pl.DataFrame) -> pl.DataFrame:
    """How many stations each region holds."""
    level = pl.concat([own.select(PLACE), columns.filter(_is_station()).select(PLACE)]).unique()
    level = level.with_columns(pl.lit(1, dtype=pl.Int64).alias("stations"))
    held = []
    for _level in Level:
        level = level.group_by(_above().alias(PLACE)).agg(pl.col("stations").sum())
        held.append(level)
    return pl.concat(held)


def _inside(stated: pl.DataFrame, sizes: pl.DataFrame, names: list[str]) -> tuple[pl.DataFrame, pl.DataFrame]:
    """What each form says of a place (its column, else the sum inside it), and the sums inside it."""
    level = stated.filter(_depth() == _STATIONS)
    said, inside = [level], []
    for depth in range(_STATIONS - 1, 0, -1):
        summed = _summed(level.filter(pl.col(FORM) != pl.col(PLACE)), [FORM], sizes, names)
        level = _preferring(stated.filter(_depth() == depth), summed, list(KEY), names)
        said.append(level)
        inside.append(summed)
    return pl.concat(said), pl.concat(inside)


def _summed(level: pl.DataFrame, keys: list[str], sizes: pl.DataFrame, names: list[str]) -> pl.DataFrame:
    """The sums of all places directly below each region; null where one of them does not have the number."""
    sums = (
        level.with_columns(_above().alias(_UP))
        .group_by([*keys, _UP])
        .agg(
            *(pl.col(name).sum().alias(name) for name in names),
            *(pl.col(name).count().alias(f"{name}:n") for name in names),
        )
    )
    known = sums.join(sizes, left_on=_UP, right_on=PLACE)
    return known.select(
        *keys,
        pl.col(_UP).alias(PLACE),
        *(pl.when(pl.col(f"{name}:n") == pl.col(_OF)).then(pl.col(name)).alias(name) for name in names),
    )


def _preferring(first: pl.DataFrame, second: pl.DataFrame, keys: list[str], names: list[str]) -> pl.DataFrame:
    """Both tables as one, a number of the first before that of the second."""
    both = first.join(second, on=keys, how="full", coalesce=True, suffix=":second")
    return both.select(*keys, *(pl.coalesce(name, f"{name}:second").alias(name) for name in names))


def _sizes(own: pl.DataFrame, columns: pl.DataFrame) -> pl.DataFrame:
    """How many places lie directly below each region: of every station, and of every place that a form names."""
    named = pl.concat([own.select(PLACE), columns.select(PLACE), columns.select(pl.col(FORM).alias(PLACE))]).unique()
    every = [named]
    for _level in Level:
        named = named.select(_above().alias(PLACE)).filter(pl.col(PLACE).is_not_null()).unique()
        every.append(named)
    places = pl.concat(every).unique().with_columns(_above().alias(_UP)).filter(pl.col(_UP).is_not_null())
    return places.group_by(pl.col(_UP).alias(PLACE)).agg(pl.len().alias(_OF))


def _numbers(names: list[str]) -> list[pl.Expr]:
    return [pl.col(name).cast(pl.Int64) for name in names]


def _is_station() -> pl.Expr:
    return ~pl.col(PLACE).str.contains(".", literal=True) & (pl.col(PLACE).str.len_bytes() == 13)


def _depth() -> pl.Expr:
    """1 for a province ... 4 for a ward, 5 for a station."""
    return pl.when(_is_station()).then(_STATIONS).otherwise(pl.col(PLACE).str.count_matches(".", literal=True) + 1)


def _above() -> pl.Expr:
    """The region directly above; null above a province."""
    digits = pl.col(PLACE).str
    ward = pl.concat_str(
        digits.slice(0, 2), digits.slice(2, 2), digits.slice(4, 2), digits.slice(6, 4), separator="."
    )
    region = pl.when(digits.contains(".", literal=True)).then(digits.replace(r"\.\d+$", ""))
    return pl.when(_is_station()).then(ward).otherwise(region)
