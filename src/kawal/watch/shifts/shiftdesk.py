"""The desk of handovers: makes the sheet as it stands, freezes it when it is signed, has it taken by someone else."""

import re
from collections.abc import Sequence

import msgspec
from sqlalchemy.engine import Connection

from kawal.field.grammar.spelling import normal
from kawal.field.grammar.votes import gives_votes
from kawal.field.identity import new_identity
from kawal.field.line_queries import log_rows, open_lines
from kawal.field.queries import failed_texts
from kawal.field.withheld import kept_words
from kawal.kernel.canonical import sha256_hex
from kawal.kernel.clock import Clock
from kawal.kernel.errors import Conflict, Missing, NotPermitted, RecordError, Rejected
from kawal.kernel.language import Language, Message, language, msg
from kawal.store.events import Decision, Sealed
from kawal.store.log import read_head
from kawal.store.opened import Store
from kawal.store.sealed import open_entry
from kawal.watch.desk import WatchDesk
from kawal.watch.events import PromiseEnded, PromiseNoted, ShiftOffered, ShiftTaken, ShiftWithdrawn, ThingCounted
from kawal.watch.queries import Shift, closed_incidents, last_calls, open_promises, shifts, things
from kawal.watch.shifts.handover import LISTED, Promised, Sheet, ill_people, lines_to_ask, open_matters

SHORT, LONG, MESSAGE = 60, 200, 2000
_NEGATIVE = re.compile(r"\s*[-−]\s*\d")
SIGNED_IN = language("id")
"""The language of the office: what both sign does not change with the reader."""


class PromiseText(msgspec.Struct, frozen=True):
    """Who promised what: the private part of a promise."""

    who: str
    what: str


