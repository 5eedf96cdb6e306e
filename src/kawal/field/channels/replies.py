"""What a sender is told: what was understood in one sentence, or the question (pure, but for who was told when)."""

from collections.abc import Callable

from kawal.access.throttle import Throttle
from kawal.field.channels.sms.gsm7 import one_message
from kawal.field.grammar.gazetteer import Gazetteer
from kawal.field.grammar.model import Ask, Fact, Reading
from kawal.field.grammar.say import asked, doubted, said
from kawal.field.incoming import Incoming, Understood
from kawal.kernel.codes import RegionCode
from kawal.kernel.language import language
from kawal.kernel.numbers import read_written

BURST, PER_S = 5, 1 / 60
WITHHELD = "Hasil suara disampaikan ke pengawas TPS, bukan ke sini. Angkanya tidak kami simpan."
CUT = "Sebagian pesan Anda tidak sampai. Mohon kirim lagi, lebih singkat."
MOST_LETTERS = 1_000
"""Where a message may be longer than one SMS."""


class Replies:
    """Answers senders in Indonesian, each five times at once and then once a minute; questions are always asked, and
    who only greets is not answered. How much a sender may bring at all is limited before (`pace`)."""

    def __init__(self, gazetteer: Callable[[], Gazetteer], throttle: Throttle | None = None) -> None:
        self._gazetteer = gazetteer
        self._throttle = throttle or Throttle(BURST, PER_S)

    def __call__(self, line: Incoming, understood: Understood) -> str:
        """What goes back to the sender of a new line; empty for nothing."""
        text = reply_of(line, understood, self._gazetteer())
        allowed = self._throttle.allow(f"{line.gate}\n{line.sender}")
        if not text or not (allowed or understood.asks):
            return ""
        return one_message(text) if line.channel == "sms" else text[:MOST_LETTERS]


def reply_of(line: Incoming, understood: Understood, gazetteer: Gazetteer) -> str:
    """The sentence; empty for a line without news."""
    if understood.state in ("noise", "dropped"):
        return ""
    if understood.state == "withheld":
        return WITHHELD
    if line.cut:
        return CUT
    words = language("id")
    facts = tuple(
        Fact(kind=one.kind, place=RegionCode(one.place), stations=read_written(one.stations), data=one.data)
        for one in understood.facts
    )
    when = f" {understood.reading.time.replace(':', '.')}" if understood.reading.time else ""
    sentences = [f"Tercatat{when}: {said(Reading(facts=facts), gazetteer, words)}."] if facts else []
    sentences += [doubted(understood.reading.unsure, words)] if facts and understood.reading.unsure else []
    sentences += [_question(ask, gazetteer) for ask in understood.asks]
    return " ".join(sentences)


def _question(ask: Ask, gazetteer: Gazetteer) -> str:
    if ask.code == "place" and len(ask.places) == 1 and ask.words == gazetteer.name(ask.places[0]):
        return f"Nomor ini tidak terdaftar untuk {ask.words}; sampaikan lewat posko."
    return asked(ask, gazetteer, language("id"))
