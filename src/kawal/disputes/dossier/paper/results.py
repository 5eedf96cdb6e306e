"""Announced results on paper: beside the node's own sums, number by number, with what contradicts what."""

from typing import Any

from kawal.disputes.dossier.model import Result, ResultRow
from kawal.disputes.dossier.paper.sheet import NONE, Sheet
from kawal.disputes.dossier.plenary import signed


def results(sheet: Sheet) -> list[dict[str, Any]]:
    """A table for each region and round."""
    return [_result(sheet, one) for one in sheet.dossier.results]


def _result(sheet: Sheet, one: Result) -> dict[str, Any]:
    told = sheet.told
    off = told.text("Selisih")
    heads = (
        f"{source[told.code]}\n{sheet.entry(index)}" for source, index in zip(one.sources, one.entries, strict=True)
    )
    return {
        "title": told.text("%(place)s, putaran %(n)s", place=sheet.place(one.region), n=str(one.round)),
        "note": _note(sheet, one),
        "head": [
            told.text("Isian"),
            told.text("Jumlah simpul ini"),
            *(word for head in heads for word in (head, off)),
            told.text("Antarsumber"),
        ],
        "rows": [_row(sheet, row) for row in one.rows],
    }


def _note(sheet: Sheet, one: Result) -> str:
    told, amounts = sheet.told, {"counted": one.counted, "stations": one.stations}
    if not one.is_here:
        return told.text("Simpul ini tidak memuat semua TPS-nya, jadi jumlahnya tidak dibandingkan.")
    if one.counted < one.stations:
        return told.text(
            "Belum semua TPS masuk (%(counted)s dari %(stations)s): jumlah simpul ini belum dibandingkan dengan yang "
            "diumumkan untuk semua TPS.",
            **amounts,
        )
    return told.text(
        "%(counted)s dari %(stations)s TPS dihitung di simpul ini; selisih satu suara pun ditunjukkan.", **amounts
    )


def _row(sheet: Sheet, row: ResultRow) -> list[str]:
    told = sheet.told
    pairs = zip(row.said, row.off, strict=True)
    said = [word for value, off in pairs for word in (sheet.number(value), _off(sheet, off))]
    if row.spread:
        among = told.text("sumber bertentangan, %(n)s suara", n=row.spread)
    else:
        among = told.text("cocok") if row.agree else NONE
    return [row.title[told.code], sheet.number(row.own), *said, among]


def _off(sheet: Sheet, off: int | None) -> str:
    return signed(off, sheet.told) if off else sheet.number(off)
