"""What a plenary answered to an objection -> an event (pure); what is refused and why."""

from datetime import date

import msgspec

from kawal.access.model import Account
from kawal.disputes.grounds.checks import decided_on, reason_of
from kawal.disputes.grounds.events import ObjectionAnswered
from kawal.disputes.grounds.objections import Answer, Objection, may_answer
from kawal.kernel.errors import Conflict, NotPermitted, Rejected
from kawal.kernel.language import msg
from kawal.store.events import Sealed

LONGEST_NUMBER = 120


class Answering(msgspec.Struct, frozen=True, kw_only=True):
    """What a plenary answered, on which day, in minutes of which number (both empty where unknown); with `corrects`,
    what the last answer, which this entry recorded, really is. `seen` is the newest entry that the person saw."""

    answer: Answer
    reason: str
    held_on: str = ""
    minutes: str = ""
    corrects: int | None = None
    seen: int


def answer(
    command: Answering, objection: Objection, account: Account, today: date, voting: date | None = None
) -> Sealed:
    """What the plenary whose turn it is answered, or what the one before it really did; `voting` is the day of the
    vote. Raises Conflict for what changed since, is settled or is not the last answer, NotPermitted for whoever does
    not speak for that plenary, Rejected without a reason, for a day before the vote or after today, and for what
    corrects nothing."""
    if objection.newest > command.seen:
        raise Conflict(msg("keberatan ini sudah berubah sejak halaman dibuka; muat ulang halaman, lalu catat"))
    wrong = objection.answers[-1] if command.corrects is not None and objection.answers else None
    if command.corrects is not None and (wrong is None or wrong.index != command.corrects):
        raise Conflict(msg("jawaban itu tidak dapat dibetulkan lagi; hanya jawaban yang terakhir"))
    level = wrong.level if wrong else objection.waits_at
    if level is None:
        raise Conflict(msg("keberatan ini tidak menunggu pleno mana pun"))
    if not may_answer(account, objection, level):
        raise NotPermitted(msg("langkah ini milik tingkat lain: peran atau wilayah Anda tidak mencapainya"))
    event = ObjectionAnswered(
        objection=objection.index,
        level=level,
        answer=command.answer,
        held_on=_day(command.held_on, today, voting),
        minutes=_minutes(command.minutes),
        corrects=wrong.index if wrong else -1,
    )
    if wrong and (wrong.answer, wrong.held_on, wrong.minutes) == (event.answer, event.held_on, event.minutes):
        raise Rejected(msg("jawaban pleno"), msg("isi yang berbeda dari yang tercatat"), msg("isi yang sama"))
    return Sealed(event, reason_of(command.reason).encode())


def _day(text: str, today: date, voting: date | None) -> str:
    if not text.strip():
        return ""
    return decided_on(text, msg("hari pleno"), today, voting)


def _minutes(text: str) -> str:
    words = " ".join(text.split())
    if len(words) > LONGEST_NUMBER:
        raise Rejected(msg("nomor berita acara"), msg("paling banyak %(n)s huruf", n=LONGEST_NUMBER), len(words))
    return words