class ShiftDesk:
    """Handovers of one node."""

    def __init__(self, watch: WatchDesk, clock: Clock) -> None:
        self.watch, self._clock = watch, clock

    @property
    def _store(self) -> Store:
        return self.watch.field.store

    def present(self, connection: Connection, words: Language | None = None) -> Sheet:
        """The sheet as it would be signed now; signed in Indonesian, and readable in another language before."""
        field, words = self.watch.field, words or SIGNED_IN
        registry, book = field.registry(), field.book()
        board, covers = self.watch.board(connection), self.watch.cover(connection)
        given = shifts(connection)
        head = read_head(connection)
        asked = lines_to_ask(
            log_rows(connection, only_open=True, most=LISTED),
            open_lines(connection),
            self.watch.lines.gazetteer(),
            words,
        )
        return Sheet(
            number=len(given) + 1,
            until=head.size - 1,
            made_ms=self._now_ms(),
            matters=open_matters(
                board,
                covers,
                registry,
                book,
                words,
                closed_incidents(connection),
                asked,
                failed_texts(connection),
            ),
            promises=self.promises(connection),
            ill=ill_people(board, registry, book, words, last_calls(connection)),
            things=things(connection),
        )

    def promises(self, connection: Connection) -> tuple[Promised, ...]:
        """What was promised and is still open, with its words; an erased one has none."""
        found = []
        for one in open_promises(connection):
            sealed = open_entry(connection, self._store.blobs.sealer, one.index)
            text = msgspec.json.decode(sealed, type=PromiseText) if sealed else PromiseText("", "")
            found.append(Promised(one.id, text.who, text.what, one.due_ms))
        return tuple(found)

    def promise(self, who: str, what: str, due_ms: int, actor: str) -> None:
        """Note a promise. Raises Rejected for one without who, what or a moment to come."""
        given = (_text(msg("siapa"), who, SHORT), _text(msg("janji"), what, LONG))
        text = PromiseText(*(kept_words(one, takes_results=self.watch.lines.takes_results()) for one in given))
        event = PromiseNoted(id=new_identity(), due_ms=due_ms)
        decision = Decision((Sealed(event, msgspec.json.encode(text)),))
        self._store.writer.commit(lambda _: decision, actor)

    def end_promise(self, identity: str, kept: bool, actor: str) -> None:
        """A promise was kept or is off. Raises Rejected for one that is not open."""

        def decide(connection: Connection) -> Decision:
            if identity not in {one.id for one in open_promises(connection)}:
                raise Rejected(msg("janji"), msg("janji yang masih terbuka"), identity)
            return Decision((PromiseEnded(id=identity, kept=kept),))

        self._store.writer.commit(decide, actor)

    def count(self, name: str, amount: str, complete: bool, actor: str) -> None:
        """Note what was counted."""
        named, counted = _text(msg("barang"), name, SHORT), _text(msg("jumlah"), amount, SHORT)
        if _NEGATIVE.match(counted):
            raise Rejected(msg("jumlah"), msg("barang dan jumlahnya"), counted)
        if gives_votes(normal(f"{named} {counted}")):  # a public event
            raise Rejected(msg("barang"), msg("barang dan jumlahnya"), msg("angka suara"))
        event = ThingCounted(name=named, amount=counted, complete=complete)
        self._store.writer.commit(lambda _: Decision((event,)), actor)

    def offer(self, message: str, actor: str, *, uncounted: bool = False) -> int:
        """Sign the sheet as it stands and offer it; returns its number. Raises Conflict while one is offered,
        Rejected while no key or device is counted, unless that is said."""
        if len(message) > MESSAGE:
            raise Rejected(msg("pesan"), msg("paling banyak %(n)s huruf", n=MESSAGE), message)
        with self._store.engine.connect().execution_options(read_only=True) as connection:
            sheet = self.present(connection)
        if not sheet.things and not uncounted:
            raise Rejected(msg("kunci dan alat"), msg("dihitung, atau dicentang belum dihitung"), msg("kosong"))
        body = msgspec.json.encode(sheet)
        message = kept_words(message, takes_results=self.watch.lines.takes_results())

        def decide(connection: Connection) -> Decision:
            given = shifts(connection)
            if given and given[0].waits:
                raise Conflict(msg("serah jaga %(n)s belum diterima", n=given[0].number))
            if len(given) + 1 != sheet.number:
                raise Conflict(msg("serah jaga %(n)s sudah ada", n=sheet.number))
            event = ShiftOffered(number=sheet.number, sha256=sha256_hex(body), until=sheet.until)
            return Decision((Sealed(event, message.strip().encode() or b"-"),), (body,))

        self._store.writer.commit(decide, actor)
        return sheet.number

    def withdraw(self, number: int, actor: str) -> None:
        """Take an offered sheet back. Raises Conflict unless it waits, NotPermitted for who did not offer it."""

        def decide(connection: Connection) -> Decision:
            if self._waiting(connection, number).given_by != actor:
                raise NotPermitted(msg("hanya yang menyerahkan dapat menarik serah jaga"))
            return Decision((ShiftWithdrawn(number=number),))

        self._store.writer.commit(decide, actor)

    def _waiting(self, connection: Connection, number: int) -> Shift:
        """A handover that nobody signed for yet; raises Conflict for another."""
        shift = self.shift(connection, number)
        if shift.taken is not None:
            raise Conflict(msg("serah jaga %(n)s sudah diterima", n=number))
        if shift.withdrawn is not None:
            raise Conflict(msg("serah jaga %(n)s sudah ditarik", n=number))
        return shift

    def take(self, number: int, ticked: Sequence[str], ill: Sequence[str], actor: str) -> None:
        """Sign for the incoming shift. Raises Rejected unless every matter, and everyone who is unwell, is ticked,
        NotPermitted for the giver."""
        with self._store.engine.connect().execution_options(read_only=True) as connection:
            shift = self.shift(connection, number)
            sheet = self.sheet(connection, shift)
        if set(ticked) != {str(number) for number in range(len(sheet.matters))}:
            raise Rejected(msg("perkara"), msg("%(n)s dicentang", n=len(sheet.matters)), len(set(ticked)))
        if set(ill) != {str(number) for number in range(len(sheet.ill))}:
            raise Rejected(msg("orang yang sakit"), msg("%(n)s dicentang", n=len(sheet.ill)), len(set(ill)))

        def decide(connection: Connection) -> Decision:
            if self._waiting(connection, number).given_by == actor:
                raise NotPermitted(msg("yang menerima harus orang lain dari yang menyerahkan"))
            return Decision((ShiftTaken(number=number, matters=len(sheet.matters)),))

        self._store.writer.commit(decide, actor)

    def shift(self, connection: Connection, number: int) -> Shift:
        """A handover by its number; raises Missing when there is none."""
        found = next((one for one in shifts(connection) if one.number == number), None)
        if found is None:
            raise Missing(msg("serah jaga"), msg("nomor yang ada"), str(number)[:20])
        return found

    def sheet(self, connection: Connection, shift: Shift) -> Sheet:
        """The sheet of a handover as it was signed; raises RecordError when it is gone."""
        body = self._store.blobs.get(connection, shift.sha256)
        if body is None:
            raise RecordError(msg("isi catatan %(index)s terhapus", index=str(shift.index)))
        return msgspec.json.decode(body, type=Sheet)

    def message(self, connection: Connection, shift: Shift) -> str:
        """What the outgoing shift wrote; empty when there was nothing or it was erased."""
        sealed = open_entry(connection, self._store.blobs.sealer, shift.index)
        text = sealed.decode() if sealed else ""
        return "" if text == "-" else text

    def _now_ms(self) -> int:
        return int(self._clock().timestamp() * 1000)


def _text(where: Message, text: str, most: int) -> str:
    kept = " ".join(text.split())
    if not 0 < len(kept) <= most:
        raise Rejected(where, msg("1 sampai %(n)s huruf", n=most), text)
    return kept
