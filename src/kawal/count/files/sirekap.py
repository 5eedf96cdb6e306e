"""KPU's public feed with its real faults: a JSON document for each station, read tolerantly, and nothing silently.

Seen in 1,000 documents of 2024: `chart` null; a literal key "null" among the options; `administrasi` null; unknown
members. A document that is no such JSON, or whose name is no station, is counted and named, and the others are read.
"""

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

import msgspec
import polars as pl

from kawal.jurisdiction.forms import votes_of
from kawal.kernel.errors import Rejected
from kawal.kernel.language import msg

NOT_AN_OPTION = "null"
MOST_BYTES = 1 << 20
MOST_OPTIONS = 40
ADMINISTRATION = tuple(
    [
        f"{who}_{tail}"
        for who in ("pemilih_dpt", "pengguna_dpt", "pengguna_dptb", "pengguna_non_dpt", "pengguna_total")
        for tail in "lpj"
    ]
    + ["suara_sah", "suara_tidak_sah", "suara_total"]
)
_STATION = re.compile(r"\d{13}")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d")


class Document(msgspec.Struct, frozen=True):
    """What is used of a document; members that are not named here are left alone."""

    chart: dict[str, int | None] | None = None
    administrasi: dict[str, int | None] | None = None
    ts: str | None = None


class Ignored(msgspec.Struct, frozen=True):
    """What was there and says nothing: documents without `chart`, charts with a key "null"; files that were not
    understood, by their name."""

    null_chart: int
    null_key: int
    complete: int
    unread: tuple[str, ...]


class Feed(msgspec.Struct, frozen=True):
    """The feed as a table: station, votes by ballot number, the rows of `administrasi`; and what it left out."""

    frame: pl.DataFrame
    options: tuple[int, ...]
    ignored: Ignored
    as_of: str = ""
    """The newest moment that a document names, "2024-11-28 10:15:04" on KPU's clock; "" when none does."""


def read_feed(path: Path, *, whole: bool = True) -> Feed:
    """Read a JSON file, a folder of them or a zip. Options are numbered in the order of their ids, as KPU gives them
    out by ballot number. With `whole` a document without both parts gives a row of nulls.

    Raises Rejected when there is no such document at all, OSError when it cannot be read.
    """
    found: list[tuple[str, Document]] = []
    unread: list[str] = []
    decode = msgspec.json.Decoder(Document).decode
    for name, body in _documents(path):
        station = PurePosixPath(name).stem
        try:
            document = decode(body) if body is not None and _STATION.fullmatch(station) else None
        except (msgspec.ValidationError, msgspec.DecodeError):
            document = None
        if document is None:
            unread.append(name)
        else:
            found.append((station, document))
    if not found:
        raise Rejected(path.name, msg("berkas JSON Sirekap yang bernama 13 angka TPS"), ", ".join(unread[:3]))
    charts = [document.chart for _, document in found if document.chart is not None]
    codes = sorted(
        {key for chart in charts for key in chart if key != NOT_AN_OPTION}, key=lambda key: (len(key), key)
    )
    if len(codes) > MOST_OPTIONS:
        raise Rejected(path.name, msg("paling banyak %(most)s pilihan", most=MOST_OPTIONS), len(codes))
    ignored = Ignored(
        null_chart=len(found) - len(charts),
        null_key=sum(NOT_AN_OPTION in chart for chart in charts),
        complete=sum(_complete(document) for _, document in found),
        unread=tuple(unread),
    )
    names = {code: votes_of(number) for number, code in enumerate(codes, start=1)}
    rows = [_row(at, station, document, names, whole) for at, (station, document) in enumerate(found, start=1)]
    kinds = {"row": pl.Int64, "station": pl.String} | dict.fromkeys((*names.values(), *ADMINISTRATION), pl.Int64)
    as_of = max((one.ts for _, one in found if one.ts and _MOMENT.fullmatch(one.ts)), default="")
    return Feed(pl.DataFrame(rows, schema=kinds, orient="row"), tuple(range(1, len(codes) + 1)), ignored, as_of)


def _row(at: int, station: str, document: Document, names: dict[str, str], whole: bool) -> tuple[object, ...]:
    chart, administration = document.chart or {}, document.administrasi or {}
    if whole and not _complete(document):
        chart, administration = {}, {}
    return (at, station, *map(chart.get, names), *map(administration.get, ADMINISTRATION))


def _complete(document: Document) -> bool:
    return document.chart is not None and document.administrasi is not None


def _documents(path: Path) -> Iterator[tuple[str, bytes | None]]:
    """Each JSON file with its bytes; None for one that is too large to be a document of the feed."""
    if path.is_dir():
        for file in sorted(path.rglob("*.json")):
            yield file.name, file.read_bytes() if file.stat().st_size <= MOST_BYTES else None
    elif zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            for member in archive.infolist():
                if member.filename.endswith(".json"):
                    yield member.filename, archive.read(member) if member.file_size <= MOST_BYTES else None
    else:
        yield path.name, path.read_bytes() if path.stat().st_size <= MOST_BYTES else None
