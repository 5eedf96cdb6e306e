"""Objections from stations and plenaries, each carried to the next level until it is settled (pure).

One that is accepted is corrected at once; one that is not is noted and carried on, and is settled one level up only
by what is written in C or D.KEJADIAN KHUSUS (the rule OBJECTION). The first version of the report said neither who
objected nor at which level: it was always one of a station.
"""

from datetime import date
from typing import Literal, get_args

import msgspec

from kawal.access.model import Account
from kawal.count.model import ContestKind
from kawal.disputes.grounds.model import may_speak
from kawal.field.queries import ReportRow
from kawal.kernel.codes import Level
from kawal.kernel.language import Language, Message, msg

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
    """An objection as its report has it, with all that was recorded as the answer of a plenary since; `voided` is the
    entry that corrected or replaced the report, None while it holds."""

    report: ReportRow
    said: tuple[Answered, ...] = ()
    voided: int | None = None

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
        kinds: tuple[ContestKind, ...] = get_args(ContestKind)
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
        """The plenary that must answer next; None once it is settled, is void or no plenary is left."""
        if self.is_settled or self.voided is not None:
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


def answer_text(one: Answered, language: Language) -> str:
    """What a plenary answered: "pleno kecamatan, Kamis 28 November 2024, berita acara 12/BA/2024: diterima dan
    dibetulkan"."""
    plenary = [language.say(AT[one.level])]
    if one.held_on:
        plenary.append(language.day(date.fromisoformat(one.held_on)))
    if one.minutes:
        plenary.append(language.text("berita acara %(number)s", number=one.minutes))
    return f"{', '.join(plenary)}: {language.say(ANSWERS[one.answer])}"


def stands(objection: Objection) -> Message:
    """How far an objection is."""
    if objection.voided is not None:
        return msg("dibetulkan oleh nomor %(index)s", index=objection.voided)
    if objection.waits_at is not None:
        return msg("dibawa ke %(level)s", level=AT[objection.waits_at])
    if objection.is_settled:
        return msg("selesai")
    return msg("tidak selesai di pleno mana pun; tetap tercatat bagi Mahkamah")


def may_answer(account: Account, objection: Objection, level: Plenary) -> bool:
    """Whether an account may record what a plenary answered; what the province's answered also whoever speaks for the
    city, which sits in it."""
    return may_speak(account, objection.report.place, _LEVELS[level])
