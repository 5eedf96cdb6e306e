"""A file of results as a table of forms: a row for each station, a column for each field of each reading."""

import re
from collections.abc import Mapping
from pathlib import Path

import msgspec
import polars as pl

from kawal.count.columns import columns_of, term
from kawal.count.files.profiles import FileProfile
from kawal.count.files.sirekap import Ignored, read_feed
from kawal.election.importers.tablefile import read_tablefile
from kawal.kernel.errors import Refused, Rejected
from kawal.kernel.language import msg
from kawal.kernel.tabletext import SEPARATORS, Table

MARK = "\ufeff"
LEVEL = "place_"
"""The columns of the regions of a row, from the highest: place_1, place_2 ..."""
ROW = "row"
"""The line of the file; for a feed the number of the document."""
HEAD_BYTES = 1 << 16


class FormTable(msgspec.Struct, frozen=True):
    """Forms as read: `frame` has ROW, the key's columns, LEVEL columns, and the fields of a reading under its id and
    a colon ("kpu:votes_1"); a number that is missing is null. `ignored` counts what a feed had and nobody can use,
    `as_of` is how new it says it is.
    """

    file: str
    profile: FileProfile
    options: tuple[int, ...]
    frame: pl.DataFrame
    ignored: Ignored | None = None
    as_of: str = ""

    @property
    def levels(self) -> tuple[str, ...]:
        """The columns of the regions, from the highest down."""
        return tuple(name for name in self.frame.columns if name.startswith(LEVEL))


def read_forms(path: Path, profile: FileProfile, sheet: str | None = None) -> FormTable:
    """Read a file by its profile.

    Raises Rejected when it is not such a file or a station stands in it twice, Refused with every cell that is no
    number, OSError when it cannot be read.
    """
    if profile.format == "sirekap":
        feed = read_feed(path)
        found = _finished(path.name, profile, feed.frame, feed.options, feed.ignored)
        return msgspec.structs.replace(found, as_of=feed.as_of)
    frame = _quick(path, profile) if sheet is None else None
    if frame is None:
        frame = _careful(read_tablefile(path, sheet), profile)
    return _finished(path.name, profile, frame, profile.options, None)


def prefix(reading: str) -> str:
    """What stands before the fields of a reading."""
    return f"{reading}:"


def _finished(
    file: str, profile: FileProfile, frame: pl.DataFrame, options: tuple[int, ...], ignored: Ignored | None
) -> FormTable:
    if frame.is_empty():
        raise Rejected(file, msg("paling sedikit satu baris di bawah judul"), msg("berkas kosong"), code="empty")
    _refuse_twice(file, profile, frame)
    column = columns_of(frame.columns)
    fields = [
        term(tree, column, options).alias(prefix(reading.id) + field)
        for reading in profile.readings
        for field, tree in reading.terms().items()
    ]
    votes = [
        pl.col(name).alias(prefix(profile.readings[0].id) + name)
        for name in frame.columns
        if ignored and name.startswith("votes_")
    ]
    if profile.places:
        places = [pl.col(name).alias(f"{LEVEL}{at}") for at, name in enumerate(profile.places, start=1)]
    else:
        places = [
            pl.col(profile.key[0]).str.slice(0, digits).alias(f"{LEVEL}{at}")
            for at, digits in enumerate((2, 4, 6, 10), start=1)
        ]
    return FormTable(file, profile, options, frame.select(ROW, *profile.key, *places, *votes, *fields), ignored)


def _refuse_twice(file: str, profile: FileProfile, frame: pl.DataFrame) -> None:
    twice = frame.select(ROW, *profile.key).filter(frame.select(profile.key).is_duplicated())
    if not twice.is_empty():
        first = twice.row(0, named=True)
        same = twice.filter(pl.all_horizontal([pl.col(name) == first[name] for name in profile.key]))[ROW].to_list()
        raise Rejected(
            msg("%(file)s, baris %(line)s", file=file, line=str(same[1])),
            msg(
                "%(key)s sekali saja, sudah ada di baris %(line)s",
                key=" ".join(str(first[n]) for n in profile.key),
                line=str(same[0]),
            ),
            " ".join(str(first[name]) for name in profile.key),
        )


