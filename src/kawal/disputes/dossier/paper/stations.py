"""Every station of a contest on paper: a row each, those of which nothing is known together in one."""

from collections.abc import Iterator
from itertools import groupby
from typing import Any

from kawal.disputes.dossier.model import StationRow
from kawal.disputes.dossier.paper.sheet import NONE, Sheet
from kawal.disputes.dossier.where import spans
from kawal.jurisdiction.forms import option_of, votes_of

MOST_ROWS = 3_000
"""More rows than this, some sixty pages, are cut down to the stations with something to look at."""


def stations(sheet: Sheet) -> dict[str, Any]:
    """Head and rows by ward; `cut` says so when there are too many to print."""
    told, rows = sheet.told, sheet.dossier.stations
    options = sorted({number for one in rows for name in one.numbers if (number := option_of(name))})
    whole = len(rows) <= MOST_ROWS
    printed = rows if whole else [one for one in rows if one.full or one.noted]
    return {
        "head": [
            told.text("TPS"),
            told.text("Utuh"),
            *(f"{number:02d}" for number in options),
            told.text("Sah"),
            told.text("Tidak sah"),
            told.text("Sumber"),
            told.text("Isian beda"),
            told.text("Temuan terbuka"),
            told.text("Indikasi"),
            told.text("Kajian"),
            told.text("Nomor catatan"),
        ],
        "votes": len(options) + 2,
        "wards": [
            {
                "name": f"{sheet.place(ward)}, {sheet.place(ward.rpartition('.')[0])}",
                "rows": list(_rows(sheet, list(group), options)),
            }
            for ward, group in groupby(printed, key=lambda one: one.ward)
        ],
        "note": told.text(
            "Angka yang dipakai pada formulir terakhir setiap TPS; 01, 02, ... ialah nomor urut pasangan calon. "
            "Utuh: formulir, foto, dan kronologinya ada dalam berkas ini. Sumber: berapa pihak membawa salinan; "
            "isian beda: pada berapa isian salinan itu tidak sama. Nomor catatan: catatan log yang mendukung "
            "angkanya, ada dalam ZIP dengan buktinya kecuali di mana tertulis tidak ikut."
        ),
        "cut": ""
        if whole
        else told.text(
            "Hanya %(n)s TPS dengan sesuatu untuk diperiksa yang dicetak; %(all)s baris ada dalam dossier.json.",
            n=len(printed),
            all=len(rows),
        ),
    }


def _rows(sheet: Sheet, rows: list[StationRow], options: list[int]) -> Iterator[list[str]]:
    """The rows of a ward; those without form and without anything noted together, by their numbers."""
    silent = [one for one in rows if not (one.full or one.noted or one.numbers or one.sources)]
    for one in rows:
        if one not in silent:
            yield _row(sheet, one, options)
    if silent:
        numbers = spans([int(one.station[10:]) for one in silent], 3)
        yield [sheet.told.text("%(numbers)s: belum ada formulir, temuan, indikasi, atau kajian", numbers=numbers)]


def _row(sheet: Sheet, one: StationRow, options: list[int]) -> list[str]:
    numbers = one.numbers
    return [
        one.station[10:],
        sheet.told.text("ya") if one.full else NONE,
        *(sheet.number(numbers.get(votes_of(number))) for number in options),
        sheet.number(numbers.get("valid_total")),
        sheet.number(numbers.get("invalid_total")),
        *(
            str(count) if count else NONE
            for count in (one.sources, one.differing, one.findings, one.indications, one.grounds)
        ),
        _rests_on(sheet, one),
    ]


def _rests_on(sheet: Sheet, one: StationRow) -> str:
    """The entries behind the numbers, and whether they are not all here."""
    numbers = spans(one.entries) or NONE
    return numbers if one.proven else sheet.told.text("%(entries)s tidak ikut", entries=numbers)
