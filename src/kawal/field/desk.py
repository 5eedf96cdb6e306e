"""The desk of the field: takes tokens in, signs for those who have no key, and reads back with receipts."""

import asyncio
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
from kawal.field.admit import Quarantined, Rules, admit
from kawal.field.door import REPEATED, Answer, ReportDoor
from kawal.field.events import KindOffered, KindPublished, KindRetired, PrivateOpened
from kawal.field.kinds import KindBook
from kawal.field.model import Assurance, FormChannel, Submission, is_identity, sender_of
from kawal.field.quarantinedesk import QuarantineDesk
from kawal.field.queries import load_book, report_of
from kawal.field.signing import signed_for
from kawal.field.withheld import without_vote_disclosures
from kawal.kernel.clock import Clock
from kawal.kernel.codes import RegionCode, parent_of, ward_of
from kawal.kernel.errors import Conflict, NotPermitted, Rejected, Unavailable
from kawal.kernel.language import msg
from kawal.record.checkpoint import Checkpoint
from kawal.record.evidence import Evidence
from kawal.record.jws import Jws, b64url, raw_public
from kawal.record.note import Note
from kawal.record.receipt import Receipt
from kawal.record.sdjwt import SdJwt, digest, disclosed
from kawal.risk.desk import RiskDesk
from kawal.store.cosigned import best_note
from kawal.store.events import Decision, Recorded
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
        self.quarantine = QuarantineDesk(store, access)
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
        submission = signed_for(
            account,
            identity,
            kind,
            place,
            public,
            private,
            photos,
            keys=self.store.keys,
            rules=self.rules(),
            at_ms=int(self._clock().timestamp() * 1000) if at_ms is None else at_ms,
            assurance=assurance,
            channel=channel,
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

    async def in_thread(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run what waits for disk or database on one of this desk's threads."""
        return await asyncio.get_running_loop().run_in_executor(self._pool, partial(work, *args, **kwargs))

    def close(self) -> None:
        """Let the threads go, and hear no more of the record."""
        self.store.writer.listeners.remove(self._recorded)
        self._pool.shutdown()

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
