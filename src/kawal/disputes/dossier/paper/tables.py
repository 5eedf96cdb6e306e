"""What was told, found, cited and handed on, and who can be heard, as rows of words."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from kawal.count.names import SEVERITIES
from kawal.disputes.dossier.opened import Parts
from kawal.disputes.dossier.paper.sheet import SOURCES, Sheet
from kawal.disputes.dossier.where import is_long, spans, where

MOST_TOGETHER = 1_000
"""Letters of a row of the chronology that stay on one page."""


def chronology(sheet: Sheet, parts: Parts) -> list[dict[str, Any]]:
    """One row for what one entry says of many places; at the first row of an entry what was opened of it."""
    told, code = sheet.told, sheet.told.code
    sure = {key: told.say(name) for key, name in SOURCES.items()}
    rows: dict[tuple[str, ...], tuple[int, list[str]]] = {}
    for one in sheet.dossier.chronology:
        entered = sheet.moment(int(datetime.fromisoformat(one.entered).timestamp() * 1000))
        source = f"{one.source[code]}, {sure.get(one.assurance, one.assurance)}"
        key = (sheet.proof(one.index), sheet.moment(one.at_ms), entered, one.what[code], source)
        rows.setdefault(key, (one.index, []))[1].append(one.place)
    first = {index: key for key, (index, _) in reversed(rows.items())}
    return [
        _row(sheet, key, places, words_of(sheet, parts, index) if first[index] == key else [])
        for key, (index, places) in rows.items()
    ]


def _row(sheet: Sheet, key: Sequence[str], places: Sequence[str], opened: list[list[str]]) -> dict[str, Any]:
    """Stations of many wards are named where there is room; what is long may go on over the page."""
    *moments, what, source = key
    named = where(places, sheet.dossier.places)
    if is_long(places):
        what, named = f"{what}. {named}", sheet.told.text("%(n)s TPS, disebut di sebelah", n=len(set(places)))
    long = len(what) + sum(len(words) for answer in opened for words in answer) > MOST_TOGETHER
    return {"cells": [*moments, named, what, source], "opened": opened, "long": long}


def words_of(sheet: Sheet, parts: Parts, index: int) -> list[list[str]]:
    """The sealed answers of an entry that were opened, each with its question."""
    return [[asked[sheet.told.code], words[sheet.told.code]] for asked, words in parts.get(index, ())]


def opened_apart(sheet: Sheet, parts: Parts) -> list[dict[str, Any]]:
    """Opened reports that have no line in the chronology."""
    told = {one.index for one in sheet.dossier.chronology}
    return [
        {"entry": sheet.entry(index), "opened": words_of(sheet, parts, index)}
        for index in sorted(parts)
        if index not in told
    ]


def gaps(sheet: Sheet) -> list[list[str]]:
    """One row for each gap, with the places that have it."""
    rows: dict[str, list[str]] = {}
    for one in sheet.dossier.gaps:
        rows.setdefault(one.what[sheet.told.code], []).append(one.place)
    return [[where(places, sheet.dossier.places), what] for what, places in rows.items()]


def custody(sheet: Sheet) -> list[list[str]]:
    """The steps of the boxes."""
    return [
        [sheet.proof(one.index), sheet.moment(one.at_ms), sheet.place(one.place), one.what[sheet.told.code]]
        for one in sheet.dossier.custody
    ]


def found(sheet: Sheet) -> list[list[str]]:
    """What does not add up, with what became of it."""
    told = sheet.told
    return [
        [
            sheet.place(one.place),
            f"{one.what[told.code]} ({told.say(SEVERITIES[one.severity])})"
            + (f"; {one.ended[told.code]}" if one.ended else ""),
            sheet.number(one.expected),
            sheet.number(one.got),
            sheet.number(one.effect),
            sheet.entries(one.entries),
        ]
        for one in sheet.dossier.found
    ]


def cited(sheet: Sheet) -> list[dict[str, str]]:
    """The rules that hold, with article and source."""
    told = sheet.told
    return [
        {
            "title": f"{sheet.place(one.place)}: {one.title[told.code]}",
            "article": one.article[told.code],
            "mark": "" if one.verified else told.text("belum diverifikasi"),
            "source": one.source[told.code],
            "note": one.note[told.code] if one.note else "",
            "entries": sheet.entries(one.entries),
        }
        for one in sheet.dossier.cited
    ]


def margins(sheet: Sheet) -> list[dict[str, Any]]:
    """The threshold by each announced result."""
    return [
        {
            "title": one.title[sheet.told.code],
            "lines": [words[sheet.told.code] for words in one.lines],
            "entries": sheet.entries(one.entries),
        }
        for one in sheet.dossier.margins
    ]


def witnesses(sheet: Sheet) -> list[list[str]]:
    """The few whom a court may hear."""
    told = sheet.told
    return [
        [
            f"{one.role[told.code]}, {told.text('akun %(n)s', n=one.number)}",
            sheet.place(one.place) if one.place else told.text("semua tempat"),
            spans(one.covers),
            str(one.adds),
            told.listing(told.say(SOURCES[sure]) for sure in one.assurance if sure in SOURCES),
        ]
        for one in sheet.dossier.witnesses
    ]
