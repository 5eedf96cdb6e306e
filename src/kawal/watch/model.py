"""What was heard of a station, from whom and when, and the state that follows (pure)."""

import re
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


NOW: dict[str, int] = {NOT_OPEN: 0, "turnout": 60}
"""Kinds that tell what is so at their moment, and how many minutes after a later stage another may still say them:
the number of voters is often told after closing (assumed)."""
ONCE = frozenset({NOT_OPEN, "logistics", *REACHES}) - {GROWS[0]}
"""Stages of the day, which a station goes through once: their answers are about one thing, whoever gives them."""
INCIDENT = ("incident", "what", "severity")
APART_MIN, ONE_INCIDENT_MIN = 10, 60
"""Moments of one event by two clocks differ by less (assumed); incidents of one kind within it are one (assumed)."""
_CLOCK = re.compile(r"\d\d:\d\d")
Value = str | int | bool


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
    """One thing that was heard of a station or a place; `at_ms` is the event's moment, `index` its entry, `said_ms`
    when it was said: at the latest when it came in."""

    index: int
    identity: str
    kind: str
    at_ms: int
    received: str
    source: Source
    data: Mapping[str, Value]
    said_ms: int = 0


class Contradiction(msgspec.Struct, frozen=True):
    """Sources that differ about one thing: each with what it said, in the order in which it was said."""

    kind: str
    field: str
    """The question; empty when it is about how far the station is, and the values are states."""
    said: tuple[tuple[Heard, Value], ...]


def state_of(heard: Iterable[Heard]) -> State:
    """The furthest of what each source said last about a stage: who takes a word back is believed. A number of voters
    takes nothing back, for it is often told after closing.

    Silence is not nil: without a word about a stage the state is unknown.
    """
    last: dict[tuple[str, str], State] = {}
    for one in sorted(heard, key=lambda each: (each.at_ms, each.index)):
        if one.kind not in REACHES and one.kind != NOT_OPEN:
            continue
        state = _state(one)
        kept = max(state, last.get(one.source.key, state), key=STATES.index) if one.kind == GROWS[0] else state
        last[one.source.key] = kept
    return max(last.values(), key=STATES.index, default="unknown")


def contradictions(heard: Sequence[Heard]) -> tuple[Contradiction, ...]:
    """Where sources differ about a station, field by field; of one source the latest word counts.

    Nothing is averaged and nothing decided: both stand side by side.
    """
    latest: dict[tuple[str, str], dict[tuple[str, str], tuple[Heard, Value]]] = {}
    for one in sorted(heard, key=lambda each: each.index):
        for field, value in one.data.items():
            if one.kind in ONCE:
                latest.setdefault((one.kind, field), {})[one.source.key] = (one, value)
    found = [
        Contradiction(kind, field, tuple(said.values()))
        for (kind, field), said in latest.items()
        if _differ([value for _, value in said.values()])
    ]
    return (*_stepped_back(heard), *_shrinking(heard), *_graver(heard), *found)


def _differ(values: Sequence[Value]) -> bool:
    """Whether answers differ; two moments only when more than a few minutes lie between them."""
    minutes = [int(one[:2]) * 60 + int(one[3:]) for one in values if isinstance(one, str) and _CLOCK.fullmatch(one)]
    if minutes and len(minutes) == len(values):
        return max(minutes) - min(minutes) >= APART_MIN
    return len(set(values)) > 1


def _stepped_back(heard: Sequence[Heard]) -> tuple[Contradiction, ...]:
    """Someone says what is so now (not open, people voting) at a moment at which another source, who did not take it
    back, says that a later stage was reached already."""
    standing = _standing(heard)
    found: dict[str, Contradiction] = {}
    for now in (one for one in standing if one.kind in NOW):
        before = [
            one
            for one in standing
            if one.source.key != now.source.key
            and _rank(one) > _rank(now)
            and now.at_ms - one.at_ms > NOW[now.kind] * 60_000
        ]
        if before:
            first = min(before, key=lambda one: (one.at_ms, one.index))
            found[now.kind] = Contradiction(first.kind, "", ((first, _state(first)), (now, _state(now))))
    return tuple(found.values())


def _state(one: Heard) -> State:
    return REACHES.get(one.kind, "not_open")


def _rank(one: Heard) -> int:
    return STATES.index(_state(one))


def _standing(heard: Sequence[Heard]) -> list[Heard]:
    """Words about a stage that their source did not take back: it did not say later, with another word than a number
    of voters, that the station is not so far yet."""
    lowest: dict[tuple[str, str], int] = {}
    found: list[Heard] = []
    for one in sorted(heard, key=lambda each: (-each.at_ms, -each.index)):
        if one.kind not in NOW and one.kind not in REACHES:
            continue
        since = lowest.get(one.source.key, len(STATES))
        if _rank(one) <= since:
            found.append(one)
        if one.kind != GROWS[0]:
            lowest[one.source.key] = min(since, _rank(one))
    return found


def _shrinking(heard: Sequence[Heard]) -> tuple[Contradiction, ...]:
    """A count of voters that is smaller at a later moment, or another in the same minute, by another source: voters
    do not un-arrive."""
    kind, field = GROWS
    said = sorted((one for one in heard if one.kind == kind and field in one.data), key=lambda one: one.at_ms)
    for before, after in pairwise(said):
        fewer = int(after.data[field]) < int(before.data[field])
        at_once = after.at_ms // 60_000 == before.at_ms // 60_000 and after.data[field] != before.data[field]
        if before.source.key != after.source.key and (fewer or at_once):
            return (Contradiction(kind, field, ((before, before.data[field]), (after, after.data[field]))),)
    return ()


def _graver(heard: Sequence[Heard]) -> tuple[Contradiction, ...]:
    """Sources weigh what seems to be one incident (the same matter, within an hour of the first word) differently; of
    one source the latest word counts."""
    kind, matter, weight = INCIDENT
    groups: dict[Value, list[list[Heard]]] = {}
    for one in sorted(heard, key=lambda each: (each.at_ms, each.index)):
        if one.kind != kind or weight not in one.data:
            continue
        told = groups.setdefault(one.data.get(matter, ""), [])
        if not told or one.at_ms - told[-1][0].at_ms > ONE_INCIDENT_MIN * 60_000:
            told.append([])
        told[-1].append(one)
    latest = [{one.source.key: one for one in group} for told in groups.values() for group in told]
    return tuple(
        Contradiction(kind, weight, tuple((one, one.data[weight]) for one in said.values()))
        for said in latest
        if len({one.data[weight] for one in said.values()}) > 1
    )


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
    def unheard(self) -> int:
        """Stations of which nothing is known."""
        return self.counts["unknown"]
