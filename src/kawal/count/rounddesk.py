"""The desk of rounds: stations vote or count once more, and the day on which they do so."""

from collections.abc import Iterable, Sequence
from datetime import date

from sqlalchemy.engine import Connection

from kawal.count.events import RoundDated, RoundKind, RoundOrdered
from kawal.count.formrows import current_round
from kawal.count.model import ContestKind
from kawal.count.rounddays import Round, fit_day, polled_on, rounds
from kawal.count.sums import contest_of
from kawal.field.desk import FieldDesk
from kawal.kernel.codes import StationId, is_station
from kawal.kernel.errors import Missing, Rejected
from kawal.kernel.language import msg
from kawal.store.events import Decision

MOST_DECREE = 200


class RoundDesk:
    """Re-polls, recounts and later polls of one node."""

    def __init__(self, field: FieldDesk) -> None:
        self.field, self.store = field, field.store

    def order(
        self,
        contest: ContestKind,
        stations: Sequence[str],
        kind: RoundKind,
        decree: str,
        actor: str,
        day: date | None = None,
    ) -> int:
        """These stations vote or count once more; the number of the round. Raises Rejected for a station that is not
        registered or is named twice, a missing decree, and a day that does not fit; see `rounddays.fit_day`."""
        if not decree.strip():
            raise Rejected(msg("putusan"), msg("nomor putusan atau rekomendasi"), "")
        known, seen = self.field.registry().station_by_id, set[StationId]()
        for station in stations:
            if not is_station(station) or StationId(station) not in known or station in seen:
                raise Rejected(msg("TPS"), msg("TPS yang terdaftar, masing-masing satu kali"), station)
            seen.add(StationId(station))
        if not seen:
            raise Rejected(msg("TPS"), msg("paling sedikit satu TPS"), "")
        numbers: list[int] = []

        def decide(connection: Connection) -> Decision:
            number = 1 + max(current_round(connection, station, contest) for station in seen)
            numbers.append(number)
            event = RoundOrdered(
                contest=contest,
                round=number,
                kind=kind,
                stations=tuple(sorted(seen)),
                decree=decree.strip()[:MOST_DECREE],
                day=None if day is None else self._fitting(connection, day, contest, kind, seen, number),
            )
            return Decision((event,))

        self.store.writer.commit(decide, actor)
        return numbers[-1]

    def fix_day(self, index: int, day: date, actor: str) -> None:
        """The round of an entry is held on this day, or was after all. Raises Missing for an entry that orders none,
        Rejected for a day that does not fit; see `rounddays.fit_day`."""

        def decide(connection: Connection) -> Decision:
            found = self.ordered(connection, index)
            fit = self._fitting(connection, day, found.contest, found.kind, found.stations, found.round)
            return Decision(() if fit == found.day else (RoundDated(order=index, day=fit),))

        self.store.writer.commit(decide, actor)

    def ordered(self, connection: Connection, index: int) -> Round:
        """The round that an entry ordered. Raises Missing when it ordered none."""
        found = next((one for one in rounds(connection) if one.index == index), None)
        if found is None:
            raise Missing(msg("putaran"), msg("catatan yang memerintahkan putaran"), index)
        return found

    def _fitting(
        self,
        connection: Connection,
        day: date,
        contest: ContestKind,
        kind: RoundKind,
        stations: Iterable[StationId],
        number: int,
    ) -> date:
        held, registry = rounds(connection), self.field.registry()
        before = []
        for station in stations:
            voting = contest_of(registry, station, contest)
            first = voting.day if voting else None
            before.append(polled_on(held, station, (contest,), number - 1, first) or first)
        return fit_day(day, kind, max((one for one in before if one), default=None))
