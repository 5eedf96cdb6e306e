"""The cells that differ in the recapitulation of a nation: the rules of `compare` on tables of millions of rows.

Tables instead of values, the same answer: a property test holds both equal. What differs is little, and is classed one
column at a time.
"""

from collections.abc import Sequence

import polars as pl

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

    Returns form, place, field, what (RECAP_SUM or RECAP_CHAIN), expected and got, sorted by form, place and field.
    """
    names = list(fields)
    own = stations.select(pl.col(STATION).alias(PLACE), *_numbers(names))
    stated = columns.select(*KEY, *_numbers(names)).filter(pl.any_horizontal(pl.col(names).is_not_null()))
    sizes = _sizes(own, stated)
    said, inside = _inside(stated, sizes, names)
    level, below, beneath = own, [own], []
    for depth in range(_STATIONS - 1, 0, -1):
        summed = _summed(level, [], sizes, names)
        totals = said.filter((pl.col(FORM) == pl.col(PLACE)) & (_depth() == depth)).select(PLACE, *names)
        level = _preferring(totals, summed, [PLACE], names)
        below.append(level)
        beneath.append(summed)
    return _cells(stated, inside, pl.concat(below), pl.concat(beneath), names)


def _cells(
    stated: pl.DataFrame, inside: pl.DataFrame, below: pl.DataFrame, beneath: pl.DataFrame, names: list[str]
) -> pl.DataFrame:
    """Each stated number beside what it is asked against: its own form's columns, else the forms below."""
    is_total = pl.col(FORM) == pl.col(PLACE)
    bare = ~pl.col(FORM).is_in(stated.filter(~is_total)[FORM].unique().to_list())
    asked = (  # every number of the joined tables is renamed by its suffix, because `stated` has the same names
        stated.join(inside, on=KEY, how="left", suffix=":inside")
        .join(below, on=PLACE, how="left", suffix=":below")
        .join(beneath, on=PLACE, how="left", suffix=":beneath")
    )
    outside = {
        name: pl.when(~is_total).then(pl.col(f"{name}:below")).when(bare).then(pl.col(f"{name}:beneath"))
        for name in names
    }
    parts = [
        asked.select(
            *KEY,
            pl.lit(name).alias("field"),
            pl.when(pl.col(f"{name}:inside").is_null())
            .then(pl.lit("RECAP_CHAIN"))
            .otherwise(pl.lit("RECAP_SUM"))
            .alias("what"),
            pl.coalesce(pl.col(f"{name}:inside"), outside[name]).alias("expected"),
            pl.col(name).alias("got"),
        ).filter(pl.col("expected") != pl.col("got"))
        for name in names
    ]
    return pl.concat(parts).sort(*KEY, "field")


def _inside(stated: pl.DataFrame, sizes: pl.DataFrame, names: list[str]) -> tuple[pl.DataFrame, pl.DataFrame]:
    """What each form says of a place (its column, else the sum inside it), and the sums inside, from the stations up."""
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


def _sizes(own: pl.DataFrame, stated: pl.DataFrame) -> pl.DataFrame:
    """How many places lie directly below each region: of every station, and of every place that a form names."""
    named = pl.concat([own.select(PLACE), stated.select(PLACE), stated.select(pl.col(FORM).alias(PLACE))]).unique()
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
