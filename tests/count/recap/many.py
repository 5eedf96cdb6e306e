"""The columns that differ in the recapitulation of a nation: the rules of `compare` on tables of millions of rows.

Tables instead of values, the same answer: a property test holds both equal. Places are whole numbers inside (a 1
before the digits of the code), so that the place above is a division; what differs is little, and is classed one by
one.
"""

from collections.abc import Sequence

import polars as pl

from kawal.count.recap.compare import Cell
from kawal.count.recap.diff import kind_of
from kawal.count.recap.shifts import Shift
from kawal.kernel.codes import Level, region_code

FORM, PLACE, STATION = "form", "place", "station"
KEY = (FORM, PLACE)
_UP, _OF, _COLUMNS = "up", "of", "columns"
_STATIONS = len(Level) + 1
_LEAST = {_STATIONS: 10**13, Level.WARD: 10**10, Level.DISTRICT: 10**6, Level.CITY: 10**4, Level.PROVINCE: 10**2}
"""The least number of a place of each depth: a 1 before 13, 10, 6, 4, 2 digits."""


def differing(stations: pl.DataFrame, columns: pl.DataFrame, fields: Sequence[str]) -> pl.DataFrame:
    """The columns of forms that are not the sum of what they add up.

    `stations` has a row for each station of the contest, with `station` (its id) and a column for each of `fields`,
    null where a number is not known; a station without a form is a row of nulls. `columns` has a row for each column
    of each form, with `form` (the region), `place` (for the total the region again) and the same fields. There is one
    form for each region: the one that counts in the round that is asked.

    Returns a row for each column that differs, sorted by form and place: form, place, `stations` (how many it holds),
    and for each field NAME what stands there, NAME:expected what was added up, and NAME:what the check, RECAP_SUM or
    RECAP_CHAIN; numbers are null where they are not known.
    """
    names = list(fields)
    numbers = [pl.col(name).cast(pl.Int64) for name in names]
    own = stations.select(_number(STATION).alias(PLACE), *numbers)
    written = columns.select(_number(FORM), _number(PLACE), *numbers)
    stated = written.filter(pl.any_horizontal(pl.col(names).is_not_null()))
    tree = _tree(own, written)
    said, inside = _inside(stated, tree, names)
    level, below, beneath = own, [own], []
    for depth in range(_STATIONS - 1, 0, -1):
        summed = _summed(level, [], tree, names)
        totals = said.filter((pl.col(FORM) == pl.col(PLACE)) & _is(depth)).select(PLACE, *names)
        level = _preferring(totals, summed, [PLACE], names)
        below.append(level)
        beneath.append(summed)
    found = _differing(stated, inside, pl.concat(below), pl.concat(beneath), names)
    found = found.join(tree.select(PLACE, "stations"), on=PLACE, how="left").with_columns(
        pl.col("stations").fill_null(1).clip(lower_bound=1),
        *(pl.col(key).map_elements(_code, return_dtype=pl.String) for key in KEY),
    )
    return found.sort(KEY)


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
    with_columns = stated.filter(~is_total).select(FORM).unique().with_columns(pl.lit(value=True).alias(_COLUMNS))
    asked = (
        stated.join(inside, on=KEY, how="left", suffix=":inside")
        .join(below, on=PLACE, how="left", suffix=":below")
        .join(beneath, on=PLACE, how="left", suffix=":beneath")
        .join(with_columns, on=FORM, how="left")
    )
    expected, what = [], []
    for name in names:
        within = pl.col(f"{name}:inside")
        outside = pl.when(~is_total).then(f"{name}:below").when(pl.col(_COLUMNS).is_null()).then(f"{name}:beneath")
        expected.append(pl.coalesce(within, outside).alias(f"{name}:expected"))
        check = pl.when(within.is_not_null()).then(pl.lit("RECAP_SUM")).otherwise(pl.lit("RECAP_CHAIN"))
        what.append(check.alias(f"{name}:what"))
    differs = pl.any_horizontal((pl.col(name) != pl.col(f"{name}:expected")).fill_null(value=False) for name in names)
    return asked.with_columns(expected).filter(differs).select(*KEY, *names, pl.col("^.*:expected$"), *what)


