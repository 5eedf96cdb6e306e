"""The desk of the field: takes tokens in, signs for those who have no key, and reads back with receipts."""

import asyncio
import os
import uuid
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from functools import partial
from typing import ParamSpec, TypeVar

import msgspec
from sqlalchemy.engine import Connection

from kawal.access.desk import AccessDesk
from kawal.access.model import Account
from kawal.access.throttle import Throttle
from kawal.election.events import RegistryImported
from kawal.election.model import Registry
from kawal.field.admit import Quarantined, Rules, admit, check_content, check_rights, kind_of
from kawal.field.door import REPEATED, Answer, ReportDoor
from kawal.field.events import KindOffered, KindPublished, KindRetired, PrivateOpened, QuarantineResolved
from kawal.field.kinds import KindBook
from kawal.field.model import TYPE, Assurance, FormChannel, Submission, is_identity, read_submission, sender_of
from kawal.field.quarantine import Why, read_sent
from kawal.field.queries import QuarantineRow, load_book, quarantine_at, report_of
from kawal.field.withheld import kept_words, without_vote_disclosures
from kawal.kernel.canonical import canonical
from kawal.kernel.clock import Clock
from kawal.kernel.codes import RegionCode, parent_of, ward_of
from kawal.kernel.errors import Conflict, NotPermitted, Rejected, Unavailable
from kawal.kernel.language import msg
from kawal.record.checkpoint import Checkpoint
from kawal.record.evidence import Evidence
from kawal.record.jws import Jws, b64url, raw_public
from kawal.record.note import Note
from kawal.record.receipt import Receipt
from kawal.record.sdjwt import SdJwt, digest, disclosed, issue
from kawal.risk.desk import RiskDesk
from kawal.store.cosigned import best_note
from kawal.store.events import Decision, Recorded, Sealed
from kawal.store.lanes import Entry
from kawal.store.log import read_entries, read_head, receipt_at
from kawal.store.opened import Store
from kawal.store.sealed import open_entries, open_entry

P = ParamSpec("P")
T = TypeVar("T")
PER_S = 5.0
BURST = 60 * PER_S
"""A phone may send what it gathered in a day without signal at once, then five reports a second."""
VERIFY_THREADS = 2
KIND_EVENTS = (KindPublished, KindRetired, KindOffered)
OFFICE: frozenset[str] = frozenset({"clerk", "operator", "commander"})


class TooMany(Unavailable):
    """This key sends faster than any person reports."""

    status = 429

    def __init__(self) -> None:
        super().__init__(msg("terlalu banyak laporan sekaligus; coba lagi sebentar"), permanent=False)


