"""The desk of the count: clerks read photos, adjudicators decide, rounds are ordered; nothing is ever overwritten."""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import timedelta

import msgspec
from sqlalchemy.engine import Connection

from kawal.access.blind import blind_reach, refuse_seeing
from kawal.access.model import Account
from kawal.count.copyqueries import CopyToRead, copies_waiting, copy_to_read, read_by
from kawal.count.events import (
    Because,
    FindingEnded,
    FormEntered,
    NumbersDecided,
    Outcome,
)
from kawal.count.formqueries import form_view
from kawal.count.model import ContestKind, FindingKey
from kawal.count.rounddesk import RoundDesk
from kawal.count.sums import contest_of, options_of
from kawal.election.model import Registry
from kawal.field.desk import FieldDesk
from kawal.jurisdiction.forms import TALLY, WORDS, forms
from kawal.kernel.clock import Clock
from kawal.kernel.codes import StationId
from kawal.kernel.errors import Conflict, Missing, Rejected
from kawal.kernel.language import Language, msg
from kawal.store.events import Decision, Event, Sealed

LOCKED = timedelta(minutes=10)
"""How long a copy is kept for the clerk who opened it."""
MOST_NOTE = 1_000
Incidents = Callable[[Connection, Collection[str]], Mapping[FindingKey, int]]
"""The entries of incidents about findings and columns of these places: the watch knows them, if any."""


class Study(msgspec.Struct, frozen=True):
    """A study of law that is open at a station, as the page of its form shows it: where its own page is, its mark,
    what it is about and how far it is, in the reader's language."""

    path: str
    mark: tuple[str, str]
    title: str
    stands: str


Studies = Callable[[Connection, StationId, ContestKind, Language], Sequence[Study]]
"""The open studies of a contest at a station: the disputes know them, if any."""


