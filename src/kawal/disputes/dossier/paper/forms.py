"""Forms of the stations on paper: copies side by side, as many as fit a page's width, and their photos."""

from collections.abc import Mapping
from itertools import islice
from typing import Any

from kawal.count.names import CONTESTS, STATES
from kawal.disputes.dossier.model import Copy, Form, Photo
from kawal.disputes.dossier.paper.sheet import SOURCES, Sheet
from kawal.outputs.pdf import is_drawable

MOST_PICTURES = 24
COLUMNS = 5
"""As many copies stand side by side on a page's width."""


def form(sheet: Sheet, one: Form) -> dict[str, Any]:
    """A form as tables of at most `COLUMNS` copies."""
    told = sheet.told
    title = f"{sheet.place(one.station)}, {told.say(CONTESTS[one.contest])}"
    if one.round > 1 or not one.current:
        title += told.text(", putaran %(n)s", n=str(one.round))
    groups = [range(at, min(at + COLUMNS, len(one.copies))) for at in range(0, len(one.copies), COLUMNS)]
    return {
        "title": title,
        "tables": [
            {
                "head": [
                    told.text("Isian"),
                    *(_copy(sheet, one.copies[at]) for at in group),
                    told.text("Yang dipakai"),
                ],
                "rows": [
                    [
                        row.title[told.code],
                        *(sheet.number(row.values[at]) for at in group),
                        f"{sheet.number(row.held)} ({told.say(STATES[row.state])})"
                        + (f"\n{row.followed[told.code]}" if row.followed else ""),
                    ]
                    for row in one.rows
                ],
            }
            for group in groups
        ],
        "photos": [_photo(sheet, photo, copy) for copy in one.copies for photo in copy.photos],
        "decided": told.text("Putusan angka: %(entries)s", entries=sheet.entries(one.decided)) if one.decided else "",
    }


def drawable(photos: Mapping[str, bytes]) -> dict[str, bytes]:
    """The first photos that can be printed, as many as are, by a name without a folder; a damaged one stays evidence
    as a file."""
    named = ((name.rpartition("/")[2], body) for name, body in photos.items())
    return dict(islice(((name, body) for name, body in named if is_drawable(body, name)), MOST_PICTURES))


def pictures(sheet: Sheet, images: Mapping[str, bytes]) -> list[dict[str, str]]:
    """The photos that are printed, each with its exhibit."""
    shows = {
        one.file.rpartition("/")[2]: f"{one.code}. {one.shows[sheet.told.code]}" for one in sheet.dossier.exhibits
    }
    return [{"file": name, "words": shows.get(name, name), "sha": name.partition(".")[0]} for name in images]


def _copy(sheet: Sheet, copy: Copy) -> str:
    sure = sheet.told.say(SOURCES[copy.assurance]) if copy.assurance in SOURCES else ""
    parts = [copy.source[sheet.told.code], copy.reader[sheet.told.code], sure, sheet.entry(copy.index)]
    if copy.superseded:
        parts.append(sheet.told.text("digantikan"))
    return "\n".join(one for one in parts if one)


def _photo(sheet: Sheet, photo: Photo, copy: Copy) -> str:
    told = sheet.told
    code = next((code for name, code in sheet.codes.items() if name.startswith(photo.sha256)), "")
    names = {
        "here": code or told.text("ada"),
        "erased": told.text("dihapus dengan dasar hukum"),
        "missing": told.text("tidak pernah masuk"),
    }
    return told.text(
        "Foto dari %(source)s: %(state)s, SHA-256 %(sha)s",
        source=copy.source[told.code],
        state=names[photo.state],
        sha=photo.sha256,
    )
