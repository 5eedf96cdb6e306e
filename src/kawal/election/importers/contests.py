"""Contests: a row for each option of the ballot, known by its number only."""

import re
from datetime import date
from typing import Literal

import msgspec

from kawal.election.importers.reading import RowReader
from kawal.election.model import Contest, ContestOption
from kawal.kernel.codes import Level, RegionCode, level_of
from kawal.kernel.language import Message, msg

ContestKind = Literal["governor", "regent", "mayor"]
ALIASES = {
    "contest_id": ("kode_pemilihan",),
    "kind": ("jenis",),
    "region": ("wilayah", "kode_wilayah"),
    "day": ("tanggal", "hari"),
    "option_number": ("nomor_urut",),
    "option_kind": ("jenis_pilihan",),
    "option_status": ("status",),
    "decree": ("keputusan",),
}
REQUIRED = ("contest_id", "kind", "region", "day", "option_number")
FIELDS = ("day",)
KINDS: tuple[ContestKind, ...] = ("governor", "regent", "mayor")
KIND_ALIASES: dict[str, ContestKind] = {
    "gubernur": "governor",
    "bupati": "regent",
    "wali_kota": "mayor",
    "walikota": "mayor",
}
OPTION_KINDS: tuple[Literal["pair", "blank"], ...] = ("pair", "blank")
OPTION_ALIASES: dict[str, Literal["pair", "blank"]] = {"paslon": "pair", "kolom_kosong": "blank", "kosong": "blank"}
STATUSES: tuple[Literal["active", "cancelled"], ...] = ("active", "cancelled")
STATUS_ALIASES: dict[str, Literal["active", "cancelled"]] = {"aktif": "active", "batal": "cancelled"}


SEATS: dict[ContestKind, Message] = {
    "governor": msg("provinsi, karena gubernur dipilih"),
    "regent": msg("kabupaten, karena bupati dipilih"),
    "mayor": msg("kota, karena wali kota dipilih"),
}
FIRST_CITY = 71
"""Codes of cities (kota) begin here within their province, those of regencies (kabupaten) end below (Kemendagri)."""
YEARS = range(1955, 2101)
"""From the first election of Indonesia on."""
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def read(row: RowReader) -> Contest | None:
    """One contest with one option; `merge` brings the options of a contest together."""
    kind = row.chosen("kind", KINDS, KIND_ALIASES)
    region = row.region("region", (Level.CITY, Level.PROVINCE))
    if kind and region and kind != _kind_of(region):
        row.fault("region", SEATS[kind], "seat")
    number = row.integer("option_number", 1, 99)
    if number is None and not row.value("option_number"):
        row.fault("option_number", msg("nomor urut"), "empty")
    day = _day(row)
    source, synthetic = row.provenance(FIELDS)
    option_kind = row.choice("option_kind", OPTION_KINDS, OPTION_ALIASES, OPTION_KINDS[0])
    status = row.choice("option_status", STATUSES, STATUS_ALIASES, STATUSES[0])
    contest = row.required("contest_id")
    if kind is None or region is None or number is None or day is None:
        return None
    option = ContestOption(number=number, kind=option_kind, status=status, decree=row.value("decree"))
    return Contest(
        id=contest, kind=kind, region=region, day=day, options=(option,), source=source, synthetic=synthetic
    )


def merge(first: Contest, second: Contest, line: str) -> Contest | tuple[str, Message, str]:
    """Two rows of one contest as one, or (column, expected, got) of where the second contradicts the first.

    `line` is that of the first row.
    """
    for column in ("kind", "region", "day", "source", "synthetic"):
        before, now = _text(getattr(first, column)), _text(getattr(second, column))
        if before != now:
            return column, msg("%(value)s seperti di baris %(line)s", value=before or "''", line=line), now
    options = {option.number: option for option in first.options}
    (added,) = second.options
    if added.number in options:
        expected = msg("nomor urut yang belum ada dalam pemilihan %(contest)s", contest=first.id)
        return "option_number", expected, str(added.number)
    options[added.number] = added
    return msgspec.structs.replace(first, options=tuple(options[number] for number in sorted(options)))


def _day(row: RowReader) -> date | None:
    text = row.value("day")
    try:
        day = date.fromisoformat(text) if _DAY.fullmatch(text) else None
    except ValueError:
        day = None
    if day is None or day.year not in YEARS:
        row.fault("day", msg("tanggal seperti 2024-11-27"), "day")
        return None
    return day


def _kind_of(region: RegionCode) -> ContestKind:
    """Who is elected in a region."""
    if level_of(region) is Level.PROVINCE:
        return "governor"
    return "mayor" if int(region[3:5]) >= FIRST_CITY else "regent"


def _text(value: object) -> str:
    return " ".join(value) if isinstance(value, tuple) else str(value)
