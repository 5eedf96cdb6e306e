"""Incidents between nodes: a referral to another institution's node, and what its answer does to the incident."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.engine import Connection

from kawal.exchange.envelope import Letter, LetterKind, Subject, Verdict
from kawal.exchange.letters import LetterRow, Peer, letter_of
from kawal.exchange.mail import MailDesk
from kawal.field.grammar.spelling import normal
from kawal.field.grammar.votes import gives_votes
from kawal.field.identity import new_identity
from kawal.field.withheld import without_figures
from kawal.kernel.errors import Conflict, Rejected
from kawal.kernel.language import msg
from kawal.store.events import Event, Sealed
from kawal.store.log import read_head
from kawal.watch.cases import Case
from kawal.watch.events import IncidentStepped, Step

STEP_OF: dict[Verdict, Step] = {
    "accepted": "accepted",
    "returned": "returned",
    "settled": "settled",
    "noted": "answered",
}
"""What an answer from another node is in the record of the incident."""


class Referrals:
    """Letters about incidents, written and read at the desk of one node."""

    def __init__(self, takes_results: bool) -> None:
        self._takes_results = takes_results
        self.mail: MailDesk

    def refuse(self, letter: Letter) -> None:
        """Raise Rejected for a letter that gives votes to a node that takes none."""
        if not self._takes_results and gives_votes(normal(letter.words)):
            raise Rejected(msg("surat"), msg("surat tanpa angka suara"), msg("angka suara"))

    def react(self, connection: Connection, letter: Letter, peer: Peer) -> Sequence[Event | Sealed]:
        """An answer to our referral is a step of its incident, taken by the agency for which that node stands."""
        row = letter_of(connection, letter.re) if letter.kind == "answer" and letter.re else None
        if row is None or row.way != "out" or row.peer != peer.origin or row.incident < 0 or letter.verdict is None:
            return ()
        step: Step = STEP_OF[letter.verdict] if peer.agency else "noted"
        event = IncidentStepped(incident=row.incident, place=row.place, what=row.what, step=step, agency=peer.agency)
        words = letter.words if peer.agency else f"{peer.institution}: {letter.words}"
        return (Sealed(event, words.encode()) if words else event,)

    def refer(self, case: Case, peer: Peer, words: str, now: datetime, actor: str) -> str:
        """Hand an incident to another node; returns the letter's id. That its agency was told is a step of ours."""
        key = case.heard.index, case.place, case.what
        subject = Subject(*key, case.severity, case.heard.at_ms)
        letter = self._letter("referral", peer.origin, words, now, subject=subject)
        told = IncidentStepped(incident=key[0], place=key[1], what=key[2], step="told", agency=peer.agency)
        self.mail.send(letter, actor, lambda _: (told,) if peer.agency else ())
        return letter.id

    def answer(self, row: LetterRow, verdict: Verdict, words: str, now: datetime, actor: str) -> str:
        """Answer a letter that came in. Raises Conflict for one of our own."""
        if row.way != "in":
            raise Conflict(msg("surat ini dari simpul sendiri"))
        letter = self._letter("answer", row.peer, words, now, re=row.id, verdict=verdict)
        self.mail.send(letter, actor, lambda _: ())
        return letter.id

    def write(self, kind: LetterKind, receiver: str, words: str, now: datetime, actor: str) -> str:
        """Ask for support, or say how far a station is. Raises Rejected without words."""
        if not words.strip():
            raise Rejected(msg("surat"), msg("isi"), msg("kosong"))
        letter = self._letter(kind, receiver, words, now)
        self.mail.send(letter, actor, lambda _: ())
        return letter.id

    def _letter(self, kind: LetterKind, receiver: str, words: str, now: datetime, **more: object) -> Letter:
        """A letter without vote figures: between institutions none is ever sent."""
        kept = " ".join(words.split())[:2_000]
        kept = without_figures(kept) if gives_votes(normal(kept)) else kept
        with self.mail.store.engine.connect().execution_options(read_only=True) as connection:
            size = read_head(connection).size
        return Letter(
            id=new_identity(),
            sender=self.mail.origin,
            receiver=receiver,
            kind=kind,
            at_ms=int(now.timestamp() * 1000),
            size=size,
            words=kept,
            **more,  # type: ignore[arg-type]
        )
