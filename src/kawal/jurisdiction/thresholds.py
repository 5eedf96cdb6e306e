"""Thresholds of a petition about a result, as data: brackets of population with their share of the valid votes."""

from functools import cache
from itertools import pairwise
from typing import Annotated, Literal, get_args

import msgspec
from msgspec import Meta

from kawal.jurisdiction.cited import Article, Sourced
from kawal.jurisdiction.lawfile import decoded, shipped
from kawal.jurisdiction.load import Named
from kawal.kernel.errors import Rejected
from kawal.kernel.language import msg

FILE = "thresholds.yaml"
Level = Literal["city", "province"]
LEVELS: tuple[Level, ...] = get_args(Level)


class Bracket(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A bracket of the article: up to which population (included; None for the last), which share in per mille."""

    letter: Annotated[str, Meta(pattern=r"^[a-z]$")]
    up_to: Annotated[int, Meta(ge=1)] | None = None
    per_mille: Annotated[int, Meta(ge=1, le=999)]

    @property
    def percent(self) -> float:
        """The share as it is written, for people and files; no arithmetic is done with it."""
        return self.per_mille / 10


class Threshold(Article, frozen=True, kw_only=True):
    """The brackets for contests of one level, from the smallest population up."""

    level: Level
    brackets: Annotated[tuple[Bracket, ...], Meta(min_length=1)]

    def bracket(self, population: int) -> Bracket:
        """The bracket of a population."""
        return next(one for one in self.brackets if one.up_to is None or population <= one.up_to)


class Advisory(Sourced, frozen=True, kw_only=True):
    """What the threshold is worth, with the case that shows it."""

    text: Named


class Thresholds(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """All that the law says of who is first and by how much."""

    thresholds: tuple[Threshold, ...]
    advisory: Advisory
    single_pair: Article
    cancelled_pair: Article

    def of(self, level: Level) -> Threshold:
        """The threshold of a level."""
        return next(one for one in self.thresholds if one.level == level)


@cache
def thresholds() -> Thresholds:
    """The thresholds as shipped."""
    return decode_thresholds(shipped(FILE), FILE)


def decode_thresholds(data: bytes, file: str) -> Thresholds:
    """Decode and check: every level once; of its brackets only the last is open, populations rise, shares fall,
    letters differ. Raises Rejected with the first thing that is wrong.
    """
    found = decoded(data, Thresholds, file, msg("ambang batas, masing-masing dengan pasal dan sumbernya"))
    levels = [one.level for one in found.thresholds]
    if sorted(levels) != sorted(LEVELS):
        raise Rejected(file, msg("setiap tingkat satu kali: %(levels)s", levels=", ".join(LEVELS)), ", ".join(levels))
    for one in found.thresholds:
        where, edges = f"{file}, {one.level}", [bracket.up_to for bracket in one.brackets]
        closed = [edge for edge in edges[:-1] if edge is not None]
        if edges[-1] is not None or len(closed) != len(edges) - 1:
            raise Rejected(where, msg("hanya golongan terakhir tanpa up_to"), ", ".join(map(str, edges)))
        if any(after <= before for before, after in pairwise(closed)):
            raise Rejected(where, msg("jumlah penduduk yang makin besar"), ", ".join(map(str, closed)))
        shares = [bracket.per_mille for bracket in one.brackets]
        if any(after >= before for before, after in pairwise(shares)):
            raise Rejected(where, msg("bagian yang makin kecil"), ", ".join(map(str, shares)))
        letters = [bracket.letter for bracket in one.brackets]
        if len(set(letters)) != len(letters):
            raise Rejected(where, msg("huruf yang berbeda"), ", ".join(letters))
    return found
