"""The post office of a node: writes and signs letters, delivers them, takes in those of known nodes, each once."""

import hmac
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from functools import cached_property

import httpx
import msgspec
from sqlalchemy.engine import Connection

from kawal.exchange.envelope import (
    MOST_BYTES,
    QUIET,
    Letter,
    LetterKind,
    is_signed,
    names_signer,
    read_letter,
    sealed_letter,
)
from kawal.exchange.events import (
    LetterDelivered,
    LetterReceived,
    LetterSent,
    PeerDropped,
    PeerKnows,
    PeerNamed,
    WitnessNamed,
)
from kawal.exchange.growth import PeerLog, grown_since, judge, peer_logs
from kawal.exchange.letters import LetterRow, Peer, letter_of, load_letters, load_peers, waiting_letters
from kawal.exchange.witness import witness_key
from kawal.exchange.witnesses import load_witnesses
from kawal.kernel.calling import believed
from kawal.kernel.canonical import sha256_hex
from kawal.kernel.clock import Clock, system_clock
from kawal.kernel.errors import Conflict, Missing, NotPermitted, RecordError, Rejected, Unavailable
from kawal.kernel.language import msg
from kawal.record.checkpoint import add_signatures
from kawal.record.merkle import ProofError
from kawal.record.note import COSIGNATURE, SigningKey, VerifierKey
from kawal.record.policy import Group, cosignatures
from kawal.store.cosigned import add_cosignatures
from kawal.store.events import Decision, Event, Job, Report, Sealed
from kawal.store.keys import FOLDER as KEYS
from kawal.store.log import read_head
from kawal.store.opened import Store
from kawal.store.sealed import open_entry

SEND, DUE = "send_letter", "checkpoints_due"
INTAKE = "/api/surat"
PATIENCE_S = 10.0
CHECKPOINTS_EVERY_MIN = 60
Reaction = Callable[[Connection, Letter, Peer], Sequence[Event | Sealed | Report]]
"""What follows from a letter that comes in, in the same transaction."""
Writing = Callable[[Connection], tuple[Letter, Sequence[Event | Sealed]]]
"""A letter, and what else is decided with it."""
Refusal = Callable[[Letter], None]
"""Raises Rejected for a letter that this node may not keep."""


