"""The door through which reports reach the writer: decided in groups, answered when they are durable.

What arrives within one turn of the event loop is handed over together, and comes back with one call: so the writer's
thread and the loop do not wake each other for every report.
"""

import asyncio
from collections.abc import Sequence

import msgspec
from sqlalchemy.engine import Connection

from kawal.field.admit import Quarantined
from kawal.field.events import ReportQuarantined
from kawal.field.model import Submission
from kawal.field.project import known_reports
from kawal.field.tables import CONFLICT, QUARANTINE
from kawal.field.withheld import public_reason
from kawal.kernel.canonical import sha256_hex
from kawal.kernel.errors import KawalError
from kawal.store.events import Decision, Report, Sealed
from kawal.store.lanes import Committed, Outcome, Work
from kawal.store.writer import Writer

RECORDED, REPEATED, QUARANTINED, CONFLICTING = 201, 200, 202, 409


class Answer(msgspec.Struct, frozen=True):
    """What became of one token: 201 new, 200 there already, 202 in quarantine, 409 beside another of the same id."""

    status: int
    index: int
    receipt: str = ""
    """Complete for what was recorded just now; for the rest it is made from the log."""


class Waiting:
    """One admitted token on its way through the writer."""

    __slots__ = ("future", "index", "status", "taken", "twin")

    def __init__(self, taken: Submission | Quarantined, future: "asyncio.Future[Answer]") -> None:
        self.taken, self.future = taken, future
        self.status, self.index = RECORDED, -1
        self.twin: Waiting | None = None
        """The same token earlier in this group: what it becomes, this one is."""

    def meet(self, before: "int | Waiting") -> Decision:
        """It is there already: as an entry, or earlier in this group. Nothing happens."""
        if isinstance(before, Waiting):
            self.twin = before
        else:
            self.index = before
        return Decision()


Seen = dict[tuple[object, ...], "int | Waiting"]
"""What is recorded, or was decided earlier in this group, by key and digest."""


class ReportDoor:
    """The lane of reports. One for each event loop."""

    actor = "field"

    def __init__(self, writer: Writer) -> None:
        self._writer = writer
        self._gathered: list[Work] = []

    def submit(self, taken: Submission | Quarantined) -> "asyncio.Future[Answer]":
        """Hand over; the future ends when the report is durable, or with the error that kept it out."""
        loop = asyncio.get_running_loop()
        waiting = Waiting(taken, loop.create_future())
        if not self._gathered:
            loop.call_soon(self._flush)
        self._gathered.append((self, waiting))
        return waiting.future

    def _flush(self) -> None:
        works, self._gathered = self._gathered, []
        try:
            self._writer.put(works)
        except KawalError as error:
            for _, waiting in works:
                waiting.future.set_exception(error)

    def decide(self, connection: Connection, payloads: Sequence[Waiting]) -> Sequence[Decision | KawalError]:
        """New ones are recorded, repeats are not, a second body under one id is kept as a conflict."""
        submissions = [one.taken for one in payloads if isinstance(one.taken, Submission)]
        known = known_reports(connection, [(one.public.key, one.source) for one in submissions])
        seen: Seen = {(*key, digest): index for key, (digest, index) in known.items()}
        seen |= _conflicts(connection, [one.public.key for one in submissions if _other(known, one)])
        seen |= _quarantines(connection, payloads)
        taken: dict[tuple[bytes, str], str] = {key: digest for key, (digest, _) in known.items()}
        return [self._decide(one, taken, seen) for one in payloads]

    def deliver(self, outcomes: Sequence[tuple[Waiting, Outcome]]) -> None:
        """Back to the loop, once for the whole group."""
        outcomes[0][0].future.get_loop().call_soon_threadsafe(_done, outcomes)

    def _decide(self, waiting: Waiting, taken: dict[tuple[bytes, str], str], seen: Seen) -> Decision:
        one = waiting.taken
        if isinstance(one, Quarantined):
            return _quarantine(waiting, one, seen)
        key, digest = (one.public.key, one.source), one.digest
        first = taken.setdefault(key, digest)
        before = seen.get((*key, digest))
        if before is not None:
            waiting.status = REPEATED if first == digest else CONFLICTING
            return waiting.meet(before)
        seen[*key, digest] = waiting
        waiting.status = RECORDED if first == digest else CONFLICTING
        return Decision((Report(one.token.jws.encode(), _private(one)),))


def _private(taken: Submission) -> bytes:
    return msgspec.json.encode(taken.token.disclosures) if taken.token.disclosures else b""


def _quarantine(waiting: Waiting, one: Quarantined, seen: Seen) -> Decision:
    waiting.status = QUARANTINED
    body = one.text.encode()
    key = (one.source, sha256_hex(body))
    if key in seen:
        return waiting.meet(seen[key])
    seen[key] = waiting
    reason = public_reason(one.reason)
    return Decision((Sealed(ReportQuarantined(source=one.source, sha256=key[1], reason=reason), body),))


def _other(known: dict[tuple[bytes, str], tuple[str, int]], one: Submission) -> bool:
    before = known.get((one.public.key, one.source))
    return before is not None and before[0] != one.digest


def _conflicts(connection: Connection, ids: Sequence[bytes]) -> Seen:
    rows = connection.execute(CONFLICT.select().where(CONFLICT.c.id.in_(ids))) if ids else ()
    return {(bytes(row.id), row.source, row.digest): row.position for row in rows}


def _quarantines(connection: Connection, payloads: Sequence[Waiting]) -> Seen:
    digests = [sha256_hex(one.taken.text.encode()) for one in payloads if isinstance(one.taken, Quarantined)]
    rows = connection.execute(QUARANTINE.select().where(QUARANTINE.c.sha256.in_(digests))) if digests else ()
    return {(row.source, row.sha256): row.position for row in rows}


def _done(outcomes: Sequence[tuple[Waiting, Outcome]]) -> None:
    """In the loop: end the futures; a client that went away has cancelled its own."""
    receipts: dict[int, str] = {}
    for waiting, outcome in outcomes:
        if isinstance(outcome, Committed) and outcome.entries and outcome.appended is not None:
            waiting.index = outcome.entries[-1].index
            receipts[waiting.index] = outcome.appended.receipt(waiting.index)
        elif waiting.twin is not None:
            waiting.index = waiting.twin.index
        if waiting.future.done():
            continue
        if isinstance(outcome, Committed):
            waiting.future.set_result(Answer(waiting.status, waiting.index, receipts.get(waiting.index, "")))
        else:
            waiting.future.set_exception(outcome)
