"""Every form of a file against the identities of its profile, and its two readings against each other."""

import msgspec
import polars as pl

from kawal.count.columns import columns_of, holds
from kawal.count.files.table import ROW, FormTable, prefix
from kawal.jurisdiction.forms import forms


class Outcome(msgspec.Struct, frozen=True):
    """Of how many forms something could be asked, and of how many the answer was no."""

    checked: int
    failed: int


class FileCheck(msgspec.Struct, frozen=True):
    """The outcome of a file: its rows, those in which an identity could not be asked, each identity, the readings.

    `failing` has a row for each form and identity that failed on the first reading: ROW, the key, `identity`.
    """

    rows: int
    missing: int
    identities: dict[str, Outcome]
    reading_differences: Outcome | None
    failing: pl.DataFrame

    @property
    def clean(self) -> bool:
        """Whether nothing failed."""
        compared = [self.reading_differences] if self.reading_differences else []
        return not any(outcome.failed for outcome in (*self.identities.values(), *compared))


def check_table(table: FormTable) -> FileCheck:
    """Check a table. A form is asked only where all the numbers of an identity are there; see `columns.holds`."""
    profile = table.profile
    first = columns_of(table.frame.columns, prefix(profile.readings[0].id))
    asked = table.frame.select(
        ROW,
        *profile.key,
        *(holds(forms().identity(code), first, table.options).alias(code) for code in profile.identities),
        _same(table).alias("readings"),
    )
    counts = asked.select(
        pl.any_horizontal(pl.col(*profile.identities).is_null()).sum().alias("missing"),
        *(pl.col(name).is_not_null().sum().alias(f"{name}.checked") for name in (*profile.identities, "readings")),
        *(pl.col(name).not_().sum().alias(f"{name}.failed") for name in (*profile.identities, "readings")),
    ).row(0, named=True)

    def outcome(name: str) -> Outcome:
        return Outcome(counts[f"{name}.checked"], counts[f"{name}.failed"])

    failing = asked.select(ROW, *profile.key, *profile.identities).unpivot(
        on=profile.identities, index=[ROW, *profile.key], variable_name="identity", value_name="holds"
    )
    return FileCheck(
        rows=asked.height,
        missing=counts["missing"],
        identities={code: outcome(code) for code in profile.identities},
        reading_differences=outcome("readings") if profile.compare else None,
        failing=failing.filter(pl.col("holds").not_()).drop("holds").sort(ROW, maintain_order=True),
    )


def _same(table: FormTable) -> pl.Expr:
    """Whether both readings say the same in the fields that are compared; null where one of them is missing."""
    if not table.profile.compare:
        return pl.lit(None, dtype=pl.Boolean)
    one, other = (columns_of(table.frame.columns, prefix(reading.id)) for reading in table.profile.readings)
    each = [one(field) == other(field) for field in table.profile.compare]
    return pl.when(pl.all_horizontal([same.is_not_null() for same in each])).then(pl.all_horizontal(each))
