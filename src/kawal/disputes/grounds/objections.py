"""Objections from stations and plenaries, each carried to the next level until it is settled (pure).

One that is accepted is corrected at once; one that is not is noted and carried on, and is settled one level up only
by what is written in C or D.KEJADIAN KHUSUS (the rule OBJECTION). The first version of the report said neither who
objected nor at which level: it was always one of a station.
"""

from datetime import date
from typing import Literal

import msgspec

from kawal.access.model import Account
from kawal.access.roles import TABLE
from kawal.count.model import ContestKind
from kawal.disputes.grounds.decide import decided_on, reason_of
from kawal.disputes.grounds.events import ObjectionAnswered
from kawal.disputes.grounds.model import DECIDING
from kawal.field.queries import ReportRow
from kawal.kernel.codes import Level, RegionCode, level_of
from kawal.kernel.errors import Conflict, NotPermitted, Rejected
from kawal.kernel.language import Message, msg
from kawal.store.events import Sealed

KIND = "objection"
Plenary = Literal["station", "district", "city", "province"]
PLENARIES: tuple[Plenary, ...] = ("station", "district", "city", "province")
Answer = Literal["corrected", "carried", "ended"]
"""What a plenary answers: accepted and corrected; not accepted and carried on; ended, because who objected drops it
or a record of special events explains it."""
AT: dict[Plenary, Message] = {
    "station": msg("TPS"),
    "district": msg("pleno kecamatan"),
    "city": msg("pleno kabupaten/kota"),
    "province": msg("pleno provinsi"),
}
ANSWERS: dict[Answer, Message] = {
    "corrected": msg("diterima dan dibetulkan"),
    "carried": msg("tidak diterima, dibawa ke atas"),
    "ended": msg("selesai tanpa pembetulan"),
}
_LEVELS: dict[Plenary, Level] = {
    "station": Level.WARD,
    "district": Level.DISTRICT,
    "city": Level.CITY,
    "province": Level.CITY,
}
LONGEST_NUMBER = 120


class Answered(msgspec.Struct, frozen=True, kw_only=True):
    """What a plenary answered, at entry `index`, as which account recorded it when (ISO 8601, UTC); the day of the
    plenary (ISO) and the number of its minutes, empty where unknown; the entry of the answer that it corrects (-1:
    none)."""

    index: int
    level: Plenary
    answer: Answer
    actor: str
    at: str
    held_on: str = ""
    minutes: str = ""
    corrects: int = -1


class Objection(msgspec.Struct, frozen=True, kw_only=True):
    """An objection as its report has it, with all that was recorded as the answer of a plenary since."""

    report: ReportRow
    said: tuple[Answered, ...] = ()

    @property
    def answers(self) -> tuple[Answered, ...]:
        """What plenaries answered, each as it was last corrected."""
        corrected = {one.corrects for one in self.said}
        return tuple(one for one in self.said if one.index not in corrected)

    @property
    def index(self) -> int:
        """The entry of its report."""
        return self.report.index

    @property
    def level(self) -> Plenary:
        """Where it was made."""
        said = self.report.data.get("level", "station")
        return next((one for one in PLENARIES if one == said), "station")

    @property
    def contest(self) -> ContestKind | None:
        """The contest that it is about; None for every one, or where version 1 did not ask."""
        kinds: tuple[ContestKind, ...] = ("governor", "regent", "mayor")
        return next((one for one in kinds if one == self.report.data.get("which_contest")), None)

    @property
    def was_corrected(self) -> bool:
        """Whether it was accepted at once where it was made."""
        return self.report.data.get("accepted") == "corrected"

    @property
    def ends_at(self) -> Plenary:
        """The last plenary: of a mayor or regent the city's, of a governor (or where unknown) the province's."""
        return "city" if self.contest in ("mayor", "regent") else "province"

    @property
    def waits_at(self) -> Plenary | None:
        """The plenary that must answer next; None once it is settled or no plenary is left."""
        if self.was_corrected or any(one.answer != "carried" for one in self.answers):
            return None
        last = self.answers[-1].level if self.answers else self.level
        return None if last in (self.ends_at, "province") else PLENARIES[PLENARIES.index(last) + 1]

    @property
    def is_settled(self) -> bool:
        """Whether it was corrected or ended; one that no plenary settled stays for the Court."""
        return self.was_corrected or any(one.answer != "carried" for one in self.answers)

    @property
    def newest(self) -> int:
        """The newest entry about it."""
        return self.said[-1].index if self.said else self.index


def may_answer(account: Account, objection: Objection, level: Plenary) -> bool:
    """Whether an account may record what a plenary answered: by a deciding role as wide as the plenary is high; what
    the province's answered also whoever speaks for the city, which sits in it."""
    return not account.closed and any(
        grant.role in DECIDING
        and "dispute.study" in TABLE[grant.role]
        and grant.reaches(objection.report.place)
        and (not grant.region or level_of(RegionCode(grant.region)) <= _LEVELS[level])
        for grant in account.grants
    )


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
