"""The desk of the watch: keeps the board in memory, brought up to the log whenever someone looks."""

import hmac
import os
import threading
from collections.abc import Iterator, Sequence

import msgspec
from sqlalchemy.engine import Connection

from kawal.field.channels.odk.queries import replaced_since
from kawal.field.desk import FieldDesk
from kawal.field.incoming import Understood
from kawal.field.line_queries import HeardRow, heard_since
from kawal.field.lines import LineDesk
from kawal.kernel.clock import Clock
from kawal.kernel.codes import RegionCode, StationId, within
from kawal.watch.board.board import Board, places_of
from kawal.watch.board.day import VotingDay, day_of
from kawal.watch.board.shown import BoardSettings
from kawal.watch.model import Heard, Source, State, WardCover
from kawal.web.identity import require
from kawal.web.render import AnyRequest

DEFAULT_SETTINGS = BoardSettings()


class WatchDesk:
    """What was heard on one node."""

    def __init__(
        self, field: FieldDesk, lines: LineDesk, clock: Clock, settings: BoardSettings = DEFAULT_SETTINGS
    ) -> None:
        self.field, self.lines, self.clock, self.settings = field, lines, clock, settings
        self._board, self._replaced, self._key = Board(), -1, os.urandom(32)
        self._lock = threading.Lock()

    def board(self, connection: Connection) -> Board:
        """The board as the log has it now."""
        with self._lock:
            self._board.fold(self._told(connection, heard_since(connection, self._board.position)))
            for identity, position in replaced_since(connection, self._replaced):
                self._board.forget(identity)
                self._replaced = position
            return self._board

    def _told(self, connection: Connection, rows: Sequence[HeardRow]) -> Iterator[HeardRow]:
        """Rows with their senders as sources: of one whom nobody knows the sealed name, under a key of this process;
        without a name the word stands for itself."""
        private = self.field.private_parts(connection, [row.index for row in rows if not row.is_named])
        for row in rows:
            if row.is_named:
                yield row
                continue
            sender = str(private.get(row.index, {}).get("sender", ""))
            digest = hmac.digest(self._key, sender.encode(), "sha256").hex()
            yield msgspec.structs.replace(row, who=digest if sender else row.identity)

    def now_ms(self) -> int:
        """The present moment of the civil clock (ms)."""
        return int(self.clock().timestamp() * 1000)

    def day(self) -> VotingDay | None:
        """The day of the vote with its milestones; None while no contest is registered."""
        return day_of(self.field.registry(), self.lines.zone)

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
        for number, one in enumerate(understood):
            source, at_ms = Source("", "clerk", f"?{number}"), int(one.at.timestamp() * 1000)
            for fact in one.facts:
                heard = Heard(-1, "", fact.kind, fact.at or at_ms, "", source, fact.data)
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


def require_desk(request: AnyRequest, desk: WatchDesk) -> None:
    """Raise NotPermitted unless this account may read private words of the whole node: a sheet of the desk names who
    is ill, who promised what, and telephones."""
    require(request, "report.private", place=desk.field.access.founding.region)