def _quick(path: Path, profile: FileProfile) -> pl.DataFrame | None:
    """The table when it is plain CSV of whole numbers; None when a careful look must say what it is.

    A million rows are read in a second here, and in a minute by `_careful`, which knows what people save.
    """
    with path.open("rb") as file:
        head = file.read(HEAD_BYTES).decode("utf-8", "replace")
    line = head.partition("\n")[0].rstrip("\r")
    if not line or '"' in line or line.startswith((MARK, "sep=")) or "\x00" in line:
        return None
    separator = max(SEPARATORS, key=line.count)
    titles = [title.strip() for title in line.split(separator)]
    names = [normal(title) for title in titles]
    needed = _needed(profile)
    if len(set(names)) < len(names) or not set(needed) <= set(names):
        return None
    kinds = {titles[names.index(name)]: pl.Int64 if name in profile.numbers else pl.String for name in needed}
    try:
        frame = pl.read_csv(
            path,
            separator=separator,
            columns=list(kinds),
            schema_overrides=kinds,
            row_index_name=ROW,
            row_index_offset=2,
        )
    except pl.exceptions.PolarsError:
        return None
    frame = frame.rename({title: normal(title) for title in kinds})
    keys = pl.col(*profile.key, *profile.places)
    odd = frame.select(pl.any_horizontal((keys.is_null() | (keys != keys.str.strip_chars())).any())).item()
    frame = _published(frame, profile.unpublished)
    below = frame.select(pl.any_horizontal((pl.col(*profile.numbers) < 0).any())).item()
    return None if odd or below else frame


def _published(frame: pl.DataFrame, unpublished: Mapping[str, tuple[int, ...]]) -> pl.DataFrame:
    return frame.with_columns(
        pl.when(~pl.col(name).is_in(list(values))).then(pl.col(name)).alias(name)
        for name, values in unpublished.items()
    )


def _careful(table: Table, profile: FileProfile) -> pl.DataFrame:
    """The table cell by cell. Raises Rejected for a missing column, Refused with every cell that is no number."""
    named = {normal(column): column for column in table.columns}
    missing = [name for name in _needed(profile) if name not in named]
    if missing:
        raise Rejected(
            msg("%(file)s, baris %(line)s", file=table.file, line=str(table.header)),
            msg("kolom %(columns)s", columns=", ".join(missing)),
            ", ".join(table.columns),
        )
    faults = list(table.faults)
    columns: dict[str, list[int | str | None]] = {ROW: [], **{name: [] for name in _needed(profile)}}
    for row in table.rows:
        columns[ROW].append(row.line)
        for name in _needed(profile):
            cell = table.cell(row, named[name])
            try:
                if name not in profile.numbers:
                    columns[name].append(cell.required())
                    continue
                hidden = profile.unpublished.get(name, ())
                number = cell.integer(min(0, *hidden) if hidden else 0) if cell.text else None
                if number is not None and number < 0 and number not in hidden:
                    raise cell.rejected(msg("bilangan bulat, paling sedikit %(least)s", least=0))
                columns[name].append(None if number in hidden else number)
            except Rejected as fault:
                faults.append(fault)
                columns[name].append(None)
    if faults:
        raise Refused(
            msg("%(file)s: %(n)s kesalahan, tidak ada yang diperiksa", file=table.file, n=len(faults)), tuple(faults)
        )
    kinds = {ROW: pl.Int64} | {name: pl.Int64 if name in profile.numbers else pl.String for name in _needed(profile)}
    return pl.DataFrame(columns, schema=kinds)


def _needed(profile: FileProfile) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*profile.key, *profile.places, *profile.numbers)))


def normal(title: str) -> str:
    """A title as a profile names its column: small letters, digits and underscores ("Suara Sah" -> suara_sah)."""
    return re.sub(r"[^a-z0-9]+", "_", title.strip().lower()).strip("_")
