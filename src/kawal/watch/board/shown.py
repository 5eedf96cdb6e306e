"""What a station shows now: its state, or that it is late or silent, or an open incident; one mark each (pure).

Late and silent follow from the clock when someone looks; they stand in no log and in no table.
"""

from collections.abc import Iterable
from typing import Literal, cast

import msgspec

from kawal.jurisdiction.incidents import Severity
from kawal.kernel.codes import RegionCode, StationId
from kawal.kernel.language import Message, msg
from kawal.watch.board.day import MINUTE_MS, VotingDay
from kawal.watch.incidents.told import SEVERITIES, severity_of
from kawal.watch.model import STATE_MARKS, STATE_NAMES, STATES, Heard, State, WardCover

Shown = Literal["unknown", "not_open", "voting", "counting", "counted", "overdue", "silent"]
SHOWN: tuple[Shown, ...] = (*STATES, "overdue", "silent")
GRAVEST_FIRST: tuple[Severity, ...] = tuple(reversed(SEVERITIES))
Mark = Shown | Severity
MARK_NAMES: dict[Mark, Message] = {
    **cast("dict[Mark, Message]", STATE_NAMES),
    "overdue": msg("terlambat"),
    "silent": msg("senyap"),
    "severe": msg("berat"),
    "moderate": msg("sedang"),
    "minor": msg("ringan"),
    "none": msg("kumpulan damai"),
}
MARKS: dict[Mark, tuple[str, str]] = {
    **cast("dict[Mark, tuple[str, str]]", STATE_MARKS),
    "overdue": ("late", "warn"),
    "silent": ("mute", "warn"),
    "severe": ("dia", "alarm"),
    "moderate": ("dia-h", "alarm"),
    "minor": ("dia-o", "alarm"),
    "none": ("many", ""),
}
"""The mark of each: symbol and tone."""
MARK_STYLES: dict[Mark, str] = {
    one: f"mk-{tone}" if tone else {"unknown": "off", "counted": "d"}.get(one, "q")
    for one, (_, tone) in MARKS.items()
}
"""The class of a mark that stands in a row of marks."""
TROUBLE: frozenset[Mark] = frozenset({"overdue", "silent", *GRAVEST_FIRST})
WORST_FIRST: tuple[Mark, ...] = (*GRAVEST_FIRST, "silent", "overdue")
NIL = "nil"
"""Said of a ward as a whole it is a word from its stations: they were there and nothing happened."""


class BoardSettings(msgspec.Struct, frozen=True):
    """When a station is silent (minutes without a word, 0 for never), and for how many wards an hour the board asks
    someone to call (about one in ten minutes is what one person can follow). Both are assumed."""

    silent_after_min: int = 120
    alarms_per_hour: int = 6


class OpenIncident(msgspec.Struct, frozen=True):
    """An incident that nobody closed: a station or a whole region, and what was told."""

    place: StationId | RegionCode
    heard: Heard
    site: str = ""
    """Where it really is, if someone learned that since."""

    @property
    def at(self) -> StationId | RegionCode:
        """Where it is shown."""
        return RegionCode(self.site or self.place)

    @property
    def severity(self) -> Severity:
        """How severe it was said to be."""
        return severity_of(self.heard)


class StationView(msgspec.Struct, frozen=True):
    """A station as it is shown; `since_ms` is the last word of a silent one, the missed moment of one that is late or
    of which nothing is known, else None."""

    id: StationId
    state: State
    shown: Shown
    since_ms: int | None
    incident: Severity | None

    @property
    def mark(self) -> Mark:
        """The one mark: an incident before everything else."""
        return self.incident or self.shown


class WardView(msgspec.Struct, frozen=True):
    """A ward as it is shown; `incidents` are the open ones of its stations and of the ward as a whole."""

    cover: WardCover
    stations: tuple[StationView, ...]
    incidents: tuple[OpenIncident, ...]

    @property
    def ward(self) -> RegionCode:
        """Its code."""
        return self.cover.ward

    @property
    def marks(self) -> tuple[tuple[StationId, Mark], ...]:
        """Each station with its mark."""
        return tuple((one.id, one.mark) for one in self.stations)

    @property
    def whole(self) -> Severity | None:
        """The gravest incident that is told of the ward as a whole."""
        return gravest(one.severity for one in self.incidents if one.at == self.ward)

    @property
    def worst(self) -> Mark | None:
        """The gravest trouble that the ward or one of its stations shows; None when all is in order."""
        shown = {self.whole, *(one.mark for one in self.stations)}
        return next((one for one in WORST_FIRST if one in shown), None)

    def count(self, shown: Shown) -> int:
        """How many stations show a state."""
        return sum(1 for one in self.stations if one.shown == shown)

    def bearing(self, mark: Mark) -> int:
        """How many stations have a mark."""
        return sum(1 for one in self.stations if one.mark == mark)

    @property
    def troubled(self) -> int:
        """Stations with an incident, late or silent."""
        return sum(1 for one in self.stations if one.mark in TROUBLE)


def shown_state(state: State, heard_ms: int | None, now_ms: int, day: VotingDay | None, silent_ms: int) -> Shown:
    """What a station shows beside its incidents: silent before late before its state.

    `heard_ms` is the last word of the day, None for none; `silent_ms` 0 never makes silent. Of whom nothing was heard
    nothing is known: such a station is neither. One that has counted owes no further word.
    """
    if day is None or not day.covers(now_ms):
        return state
    if heard_ms is not None and silent_ms and state != "counted" and now_ms - heard_ms >= silent_ms:
        return "silent"
    if (heard_ms is not None or state != "unknown") and day.missed(state, now_ms):
        return "overdue"
    return state


def station_view(
    station: StationId,
    state: State,
    heard_ms: int | None,
    incidents: Iterable[Severity],
    now_ms: int,
    day: VotingDay | None,
    settings: BoardSettings,
) -> StationView:
    """A station as it is shown now."""
    shown = shown_state(state, heard_ms, now_ms, day, settings.silent_after_min * MINUTE_MS)
    since = heard_ms
    if shown != "silent":
        missed = day.missed(state, now_ms) if day and shown in ("overdue", "unknown") else None
        since = missed.at_ms if missed else None
    return StationView(station, state, shown, since, gravest(incidents))


def gravest(severities: Iterable[Severity]) -> Severity | None:
    """The gravest of them."""
    return max(severities, key=SEVERITIES.index, default=None)


def last_word(heard: Iterable[Heard], ward: Iterable[Heard], since_ms: int) -> int | None:
    """When a station was last heard since a moment (ms), None for never; what its ward was said of as a whole counts
    for it only when it was heard itself, and only as "nothing happened"."""
    own = max((one.said_ms for one in heard if one.said_ms >= since_ms), default=None)
    if own is None:
        return None
    return max([own, *(one.said_ms for one in ward if one.kind == NIL)])