class MailDesk:
    """Letters of one node."""

    def __init__(
        self,
        store: Store,
        refuse: Refusal,
        react: Reaction,
        clock: Clock,
        identities: Callable[[], str],
        *,
        exercise: bool = False,
        every_min: int = CHECKPOINTS_EVERY_MIN,
        client: httpx.Client | None = None,
    ) -> None:
        self.store, self._refuse, self._react = store, refuse, react
        self._clock, self._identities = clock, identities
        self._exercise, self.every_min = exercise, every_min
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

    def name_peer(
        self,
        key: str,
        institution: str,
        agency: str,
        url: str,
        actor: str,
        *,
        witness: str = "",
        group: Group = "supervisor",
    ) -> None:
        """Name a node that letters go to and come from; with its `witness` key it is asked to sign our checkpoints.
        Raises Rejected for a key that is none or our own."""
        verifier = VerifierKey.parse(key)
        if verifier.name == self.origin:
            raise Rejected(msg("kunci pemeriksa"), msg("kunci simpul lain"), verifier.name)
        kept = " ".join(institution.split())[:80] or verifier.name
        event = PeerNamed(
            origin=verifier.name, key=str(verifier), institution=kept, agency=agency, url=url.rstrip("/")
        )
        signer = VerifierKey.parse(witness) if witness else None
        if signer is not None and signer.kind != COSIGNATURE:
            raise Rejected(msg("kunci saksi"), msg("kunci saksi simpul sana"), witness)
        asked = (WitnessNamed(name=signer.name, key=str(signer), group=group, url=""),) if signer else ()

        def decide(connection: Connection) -> Decision:
            left = waiting_letters(connection, verifier.name) if event.url else ()
            return Decision((event, *asked), jobs=tuple(carried(one.id) for one in left))

        self.store.writer.commit(decide, actor)

    def drop_peer(self, origin: str, actor: str) -> None:
        """Take no letters from there any more; raises Missing for a node that is not named."""

        def decide(connection: Connection) -> Decision:
            self._peer(connection, origin)
            return Decision((PeerDropped(origin=origin),))

        self.store.writer.commit(decide, actor)

    def draft(self, kind: LetterKind, receiver: str, connection: Connection, **more: object) -> Letter:
        """A new letter of this node, of this moment."""
        return Letter(
            id=self._identities(),
            sender=self.origin,
            receiver=receiver,
            kind=kind,
            at_ms=int(self._clock().timestamp() * 1000),
            size=read_head(connection).size,
            exercise=self._exercise,
            **more,  # type: ignore[arg-type]
        )

    def send(self, write: Writing, actor: str) -> str:
        """Write a letter, sign it and queue it, with what else its decision says; returns its id. `write` gets the
        connection of the transaction. Raises Missing for a node that is not named."""
        sent: list[str] = []

        def decide(connection: Connection) -> Decision:
            letter, more = write(connection)
            self._peer(connection, letter.receiver)
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
        peer = self._peer(connection, letter.receiver)
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
            peer = _named(connection, row.peer) if row else None
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

    def take(self, note: str, actor: str) -> tuple[Letter, bool]:
        """Take a letter in: (the letter, whether it was there before).

        Raises Rejected for what is no letter or not to us, NotPermitted for one that no known node signed, Conflict
        for another letter under an id that is there.
        """
        if len(note.encode()) > MOST_BYTES:
            raise Rejected(msg("surat"), msg("paling banyak %(n)s bita", n=MOST_BYTES), len(note.encode()))
        letter = read_letter(note)
        digest = sha256_hex(note.encode())
        if letter.receiver != self.origin:
            raise Rejected(msg("penerima"), self.origin, letter.receiver)
        if letter.exercise != self._exercise:
            sorts = msg("surat sungguhan"), msg("surat latihan")
            raise Rejected(msg("surat"), sorts[self._exercise], sorts[letter.exercise])
        with self.store.engine.connect().execution_options(read_only=True) as connection:
            self._signer(connection, letter, note)  # strangers do not wait in the writer's line
        self._refuse(letter)
        known: list[bool] = []
        lines: list[tuple[str, str]] = []

        def decide(connection: Connection) -> Decision:
            peer = self._signer(connection, letter, note)
            there = letter_of(connection, letter.id)
            if there is not None and not hmac.compare_digest(there.sha256, digest):
                raise Conflict(msg("nomor surat ini sudah dipakai untuk surat lain"))
            known[:] = [there is not None]
            if there is not None:
                return Decision()
            event = LetterReceived(id=letter.id, peer=peer.origin, kind=letter.kind, sha256=digest, re=letter.re)
            came: tuple[Event | Sealed | Report, ...] = (Sealed(event, note.encode()),)
            if letter.kind == "acknowledgement":
                lines[:] = self._cosigned(connection, letter)
                knew = PeerKnows(origin=peer.origin, size=letter.known)
                return Decision((*came, knew) if letter.known >= 0 else came)
            news, size, line = self._judged(connection, letter, peer)
            answer = self.draft("acknowledgement", peer.origin, connection, re=letter.id, known=size, cosigned=line)
            posted = self.posted(connection, answer)
            more = self._react(connection, letter, peer)
            return Decision((*came, *news, *more, *posted.events), jobs=posted.jobs)

        self.store.writer.commit(decide, actor)
        for signed, by in lines:
            add_cosignatures(self.store.published, signed, by)
        return letter, known[0]

    def _judged(self, connection: Connection, letter: Letter, peer: Peer) -> tuple[Sequence[Event], int, str]:
        if letter.kind != "checkpoint":
            return (), -1, ""
        seen = peer_logs(connection).get(peer.origin, PeerLog(peer.origin))
        return judge(letter, seen, VerifierKey.parse(peer.key), self.witness, int(system_clock().timestamp()))

    def _cosigned(self, connection: Connection, letter: Letter) -> list[tuple[str, str]]:
        """(our checkpoint, the line) when a witness of ours signed it; a line of anyone else is nothing."""
        row = letter_of(connection, letter.re)
        if not letter.cosigned or row is None or row.way != "out" or row.peer != letter.sender:
            return []
        sent = self.content(connection, row)
        if sent is None or sent.grown is None:
            return []
        try:
            valid = cosignatures(add_signatures(sent.grown.note, letter.cosigned), load_witnesses(connection))
        except (ProofError, RecordError):
            return []
        return [(sent.grown.note, letter.cosigned)] if valid else []

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

    def _signer(self, connection: Connection, letter: Letter, note: str) -> Peer:
        """The known node that signed a letter; raises NotPermitted when none did."""
        peer = _named(connection, letter.sender)
        key = VerifierKey.parse(peer.key) if peer else None
        if peer is None or key is None or not names_signer(note, key):
            raise NotPermitted(msg("surat ini tidak ditandatangani simpul yang dikenal"))
        if not is_signed(note, key):
            raise NotPermitted(
                msg("isi surat berubah sesudah ditandatangani %(who)s; minta berkasnya lagi", who=peer.institution)
            )
        return peer

    def _peer(self, connection: Connection, origin: str) -> Peer:
        found = _named(connection, origin)
        if found is None:
            raise Missing(msg("simpul"), msg("simpul yang terdaftar"), origin[:80])
        return found


def carried(identity: str) -> Job:
    """The job that takes a letter to its node."""
    return Job(SEND, identity, msgspec.json.encode(identity))


def is_quiet(row: LetterRow) -> bool:
    """Whether a letter is one that nodes send by themselves."""
    return row.kind in QUIET


def _named(connection: Connection, origin: str) -> Peer | None:
    return next((one for one in load_peers(connection) if one.origin == origin), None)
