"""The post office of a node: writes and signs letters, carries them, reads those that came and went."""

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from functools import cached_property

import httpx
import msgspec
from sqlalchemy.engine import Connection

from kawal.exchange.envelope import QUIET, Letter, LetterKind, read_letter, sealed_letter
from kawal.exchange.events import (
    LetterDelivered,
    LetterSent,
)
from kawal.exchange.growth import PeerLog, grown_since, peer_logs
from kawal.exchange.letters import LetterRow, known_peer, letter_of, load_letters, load_peers, named, waiting_letters
from kawal.exchange.witness import witness_key
from kawal.kernel.calling import believed
from kawal.kernel.canonical import sha256_hex
from kawal.kernel.clock import Clock
from kawal.kernel.errors import Missing, Unavailable
from kawal.kernel.language import msg
from kawal.record.note import SigningKey
from kawal.store.events import Decision, Event, Job, Sealed
from kawal.store.keys import FOLDER as KEYS
from kawal.store.log import read_head
from kawal.store.opened import Store
from kawal.store.sealed import open_entry

SEND, DUE = "send_letter", "checkpoints_due"
INTAKE = "/api/surat"
PATIENCE_S = 10.0
CHECKPOINTS_EVERY_MIN = 60
Writing = Callable[[Connection], tuple[Letter, Sequence[Event | Sealed]]]
"""A letter, and what else is decided with it."""


