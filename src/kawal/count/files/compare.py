"""Two files of the same stations against each other, number by number; a difference of one vote is shown."""

import msgspec
import polars as pl

from kawal.count.files.check import Outcome
from kawal.count.files.table import ROW, FormTable, prefix
from kawal.count.files.tabulate import reading_of
from kawal.kernel.errors import Rejected
from kawal.kernel.language import msg

STATION = "station"


class Comparison(msgspec.Struct, frozen=True):
    """Stations that both files have and that only one has; for each field in how many it could be compared and in how
    many it differs; the stations that differ at all. `differences` has station, field, first, second, difference
    (second less first)."""

    both: int
    only_first: int
    only_second: int
    fields: dict[str, Outcome]
    differing: int
    differences: pl.DataFrame


def compare_tables(first: FormTable, second: FormTable, one: str = "", other: str = "") -> Comparison:
    """Compare a reading of each. Raises Rejected when they have no station or no field in common."""
    return compare_frames(keyed(first, one), keyed(second, other), (first.file, second.file))


def compare_frames(left: pl.DataFrame, right: pl.DataFrame, names: tuple[str, str]) -> Comparison:
    """Compare two tables with a column `station` (of forms of the recapitulation: the place) and one for each field;
    `names` are their files. Raises Rejected when they have no station or no field in common."""
    fields = [name for name in left.columns if name != STATION and name in right.columns]
    if not fields:
        raise Rejected(names[1], msg("isian yang juga ada di %(file)s", file=names[0]), ", ".join(right.columns))
    joined = left.select(STATION, *fields).join(right.select(STATION, *fields), on=STATION, suffix="|", how="inner")
    if joined.is_empty():
        got = ", ".join(right[STATION].head(3).to_list())
        raise Rejected(names[1], msg("TPS yang juga ada di %(file)s", file=names[0]), got)
    counted = joined.select(
        *(
            (pl.col(name).is_not_null() & pl.col(f"{name}|").is_not_null()).sum().alias(f"{name}.checked")
            for name in fields
        ),
        *((pl.col(name) != pl.col(f"{name}|")).sum().alias(f"{name}.failed") for name in fields),
    ).row(0, named=True)
    differences = pl.concat(
        joined.filter(pl.col(name) != pl.col(f"{name}|")).select(
            STATION,
            pl.lit(name).alias("field"),
            pl.col(name).alias("first"),
            pl.col(f"{name}|").alias("second"),
            (pl.col(f"{name}|") - pl.col(name)).alias("difference"),
        )
        for name in fields
    ).sort(STATION, "field")
    return Comparison(
        both=joined.height,
        only_first=left.height - joined.height,
        only_second=right.height - joined.height,
        fields={name: Outcome(counted[f"{name}.checked"], counted[f"{name}.failed"]) for name in fields},
        differing=differences[STATION].n_unique(),
        differences=differences,
    )


def keyed(table: FormTable, reading: str) -> pl.DataFrame:
    """The station as one text and the fields under their own names."""
    head = prefix(reading_of(table, reading))
    fields = [pl.col(name).alias(name.removeprefix(head)) for name in table.frame.columns if name.startswith(head)]
    key = pl.concat_str([pl.col(name) for name in table.profile.key], separator=" ").alias(STATION)
    return table.frame.sort(ROW).select(key, *fields)
