"""Letters that come in: whose they are, taken once, answered, and what follows from them, in one transaction."""

import hmac
from collections.abc import Callable, Sequence

from sqlalchemy.engine import Connection

from kawal.exchange.envelope import MOST_BYTES, Letter, is_signed, names_signer, read_letter
from kawal.exchange.events import LetterReceived, PeerKnows
from kawal.exchange.growth import PeerLog, judge, peer_logs
from kawal.exchange.letters import Peer, letter_of, named
from kawal.exchange.mail import MailDesk
from kawal.exchange.witnesses import load_witnesses
from kawal.kernel.canonical import sha256_hex
from kawal.kernel.clock import system_clock
from kawal.kernel.errors import Conflict, NotPermitted, RecordError, Rejected
from kawal.kernel.language import msg
from kawal.record.checkpoint import add_signatures
from kawal.record.merkle import ProofError
from kawal.record.note import VerifierKey
from kawal.record.policy import cosignatures
from kawal.store.cosigned import add_cosignatures
from kawal.store.events import Decision, Event, Report, Sealed

Reaction = Callable[[Connection, Letter, Peer], Sequence[Event | Sealed | Report]]
"""What follows from a letter that comes in, in the same transaction."""
Refusal = Callable[[Letter], None]
"""Raises Rejected for a letter that this node may not keep."""


class Intake:
    """Takes letters in for one node."""

    def __init__(self, mail: MailDesk, refuse: Refusal, react: Reaction) -> None:
        self._mail, self._refuse, self._react = mail, refuse, react

    def take(self, note: str, actor: str) -> tuple[Letter, bool]:
        """Take a letter in: (the letter, whether it was there before).

        Raises Rejected for what is no letter or not to us, NotPermitted for one that no known node signed, Conflict
        for another letter under an id that is there.
        """
        if len(note.encode()) > MOST_BYTES:
            raise Rejected(msg("surat"), msg("paling banyak %(n)s bita", n=MOST_BYTES), len(note.encode()))
        letter = read_letter(note)
        digest = sha256_hex(note.encode())
        if letter.receiver != self._mail.origin:
            raise Rejected(msg("penerima"), self._mail.origin, letter.receiver)
        if letter.exercise != self._mail.exercise:
            sorts = msg("surat sungguhan"), msg("surat latihan")
            raise Rejected(msg("surat"), sorts[self._mail.exercise], sorts[letter.exercise])
        with self._mail.store.engine.connect().execution_options(read_only=True) as connection:
            _signer(connection, letter, note)  # strangers do not wait in the writer's line
        self._refuse(letter)
        known: list[bool] = []
        lines: list[tuple[str, str]] = []

        def decide(connection: Connection) -> Decision:
            peer = _signer(connection, letter, note)
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
            answer = self._mail.draft(
                "acknowledgement", peer.origin, connection, re=letter.id, known=size, cosigned=line
            )
            posted = self._mail.posted(connection, answer)
            more = self._react(connection, letter, peer)
            return Decision((*came, *news, *more, *posted.events), jobs=posted.jobs)

        self._mail.store.writer.commit(decide, actor)
        for signed, by in lines:
            add_cosignatures(self._mail.store.published, signed, by)
        return letter, known[0]

    def _judged(self, connection: Connection, letter: Letter, peer: Peer) -> tuple[Sequence[Event], int, str]:
        if letter.kind != "checkpoint":
            return (), -1, ""
        seen = peer_logs(connection).get(peer.origin, PeerLog(peer.origin))
        return judge(letter, seen, VerifierKey.parse(peer.key), self._mail.witness, int(system_clock().timestamp()))

    def _cosigned(self, connection: Connection, letter: Letter) -> list[tuple[str, str]]:
        """(our checkpoint, the line) when a witness of ours signed it; a line of anyone else is nothing."""
        row = letter_of(connection, letter.re)
        if not letter.cosigned or row is None or row.way != "out" or row.peer != letter.sender:
            return []
        sent = self._mail.content(connection, row)
        if sent is None or sent.grown is None:
            return []
        try:
            valid = cosignatures(add_signatures(sent.grown.note, letter.cosigned), load_witnesses(connection))
        except (ProofError, RecordError):
            return []
        return [(sent.grown.note, letter.cosigned)] if valid else []


def _signer(connection: Connection, letter: Letter, note: str) -> Peer:
    """The known node that signed a letter; raises NotPermitted when none did."""
    peer = named(connection, letter.sender)
    key = VerifierKey.parse(peer.key) if peer else None
    if peer is None or key is None or not names_signer(note, key):
        raise NotPermitted(msg("surat ini tidak ditandatangani simpul yang dikenal"))
    if not is_signed(note, key):
        raise NotPermitted(
            msg("isi surat berubah sesudah ditandatangani %(who)s; minta berkasnya lagi", who=peer.institution)
        )
    return peer
