"""The post office of a node: writes and signs letters, delivers them, takes in those of known nodes, each once."""

import hmac
from collections.abc import Callable, Mapping, Sequence

import httpx
import msgspec
from sqlalchemy.engine import Connection

from kawal.exchange.envelope import MOST_BYTES, Letter, is_signed, read_letter, sealed_letter
from kawal.exchange.events import LetterDelivered, LetterReceived, LetterSent, PeerDropped, PeerNamed
from kawal.exchange.letters import LetterRow, Peer, letter_of, load_letters, load_peers
from kawal.kernel.calling import believed
from kawal.kernel.canonical import sha256_hex
from kawal.kernel.errors import Conflict, Missing, NotPermitted, Rejected, Unavailable
from kawal.kernel.language import msg
from kawal.record.note import VerifierKey
from kawal.store.events import Decision, Event, Job, Sealed
from kawal.store.opened import Store
from kawal.store.sealed import open_entry

SEND = "send_letter"
INTAKE = "/api/surat"
PATIENCE_S = 10.0
Reaction = Callable[[Connection, Letter, Peer], Sequence[Event | Sealed]]
"""What follows from a letter that comes in, in the same transaction."""
Refusal = Callable[[Letter], None]
"""Raises Rejected for a letter that this node may not keep."""


class MailDesk:
    """Letters of one node."""

    def __init__(
        self,
        store: Store,
        refuse: Refusal,
        react: Reaction,
        client: httpx.Client | None = None,
    ) -> None:
        self.store, self._refuse, self._react = store, refuse, react
        self._client = client or httpx.Client(timeout=PATIENCE_S, follow_redirects=False, verify=believed())

    @property
    def origin(self) -> str:
        """This node's name towards others: its log's origin."""
        return self.store.keys.log.verifier.name

    def handlers(self) -> Mapping[str, Callable[[bytes], None]]:
        """What its jobs do."""
        return {SEND: self.deliver}

    def name_peer(self, key: str, institution: str, agency: str, url: str, actor: str) -> None:
        """Name a node that letters go to and come from. Raises Rejected for a key that is none or our own."""
        verifier = VerifierKey.parse(key)
        if verifier.name == self.origin:
            raise Rejected(msg("kunci pemeriksa"), msg("kunci simpul lain"), verifier.name)
        kept = " ".join(institution.split())[:80] or verifier.name
        event = PeerNamed(
            origin=verifier.name, key=str(verifier), institution=kept, agency=agency, url=url.rstrip("/")
        )
        self.store.writer.commit(lambda _: Decision((event,)), actor)

    def drop_peer(self, origin: str, actor: str) -> None:
        """Take no letters from there any more; raises Missing for a node that is not named."""

        def decide(connection: Connection) -> Decision:
            self._peer(connection, origin)
            return Decision((PeerDropped(origin=origin),))

        self.store.writer.commit(decide, actor)

    def send(self, letter: Letter, actor: str, more: Callable[[Connection], Sequence[Event | Sealed]]) -> None:
        """Sign a letter and queue it, with what else its decision says. Raises Missing for a node not named."""
        note = sealed_letter(letter, self.store.keys.log)

        def decide(connection: Connection) -> Decision:
            peer = self._peer(connection, letter.receiver)
            event = LetterSent(
                id=letter.id,
                peer=letter.receiver,
                kind=letter.kind,
                sha256=sha256_hex(note.encode()),
                re=letter.re,
                incident=letter.subject.incident if letter.kind == "referral" else -1,
                place=letter.subject.place,
                what=letter.subject.what,
            )
            jobs = (Job(SEND, letter.id, msgspec.json.encode(letter.id)),) if peer.url else ()
            return Decision((Sealed(event, note.encode()), *more(connection)), jobs=jobs)

        self.store.writer.commit(decide, actor)

    def deliver(self, body: bytes) -> None:
        """Take a letter to its node; once it has it, that is noted. Raises Unavailable to be tried again."""
        identity = msgspec.json.decode(body, type=str)
        with self.store.engine.connect().execution_options(read_only=True) as connection:
            row = letter_of(connection, identity)
            peer = _named(connection, row.peer) if row else None
            note = open_entry(connection, self.store.blobs.sealer, row.index) if row else None
        if row is None or row.delivered is not None or peer is None or not peer.url or note is None:
            return
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
        with self.store.engine.connect().execution_options(read_only=True) as connection:
            self._signer(connection, letter, note)  # strangers do not wait in the writer's line
        self._refuse(letter)
        known: list[bool] = []

        def decide(connection: Connection) -> Decision:
            peer = self._signer(connection, letter, note)
            there = letter_of(connection, letter.id)
            if there is not None and not hmac.compare_digest(there.sha256, digest):
                raise Conflict(msg("nomor surat ini sudah dipakai untuk surat lain"))
            known[:] = [there is not None]
            if there is not None:
                return Decision()
            event = LetterReceived(id=letter.id, peer=peer.origin, kind=letter.kind, sha256=digest, re=letter.re)
            return Decision((Sealed(event, note.encode()), *self._react(connection, letter, peer)))

        self.store.writer.commit(decide, actor)
        return letter, known[0]

    def all(self, connection: Connection) -> tuple[tuple[LetterRow, Letter | None], ...]:
        """Every letter with its content, None where it was erased; newest first."""
        return tuple((row, self._content(connection, row)) for row in load_letters(connection))

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

    def _content(self, connection: Connection, row: LetterRow) -> Letter | None:
        body = open_entry(connection, self.store.blobs.sealer, row.index)
        return read_letter(body.decode()) if body else None

    def _signer(self, connection: Connection, letter: Letter, note: str) -> Peer:
        """The known node that signed a letter; raises NotPermitted when none did."""
        peer = _named(connection, letter.sender)
        if peer is None or not is_signed(note, VerifierKey.parse(peer.key)):
            raise NotPermitted(msg("surat ini tidak ditandatangani simpul yang dikenal"))
        return peer

    def _peer(self, connection: Connection, origin: str) -> Peer:
        found = _named(connection, origin)
        if found is None:
            raise Missing(msg("simpul"), msg("simpul yang terdaftar"), origin[:80])
        return found


def _named(connection: Connection, origin: str) -> Peer | None:
    return next((one for one in load_peers(connection) if one.origin == origin), None)