class FieldDesk:
    """Everything that is asked about reports on one node."""

    def __init__(
        self, store: Store, access: AccessDesk, risk: RiskDesk, clock: Clock, throttle: Throttle | None = None
    ) -> None:
        self.store, self.access, self._risk, self._clock = store, access, risk, clock
        self._throttle = throttle or Throttle(BURST, PER_S)
        self._doors: dict[int, ReportDoor] = {}
        self._places: frozenset[str] | None = None
        self._book: KindBook | None = None
        self._pool = ThreadPoolExecutor(VERIFY_THREADS, thread_name_prefix="kawal-verify")
        store.writer.listeners.append(self._recorded)

    def registry(self) -> Registry:
        """The fixed world that reports are about."""
        return self._risk.registry()

    def book(self) -> KindBook:
        """The report kinds that this node knows; read again only after one was published or retired."""
        kept = self._book
        if kept is None:
            with self.store.engine.connect().execution_options(read_only=True) as connection:
                kept = self._book = load_book(connection, self.access.founding.profile)
        return kept

    def warm(self) -> None:
        """Read what every report is checked against, so that the first one does not wait for it."""
        self.rules()

    def rules(self) -> Rules:
        """What decides about a report now."""
        return Rules(
            self.book(),
            self.access.directory(),
            self._known_places().__contains__,
        )

    async def take(self, tokens: list[str], address: str = "") -> list[Answer | Exception]:
        """Check tokens and hand over those that may come in; one answer, or the error, for each, in their order.

        `address` is where they come from: a denied one is counted with it.
        """
        rules = self.rules()
        if len(tokens) == 1:
            admitted = [self._admitted(tokens[0], rules, address)]
        else:
            loop = asyncio.get_running_loop()
            half = -(-len(tokens) // VERIFY_THREADS)
            parts = [tokens[at : at + half] for at in range(0, len(tokens), half)]
            checks = [loop.run_in_executor(self._pool, self._all_admitted, part, rules, address) for part in parts]
            admitted = [one for part in await asyncio.gather(*checks) for one in part]
        door = self._door()
        waiting = [one if isinstance(one, Exception) else door.submit(one) for one in admitted]
        answers: list[Answer | Exception] = []
        for one in waiting:
            if isinstance(one, Exception):
                answers.append(one)
                continue
            try:
                answers.append(await self._with_receipt(await one))
            except Exception as error:
                answers.append(error)
        return answers

    async def send_for(
        self,
        account: Account,
        identity: str,
        kind: tuple[str, int],
        place: str,
        public: Mapping[str, str | int | bool],
        private: Mapping[str, object],
        photos: tuple[str, ...] = (),
        assurance: Assurance | None = None,
        at_ms: int | None = None,
        channel: FormChannel = "",
    ) -> Answer:
        """A report of someone who has signed in, signed by the node. The same identity is the same report.

        `at_ms` is the author's clock where the report was written somewhere else; now, if it is not given.
        `channel` is the door through which it came, where it is none of this node's own pages.
        Raises Rejected with what is wrong and NotPermitted without the right.
        """
        if not is_identity(identity):
            raise Rejected("id", "UUIDv7", identity)
        with self.store.engine.connect().execution_options(read_only=True) as connection:
            known = report_of(connection, uuid.UUID(identity).bytes, self.store.keys.report_kid)
        if known is not None:
            said = (kind[0], place, dict(public), account.id)
            if (known.kind, known.place, dict(known.data), known.account) != said:
                raise Conflict(msg("nomor ini sudah dipakai laporan lain; keduanya tidak sama"))
            return await self._with_receipt(Answer(REPEATED, known.index))
        submission = self._signed_for(
            account, identity, kind, place, public, private, photos, assurance, at_ms, channel
        )
        return await self._with_receipt(await self._door().submit(submission))

    def receipt(self, index: int) -> str:
        """A complete receipt of an entry: in the published tree when it is there, with its cosignatures."""
        with self.store.engine.connect().execution_options(read_only=True) as connection:
            return self._receipt(connection, index)

    def saved_receipt(self, index: int, *, private: bool) -> str:
        """The receipt of a report with the report in it: one file to verify. Its sealed part only when `private`."""
        with self.store.engine.connect().execution_options(read_only=True) as connection:
            receipt = Receipt.parse(self._receipt(connection, index))
            _, body = next(read_entries(connection, index, index + 1))
            sealed = open_entry(connection, self.store.blobs.sealer, index) if private else None
        token = SdJwt(body.decode(), msgspec.json.decode(sealed, type=tuple[str, ...]) if sealed else ())
        keys, kid = self.store.keys, Jws.parse(token.jws).header.kid
        device = self.access.directory().devices.get(kid)
        signer = raw_public(device.key) if device else keys.report_public if kid == keys.report_kid else b""
        evidence = Evidence(str(token), str(keys.log.verifier), b64url(signer))
        return str(msgspec.structs.replace(receipt, extra=evidence.encode()))

    def private_part(self, connection: Connection, index: int) -> Mapping[str, object] | None:
        """What is private in a report, None when it was erased or never there."""
        return self.private_parts(connection, [index]).get(index)

    def private_parts(self, connection: Connection, indexes: Sequence[int]) -> dict[int, Mapping[str, object]]:
        """What is private in many reports, without those of which it was erased or never there."""
        sealed = open_entries(connection, self.store.blobs.sealer, indexes)
        return {index: _disclosed(body) for index, body in sealed.items()}

    def note_opened(self, index: int, actor: str) -> None:
        """Record that someone read a private part."""
        self.store.writer.commit(lambda _: Decision((PrivateOpened(index=index),)), actor)

    def region_of(self, source: str) -> str:
        """The region of whoever sent something, for the reach of who reads it; empty where that is everywhere."""
        directory = self.access.directory()
        device = directory.devices.get(source)
        account = directory.accounts.get(device.account) if device else None
        return next((grant.region for grant in account.grants if grant.region), "") if account else ""

    def still_quarantined(self, text: str) -> QuarantineRow:
        """What waits for a clerk under this number; raises Rejected or Conflict when nothing does."""
        if not (text.isascii() and text.isdigit() and len(text) < 19):
            raise Rejected(msg("karantina"), msg("nomor yang ada"), text)
        with self.store.engine.connect().execution_options(read_only=True) as connection:
            row = quarantine_at(connection, int(text))
        if row.resolved is not None:
            raise Conflict(msg("karantina %(index)s sudah diselesaikan", index=text))
        return row

    def written_at(self, index: int) -> int | None:
        """The author's clock in something quarantined, in milliseconds; a report made of it keeps that moment."""
        with self.store.engine.connect().execution_options(read_only=True) as connection:
            sealed = open_entry(connection, self.store.blobs.sealer, index)
        return read_sent(sealed.decode("utf-8", "replace")).at_ms if sealed else None

    def set_aside(self, index: int, why: Why, note: str, actor: str) -> None:
        """A clerk finds nothing to convert in something quarantined; a note is kept sealed, outside the log."""
        event = QuarantineResolved(index=index, why=why)
        self._resolve(index, Sealed(event, canonical({"note": note})) if note else event, actor)

    def note_on(self, connection: Connection, resolved: int) -> str:
        """A clerk's note of a resolution; empty when there is none (any more)."""
        sealed = open_entry(connection, self.store.blobs.sealer, resolved)
        return str(msgspec.json.decode(sealed, type=dict[str, str])["note"]) if sealed else ""

    def quarantined_photos(self, row: QuarantineRow) -> dict[str, bytes]:
        """The photos of what waits for a clerk, without those that were erased."""
        with self.store.engine.connect().execution_options(read_only=True) as connection:
            found = ((one, self.store.blobs.get(connection, one)) for one in row.photos)
            return {sha256: photo for sha256, photo in found if photo is not None}

    def converted(self, index: int, report: str, actor: str) -> None:
        """A clerk made a report of something quarantined."""
        self._resolve(index, QuarantineResolved(index=index, report=report), actor)

    async def in_thread(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run what waits for disk or database on one of this desk's threads."""
        return await asyncio.get_running_loop().run_in_executor(self._pool, partial(work, *args, **kwargs))

    def close(self) -> None:
        """Let the threads go, and hear no more of the record."""
        self.store.writer.listeners.remove(self._recorded)
        self._pool.shutdown()

    def _resolve(self, index: int, event: QuarantineResolved | Sealed, actor: str) -> None:
        def decide(connection: Connection) -> Decision:
            if quarantine_at(connection, index).resolved is not None:
                raise Conflict(msg("karantina %(index)s sudah diselesaikan", index=str(index)))
            return Decision((event,))

        self.store.writer.commit(decide, actor)

    def now(self) -> datetime:
        """The civil moment."""
        return self._clock()

    def _admitted(self, token: str, rules: Rules, address: str) -> Submission | Quarantined | Exception:
        try:
            kid = sender_of(token).header.kid
            if kid in rules.directory.devices and not self._throttle.allow(kid):
                return TooMany()
            return _as_kept(admit(token, rules), rules)
        except NotPermitted as error:
            device = rules.directory.devices.get(kid)
            self.access.denied(device.account if device else "", address, "report.send")
            return error
        except Exception as error:
            return error

    def _all_admitted(
        self, tokens: list[str], rules: Rules, address: str
    ) -> list[Submission | Quarantined | Exception]:
        return [self._admitted(token, rules, address) for token in tokens]

    async def _with_receipt(self, answer: Answer) -> Answer:
        if answer.receipt:
            return answer
        return msgspec.structs.replace(answer, receipt=await self.in_thread(self.receipt, answer.index))

    def _receipt(self, connection: Connection, index: int) -> str:
        head = read_head(connection)
        note = best_note(self.store.published, index, head.note, head.size)
        size = Checkpoint.parse(Note.parse(note).text).size
        return receipt_at(connection, index, size, note, self.store.published)

    def _signed_for(
        self,
        account: Account,
        identity: str,
        kind: tuple[str, int],
        place: str,
        public: Mapping[str, str | int | bool],
        private: Mapping[str, object],
        photos: tuple[str, ...],
        assurance: Assurance | None,
        at_ms: int | None,
        channel: FormChannel,
    ) -> Submission:
        said = {
            "id": identity,
            "kind": kind[0],
            "v": kind[1],
            "place": place,
            "seq": 1,
            "at": int(self._clock().timestamp() * 1000) if at_ms is None else at_ms,
            "data": dict(public),
            "photos": list(photos),
        }
        keys, takes_results = self.store.keys, self.book().takes_results
        private = {
            name: kept_words(value, takes_results=takes_results) if isinstance(value, str) else value
            for name, value in private.items()
        }
        plain = issue(said, private, keys.report, keys.report_kid, TYPE, os.urandom)
        rules = self.rules()
        submission = read_submission(str(plain), sender_of(str(plain)))
        report_kind = kind_of(submission, rules)
        check_content(submission, report_kind, rules)
        check_rights(submission, report_kind, account, rules)
        how = assurance or ("clerk" if OFFICE.intersection(account.roles) else "session")
        said |= {"by": account.id, "assurance": how} | ({"channel": channel} if channel else {})
        signed = issue(said, private, keys.report, keys.report_kid, TYPE, os.urandom)
        return read_submission(str(signed), sender_of(str(signed)))

    def _door(self) -> ReportDoor:
        loop = id(asyncio.get_running_loop())
        if loop not in self._doors:
            self._doors[loop] = ReportDoor(self.store.writer)
        return self._doors[loop]

    def _known_places(self) -> frozenset[str]:
        """Stations, and the regions in which they are; read again only after the registry changed."""
        kept = self._places
        if kept is None:
            places: set[str] = set()
            for station in self.registry().stations:
                places.add(station.id)
                region: RegionCode | None = ward_of(station.id)
                while region is not None and region not in places:
                    places.add(region)
                    region = parent_of(region)
            kept = self._places = frozenset(places)
        return kept

    def _recorded(self, entries: Sequence[Entry]) -> None:
        if any(isinstance(one, Recorded) and isinstance(one.event, RegistryImported) for one in entries):
            self._places = None
        if any(
            isinstance(one, Recorded) and isinstance(one.event, KindPublished | KindRetired | KindOffered)
            for one in entries
        ):
            self._book = None


def _disclosed(sealed: bytes) -> Mapping[str, object]:
    disclosures = msgspec.json.decode(sealed, type=list[str])
    return disclosed({"_sd": [digest(one) for one in disclosures]}, disclosures)


def _as_kept(taken: Submission | Quarantined, rules: Rules) -> Submission | Quarantined:
    """What this node may keep of what came in."""
    if isinstance(taken, Quarantined) or rules.book.takes_results:
        return taken
    return msgspec.structs.replace(taken, token=without_vote_disclosures(taken.token))
