"""What was counted, as values: copies of forms and readings of them, what they agree on, sums, findings (pure)."""

from collections.abc import Mapping
from typing import Literal

import msgspec

from kawal.election.model import Contest
from kawal.jurisdiction.forms import Severity
from kawal.kernel.codes import RegionCode, StationId

ContestKind = Literal["governor", "regent", "mayor"]
"""Every station votes in at most one contest of a kind, so that station and kind name a form."""
Source = str
"""Whose copy of a form it is: one of SOURCES, for an agent with the number of the pair: "agent_2"."""
AGENT = "agent_"
SOURCES: tuple[str, ...] = ("official", "posted", "supervisor", "observer", "agent", "public_feed")
"""From the copy that a sum follows first, where copies differ and nobody has decided yet, to the one it follows last.

official: the form itself, or KPU's certified copy of it; posted: the copy that hangs at the ward office.
"""
Reader = Literal["device", "first", "second", "feed", "file"]
"""Who read a copy: the sender on a phone, the first or second clerk from its photo, KPU's feed, a file."""
State = Literal["missing", "single", "agreed", "differing", "decided"]


class Reading(msgspec.Struct, frozen=True, kw_only=True):
    """What one reader read from one copy of one form; `index` is its entry of the log, `copy` the entry under which
    the copy came in: the same for all who read its photo."""

    station: StationId
    contest: ContestKind
    round: int = 1
    source: Source
    reader: Reader
    numbers: Mapping[str, int]
    index: int = 0
    copy: int = 0
    at_ms: int = 0
    photos: tuple[str, ...] = ()
    assurance: str = ""


class Said(msgspec.Struct, frozen=True):
    """What one reading says of one number."""

    source: Source
    reader: Reader
    value: int
    index: int


class FieldState(msgspec.Struct, frozen=True):
    """One number of a form: what its readings say, which value holds, and how far it can be trusted."""

    name: str
    state: State
    value: int | None
    said: tuple[Said, ...]


class Decided(msgspec.Struct, frozen=True):
    """What someone with the photo before them decided: the numbers, None for one that is not on the form or cannot be
    read; `index` is its entry of the log."""

    numbers: Mapping[str, int | None]
    index: int


class Tally(msgspec.Struct, frozen=True, kw_only=True):
    """Sums of a place (a station's id, a region's code, "" for the nation).

    Of `stations` that have a form in this contest `counted` have come in, `differing` of them with copies that do not
    agree; `numbers` are the sums of those that came in, `latest_ms` is when the newest of them did.
    """

    place: str
    stations: int = 1
    counted: int = 0
    differing: int = 0
    numbers: Mapping[str, int] = {}
    latest_ms: int | None = None


class Tabulation(msgspec.Struct, frozen=True, kw_only=True):
    """A contest as counted at a moment: regions from the highest down, and every station."""

    contest: Contest
    at_ms: int
    regions: tuple[Tally, ...]
    stations: tuple[Tally, ...]


class FindingKey(msgspec.Struct, frozen=True, kw_only=True):
    """Which finding it is, whatever its numbers: `what` and `part` on the form of the station `place`, or the column
    `place` of the recapitulation's form of the region `form`."""

    place: str
    contest: str
    round: int
    what: str = ""
    part: str = ""
    form: str = ""

    @property
    def site(self) -> str:
        """The station or region whose paper is to be looked at."""
        return self.form or self.place


class Entered(msgspec.Struct, frozen=True):
    """An entry that recorded something of a contest in a region, and when (ms)."""

    entry: int
    contest: ContestKind
    region: RegionCode
    at_ms: int


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """Where numbers do not add up: "check the form", never a verdict.

    `what` is an identity of `forms.yaml`; `kind` the class of a difference on the way up, "" for others; `part` the
    field; `expected` and `got` are numbers, None where one is missing; `effect` is how many votes of the margin it
    could move at most; `entries` are the entries of the log that show it.
    """

    what: str
    kind: str = ""
    severity: Severity
    place: str
    contest: str
    round: int = 1
    part: str = ""
    expected: int | None = None
    got: int | None = None
    effect: int = 0
    entries: tuple[int, ...] = ()
    hook: str = ""

    @property
    def key(self) -> FindingKey:
        """Which finding of a station's form it is."""
        return FindingKey(place=self.place, contest=self.contest, round=self.round, what=self.what, part=self.part)


def source_kind(source: Source) -> str:
    """The kind of a source: "agent_2" -> "agent"."""
    return "agent" if source.startswith(AGENT) else source


def precedence(source: Source) -> tuple[int, str]:
    """The order in which a sum follows copies that differ; equal for agents but for their number."""
    return (SOURCES.index(source_kind(source)), source)
