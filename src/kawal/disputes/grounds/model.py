"""A ground for a re-poll or a recount at one station, as it stands: under study until someone decides (pure).

Kawal gives no verdict. Every step is a person's, with a reason, in the order of the path: station supervisor,
district supervisor, city Bawaslu, and KPU by decree.
"""

from typing import Literal

import msgspec

from kawal.access.model import Account
from kawal.access.roles import TABLE, Role
from kawal.count.model import ContestKind
from kawal.disputes.model import Indication
from kawal.jurisdiction.grounds import GroundKind, Stage
from kawal.kernel.codes import Level, RegionCode, StationId, level_of
from kawal.kernel.language import Message, msg

Outcome = Literal["passed_up", "not_proven", "recommended", "ordered", "not_ordered", "done_at_once", "mistaken"]
"""What a stage says of a ground; `done_at_once`: counted again at the station while it was still open; `mistaken`: it
should never have been opened, which says nothing about what happened."""
Standing = Literal["under_study", "recommended", "ordered", "not_ordered", "not_proven", "done_at_once", "mistaken"]
OUTCOMES: dict[Stage, tuple[Outcome, ...]] = {
    "station": ("passed_up", "done_at_once", "not_proven", "mistaken"),
    "district": ("passed_up", "not_proven", "mistaken"),
    "city": ("recommended", "not_proven", "mistaken"),
    "kpu": ("ordered", "not_ordered"),
}
NEXT: dict[tuple[Stage, Outcome], Stage] = {
    ("station", "passed_up"): "district",
    ("district", "passed_up"): "city",
    ("city", "recommended"): "kpu",
}
"""Who looks at it after an outcome; every other outcome is its end."""
OUTCOME_NAMES: dict[Outcome, Message] = {
    "passed_up": msg("diteruskan ke atas"),
    "not_proven": msg("tidak terbukti"),
    "recommended": msg("direkomendasikan"),
    "ordered": msg("diputuskan dilaksanakan"),
    "not_ordered": msg("diputuskan tidak dilaksanakan"),
    "done_at_once": msg("dihitung ulang seketika di TPS"),
    "mistaken": msg("dibuka keliru"),
}
STANDING_NAMES: dict[Standing, Message] = {
    "under_study": msg("dalam kajian"),
    "recommended": msg("direkomendasikan, menunggu KPU"),
    "ordered": msg("diputuskan dilaksanakan"),
    "not_ordered": msg("diputuskan tidak dilaksanakan"),
    "not_proven": msg("tidak terbukti"),
    "done_at_once": msg("dihitung ulang seketika di TPS"),
    "mistaken": msg("dibuka keliru"),
}
STANDING_MARKS: dict[Standing, tuple[str, str]] = {
    "under_study": ("ring", ""),
    "recommended": ("half", "us"),
    "ordered": ("full", ""),
    "not_ordered": ("dot", ""),
    "not_proven": ("dot", ""),
    "done_at_once": ("full", ""),
    "mistaken": ("dot", ""),
}
Holder = Literal["kpps", "pps", "ppk", "kpu", "supervisor", "agent", "other"]
HOLDERS: dict[Holder, Message] = {
    "kpps": msg("panitia TPS (KPPS)"),
    "pps": msg("PPS"),
    "ppk": msg("PPK"),
    "kpu": msg("KPU"),
    "supervisor": msg("pengawas pemilu"),
    "agent": msg("saksi pasangan calon"),
    "other": msg("lainnya"),
}
LEVELS: dict[Stage, Level] = {
    "station": Level.WARD,
    "district": Level.DISTRICT,
    "city": Level.CITY,
    "kpu": Level.CITY,
}
"""How wide a grant must be for the step of a stage; KPU's decree is recorded by whoever speaks for the city."""
DECIDING: tuple[Role, ...] = ("commander", "adjudicator")
"""Whose word is a step; a lawyer opens grounds and gathers what proves them."""


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """What a stage said, at entry `index`, by which account, when (ISO 8601, UTC); KPU's with its decree and date."""

    index: int
    stage: Stage
    outcome: Outcome
    decree: str
    decided_on: str
    actor: str
    at: str


class Mark(msgspec.Struct, frozen=True, kw_only=True):
    """An exhibit was marked as there, or as not there after all; what is written of it is sealed."""

    index: int
    exhibit: str
    present: bool
    entry: int
    holder: Holder | Literal[""]
    pages: int
    seal: str
    actor: str
    at: str


class Ground(msgspec.Struct, frozen=True, kw_only=True):
    """A ground; `index` is the entry that opened it, `entries` are those that it was opened from, `contest` None for
    every contest of the station."""

    index: int
    rule: str
    kind: GroundKind
    station: StationId
    contest: ContestKind | None
    round: int
    entries: tuple[int, ...]
    actor: str
    at: str
    steps: tuple[Step, ...] = ()
    marks: tuple[Mark, ...] = ()

    @property
    def stage(self) -> Stage | None:
        """Whose turn it is; None once it ended."""
        return NEXT.get((self.steps[-1].stage, self.steps[-1].outcome)) if self.steps else "station"

    @property
    def standing(self) -> Standing:
        """How far it is."""
        last = self.steps[-1].outcome if self.steps else "passed_up"
        return "under_study" if last == "passed_up" else last

    @property
    def is_open(self) -> bool:
        """Whether someone must still say something."""
        return self.stage is not None

    @property
    def decree(self) -> Step | None:
        """What KPU decided, as it was last corrected; None while it has not."""
        return next((one for one in reversed(self.steps) if one.stage == "kpu"), None)

    @property
    def newest(self) -> int:
        """The newest entry about it: who decides must have seen it."""
        said = (*(one.index for one in self.steps), *(one.index for one in self.marks))
        return max(self.index, *said) if said else self.index

    @property
    def marked(self) -> dict[str, Mark]:
        """The newest mark of each exhibit that is there."""
        newest = {one.exhibit: one for one in self.marks}
        return {name: one for name, one in newest.items() if one.present}


def outcomes_of(ground: Ground) -> tuple[Outcome, ...]:
    """What the stage whose turn it is may say; a re-poll is never done at once."""
    known = OUTCOMES[ground.stage] if ground.stage else ()
    return tuple(one for one in known if one != "done_at_once" or ground.kind == "recount")


def may_step(account: Account, ground: Ground, stage: Stage) -> bool:
    """Whether an account may say what this stage says of a ground: by a deciding role whose region reaches the
    station and is as wide as the stage is high."""
    return not account.closed and any(
        grant.role in DECIDING
        and "dispute.study" in TABLE[grant.role]
        and grant.reaches(ground.station)
        and (not grant.region or level_of(RegionCode(grant.region)) <= LEVELS[stage])
        for grant in account.grants
    )


def covers(ground: Ground, one: Indication) -> bool:
    """Whether an indication is studied: by a ground that is open, or was, with all of its entries, in a ground that
    was not opened by mistake."""
    same = (ground.rule, ground.station, ground.round) == (one.rule, one.place, one.round)
    here = same and (ground.contest is None or one.contest in (None, ground.contest))
    was = ground.standing != "mistaken" and set(one.entries) <= set(ground.entries)
    return here and (ground.is_open or was)
