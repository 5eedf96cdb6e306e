"""What a line of words was understood to say (pure)."""

from collections.abc import Mapping
from typing import Literal

import msgspec

from kawal.kernel.codes import RegionCode

AskCode = Literal["place", "station", "state", "time", "words", "value", "votes"]
"""What must be asked back: where; which stations; what a word means for a stage; when; words that nobody can read; a
number that cannot be; votes, which are given on a form and not in a line."""
Answer = str | int | bool


class Fact(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that is said.

    `kind` is a report kind's id. `place` is a ward, or a district or city where one is meant as a whole.
    `stations` are numbers within the ward; empty when it is about the place as a whole. `time` ("07:12") only where
    it differs from the time of the line. `data` are answers of the kind.
    """

    kind: str
    place: RegionCode
    stations: tuple[int, ...] = ()
    time: str = ""
    data: Mapping[str, Answer] = {}


class Ask(msgspec.Struct, frozen=True, kw_only=True):
    """Something that must be asked back before it counts: the words it is about, and what they may mean."""

    code: AskCode
    words: str
    places: tuple[RegionCode, ...] = ()
    """The places it may be, nearest first (`place`)."""
    place: RegionCode | None = None
    stations: tuple[int, ...] = ()
    """Where it is (`state`)."""
    kinds: tuple[str, ...] = ()
    """The report kinds that it may be, empty when that is open (`state`)."""


class Reading(msgspec.Struct, frozen=True, kw_only=True):
    """What a line says.

    `time` is the moment that it names ("07:12"), empty when it names none; `source` whom it names as its source, as
    written. `asks` is what must be asked back; `facts` are what is sure. `unsure` are words beside them that nobody
    knows or that were taken for another: a person should look. `results` is true when it gives votes: then nothing
    else is read.
    """

    facts: tuple[Fact, ...] = ()
    time: str = ""
    source: str = ""
    asks: tuple[Ask, ...] = ()
    unsure: tuple[str, ...] = ()
    results: bool = False

    @property
    def is_noise(self) -> bool:
        """Whether it reports nothing."""
        return not (self.facts or self.asks or self.results)
