"""What has happened to grounds. Reasons, and whatever names people, are the private part of an event."""

from typing import Annotated, Literal

from msgspec import Meta

from kawal.count.model import ContestKind
from kawal.disputes.grounds.model import Decided, Holder, Outcome
from kawal.jurisdiction.grounds import GroundKind, Stage
from kawal.store.events import Event


class GroundOpened(Event, frozen=True, tag="ground_opened/1", kw_only=True):
    """A ground at a station is under study, because of these entries; `contest` None: every contest there."""

    rule: str
    kind: GroundKind
    station: str
    contest: ContestKind | None = None
    round: Annotated[int, Meta(ge=1, le=9)] = 1
    entries: Annotated[tuple[int, ...], Meta(min_length=1, max_length=60)]


class GroundStepped(Event, frozen=True, tag="ground_stepped/1", kw_only=True):
    """A stage said what it says. Its reason is sealed.

    KPU with the number and the date (ISO) of its decree, the contests that it decided on (none: every one of the
    ground), and those of the ground that it has yet to decide on.
    """

    ground: int
    stage: Stage
    outcome: Outcome
    decree: str = ""
    decided_on: str = ""
    contests: tuple[ContestKind, ...] = ()
    left: tuple[ContestKind, ...] = ()


class GroundCorrected(Event, frozen=True, tag="ground_corrected/1", kw_only=True):
    """What entry `step` recorded as the word of a stage (-1: the one before) was wrong: this is what KPU says, if it
    decided anything; any other stage takes it back. The reason is sealed; the wrong one stays in the log."""

    ground: int
    stage: Stage = "kpu"
    outcome: Literal[Decided, "undecided"]
    decree: str
    decided_on: str
    step: int = -1
    contests: tuple[ContestKind, ...] = ()
    left: tuple[ContestKind, ...] = ()


class ExhibitMarked(Event, frozen=True, tag="exhibit_marked/1", kw_only=True):
    """An exhibit of a ground is there (or is not, after all): the entry that shows it (-1: none), who holds it, how
    many pages, under which seal. What is written of it is sealed."""

    ground: int
    exhibit: str
    present: bool
    entry: int = -1
    holder: Holder | Literal[""] = ""
    pages: Annotated[int, Meta(ge=0, le=9_999)] = 0
    seal: str = ""


class ObjectionAnsweredOnce(Event, frozen=True, tag="objection_answered/1", kw_only=True):
    """The first version: it asked neither the day of the plenary nor the number of its minutes."""

    objection: int
    level: Literal["district", "city", "province", "station"]
    answer: Literal["corrected", "carried", "ended"]


class ObjectionAnswered(Event, frozen=True, tag="objection_answered/2", kw_only=True):
    """A plenary answered an objection that was carried to it; `objection` is the entry of its report.

    The day of the plenary (ISO) and the number of its minutes are empty where they are not known; `corrects` is the
    entry of the answer that was recorded wrongly (-1: none). The reason is sealed; the wrong one stays in the log.
    """

    objection: int
    level: Literal["district", "city", "province", "station"]
    answer: Literal["corrected", "carried", "ended"]
    held_on: str = ""
    minutes: str = ""
    corrects: int = -1


EVENTS: tuple[type[Event], ...] = (
    GroundOpened,
    GroundStepped,
    GroundCorrected,
    ExhibitMarked,
    ObjectionAnsweredOnce,
    ObjectionAnswered,
)