class MailDesk:
    """Letters of one node."""

    def __init__(
        self,
        store: Store,
        clock: Clock,
        identities: Callable[[], str],
        *,
        exercise: bool = False,
        every_min: int = CHECKPOINTS_EVERY_MIN,
        client: httpx.Client | None = None,
    ) -> None:
        self.store, self._clock, self._identities = store, clock, identities
        self.exercise, self.every_min = exercise, every_min
        self._client = client or httpx.Client(timeout=PATIENCE_S, follow_redirects=False, verify=believed())

    @cached_property
    def witness(self) -> SigningKey:
        """The key with which this node signs other nodes' checkpoints, made when it is first asked for."""
        return witness_key(self.store.folder / KEYS, f"{self.origin}/saksi")

    @property
    def origin(self) -> str:
        """This node's name towards others: its log's origin."""
        return self.store.keys.log.verifier.name

    def handlers(self) -> Mapping[str, Callable[[bytes], None]]:
        """What its jobs do."""
        return {SEND: self.deliver, DUE: lambda _body: self.tick()}

    def draft(self, kind: LetterKind, receiver: str, connection: Connection, **more: object) -> Letter:
        """A new letter of this node, of this moment."""
        return Letter(
            id=self._identities(),
            sender=self.origin,
            receiver=receiver,
            kind=kind,
            at_ms=int(self._clock().timestamp() * 1000),
            size=read_head(connection).size,
            exercise=self.exercise,
            **more,  # type: ignore[arg-type]
        )

    def send(self, write: Writing, actor: str) -> str:
        """Write a letter, sign it and queue it, with what else its decision says; returns its id. `write` gets the
        connection of the transaction. Raises Missing for a node that is not named."""
        sent: list[str] = []

        def decide(connection: Connection) -> Decision:
            letter, more = write(connection)
            known_peer(connection, letter.receiver)
            sent[:] = [letter.id]
            posted = self.posted(connection, letter)
            return Decision((*posted.events, *more), jobs=posted.jobs)

        self.store.writer.commit(decide, actor)
        return sent[0]

    def send_checkpoint(self, receiver: str, actor: str) -> str:
        """Send our newest checkpoint to be kept, and signed where that node is a witness of ours."""

        def write(connection: Connection) -> tuple[Letter, Sequence[Event]]:
            known = peer_logs(connection).get(receiver, PeerLog(receiver)).known
            return self.draft("checkpoint", receiver, connection, grown=grown_since(connection, known)), ()

        return self.send(write, actor)

    def start(self) -> None:
        """See to it that checkpoints go to the other nodes every hour."""
        if self.every_min:
            self.store.writer.commit(lambda _: Decision(jobs=(self._next(),)), "node")

    def tick(self) -> None:
        """Checkpoints are due: one to every node that no earlier one waits for, then wait again."""
        if not self.every_min:
            return
        with self.store.engine.connect().execution_options(read_only=True) as connection:
            peers = load_peers(connection)
            waiting = {row.peer for one in peers for row in waiting_letters(connection, one.origin) if is_quiet(row)}
        for one in peers:
            if one.url and one.origin not in waiting:
                self.send_checkpoint(one.origin, "node")
        self.store.writer.commit(lambda _: Decision(jobs=(self._next(),)), "node")

    def _next(self) -> Job:
        every = timedelta(minutes=self.every_min)
        now = self._clock()
        due = now + every - timedelta(seconds=now.timestamp() % every.total_seconds())
        return Job(DUE, due.isoformat(timespec="seconds"), due=due)

    def posted(self, connection: Connection, letter: Letter) -> Decision:
        """A letter on its way: its entry, the letter itself sealed beside it, the job that carries it."""
        note = sealed_letter(letter, self.store.keys.log)
        peer = known_peer(connection, letter.receiver)
        event = LetterSent(
            id=letter.id,
            peer=letter.receiver,
            kind=letter.kind,
            sha256=sha256_hex(note.encode()),
            re=letter.re,
            incident=letter.subject.incident if letter.kind in ("referral", "support") else -1,
            place=letter.subject.place,
            what=letter.subject.what,
        )
        return Decision((Sealed(event, note.encode()),), jobs=(carried(letter.id),) if peer.url else ())

    def deliver(self, body: bytes) -> None:
        """Take a letter to its node; once it has it, that is noted. Raises Unavailable to be tried again."""
        identity = msgspec.json.decode(body, type=str)
        with self.store.engine.connect().execution_options(read_only=True) as connection:
            row = letter_of(connection, identity)
            peer = named(connection, row.peer) if row else None
            note = open_entry(connection, self.store.blobs.sealer, row.index) if row else None
        if row is None or not row.waits or peer is None or not peer.url or note is None:
            return  # it arrived by another way, or goes nowhere any more
        try:
            answer = self._client.post(f"{peer.url}{INTAKE}", content=note, headers={"content-type": "text/plain"})
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            reason = msg("simpul %(name)s tidak menjawab (%(why)s)", name=peer.origin, why=type(error).__name__)
            raise Unavailable(reason, permanent=False) from None
        if answer.status_code not in (200, 201):
            reason = msg("simpul %(name)s menjawab %(status)s", name=peer.origin, status=str(answer.status_code))
            raise Unavailable(reason, permanent=400 <= answer.status_code < 500 and answer.status_code != 429)
        self.store.writer.commit(lambda _: Decision((LetterDelivered(id=identity),)), "node")

    def all(self, connection: Connection) -> tuple[tuple[LetterRow, Letter | None], ...]:
        """Every letter with its content, None where it was erased; newest first."""
        return tuple((row, self.content(connection, row)) for row in load_letters(connection))

    def note_of(self, connection: Connection, identity: str) -> str:
        """A letter as it travels, for a file; raises Missing for no such letter or an erased one."""
        row = letter_of(connection, identity)
        body = open_entry(connection, self.store.blobs.sealer, row.index) if row else None
        if body is None:
            raise Missing(msg("surat"), msg("surat yang ada"), identity[:40])
        return body.decode()

    def close(self) -> None:
        """Let the connections go."""
        self._client.close()

    def content(self, connection: Connection, row: LetterRow) -> Letter | None:
        """What a letter says, None where it was erased."""
        body = open_entry(connection, self.store.blobs.sealer, row.index)
        return read_letter(body.decode()) if body else None


def carried(identity: str) -> Job:
    """The job that takes a letter to its node."""
    return Job(SEND, identity, msgspec.json.encode(identity))


def is_quiet(row: LetterRow) -> bool:
    """Whether a letter is one that nodes send by themselves."""
    return row.kind in QUIET
