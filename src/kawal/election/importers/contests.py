"""Contests: a row for each option of the ballot, known by its number only."""

from datetime import date
from typing import Literal

import msgspec

from kawal.election.importers.reading import RowReader
from kawal.election.model import Contest, ContestOption
from kawal.kernel.codes import Level
from kawal.kernel.language import msg

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


def read(row: RowReader) -> Contest | None:
    """One contest with one option; `merge` brings the options of a contest together."""
    region = row.region("region", (Level.CITY, Level.PROVINCE))
    number = row.integer("option_number", 1, 99)
    if number is None and not row.value("option_number"):
        row.fault("option_number", msg("nomor urut"), "empty")
    try:
        day = date.fromisoformat(row.value("day"))
    except ValueError:
        row.fault("day", msg("tanggal seperti 2024-11-27"), "day")
        return None
    source, synthetic = row.provenance(FIELDS)
    if region is None or number is None:
        return None
    option = ContestOption(
        number=number,
        kind=row.choice("option_kind", OPTION_KINDS, OPTION_ALIASES, OPTION_KINDS[0]),
        status=row.choice("option_status", STATUSES, STATUS_ALIASES, STATUSES[0]),
        decree=row.value("decree"),
    )
    return Contest(
        id=row.required("contest_id"),
        kind=row.choice("kind", KINDS, KIND_ALIASES, KINDS[0]),
        region=region,
        day=day,
        options=(option,),
        source=source,
        synthetic=synthetic,
    )


def merge(first: Contest, second: Contest) -> Contest | None:
    """Two rows of one contest as one; None when they contradict each other or name the same number."""
    options = {option.number: option for option in (*first.options, *second.options)}
    agree = msgspec.structs.replace(first, options=()) == msgspec.structs.replace(second, options=())
    if not agree or len(options) < len(first.options) + len(second.options):
        return None
    return msgspec.structs.replace(first, options=tuple(options[number] for number in sorted(options)))
