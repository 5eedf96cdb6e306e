"""The desk of rounds: stations vote or count once more, and the day on which they do so."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date

import msgspec
from sqlalchemy.engine import Connection

from kawal.count.events import RoundCorrected, RoundKind, RoundOrdered, RoundWithdrawn
from kawal.count.formrows import current_round, first_form
from kawal.count.model import ContestKind
from kawal.count.rounddays import Round, fit_day, polled_on, rounds
from kawal.count.sums import contest_of
from kawal.field.desk import FieldDesk
from kawal.kernel.codes import StationId, is_station
from kawal.kernel.errors import Conflict, Missing, Rejected
from kawal.kernel.language import Language, msg
from kawal.store.events import Decision, Sealed

MOST_DECREE = 200
MOST_REASON = 1_000


class LateDay(msgspec.Struct, frozen=True):
    """That the day of a poll is late by all readings of the law or only by the strictest, in the reader's language;
    `path` is the page of the rule."""

    by_all: bool
    said: str
    path: str


Lateness = Callable[[Connection, Round, Language], LateDay | None]
"""Whether the law leaves less time for a poll than its day takes: the clocks know, if any."""


class RoundDesk:
    """Re-polls, recounts and later polls of one node."""

    def __init__(self, field: FieldDesk) -> None:
        self.field, self.store = field, field.store
        self.lateness: Lateness = lambda _connection, _planned, _language: None

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
        numbers: list[int] = []

        def decide(connection: Connection) -> Decision:
            one = self.planned(connection, contest, stations, kind, decree, day)
            numbers.append(one.round)
            event = RoundOrdered(
                contest=one.contest,
                round=one.round,
                kind=one.kind,
                stations=one.stations,
                decree=one.decree,
                day=one.day,
            )
            return Decision((event,))

        self.store.writer.commit(decide, actor)
        return numbers[-1]

    def planned(
        self,
        connection: Connection,
        contest: ContestKind,
        stations: Sequence[str],
        kind: RoundKind,
        decree: str,
        day: date | None,
    ) -> Round:
        """The round as it would be ordered now, of no entry yet (-1). Raises as `order`."""
        number_of_decree = _decree(decree)
        known, seen = self.field.registry().station_by_id, set[StationId]()
        for station in stations:
            if not is_station(station) or StationId(station) not in known or station in seen:
                raise Rejected(msg("TPS"), msg("TPS yang terdaftar, masing-masing satu kali"), station)
            seen.add(StationId(station))
        if not seen:
            raise Rejected(msg("TPS"), msg("paling sedikit satu TPS"), "")
        number = 1 + max(current_round(connection, station, contest) for station in seen)
        return Round(
            index=-1,
            contest=contest,
            round=number,
            kind=kind,
            decree=number_of_decree,
            stations=tuple(sorted(seen)),
            day=None if day is None else self._fitting(connection, day, contest, kind, seen, number),
        )

    def correct(self, index: int, decree: str, day: date | None, actor: str) -> None:
        """The round of an entry rests on this decree and is held on this day. Raises Missing for an entry that orders
        none, Rejected without a decree and for a day that does not fit; see `rounddays.fit_day`."""
        number = _decree(decree)

        def decide(connection: Connection) -> Decision:
            found = self.ordered(connection, index)
            fit = day and self._fitting(connection, day, found.contest, found.kind, found.stations, found.round)
            is_same = (number, fit) == (found.decree, found.day)
            return Decision(() if is_same else (RoundCorrected(order=index, decree=number, day=fit),))

        self.store.writer.commit(decide, actor)

    def withdraw(self, index: int, reason: str, actor: str) -> None:
        """The round of an entry is none after all; what it replaced counts again. Raises Missing for an entry that
        orders none, Rejected without a reason, Conflict once a form of it or a later round is there."""
        words = reason.strip()
        if not 1 <= len(words) <= MOST_REASON:
            raise Rejected(msg("alasan"), msg("1 sampai %(n)s huruf", n=MOST_REASON), len(words) or msg("kosong"))

        def decide(connection: Connection) -> Decision:
            found = self.ordered(connection, index)
            if first_form(connection, found.contest, found.stations, found.round) is not None:
                raise Conflict(msg("formulir putaran ini sudah masuk: putaran yang berjalan tidak dapat ditarik"))
            if any(current_round(connection, one, found.contest) > found.round for one in found.stations):
                raise Conflict(msg("sudah ada putaran sesudahnya di salah satu TPS ini; tarik yang itu lebih dulu"))
            return Decision((Sealed(RoundWithdrawn(order=index), words.encode()),))

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


def _decree(text: str) -> str:
    """The number of a decree on one line. Raises Rejected for none."""
    number = " ".join(text.split())[:MOST_DECREE]
    if not number:
        raise Rejected(msg("putusan"), msg("nomor putusan atau rekomendasi"), msg("kosong"))
    return number