def _inside(stated: pl.DataFrame, tree: pl.DataFrame, names: list[str]) -> tuple[pl.DataFrame, pl.DataFrame]:
    """What each form says of a place (its column, else the sum inside it), and the sums inside it."""
    level = stated.filter(_is(_STATIONS))
    said, inside = [level], []
    for depth in range(_STATIONS - 1, 0, -1):
        summed = _summed(level.filter(pl.col(FORM) != pl.col(PLACE)), [FORM], tree, names)
        level = _preferring(stated.filter(_is(depth)), summed, list(KEY), names)
        said.append(level)
        inside.append(summed)
    return pl.concat(said), pl.concat(inside)


def _summed(level: pl.DataFrame, keys: list[str], tree: pl.DataFrame, names: list[str]) -> pl.DataFrame:
    """The sums of all places directly below each region; null where one of them does not have the number."""
    sums = (
        level.with_columns(_above().alias(_UP))
        .filter(pl.col(_UP).is_not_null())
        .group_by([*keys, _UP])
        .agg(pl.col(names).sum(), pl.col(names).count().name.suffix(":n"))
    )
    known = sums.join(tree, left_on=_UP, right_on=PLACE)
    whole = (pl.when(pl.col(f"{name}:n") == pl.col(_OF)).then(pl.col(name)).alias(name) for name in names)
    return known.select(*keys, pl.col(_UP).alias(PLACE), *whole)


def _preferring(first: pl.DataFrame, second: pl.DataFrame, keys: list[str], names: list[str]) -> pl.DataFrame:
    """Both tables as one, a number of the first before that of the second."""
    both = first.join(second, on=keys, how="full", coalesce=True, suffix=":second")
    return both.select(*keys, *(pl.coalesce(name, f"{name}:second").alias(name) for name in names))


def _tree(own: pl.DataFrame, written: pl.DataFrame) -> pl.DataFrame:
    """Each region over a station or over a place that a form names: how many places lie directly below it, and how
    many stations inside it.
    """
    named = pl.concat([own.select(PLACE), written.select(PLACE), written.select(pl.col(FORM).alias(PLACE))]).unique()
    level = named.filter(_is(_STATIONS)).with_columns(pl.lit(1, dtype=pl.Int64).alias("stations"))
    regions = []
    for depth in range(_STATIONS - 1, 0, -1):
        below = level.group_by(_above().alias(PLACE)).agg(
            pl.len().cast(pl.Int64).alias(_OF), pl.col("stations").sum()
        )
        regions.append(below)
        bare = named.filter(_is(depth)).join(below, on=PLACE, how="anti")
        level = pl.concat([below.select(PLACE, "stations"), bare.with_columns(pl.lit(0, pl.Int64).alias("stations"))])
    return pl.concat(regions)


def _number(name: str) -> pl.Expr:
    return ("1" + pl.col(name).str.replace_all(".", "", literal=True)).cast(pl.Int64).alias(name)


def _code(number: int) -> str:
    digits = str(number)[1:]
    return digits if number >= _LEAST[_STATIONS] else region_code(digits)


def _is(depth: int) -> pl.Expr:
    """Whether a place is of this depth: 1 for a province ... 4 for a ward, 5 for a station."""
    least = pl.col(PLACE) >= _LEAST[depth]
    return least if depth == _STATIONS else least & (pl.col(PLACE) < _LEAST[depth + 1])


def _above() -> pl.Expr:
    """The region directly above; null above a province."""
    place = pl.col(PLACE)
    return (
        pl.when(_is(_STATIONS)).then(place // 10**3)
        .when(_is(Level.WARD)).then(place // 10**4)
        .when(place >= _LEAST[Level.CITY]).then(place // 10**2)
    )  # fmt: skip
