"""The desk of the watch: keeps the board in memory, brought up to the log whenever someone looks."""

import threading
from collections.abc import Sequence

from sqlalchemy.engine import Connection

from kawal.field.desk import FieldDesk
from kawal.field.incoming import Understood
from kawal.field.line_queries import heard_since
from kawal.field.lines import LineDesk
from kawal.kernel.clock import Clock
from kawal.kernel.codes import RegionCode, StationId, within
from kawal.watch.board import Board, places_of
from kawal.watch.model import Heard, Source, State, WardCover


class WatchDesk:
    """What was heard on one node."""

    def __init__(self, field: FieldDesk, lines: LineDesk, clock: Clock) -> None:
        self.field, self.lines, self.clock = field, lines, clock
        self._board = Board()
        self._lock = threading.Lock()

    def board(self, connection: Connection) -> Board:
        """The board as the log has it now."""
        with self._lock:
            self._board.fold(heard_since(connection, self._board.position))
            return self._board

    def stations(self) -> dict[RegionCode, tuple[StationId, ...]]:
        """The stations of each ward, in the order of their numbers."""
        found: dict[RegionCode, list[StationId]] = {}
        for station in sorted(self.field.registry().stations, key=lambda one: one.id):
            found.setdefault(station.ward, []).append(station.id)
        return {ward: tuple(stations) for ward, stations in found.items()}

    def cover(self, connection: Connection, region: RegionCode | None = None) -> tuple[WardCover, ...]:
        """How each ward inside a region is covered, in the order of their codes."""
        board = self.board(connection)
        return tuple(
            board.cover(ward, stations)
            for ward, stations in sorted(self.stations().items())
            if region is None or within(ward, region)
        )

    def after(
        self, connection: Connection, understood: Sequence[Understood]
    ) -> dict[RegionCode, tuple[tuple[StationId, State, State], ...]]:
        """What lines would change: for each ward they touch, its stations with their state now and after saving."""
        board = self.board(connection)
        more: dict[str, list[Heard]] = {}
        source = Source("", "clerk", "")
        for one in understood:
            for fact in one.facts:
                heard = Heard(-1, "", fact.kind, 0, "", source, fact.data)
                for place in places_of(fact):
                    more.setdefault(place, []).append(heard)
        found = {}
        for ward, stations in self.stations().items():
            if any(station in more for station in stations):
                found[ward] = tuple(
                    (station, board.state(station), board.state(station, more.get(station, ())))
                    for station in stations
                )
        return found
