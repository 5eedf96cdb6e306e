"""Files of the recapitulation without a node: a form against a file of its stations, and two forms side by side."""

from pathlib import Path

import polars as pl

from kawal.count.files.compare import STATION, Comparison, compare_frames, keyed
from kawal.count.files.table import FormTable
from kawal.count.recap.diff import RecapDiff, recap_diff
from kawal.count.recap.forms import Recap, lies_in
from kawal.count.recap.ladder import Count
from kawal.count.recap.reading import read_recap_file
from kawal.jurisdiction.forms import option_of
from kawal.kernel.codes import StationId, is_station, region_code
from kawal.kernel.errors import Rejected
from kawal.kernel.language import msg

EVERY_OPTION = tuple(range(1, 41))
"""A file alone does not say how many pairs there are: any ballot number is one."""
CONTEST = "file"


def read_form(path: Path, region: str, sheet: str | None = None) -> Recap:
    """The form of a region (a ward's annex, a district, a city, a province) from a CSV or XLSX file. Raises Rejected
    for a code that is none and for the first thing that is wrong in the file."""
    empty = Recap(region=region_code(region, "--recap"), contest=CONTEST)
    return read_recap_file(path, empty, EVERY_OPTION, sheet)


def compare_forms(first: Recap, second: Recap, names: tuple[str, str]) -> Comparison:
    """Two forms of one region, column by column; `names` are their files. Raises Rejected when they have nothing in
    common."""
    return compare_frames(_frame(first), _frame(second), names)


def compare_with_stations(table: FormTable, form: Recap, reading: str = "") -> RecapDiff:
    """A form against what the stations of a file add up to, and against its own columns.

    The stations of a region are those of the file. Raises Rejected for a profile without station numbers, and for a
    file without a station of the region.
    """
    if len(table.profile.key) != 1:
        raise Rejected(
            table.file, msg("profil dengan satu kolom kunci, nomor TPS 13 angka"), " ".join(table.profile.key)
        )
    frame = keyed(table, reading)
    inside = {
        StationId(row[STATION]): {name: value for name, value in row.items() if name != STATION and value is not None}
        for row in frame.iter_rows(named=True)
        if is_station(row[STATION]) and lies_in(row[STATION], form.region)
    }
    if not inside:
        got = ", ".join(frame[STATION].head(3).to_list())
        raise Rejected(table.file, msg("TPS di dalam %(region)s", region=form.region), got)
    count = Count(
        contest=CONTEST,
        options=_options(form),
        readings={1: inside},
        recaps=(form,),
        stations=tuple(sorted(inside)),
    )
    return recap_diff(count)


def _options(form: Recap) -> tuple[int, ...]:
    names = {name for numbers in (*form.columns.values(), form.total) for name in numbers}
    return tuple(sorted(option for name in names if (option := option_of(name)) is not None))


def _frame(form: Recap) -> pl.DataFrame:
    names = sorted({name for place in form.places() for name in form.stated(place)})
    rows = [(place, *(form.stated(place).get(name) for name in names)) for place in form.places()]
    return pl.DataFrame(rows, schema={STATION: pl.String, **dict.fromkeys(names, pl.Int64)}, orient="row")
