"""What was heard so far, by station and place: folded from reports and lines in their order (pure)."""

from collections.abc import Callable, Hashable, Iterable, Sequence
from datetime import datetime
from typing import Any, TypeVar

from kawal.field.line_queries import HeardRow
from kawal.field.model import SaidFact
from kawal.kernel.codes import RegionCode, StationId, is_station, make_station_id, ward_of
from kawal.kernel.numbers import read_written
from kawal.watch.model import Contradiction, Heard, Source, State, WardCover, contradictions, state_of

T = TypeVar("T")
PAPER = "paper"
"""What was written by hand was said when it was written, not when someone typed it."""


class Board:
    """Everything that was heard and was not corrected; `position` is the last entry it knows.

    What follows from it is worked out once and kept until something else is heard in its ward. One thread folds while
    others read: a mark of change is set after what was heard stands there, and what was worked out is kept under the
    mark that was read before.
    """

    def __init__(self) -> None:
        self.position = -1
        self._heard: dict[str, list[Heard]] = {}
        self._where: dict[str, tuple[str, ...]] = {}
        self._changes: dict[RegionCode, int] = {}
        self._kept: dict[Hashable, tuple[int, Any]] = {}

    def fold(self, rows: Iterable[HeardRow]) -> None:
        """Take in reports that follow those it knows; a correction makes what it corrects unheard."""
        for row in rows:
            self.position = max(self.position, row.index)
            if row.corrects:
                self.forget(row.corrects)
            if row.void:
                continue
            for place, heard in heard_of(row):
                self._heard.setdefault(place, []).append(heard)
                self._where[row.identity] = (*self._where.get(row.identity, ()), place)
                self._changed(place)

    def of(self, place: StationId | RegionCode) -> Sequence[Heard]:
        """What was heard of a station, or of a region as a whole."""
        return self._heard.get(place, ())

    def all_of(self, kind: str) -> list[tuple[str, Heard]]:
        """(place, what was heard) of one kind everywhere, newest entry first."""
        found = [(place, one) for place, heard in list(self._heard.items()) for one in heard if one.kind == kind]
        return sorted(found, key=lambda pair: (-pair[1].index, pair[0]))

    def state(self, station: StationId, more: Sequence[Heard] = ()) -> State:
        """The state of a station, as if `more` were heard too."""
        if more:
            return state_of([*self.of(station), *more])
        return self.kept(("state", station), ward_of(station), lambda: state_of(self.of(station)))

    def disputes(self, station: StationId) -> tuple[Contradiction, ...]:
        """Where sources differ about a station."""
        return self.kept(("disputes", station), ward_of(station), lambda: contradictions(self.of(station)))

    def kept(self, key: Hashable, ward: RegionCode, work: Callable[[], T]) -> T:
        """What `work` gives, which follows from what was heard in a ward and from `key` alone."""
        mark = self._changes.get(ward, 0)
        found = self._kept.get(key)
        if found is None or found[0] != mark:
            found = self._kept[key] = (mark, work())
        value: T = found[1]
        return value

    def cover(self, ward: RegionCode, stations: Sequence[StationId]) -> WardCover:
        """How a ward with these stations is covered."""
        return self.kept(("cover", ward, tuple(stations)), ward, lambda: self._cover(ward, stations))

    def _cover(self, ward: RegionCode, stations: Sequence[StationId]) -> WardCover:
        last: dict[str, int] = {}
        spoke: dict[str, set[StationId]] = {}
        for station in stations:
            for one in self.of(station):
                last[one.source.channel] = max(one.at_ms, last.get(one.source.channel, 0))
                spoke.setdefault(one.source.channel, set()).add(station)
        for one in self.of(ward):
            last[one.source.channel] = max(one.at_ms, last.get(one.source.channel, 0))
            spoke.setdefault(one.source.channel, set())
        by_channel = sorted(
            ((channel, len(spoke[channel]), moment) for channel, moment in last.items()),
            key=lambda one: (-one[1], one[0]),
        )
        return WardCover(
            ward=ward,
            stations=tuple((station, self.state(station)) for station in stations),
            by_channel=tuple(by_channel),
            last_ms=max(last.values(), default=None),
            disputed=tuple(station for station in stations if self.disputes(station)),
        )

    def forget(self, identity: str) -> None:
        """What a report or line said is not heard any more: it was corrected, or another one stands for it."""
        for place in self._where.pop(identity, ()):
            self._heard[place] = [one for one in self._heard[place] if one.identity != identity]
            self._changed(place)

    def _changed(self, place: str) -> None:
        ward = ward_of_place(place)
        self._changes[ward] = self._changes.get(ward, 0) + 1


def heard_of(row: HeardRow) -> Iterable[tuple[str, Heard]]:
    """(place, what was heard of it) for each station or region that a report or line speaks of."""
    source, said_ms = Source(row.channel, row.assurance, row.who), said_at(row)
    if not row.is_line:
        yield row.place, Heard(row.index, row.identity, row.kind, row.at_ms, row.received, source, row.data, said_ms)
        return
    for fact in row.facts:
        at_ms = fact.at or row.at_ms
        said = min(at_ms, said_ms) if row.channel == PAPER else said_ms
        heard = Heard(row.index, row.identity, fact.kind, at_ms, row.received, source, fact.data, said)
        for place in places_of(fact):
            yield place, heard


def said_at(row: HeardRow) -> int:
    """When something was said (ms): nobody has said what comes later than it was received, whatever a phone's clock
    shows."""
    if not row.received:
        return row.at_ms
    return min(row.at_ms, int(datetime.fromisoformat(row.received).timestamp() * 1000))


def places_of(fact: SaidFact) -> tuple[str, ...]:
    """The stations that a signed fact is about, or its place."""
    ward = RegionCode(fact.place)
    return tuple(make_station_id(ward, number) for number in read_written(fact.stations)) or (fact.place,)


def ward_of_place(place: str) -> RegionCode:
    """The ward of a station, or the region itself."""
    if is_station(place):
        return ward_of(StationId(place))
    return RegionCode(place)
