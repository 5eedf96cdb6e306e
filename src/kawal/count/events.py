"""What has happened to the count, beside the reports that bring copies of forms, which are entries of their own."""

from datetime import date
from typing import Annotated, Literal

from msgspec import Meta, Struct

from kawal.count.model import ContestKind
from kawal.store.events import Event

Entry = Literal["first", "second"]
RoundKind = Literal["re_poll", "recount", "follow_up"]
"""A re-poll (PSU), a recount, or a poll that was held later (susulan, lanjutan)."""
Because = Literal["photo", "words", "tally", "official", "correction", "unreadable"]
"""Why a number was decided: read from the photo, from the words beside the digits, from the tally, from the official
form, from a correction on the form; or it cannot be read."""
Outcome = Literal["on_paper", "explained", "passed_on"]
"""What became of a finding: the paper itself says so; a correction record explains it; it went on to who must act."""
RecapSource = Literal["official", "heard", "agent"]
"""How a form of the recapitulation is known: the form itself, as read aloud in the plenary, an agent's copy."""
Count = Annotated[int, Meta(ge=0, le=999_999_999)]
Field = Annotated[str, Meta(pattern=r"^[a-z][a-z0-9_]{1,40}$")]
Numbers = Annotated[dict[Field, Count], Meta(max_length=120)]


class FormEntered(Event, frozen=True, tag="form_entered/1", kw_only=True):
    """A clerk read the photo of a copy that came as entry `copy`, without seeing what others read."""

    copy: int
    reader: Entry
    numbers: Numbers


class ReadingsImported(Event, frozen=True, tag="readings_imported/1", kw_only=True):
    """Readings of many forms came from a file; the blob `sha256` is a list of `ImportedReading`.

    `as_of` is the newest moment that a feed names, in its own words ("2024-11-28 10:15:04"), "" for a table.
    """

    contest: ContestKind
    source: str
    reader: Literal["feed", "file"]
    round: int = 1
    file: str
    file_sha256: str
    rows: int
    sha256: str
    as_of: str = ""


class NumbersDecided(Event, frozen=True, tag="numbers_decided/1", kw_only=True):
    """Someone with the photo before them decided which numbers hold; None is "not to be read". A note is sealed."""

    station: str
    contest: ContestKind
    round: int
    numbers: Annotated[dict[Field, Count | None], Meta(min_length=1, max_length=120)]
    because: Because


class FindingEnded(Event, frozen=True, tag="finding_ended/1", kw_only=True):
    """A finding was looked at; it comes back when its numbers change. A note is sealed."""

    station: str
    contest: ContestKind
    round: int
    what: str
    part: str
    expected: int | None
    got: int | None
    outcome: Outcome


class RoundOrdered(Event, frozen=True, tag="round_ordered/1", kw_only=True):
    """These stations vote or count once more: what comes in from now on replaces what they, and only they, gave.

    `day` is when they do; None while nobody has fixed it, and in entries from before it was asked for."""

    contest: ContestKind
    round: Annotated[int, Meta(ge=2, le=9)]
    kind: RoundKind
    stations: Annotated[tuple[str, ...], Meta(min_length=1)]
    decree: str
    day: date | None = None


class RoundCorrected(Event, frozen=True, tag="round_corrected/1", kw_only=True):
    """The decree of the round that entry `order` ordered, and the day on which it is held, None while that is not
    fixed."""

    order: int
    decree: str
    day: date | None


class RoundWithdrawn(Event, frozen=True, tag="round_withdrawn/1", kw_only=True):
    """The round that entry `order` ordered is none, and what it replaced counts again. The reason is sealed."""

    order: int


class RecapEntered(Event, frozen=True, tag="recap_entered/1", kw_only=True):
    """A form of the recapitulation, as a file or as read aloud; the blob `sha256` holds its numbers. A newer one of
    the same place, contest and source takes its place; the older stays in the log."""

    region: str
    contest: ContestKind
    round: Annotated[int, Meta(ge=1, le=9)] = 1
    source: RecapSource
    columns: int
    sha256: str


class CorrectionRecorded(Event, frozen=True, tag="correction_recorded/1", kw_only=True):
    """A record of C or D.KEJADIAN KHUSUS corrects the numbers of a place: `changes` are the corrected number less the
    one before, by field; none when the record names no number. What it says in words is sealed."""

    place: str
    contest: ContestKind
    round: Annotated[int, Meta(ge=1, le=9)] = 1
    changes: Annotated[dict[Field, Annotated[int, Meta(ge=-999_999_999, le=999_999_999)]], Meta(max_length=120)]


class SeenCell(Struct, frozen=True, forbid_unknown_fields=True, array_like=True):
    """One number of a form of the recapitulation that is not the sum of what it adds up."""

    field: Field
    expected: int
    got: int


class RecapFindingEnded(Event, frozen=True, tag="recap_finding_ended/1", kw_only=True):
    """A difference on a form of the recapitulation was looked at; it comes back when one of its numbers changes. The
    reason in words is sealed. `form` is the region whose form it stands on, `place` its column."""

    form: str
    place: str
    contest: ContestKind
    round: Annotated[int, Meta(ge=1, le=9)]
    cells: Annotated[tuple[SeenCell, ...], Meta(min_length=1)]
    outcome: Outcome


EVENTS: tuple[type[Event], ...] = (
    FormEntered,
    ReadingsImported,
    NumbersDecided,
    FindingEnded,
    RoundOrdered,
    RoundCorrected,
    RoundWithdrawn,
    RecapEntered,
    CorrectionRecorded,
    RecapFindingEnded,
)