class CountDesk:
    """Everything that is done with copies of forms on one node."""

    def __init__(self, field: FieldDesk, clock: Clock) -> None:
        self.field, self.store, self.clock = field, field.store, clock
        self.rounds = RoundDesk(field)
        self.incidents: Incidents = lambda _connection, _places: {}
        self.studies: Studies = lambda _connection, _station, _contest, _language: ()
        self._locks: dict[str, tuple[str, int]] = {}
        self._skipped: dict[tuple[str, int], int] = {}

    def registry(self) -> Registry:
        """The fixed world."""
        return self.field.registry()

    def fields_of(self, station: StationId, contest: ContestKind) -> frozenset[str]:
        """The numbers that a form of a station may have. Raises Missing when it does not vote in such a contest."""
        found = contest_of(self.registry(), station, contest)
        if found is None or station not in self.registry().station_by_id:
            raise Missing(msg("TPS"), msg("TPS terdaftar dengan pemilihan ini"), f"{station} {contest}")
        names = [name for field in forms().form.fields for name in field.names(options_of(found))]
        return frozenset(name + tail for name in names for tail in ("", WORDS, TALLY))

    def next_copy(self, connection: Connection, clerk: Account) -> CopyToRead | None:
        """The copy that this clerk reads next, kept for the clerk for a while; None when nothing waits."""
        for copy in copies_waiting(connection, clerk.id, *blind_reach(clerk)):
            if self._skipped.get((clerk.id, copy), 0) > self._now_ms():
                continue
            found = copy_to_read(connection, copy)
            if found is not None and self.lock(f"copy {copy}", clerk.id):
                return found
        return None

    def skip(self, copy: int, actor: str) -> None:
        """Leave a copy to others: for a while it is not this clerk's next one."""
        now = self._now_ms()
        self._skipped = {key: until for key, until in self._skipped.items() if until > now}
        self._skipped[actor, copy] = now + int(LOCKED.total_seconds() * 1000)
        if self.holder(f"copy {copy}") == actor:
            self._locks.pop(f"copy {copy}", None)

    def lock(self, thing: str, actor: str) -> bool:
        """Keep a copy or a form for someone; false while somebody else has it. A lock ends by itself."""
        now = self._now_ms()
        held = self._locks.get(thing)
        if held is not None and held[0] != actor and held[1] > now:
            return False
        self._locks = {key: value for key, value in self._locks.items() if value[1] > now}
        self._locks[thing] = (actor, now + int(LOCKED.total_seconds() * 1000))
        return True

    def holder(self, thing: str) -> str:
        """Who has a copy or a form open; "" for nobody."""
        held = self._locks.get(thing)
        return held[0] if held is not None and held[1] > self._now_ms() else ""

    def enter(self, copy: int, numbers: Mapping[str, int], actor: str) -> None:
        """What a clerk read from the photo of a copy.

        Raises Conflict when this clerk has read it or brought it, when two have, and when it has no photo; Rejected
        for a number that the form does not have; NotPermitted for an account that may see what others read there.
        """
        account = self.field.access.directory().accounts.get(actor)

        def decide(connection: Connection) -> Decision:
            found = copy_to_read(connection, copy)
            if found is None:
                raise Conflict(msg("salinan ini sudah dibaca dua petugas atau tidak berfoto"))
            if actor in read_by(connection, copy):
                raise Conflict(
                    msg("salinan ini dibaca dua orang yang berbeda, dan Anda sudah membaca atau mengirimnya")
                )
            if account is not None:
                refuse_seeing(account, found.station)
            self._refuse_unknown(found.station, found.contest, numbers)
            return Decision((FormEntered(copy=copy, reader=found.reader, numbers=dict(numbers)),))

        self.store.writer.commit(decide, actor)
        self._locks.pop(f"copy {copy}", None)

    def decide(
        self,
        station: StationId,
        contest: ContestKind,
        round_: int,
        numbers: Mapping[str, int | None],
        because: Because,
        note: str,
        actor: str,
        seen: int,
    ) -> None:
        """Which numbers hold; `seen` is the newest entry about the form that the person saw.

        Raises Conflict when something came in since, Missing for a form of which there is no copy, Rejected for a
        number that the form does not have.
        """
        self._refuse_unknown(station, contest, numbers)
        if not numbers:
            raise Rejected(msg("angka"), msg("paling sedikit satu angka"), "")

        def decide(connection: Connection) -> Decision:
            view = form_view(connection, station, contest, round_)
            if not view.readings:
                raise Missing(msg("formulir"), msg("formulir yang sudah masuk"), station)
            if view.newest > seen:
                raise Conflict(msg("ada salinan atau putusan yang lebih baru; lihat dulu"))
            event = NumbersDecided(
                station=station, contest=contest, round=round_, numbers=dict(numbers), because=because
            )
            return Decision((sealed(event, note),))

        self.store.writer.commit(decide, actor)
        self._locks.pop(f"form {station} {contest}", None)

    def end_finding(
        self,
        station: StationId,
        contest: ContestKind,
        round_: int,
        what: str,
        part: str,
        outcome: Outcome,
        note: str,
        actor: str,
        seen: tuple[int | None, int | None],
    ) -> None:
        """A finding was looked at; `seen` are its expected and its actual number as the person saw them.

        Raises Missing when it is gone, Conflict when its numbers are others now.
        """

        def decide(connection: Connection) -> Decision:
            waiting = form_view(connection, station, contest, round_).findings
            found = next(
                (one.finding for one in waiting if (one.finding.what, one.finding.part) == (what, part)), None
            )
            if found is None:
                raise Missing(msg("temuan"), msg("temuan yang masih ada"), f"{what} {part}".strip())
            if (found.expected, found.got) != seen:
                raise Conflict(msg("angka temuan ini sudah berubah; lihat dulu"))
            event = FindingEnded(
                station=station,
                contest=contest,
                round=round_,
                what=what,
                part=part,
                expected=found.expected,
                got=found.got,
                outcome=outcome,
            )
            return Decision((sealed(event, note),))

        self.store.writer.commit(decide, actor)

    def _refuse_unknown(self, station: StationId, contest: ContestKind, numbers: Mapping[str, int | None]) -> None:
        known = self.fields_of(station, contest)
        for name in numbers:
            if name not in known:
                raise Rejected(msg("angka"), msg("isian yang ada pada formulir"), name)

    def _now_ms(self) -> int:
        return int(self.clock().timestamp() * 1000)


def sealed(event: Event, note: str) -> Event | Sealed:
    """The event with a person's words as its private part, where there are any."""
    words = note.strip()[:MOST_NOTE]
    return Sealed(event, msgspec.json.encode({"note": words})) if words else event
