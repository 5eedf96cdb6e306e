"""What a dossier holds, as values in both languages: nothing here names a person or a pair of candidates (pure)."""

from collections.abc import Mapping
from typing import Literal

import msgspec

from kawal.count.model import ContestKind, State
from kawal.disputes.dossier.texts import Both
from kawal.jurisdiction.forms import Severity
from kawal.kernel.language import Message, msg

Side = Literal["P", "T", "PT", "PK"]
SIDES: Mapping[Side, Message] = {
    "P": msg("Pemohon"),
    "T": msg("Termohon (KPU)"),
    "PT": msg("Pihak Terkait"),
    "PK": msg("Pemberi Keterangan (Bawaslu)"),
}
"""Whose exhibits they are; the Court numbers them P-1, T-1, PT-1, PK-1."""
ScopeKind = Literal["station", "ward", "incident", "contest"]
PhotoState = Literal["here", "erased", "missing"]
NumbersState = Literal["here", "erased", "apart"]
"""Whether the file of a form's numbers is in the dossier: `apart` where it is about more than its maker may see."""


class Scope(msgspec.Struct, frozen=True):
    """What a dossier is about: a station's id, a ward's code, the entry of an incident, a kind of contest; `contest`
    bounds the forms of a place to one kind, "" for all."""

    kind: ScopeKind
    value: str
    contest: str = ""


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """A line of the chronology: its entry, when it happened by its author (ms), when it was entered (UTC); `names`
    are further entries that it rests on."""

    index: int
    at_ms: int
    entered: str
    place: str
    what: Both
    source: Both
    assurance: str
    names: tuple[int, ...] = ()


class Photo(msgspec.Struct, frozen=True):
    """A photo that a report names: here, erased on a ground in law, or never come in."""

    sha256: str
    state: PhotoState


class Copy(msgspec.Struct, frozen=True, kw_only=True):
    """One reading of a copy of a form: `copy` is the entry that brought the copy, `index` that of the reading."""

    index: int
    copy: int
    source: Both
    reader: Both
    assurance: str
    numbers: Mapping[str, int]
    photos: tuple[Photo, ...] = ()
    superseded: bool = False


class Row(msgspec.Struct, frozen=True):
    """One number of a form: what each copy says (None where it says nothing), what holds, how far it is trusted;
    where copies differ, `followed` says whose is used until somebody decides."""

    name: str
    title: Both
    values: tuple[int | None, ...]
    held: int | None
    state: State
    followed: Both | None = None


class Form(msgspec.Struct, frozen=True, kw_only=True):
    """A form with its copies side by side; `decided` are the entries of decisions about it."""

    station: str
    contest: ContestKind
    round: int
    current: bool
    copies: tuple[Copy, ...]
    rows: tuple[Row, ...]
    decided: tuple[int, ...]

    @property
    def photos(self) -> tuple[Photo, ...]:
        """Those of all its copies."""
        return tuple(photo for copy in self.copies for photo in copy.photos)


class RecapRow(msgspec.Struct, frozen=True):
    """A row of a form of the recapitulation."""

    name: str
    title: Both


class RecapColumn(msgspec.Struct, frozen=True, kw_only=True):
    """A column of a form of the recapitulation, row by row: what stands there, and the sum of what it adds up; None
    where it is not known. `explained` are the corrections linked to what differs, `ended` is what an adjudicator said
    of it in the entry `ended_by` (-1 for none)."""

    place: str
    stated: tuple[int | None, ...]
    below: tuple[int | None, ...]
    explained: tuple[int, ...] = ()
    ended: Both | None = None
    ended_by: int = -1

    @property
    def differs(self) -> bool:
        """Whether a number that is known on both sides is another."""
        return any(
            one is not None and sum_ is not None and one != sum_
            for one, sum_ in zip(self.stated, self.below, strict=True)
        )

    @property
    def whole(self) -> bool:
        """Whether all that stands there could be compared."""
        return not any(one is not None and sum_ is None for one, sum_ in zip(self.stated, self.below, strict=True))


