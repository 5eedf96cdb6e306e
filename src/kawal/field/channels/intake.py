"""Texts of gateways -> lines: who sent it, when, what of it is kept. Unknown senders cost nothing lasting."""

from datetime import UTC, datetime, timedelta

import msgspec

from kawal.field.channels.model import Sms
from kawal.field.channels.numbers import number_of
from kawal.field.channels.parts import Joined, forget, hold, keep_cut
from kawal.field.channels.replies import Replies
from kawal.field.channels.senders import Sender, Senders
from kawal.field.desk import FieldDesk
from kawal.field.incoming import Author, Incoming
from kawal.field.lines import MOST_TEXT, Kept, LineDesk
from kawal.field.withheld import kept_words
from kawal.kernel.canonical import canonical, sha256_hex
from kawal.kernel.clock import Clock, system_clock

SAME_CLOCK = timedelta(seconds=2)
OLDEST = timedelta(days=30)
MOST_PERSON = 40


class Intake:
    """Takes texts in for every gateway of short messages."""

    def __init__(self, field: FieldDesk, lines: LineDesk, clock: Clock, real: Clock = system_clock) -> None:
        self._field, self._lines, self._clock, self._real = field, lines, clock, real
        self._replies = Replies(lines.gazetteer)
        self._senders: Senders | None = None

    def sender(self, number: str) -> Sender | None:
        """Who sends from a number; the list is made again when the registry has changed."""
        registry = self._field.registry()
        if self._senders is None or self._senders.version != registry.version:
            self._senders = Senders(registry)
        return self._senders.find(number)

    def take(self, gate: str, sms: Sms) -> bool:
        """Keep a text, or hold a part of one; False, and nothing is written, when nobody knows the sender."""
        sender = self.sender(sms.sender)
        if sender is None:
            return False
        if sms.part is None:
            self._keep(gate, sms, sender)
            return True
        kept = kept_words(sms.text, takes_results=self._lines.takes_results())
        sms = msgspec.structs.replace(sms, text=kept)
        store = self._field.store
        with store.engine.begin() as connection:
            joined = hold(connection, store.blobs.sealer, gate, sms, self._clock().astimezone(UTC))
        if joined is not None:
            self.keep_joined(joined)
        return True

    def keep_joined(self, joined: Joined) -> None:
        """Keep a message made of parts; done again, it changes nothing. A sender who is gone by now is forgotten."""
        sender, store = self.sender(joined.sms.sender), self._field.store
        kept: tuple[Kept, ...] = ()
        if sender is not None:
            kept = self._keep(joined.gate, joined.sms, sender, cut=joined.cut, corrects=joined.corrects)
        with store.engine.begin() as connection:
            if joined.cut and kept and kept[0].understood.state != "withheld":
                now = self._clock().astimezone(UTC)
                keep_cut(connection, store.blobs.sealer, joined, kept[0].identity, now)
            else:
                forget(connection, joined)

    def _keep(
        self, gate: str, sms: Sms, sender: Sender, *, cut: bool = False, corrects: str = ""
    ) -> tuple[Kept, ...]:
        text = clean(sms.text)
        key = sms.key or sha256_hex(canonical((sms.sender, sms.at, sms.text)))
        line = Incoming(
            channel="sms",
            text=text,
            at=moment(sms.at, self._clock(), self._real()),
            key=key,
            gate=gate,
            sender=f"+{number_of(sms.sender)}",
            person=sender.person[:MOST_PERSON],
            ward=sender.ward,
            cut=cut,
            re=corrects,
            corrects=bool(corrects),
        )
        lines = in_pieces(line)
        if not lines:
            return ()
        home = sender.reach[0] if sender.reach else None
        return self._lines.take(lines, Author(f"gate:{gate}", "gateway", sender.reaches, home), self._replies)


def in_pieces(line: Incoming) -> list[Incoming]:
    """The line, or as many as its text needs, each under a key of its own; none for a text without words."""
    pieces = [line.text[at : at + MOST_TEXT] for at in range(0, len(line.text), MOST_TEXT)]
    return [
        msgspec.structs.replace(line, text=piece, key=line.key if number == 1 else f"{line.key} {number}")
        for number, piece in enumerate(pieces, 1)
        if piece.strip()
    ]


def clean(text: str) -> str:
    """The text without what nobody can write: control characters and halves of characters."""
    text = text.replace("\r\n", "\n").encode("utf-8", "replace").decode()
    return "".join(one if one.isprintable() or one == "\n" else " " for one in text).strip()


def moment(sent: datetime | None, civil: datetime, real: datetime) -> datetime:
    """When it was sent, by the civil clock. A gateway's clock is the real one; a rehearsal moves the civil one.

    A moment that is still to come, or lies more than a month back, is a clock that was never set: then it is now.
    """
    if sent is None or not timedelta(0) <= real - sent <= OLDEST:
        return civil
    return sent.astimezone(civil.tzinfo) if abs(civil - real) < SAME_CLOCK else civil - (real - sent)
