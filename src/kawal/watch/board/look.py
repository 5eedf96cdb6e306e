"""A look at the board: every ward that someone may read, as it is shown at this moment."""

from collections.abc import Callable, Mapping, Sequence

import msgspec
from sqlalchemy.engine import Connection

from kawal.field import assembly
from kawal.jurisdiction.incidents import Severity
from kawal.kernel.codes import RegionCode, StationId, within
from kawal.watch.board.board import Board, ward_of_place
from kawal.watch.board.day import Due, VotingDay
from kawal.watch.board.shown import (
    GRAVEST_FIRST,
    SHOWN,
    BoardSettings,
    OpenIncident,
    Shown,
    WardView,
    last_word,
    station_view,
)
from kawal.watch.desk import WatchDesk
from kawal.watch.incidents.told import KINDS, what_of
from kawal.watch.queries import Call, closed_incidents, incident_sites, last_calls


class Look(msgspec.Struct, frozen=True, kw_only=True):
    """The wards as they are shown, with the moment and the day that decide it, and the calls that were made."""

    now_ms: int
    day: VotingDay | None
    wards: tuple[WardView, ...]
    incidents: tuple[OpenIncident, ...]
    """The open ones of these wards and of the whole regions that hold them and may be read, the newest first."""
    calls: Mapping[str, Sequence[Call]]
    gatherings: tuple[OpenIncident, ...] = ()
    """Peaceful assemblies that go on there, the newest first: nobody's incident, and no station's mark."""

    @property
    def is_on(self) -> bool:
        """Whether it is the day of the vote: only then is anyone late or silent."""
        return self.day is not None and self.day.covers(self.now_ms)

    @property
    def totals(self) -> dict[Shown, int]:
        """How many stations show each state; they add up to the number of stations."""
        return {name: sum(one.count(name) for one in self.wards) for name in SHOWN}

    @property
    def stations(self) -> int:
        """How many stations are shown."""
        return sum(len(one.stations) for one in self.wards)

    def reached(self, due: Due) -> int:
        """How many stations have reached a milestone."""
        return sum(1 for ward in self.wards for one in ward.stations if due.reached_by(one.state))

    @property
    def severities(self) -> dict[Severity, int]:
        """How many incidents are open, by how severe they are."""
        return {name: sum(1 for one in self.incidents if one.severity == name) for name in GRAVEST_FIRST}


def look(
    connection: Connection, desk: WatchDesk, may_read: Callable[[str], bool], region: RegionCode | None = None
) -> Look:
    """The board as it is shown now: the wards inside a region that `may_read`, in the order of their codes."""
    board, day, now_ms = desk.board(connection), desk.day(), desk.now_ms()
    incidents, gatherings = (
        tuple(
            one
            for one in open_incidents(connection, board, kinds)
            if (region is None or within(ward_of_place(one.at), region)) and may_read(one.at)
        )
        for kinds in (KINDS, (assembly.KIND,))
    )
    of_ward: dict[RegionCode, list[OpenIncident]] = {}
    for one in incidents:
        of_ward.setdefault(ward_of_place(one.at), []).append(one)
    wards = tuple(
        ward_view(board, ward, stations, tuple(of_ward.get(ward, ())), now_ms, day, desk.settings)
        for ward, stations in sorted(desk.stations().items())
        if (region is None or within(ward, region)) and may_read(ward)
    )
    return Look(
        now_ms=now_ms, day=day, wards=wards, incidents=incidents, calls=last_calls(connection), gatherings=gatherings
    )


def ward_view(
    board: Board,
    ward: RegionCode,
    stations: Sequence[StationId],
    incidents: tuple[OpenIncident, ...],
    now_ms: int,
    day: VotingDay | None,
    settings: BoardSettings,
) -> WardView:
    """A ward with these stations and its open incidents as it is shown at a moment."""
    cover, since = board.cover(ward, stations), day.start_ms if day else 0
    weights: dict[str, list[Severity]] = {}
    for one in incidents:
        weights.setdefault(one.at, []).append(one.severity)
    views = tuple(
        station_view(
            station,
            state,
            _last_word(board, ward, station, since),
            weights.get(station, ()),
            now_ms,
            day,
            settings,
        )
        for station, state in cover.stations
    )
    return WardView(cover, views, incidents)


def _last_word(board: Board, ward: RegionCode, station: StationId, since_ms: int) -> int | None:
    return board.kept(
        ("word", station, since_ms), ward, lambda: last_word(board.of(station), board.of(ward), since_ms)
    )


def open_incidents(connection: Connection, board: Board, kinds: Sequence[str] = KINDS) -> tuple[OpenIncident, ...]:
    """What was told of incidents, or of other kinds, and is not closed, the newest entry first."""
    closed, sites = closed_incidents(connection), incident_sites(connection)
    return tuple(
        OpenIncident(StationId(place), one, sites.get((one.index, place, what_of(one)), ""))
        for kind in kinds
        for place, one in board.all_of(kind)
        if closed.of(one.index, place, what_of(one)) is None
    )
