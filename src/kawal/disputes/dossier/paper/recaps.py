"""Forms of the recapitulation on paper: a few columns side by side, each beside the sum of what it adds up."""

from collections.abc import Sequence
from typing import Any

from kawal.count.names import CONTESTS
from kawal.disputes.dossier.model import Recap, RecapColumn
from kawal.disputes.dossier.paper.sheet import Sheet
from kawal.disputes.dossier.plenary import signed
from kawal.kernel.codes import is_station

COLUMNS = 4
"""As many columns with their sums stand side by side on a page's width."""


def recap(sheet: Sheet, one: Recap) -> dict[str, Any]:
    """A form as tables of at most `COLUMNS` columns; of the annex of a large form only what differs."""
    told = sheet.told
    title = f"{one.title[told.code]}, {told.say(CONTESTS[one.contest])}"
    if one.round > 1:
        title += told.text(", putaran %(n)s", n=str(one.round))
    if one.alone:
        title += told.text(", hanya TPS yang memilih lagi")
    shown = printed(one)
    groups = [shown[at : at + COLUMNS] for at in range(0, len(shown), COLUMNS)]
    return {
        "title": title,
        "came": _came(sheet, one),
        "tables": [
            {
                "places": [_place(sheet, one, column) for column in group],
                "rows": [
                    [row.title[told.code], *(_cell(sheet, column, at) for column in group)]
                    for at, row in enumerate(one.rows)
                ],
            }
            for group in groups
        ],
        "notes": [
            *_unprinted(sheet, one, shown),
            *(_note(sheet, one, column) for column in one.columns if column.differs),
        ],
    }


def printed(one: Recap) -> list[RecapColumn]:
    """The columns that are printed: all; but of stations beside regions in one form, and of stations in a copy that
    is not the compared one, only those that differ."""
    mixed = any(not is_station(column.place) and column.place != one.region for column in one.columns)
    brief = one.complete and (mixed or not one.followed)
    return [column for column in one.columns if column.differs or not (brief and is_station(column.place))]


def _place(sheet: Sheet, one: Recap, column: RecapColumn) -> str:
    total = column.place == one.region
    return sheet.told.text("Jumlah pada formulir") if total else sheet.place(column.place)


def _cell(sheet: Sheet, column: RecapColumn, at: int) -> dict[str, Any]:
    stated, below = column.stated[at], column.below[at]
    return {
        "stated": sheet.number(stated),
        "below": sheet.number(below),
        "differs": stated is not None and below is not None and stated != below,
    }


def _came(sheet: Sheet, one: Recap) -> str:
    """How the form came in, its entry, and where its numbers are."""
    told = sheet.told
    code = sheet.codes.get(f"{one.sha256}.json", "")
    states = {
        "here": told.text("angkanya %(code)s", code=code),
        "erased": told.text("berkas angkanya dihapus dengan dasar hukum"),
        "apart": told.text("berkas angkanya tidak ikut"),
    }
    said = [
        told.text(
            "%(source)s, dimasukkan %(by)s pada %(at)s",
            source=one.source[told.code],
            by=one.by[told.code],
            at=sheet.moment(one.at_ms),
        ),
        sheet.entry(one.index),
        states[one.numbers],
    ]
    if not one.followed and one.numbers != "erased":
        said.append(told.text("salinan lain dari formulir ini yang dipakai sebagai pembanding"))
    if not one.complete:
        said.append(told.text("hanya kolom cakupan ini"))
    return "; ".join(said)


def _unprinted(sheet: Sheet, one: Recap, shown: Sequence[RecapColumn]) -> list[str]:
    left = [column for column in one.columns if column not in shown]
    if not left:
        return []
    told, unknown = sheet.told, sum(not column.whole for column in left)
    said = told.text(
        "%(n)s kolom TPS lain tidak dicetak: tidak ada angka yang berbeda dari formulir TPS-nya; semuanya ada dalam "
        "dossier.json.",
        n=len(left),
    )
    if unknown:
        said += " " + told.text("Pada %(n)s kolom itu ada angka tanpa pembanding.", n=unknown)
    return [said]


def _note(sheet: Sheet, one: Recap, column: RecapColumn) -> str:
    """What differs in a column, by how much, and what was said of it."""
    told = sheet.told
    deltas = told.listing(
        f"{row.title[told.code]} {signed(stated - below, told)}"
        for row, stated, below in zip(one.rows, column.stated, column.below, strict=True)
        if stated is not None and below is not None and stated != below
    )
    said = [told.text("Selisih kolom %(place)s: %(deltas)s", place=_place(sheet, one, column), deltas=deltas)]
    if column.explained:
        said.append(told.text("catatan pembetulan %(entries)s", entries=sheet.entries(column.explained)))
    if column.ended:
        said.append(
            told.text(
                "diselesaikan: %(outcome)s (%(entry)s)",
                outcome=column.ended[told.code],
                entry=sheet.entry(column.ended_by),
            )
        )
    return "; ".join(said) + "."
