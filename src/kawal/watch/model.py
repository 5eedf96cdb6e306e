"""What was heard of a station, from whom and when, and the state that follows (pure)."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Literal

import msgspec

from kawal.kernel.codes import RegionCode, StationId
from kawal.kernel.language import Message, msg

State = Literal["unknown", "not_open", "voting", "counting", "counted"]
STATES: tuple[State, ...] = ("unknown", "not_open", "voting", "counting", "counted")
STATE_NAMES: dict[State, Message] = {
    "unknown": msg("belum ada kabar"),
    "not_open": msg("belum buka"),
    "voting": msg("memilih"),
    "counting": msg("menghitung"),
    "counted": msg("selesai"),
}
STATE_MARKS: dict[State, tuple[str, str]] = {
    "unknown": ("unk", ""),
    "not_open": ("dot", ""),
    "voting": ("ring", ""),
    "counting": ("half", ""),
    "counted": ("full", ""),
}
"""The mark of each state: symbol and tone (see the visual language)."""
REACHES: dict[str, State] = {
    "opening": "voting",
    "turnout": "voting",
    "closing": "counting",
    "counting_starts": "counting",
    "counting_ends": "counted",
    "box_handed_over": "counted",
}
"""The state that a stage leads to. A station that has closed counts: the law lets nothing come between."""
NOT_OPEN = "not_open"
GROWS = ("turnout", "arrived")
"""The count that only grows during the day: two numbers of two moments need not agree."""


class Source(msgspec.Struct, frozen=True):
    """From whom something was heard: by which door, how sure, and who (a person's, account's or key's id)."""

    channel: str
    assurance: str
    who: str

    @property
    def key(self) -> tuple[str, str]:
        """Two words of the same person by the same door are one source; the later one counts. Where nobody knows who
        spoke, every word is a source of its own (`desk.WatchDesk`)."""
        return self.channel, self.who


class Heard(msgspec.Struct, frozen=True):
    """One thing that was heard of a station or a place; `at_ms` is the event's moment, `index` its entry."""

    index: int
    identity: str
    kind: str
    at_ms: int
    received: str
    source: Source
    data: Mapping[str, str | int | bool]


class Contradiction(msgspec.Struct, frozen=True):
    """Sources that differ about one thing: each with what it said, in the order in which it was said."""

    kind: str
    field: str
    """The question; empty when it is about whether the station is open at all."""
    said: tuple[tuple[Heard, str | int | bool], ...]


def state_of(heard: Iterable[Heard]) -> State:
    """The furthest of what each source said last about a stage: who takes a word back is believed.

    Silence is not nil: without a word about a stage the state is unknown.
    """
    last: dict[tuple[str, str], tuple[int, int, State]] = {}
    for one in heard:
        state = REACHES.get(one.kind) or ("not_open" if one.kind == NOT_OPEN else None)
        if state is None:
            continue
        said = (one.at_ms, one.index, state)
        before = last.get(one.source.key)
        if before is None or said[:2] >= before[:2]:
            last[one.source.key] = said
    return max((state for _, _, state in last.values()), key=STATES.index, default="unknown")


def contradictions(heard: Sequence[Heard]) -> tuple[Contradiction, ...]:
    """Where sources differ about a station, field by field; of one source the latest word counts.

    Nothing is averaged and nothing decided: both stand side by side.
    """
    latest: dict[tuple[str, str], dict[tuple[str, str], tuple[Heard, str | int | bool]]] = {}
    for one in sorted(heard, key=lambda each: each.index):
        for field, value in one.data.items():
            if one.kind in REACHES and one.kind != GROWS[0]:
                latest.setdefault((one.kind, field), {})[one.source.key] = (one, value)
    found = [
        Contradiction(kind, field, tuple(said.values()))
        for (kind, field), said in latest.items()
        if len({value for _, value in said.values()}) > 1
    ]
    return (*_open_or_not(heard), *_shrinking(heard), *found)


def _open_or_not(heard: Sequence[Heard]) -> tuple[Contradiction, ...]:
    """Someone says not open at a moment at which someone else says that it was open already."""
    opened = [one for one in heard if REACHES.get(one.kind)]
    if not opened:
        return ()
    first = min(opened, key=lambda one: one.at_ms)
    closed = [one for one in heard if one.kind == NOT_OPEN and one.at_ms > first.at_ms]
    against = [one for one in closed if one.source.key != first.source.key]
    if not against:
        return ()
    last = max(against, key=lambda one: one.at_ms)
    return (Contradiction("opening", "", ((first, True), (last, False))),)


def _shrinking(heard: Sequence[Heard]) -> tuple[Contradiction, ...]:
    """A count of voters that is smaller at a later moment, by another source: voters do not un-arrive."""
    kind, field = GROWS
    said = sorted((one for one in heard if one.kind == kind and field in one.data), key=lambda one: one.at_ms)
    for before, after in pairwise(said):
        if before.source.key != after.source.key and int(after.data[field]) < int(before.data[field]):
            return (Contradiction(kind, field, ((before, before.data[field]), (after, after.data[field]))),)
    return ()


class WardCover(msgspec.Struct, frozen=True, kw_only=True):
    """How well a ward is covered: the state of each station, who was heard how long ago, what is in dispute."""

    ward: RegionCode
    stations: tuple[tuple[StationId, State], ...]
    by_channel: tuple[tuple[str, int, int], ...]
    """(door, stations it spoke of, moment of its last word in ms), most stations first; "" is the phone's form."""
    last_ms: int | None
    disputed: tuple[StationId, ...]

    @property
    def counts(self) -> dict[State, int]:
        """How many stations are in each state."""
        return {state: sum(1 for _, one in self.stations if one == state) for state in STATES}

    @property
    def silent(self) -> int:
        """Stations of which nothing is known."""
        return self.counts["unknown"]
