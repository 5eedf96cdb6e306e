"""Objections from stations and plenaries, each carried to the next level until it is settled (pure).

One that is accepted is corrected at once; one that is not is noted and carried on, and is settled one level up only
by what is written in C or D.KEJADIAN KHUSUS (the rule OBJECTION). The first version of the report said neither who
objected nor at which level: it was always one of a station.
"""

from typing import Literal

import msgspec

from kawal.access.model import Account
from kawal.access.roles import TABLE
from kawal.count.model import ContestKind
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
LONGEST = 2_000


class Answered(msgspec.Struct, frozen=True, kw_only=True):
    """What a plenary answered, at entry `index`, as which account recorded it when (ISO 8601, UTC)."""

    index: int
    level: Plenary
    answer: Answer
    actor: str
    at: str


class Objection(msgspec.Struct, frozen=True, kw_only=True):
    """An objection as its report has it, with what plenaries answered since."""

    report: ReportRow
    answers: tuple[Answered, ...] = ()

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
        return self.answers[-1].index if self.answers else self.index


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


def answer(objection: Objection, said: Answer, reason: str, account: Account, seen: int) -> Sealed:
    """What the plenary whose turn it is answered. Raises Conflict for what changed since or is settled, NotPermitted
    for whoever does not speak for that plenary, Rejected without a reason."""
    if objection.newest > seen:
        raise Conflict(msg("keberatan ini sudah berubah sejak halaman dibuka; muat ulang halaman, lalu catat"))
    level = objection.waits_at
    if level is None:
        raise Conflict(msg("keberatan ini tidak menunggu pleno mana pun"))
    if not may_answer(account, objection, level):
        raise NotPermitted(msg("langkah ini milik tingkat lain: peran atau wilayah Anda tidak mencapainya"))
    words = reason.strip()
    if not words:
        raise Rejected(msg("alasan"), msg("alasan dengan kata-kata"), msg("kosong"))
    if len(words) > LONGEST:
        raise Rejected(msg("alasan"), msg("paling banyak %(n)s huruf", n=LONGEST), len(words))
    event = ObjectionAnswered(objection=objection.index, level=level, answer=said)
    return Sealed(event, words.encode())
