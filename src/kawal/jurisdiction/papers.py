"""Forms that can be filled in beforehand, as data: sections, rows, what fills a row, how sure we are of the layout.

The words of a form are Indonesian whatever its reader's language: it is for an Indonesian authority.
"""

from functools import cache
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from kawal.jurisdiction.cited import Sourced
from kawal.jurisdiction.lawfile import decoded, once, shipped
from kawal.jurisdiction.load import Named, Text
from kawal.kernel.language import msg

FILE = "papers.yaml"
Fill = Literal[
    "",
    "stage",
    "event",
    "facts",
    "course",
    "articles",
    "place",
    "time",
    "time_place",
    "summary",
    "station",
    "ward",
    "district",
    "city",
    "province",
    "contest",
    "level",
    "pair",
    "resolution",
]
Of = Literal["ground", "incident", "finding", "recap", "objection"]
"""What a form can be filled in from."""


class Row(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A row of a form; without `fill` a hand writes it."""

    title: Text
    fill: Fill = ""


class Section(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A section, and how sure we are of its layout."""

    id: Text
    confidence: Literal["high", "medium", "low"]
    title: Text
    rows: Annotated[tuple[Row, ...], Meta(min_length=1)]


class Paper(Sourced, frozen=True, kw_only=True):
    """A form: when it is `used`, what it is filled in from, `at` which sort of place it is written ("" for any), who
    signs."""

    id: str
    name: Named
    used: Named
    title: Text
    of: tuple[Of, ...]
    at: Literal["", "station", "plenary"] = ""
    number: str = ""
    sections: tuple[Section, ...]
    signing: tuple[Text, ...]


class _Papers(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    papers: Annotated[tuple[Paper, ...], Meta(min_length=1)]


@cache
def papers() -> tuple[Paper, ...]:
    """The forms as shipped."""
    return decode_papers(shipped(FILE), FILE)


def decode_papers(data: bytes, file: str) -> tuple[Paper, ...]:
    """Decode; a source for each form, no id twice. Raises Rejected with the first fault."""
    found = decoded(data, _Papers, file, msg("formulir, masing-masing dengan sumber dan isian yang dikenal")).papers
    once([one.id for one in found], file, msg("setiap formulir satu kali"))
    return found
