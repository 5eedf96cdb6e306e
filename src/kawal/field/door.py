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
from kawal.kernel.canonical import sha256_hex
from kawal.kernel.errors import KawalError
from kawal.kernel.language import language
from kawal.store.events import Decision, Report, Sealed
from kawal.store.writer import Committed, Outcome, Work, Writer

RECORDED, REPEATED, QUARANTINED, CONFLICTING = 201, 200, 202, 409


class Answer(msgspec.Struct, frozen=True):
    """What became of one token: 201 new, 200 there already, 202 in quarantine, 409 beside another of the same id."""

    status: int
    index: int
    receipt: str = ""
    """Complete for what was recorded just now; for the rest it is made from the log."""


class Waiting:
    """One admitted token on its way through the writer."""

    __slots__ = ("answer", "future", "index", "status", "taken")

    def __init__(self, taken: Submission | Quarantined, future: "asyncio.Future[Answer]") -> None:
        self.taken, self.future = taken, future
        self.status, self.index = RECORDED, -1


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
        self._writer.put(works)

    def decide(self, connection: Connection, payloads: Sequence[Waiting]) -> Sequence[Decision | KawalError]:
        """New ones are recorded, repeats are not, a second body under one id is kept as a conflict."""
        submissions = [one.taken for one in payloads if isinstance(one.taken, Submission)]
        known = known_reports(connection, [(one.public.key, one.source) for one in submissions])
        kept = _known_conflicts(connection, [one.public.key for one in submissions if _other(known, one)])
        held = _known_quarantines(connection, payloads)
        return [self._decide(one, known, kept, held) for one in payloads]

    def deliver(self, outcomes: Sequence[tuple[Waiting, Outcome]]) -> None:
        """Back to the loop, once for the whole group."""
        outcomes[0][0].future.get_loop().call_soon_threadsafe(_done, outcomes)

    def _decide(
        self,
        waiting: Waiting,
        known: dict[tuple[bytes, str], tuple[str, int]],
        kept: dict[tuple[bytes, str, str], int],
        held: dict[tuple[str, str], int],
    ) -> Decision:
        taken = waiting.taken
        if isinstance(taken, Quarantined):
            return _quarantine(waiting, taken, held)
        key = (taken.public.key, taken.source)
        digest = taken.digest
        before = known.get(key)
        if before is None:
            known[key] = (digest, -1)
            waiting.status = RECORDED
        elif before[0] == digest:
            waiting.status, waiting.index = REPEATED, before[1]
            return Decision()
        else:
            waiting.status = CONFLICTING
            if (*key, digest) in kept:
                waiting.index = kept[*key, digest]
                return Decision()
            kept[*key, digest] = -1
        return Decision((Report(taken.token.jws.encode(), _private(taken)),))


def _private(taken: Submission) -> bytes:
    return msgspec.json.encode(taken.token.disclosures) if taken.token.disclosures else b""


def _quarantine(waiting: Waiting, taken: Quarantined, held: dict[tuple[str, str], int]) -> Decision:
    waiting.status = QUARANTINED
    body = taken.text.encode()
    digest = sha256_hex(body)
    if (taken.source, digest) in held:
        waiting.index = held[taken.source, digest]
        return Decision()
    held[taken.source, digest] = -1
    reason = language("id").say(taken.reason)[:200]
    return Decision((Sealed(ReportQuarantined(source=taken.source, sha256=digest, reason=reason), body),))


def _other(known: dict[tuple[bytes, str], tuple[str, int]], one: Submission) -> bool:
    before = known.get((one.public.key, one.source))
    return before is not None and before[0] != one.digest


def _known_conflicts(connection: Connection, ids: Sequence[bytes]) -> dict[tuple[bytes, str, str], int]:
    rows = connection.execute(CONFLICT.select().where(CONFLICT.c.id.in_(ids))) if ids else ()
    return {(bytes(row.id), row.source, row.digest): row.position for row in rows}


def _known_quarantines(connection: Connection, payloads: Sequence[Waiting]) -> dict[tuple[str, str], int]:
    digests = [sha256_hex(one.taken.text.encode()) for one in payloads if isinstance(one.taken, Quarantined)]
    rows = connection.execute(QUARANTINE.select().where(QUARANTINE.c.sha256.in_(digests))) if digests else ()
    return {(row.source, row.sha256): row.position for row in rows}


def _done(outcomes: Sequence[tuple[Waiting, Outcome]]) -> None:
    """In the loop: end the futures; a client that went away has cancelled its own."""
    for waiting, outcome in outcomes:
        if waiting.future.done():
            continue
        if not isinstance(outcome, Committed):
            waiting.future.set_exception(outcome)
        elif outcome.entries and outcome.appended is not None:
            index = outcome.entries[-1].index
            waiting.future.set_result(Answer(waiting.status, index, outcome.appended.receipt(index)))
        else:
            waiting.future.set_result(Answer(waiting.status, waiting.index))
