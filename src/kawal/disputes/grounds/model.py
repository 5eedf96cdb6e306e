"""A ground for a re-poll or a recount at one station, as it stands: under study until someone decides (pure).

Kawal gives no verdict. Every step is a person's, with a reason, in the order of the path: station supervisor,
district supervisor, city Bawaslu, and KPU by decree.
"""

from collections.abc import Iterable, Sequence
from typing import Literal, cast

import msgspec

from kawal.access.model import Account
from kawal.access.roles import TABLE, Role
from kawal.count.model import ContestKind
from kawal.disputes.model import Indication
from kawal.jurisdiction.grounds import GroundKind, Stage
from kawal.kernel.codes import Level, RegionCode, StationId, level_of
from kawal.kernel.language import Message, msg

Decided = Literal["ordered", "not_ordered"]
Outcome = Literal["passed_up", "not_proven", "recommended", Decided, "undecided", "done_at_once", "mistaken"]
"""What a stage says of a ground; `done_at_once`: counted again at the station while it was still open; `mistaken`: it
should never have been opened, which says nothing about what happened; `undecided`: a stage, or KPU, has not said what
was recorded as its word."""
Standing = Literal[
    "under_study",
    "recommended",
    "partly_decided",
    "partly_ordered",
    "ordered",
    "not_ordered",
    "not_proven",
    "done_at_once",
    "mistaken",
]
OUTCOMES: dict[Stage, tuple[Outcome, ...]] = {
    "station": ("passed_up", "done_at_once", "not_proven", "mistaken"),
    "district": ("passed_up", "not_proven", "mistaken"),
    "city": ("recommended", "not_proven", "mistaken"),
    "kpu": ("ordered", "not_ordered", "mistaken"),
}
CORRECTIONS: tuple[Outcome, ...] = ("ordered", "not_ordered", "undecided")
"""What a decision of KPU that was recorded wrongly may really be; any other step is only taken back."""
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
    "undecided": msg("belum diputuskan"),
    "done_at_once": msg("dihitung ulang seketika di TPS"),
    "mistaken": msg("dibuka keliru"),
}
STANDING_NAMES: dict[Standing, Message] = {
    "under_study": msg("dalam kajian"),
    "recommended": msg("direkomendasikan, menunggu KPU"),
    "partly_decided": msg("sebagian sudah diputuskan KPU, sisanya menunggu"),
    "partly_ordered": msg("diputuskan dilaksanakan untuk sebagian pemilihan"),
    "ordered": msg("diputuskan dilaksanakan"),
    "not_ordered": msg("diputuskan tidak dilaksanakan"),
    "not_proven": msg("tidak terbukti"),
    "done_at_once": msg("dihitung ulang seketika di TPS"),
    "mistaken": msg("dibuka keliru"),
}
STANDING_MARKS: dict[Standing, tuple[str, str]] = {
    "under_study": ("ring", ""),
    "recommended": ("half", "us"),
    "partly_decided": ("half", "us"),
    "partly_ordered": ("full", ""),
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
    """What a stage said, at entry `index`, by which account, when (ISO 8601, UTC), and the entry of the step that it
    corrects or takes back (-1: none).

    KPU's with its decree and date, the contests that it is about (none: every one of the ground), and those of which
    KPU has then said nothing yet.
    """

    index: int
    stage: Stage
    outcome: Outcome
    decree: str
    decided_on: str
    actor: str
    at: str
    contests: tuple[ContestKind, ...] = ()
    left: tuple[ContestKind, ...] = ()
    corrects: int = -1


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
        """Whose turn it is: KPU's until it decided for every contest, that of a stage again whose step was taken
        back; None once it ended."""
        if not self.steps:
            return "station"
        last = self.steps[-1]
        return last.stage if last.left or last.outcome == "undecided" else NEXT.get((last.stage, last.outcome))

    @property
    def standing(self) -> Standing:
        """How far it is."""
        last = self.steps[-1] if self.steps else None
        if last is None or last.outcome == "passed_up" or (last.outcome == "undecided" and last.stage != "kpu"):
            return "under_study"
        if last.stage != "kpu" or last.outcome == "mistaken":
            return cast("Standing", last.outcome)
        said: set[Standing] = {cast("Decided", one.outcome) for one in self.decisions}
        if last.left:
            return "partly_decided" if said else "recommended"
        return said.pop() if len(said) == 1 else "partly_ordered"

    @property
    def is_open(self) -> bool:
        """Whether someone must still say something."""
        return self.stage is not None

    @property
    def decisions(self) -> tuple[Step, ...]:
        """What KPU decided, each as it was last corrected, without those that it has not decided after all."""
        corrected = {one.corrects for one in self.steps}
        return tuple(
            one for one in self.steps if one.outcome in ("ordered", "not_ordered") and one.index not in corrected
        )

    @property
    def retractable(self) -> Step | None:
        """The last step, while no other stage spoke after it: its stage may take it back. KPU's decisions are
        corrected instead, each by itself."""
        last = self.steps[-1] if self.steps else None
        return None if last is None or last.outcome in ("undecided", "ordered", "not_ordered") else last

    def concerns(self, contest: ContestKind | None) -> bool:
        """Whether it is about a contest of its station; of None, whether about all of them."""
        return self.contest in (None, contest)

    def overlaps(self, rule: str, station: str, round_: int, contest: ContestKind | None) -> bool:
        """Whether another for this (None: every contest) would be about the same."""
        same = (self.rule, self.station, self.round) == (rule, station, round_)
        return same and (contest is None or self.concerns(contest))

    def decision(self, contest: ContestKind) -> Step | None:
        """What KPU decided for a contest; None while it has not."""
        return next((one for one in self.decisions if not one.contests or contest in one.contests), None)

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


def is_ordered(ground: Ground, contest: ContestKind) -> bool:
    """Whether KPU ordered it for a contest."""
    found = ground.decision(contest)
    return found is not None and found.outcome == "ordered"


def outcomes_of(ground: Ground) -> tuple[Outcome, ...]:
    """What the stage whose turn it is may say; a re-poll is never done at once, and what KPU decided in part was not
    opened by mistake."""
    known = OUTCOMES[ground.stage] if ground.stage else ()
    never = {*([] if ground.kind == "recount" else ["done_at_once"]), *(["mistaken"] if ground.decisions else [])}
    return tuple(one for one in known if one not in never)


def corrections_of(ground: Ground, wrong: Step) -> tuple[Outcome, ...]:
    """What a step of a ground may be corrected to."""
    return CORRECTIONS if wrong in ground.decisions else ("undecided",)


def may_speak(account: Account, place: str, level: Level) -> bool:
    """Whether an account may record what is decided of a place at a level: by a deciding role whose region reaches
    the place and is as wide as the level is high."""
    return not account.closed and any(
        grant.role in DECIDING
        and "dispute.study" in TABLE[grant.role]
        and grant.reaches(place)
        and (not grant.region or level_of(RegionCode(grant.region)) <= level)
        for grant in account.grants
    )


def may_step(account: Account, ground: Ground, stage: Stage) -> bool:
    """Whether an account may say what this stage says of a ground."""
    return may_speak(account, ground.station, LEVELS[stage])


def covers(ground: Ground, one: Indication) -> bool:
    """Whether an indication is studied in the contests that a ground is about: by one that is open, or was, with all
    of its entries, in one that was not opened by mistake."""
    was = ground.standing != "mistaken" and set(one.entries) <= set(ground.entries)
    return ground.overlaps(one.rule, one.place, one.round, one.contest) and (ground.is_open or was)


class Studied(msgspec.Struct, frozen=True):
    """How far an indication is studied: the grounds that do, and the contests that are left (None: every one)."""

    grounds: tuple[Ground, ...]
    left: tuple[ContestKind | None, ...]


def studied(one: Indication, present: Iterable[Ground], contests: Sequence[ContestKind]) -> Studied:
    """How far an indication is studied; `contests` are those of its station. One for every contest, of which one
    alone is studied, is left for the others."""
    found = tuple(each for each in present if covers(each, one))
    asked: tuple[ContestKind | None, ...] = (one.contest,) if one.contest or not contests else tuple(contests)
    left = tuple(kind for kind in asked if not any(each.concerns(kind) for each in found))
    return Studied(found, (one.contest,) if left == asked else left)