class Recap(msgspec.Struct, frozen=True, kw_only=True):
    """A copy of a form of the recapitulation: of which region (and how that form is called), how it came in, who
    brought it, when (ms), its entry, the SHA-256 of the blob that holds its numbers and whether that is here.

    `followed`: of several copies it is the one that others are compared with. Not `complete`: only the columns of the
    places that the dossier is about.
    """

    region: str
    title: Both
    contest: ContestKind
    round: int
    alone: bool
    source: Both
    by: Both
    at_ms: int
    index: int
    sha256: str
    numbers: NumbersState
    followed: bool
    complete: bool
    rows: tuple[RecapRow, ...]
    columns: tuple[RecapColumn, ...]


class StationRow(msgspec.Struct, frozen=True, kw_only=True):
    """A station of a whole contest in one row: whether it is held in full, the numbers that count of its current form
    (none while no form is in), how many sources brought a copy, how many numbers they differ on, how many findings
    are open, indications hold and grounds are studied there."""

    station: str
    ward: str
    full: bool
    numbers: Mapping[str, int]
    sources: int = 0
    differing: int = 0
    findings: int = 0
    indications: int = 0
    grounds: int = 0

    @property
    def noted(self) -> int:
        """How many things are to be looked at there."""
        return self.findings + self.indications + self.grounds


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """What does not add up, with the entries that show it and what became of it; never a verdict."""

    what: Both
    place: str
    contest: ContestKind
    round: int
    severity: Severity
    expected: int | None
    got: int | None
    effect: int
    entries: tuple[int, ...]
    ended: Both | None


class Cited(msgspec.Struct, frozen=True, kw_only=True):
    """A rule whose condition holds here, with its article and where that was read: an indication, no verdict."""

    rule: str
    title: Both
    place: str
    article: Both
    source: Both
    verified: bool
    entries: tuple[int, ...]
    note: Both | None = None


class Margin(msgspec.Struct, frozen=True):
    """The threshold of a petition by one announced result: which, the arithmetic line by line, the entries of the
    announcement and of the population."""

    title: Both
    lines: tuple[Both, ...]
    entries: tuple[int, ...]


class Custody(msgspec.Struct, frozen=True, kw_only=True):
    """A step of the box: its entry, when (ms), where, what, which seal."""

    index: int
    at_ms: int
    place: str
    what: Both
    seal: str = ""


class Gap(msgspec.Struct, frozen=True):
    """What the chain of custody does not show: a weakness of the evidence, never a ground by itself."""

    place: str
    what: Both


class Witness(msgspec.Struct, frozen=True, kw_only=True):
    """Someone whom a court may hear: the number of the account (the entry that opened it) or of a registered person,
    the role and where it is held, which of the facts (by number) their reports cover, and how sure those are."""

    number: str
    role: Both
    place: str
    covers: tuple[int, ...]
    adds: int
    assurance: tuple[str, ...]


class Exhibit(msgspec.Struct, frozen=True):
    """A file of the dossier with its code, hash and entry, and what it shows."""

    code: str
    file: str
    sha256: str
    entry: int
    shows: Both


class Dossier(msgspec.Struct, frozen=True, kw_only=True):
    """All of it, as `dossier.json` holds it. `contents` is the version of this form; ms are of the civil clock."""

    contents: Literal["kawal-dossier-contents/1"] = "kawal-dossier-contents/1"
    institution: str
    exercise: bool
    origin: str
    size: int
    root: str
    made_ms: int
    scope: Scope
    place: Both
    places: Mapping[str, str]
    side: Side
    release: str
    """The number and date of the letter that it answers; "" for a draft."""
    opened: tuple[int, ...]
    chronology: tuple[Line, ...]
    forms: tuple[Form, ...]
    recaps: tuple[Recap, ...]
    stations: tuple[StationRow, ...]
    """Every station of a whole contest; empty for other scopes, which hold all of theirs in full."""
    found: tuple[Found, ...]
    cited: tuple[Cited, ...]
    indicated: bool
    """Whether the node looked for indications at all."""
    margins: tuple[Margin, ...]
    """Of a whole contest only."""
    custody: tuple[Custody, ...]
    gaps: tuple[Gap, ...]
    facts: tuple[Both, ...]
    witnesses: tuple[Witness, ...]
    entries: int
    """So many entries of the log are in it, each with its receipt: also the founding of the node and the keys that
    signed, which are no exhibits."""
    exhibits: tuple[Exhibit, ...] = ()
    missing: tuple[Both, ...] = ()
    """What one might look for and does not find here."""
    left_out: tuple[Both, ...] = ()
    """What no dossier holds."""
