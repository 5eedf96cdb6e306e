"""Lots of boxes and the convoys that carry them: how far they are, what is late, what differs (pure).

A lot is boxes with ballots and forms for some stations of a ward; it rides from the warehouse to the district's
committee (PPK), to the ward's (PPS), perhaps to the stations, and back to the district after the count. A convoy is
one vehicle or boat on one of these legs. Nothing here holds a vote figure or the name of a person.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Literal, get_args

import msgspec

from kawal.field.grammar.numbers import read_written
from kawal.kernel.codes import RegionCode, StationId, make_station_id
from kawal.kernel.language import Message, msg

Leg = Literal["district", "ward", "station", "back"]
LEGS: dict[Leg, Message] = {
    "district": msg("gudang ke PPK"),
    "ward": msg("ke PPS"),
    "station": msg("PPS ke TPS"),
    "back": msg("kotak kembali ke PPK"),
}
RECEIVING: dict[Leg, str] = {"district": "PPK", "ward": "PPS", "station": "KPPS", "back": "PPK"}
"""The committee that signs for the boxes at the end of each leg."""
Milestone = Literal["logistics", "box"]
LEGS_OF: dict[Milestone, tuple[Leg, ...]] = {"logistics": ("ward", "station"), "box": ("back",)}
"""The legs at whose end a lot reaches a milestone of its stations (`jurisdiction/id/milestones.yaml`)."""
Mode = Literal["road", "river"]
MODES: dict[Mode, Message] = {"road": msg("darat"), "river": msg("sungai")}
Step = Literal["left", "delayed", "arrived", "turned_back", "called_off"]
STEPS: dict[Step, Message] = {
    "left": msg("berangkat"),
    "arrived": msg("tiba"),
    "delayed": msg("tertunda"),
    "turned_back": msg("berbalik"),
    "called_off": msg("batal"),
}
Reason = Literal["tide", "weather", "road", "vehicle", "escort", "security", "other"]
REASONS: dict[Reason, Message] = {
    "tide": msg("air surut atau pasang"),
    "weather": msg("cuaca"),
    "road": msg("jalan terhalang"),
    "vehicle": msg("kendaraan rusak"),
    "escort": msg("pengawal belum ada"),
    "security": msg("keamanan"),
    "other": msg("lainnya"),
}
Receiver = Literal["chair", "member", "secretariat"]
RECEIVERS: dict[Receiver, Message] = {
    "chair": msg("ketua"),
    "member": msg("anggota"),
    "secretariat": msg("sekretariat"),
}
ConvoyState = Literal["planned", "on_way", "arrived", "handed_over", "turned_back", "called_off"]
STATES: tuple[ConvoyState, ...] = get_args(ConvoyState)
STATE_NAMES: dict[ConvoyState, Message] = {
    "planned": msg("direncanakan"),
    "on_way": msg("di jalan"),
    "arrived": msg("tiba, belum diserahkan"),
    "handed_over": msg("diserahkan"),
    "turned_back": msg("berbalik"),
    "called_off": msg("batal"),
}
STATE_MARKS: dict[ConvoyState, tuple[str, str]] = {
    "planned": ("dot", ""),
    "on_way": ("ring", ""),
    "arrived": ("half", ""),
    "handed_over": ("full", ""),
    "turned_back": ("late", "warn"),
    "called_off": ("unk", ""),
}


class Lot(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Boxes for stations of one ward ("1-12"), of these contests; `boxes` is how many are packed."""

    id: str
    ward: RegionCode
    numbers: str
    boxes: int
    contests: tuple[str, ...] = ()

    @property
    def stations(self) -> tuple[StationId, ...]:
        """The stations whose boxes it holds."""
        return tuple(make_station_id(self.ward, number) for number in read_written(self.numbers))


class Plan(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A convoy as it is planned: its leg, vehicle or boat, escort (a unit, never a person), route, moments (ms)."""

    id: str
    leg: Leg
    mode: Mode
    vehicle: str
    escort: str
    route: str
    departs_ms: int
    arrives_ms: int
    lots: tuple[Lot, ...]


class Stepped(msgspec.Struct, frozen=True):
    """What became of a convoy: its entry, when (ms); a delay has the new moment of arrival (ms), else 0."""

    index: int
    step: Step
    at_ms: int
    arrives_ms: int
    reason: Reason | None
    actor: str


class Handed(msgspec.Struct, frozen=True):
    """A lot was handed over: its entry, when (ms), how many boxes were counted, who signed for them by office."""

    index: int
    at_ms: int
    got: int
    receiver: Receiver
    actor: str


class Convoy(msgspec.Struct, frozen=True, kw_only=True):
    """A convoy as the log has it; `index` is the entry of its newest plan, `handed` has the newest count of a lot."""

    plan: Plan
    index: int
    steps: tuple[Stepped, ...] = ()
    handed: Mapping[str, Handed] = {}

    @property
    def id(self) -> str:
        """What it is called."""
        return self.plan.id

    @property
    def has_begun(self) -> bool:
        """Whether anything was said of it since it was planned."""
        return bool(self.steps)

    @property
    def state(self) -> ConvoyState:
        """How far it is; a delay leaves it where it was."""
        last = next((one.step for one in reversed(self.steps) if one.step != "delayed"), None)
        match last:
            case None:
                return "planned"
            case "left":
                return "on_way"
            case "arrived":
                return "handed_over" if all(one.id in self.handed for one in self.plan.lots) else "arrived"
            case "turned_back" | "called_off":
                return last
            case _:
                raise ValueError(last)

    @property
    def delay(self) -> Stepped | None:
        """The newest delay that was said; None for none."""
        return next((one for one in reversed(self.steps) if one.step == "delayed"), None)

    @property
    def expected_ms(self) -> int:
        """When it should arrive: as planned, or as the newest delay says."""
        return self.delay.arrives_ms if self.delay else self.plan.arrives_ms

    def is_late(self, now_ms: int) -> bool:
        """Whether it should have arrived and has not."""
        return self.state in ("planned", "on_way") and now_ms > self.expected_ms

    @property
    def wards(self) -> tuple[RegionCode, ...]:
        """The wards whose boxes it carries, in the order of their codes."""
        return tuple(sorted({one.ward for one in self.plan.lots}))

    @property
    def boxes(self) -> int:
        """How many boxes it carries."""
        return sum(one.boxes for one in self.plan.lots)

    @property
    def differing(self) -> tuple[tuple[Lot, Handed], ...]:
        """The lots of which another number of boxes was counted than was packed, be it one."""
        pairs = [(lot, self.handed[lot.id]) for lot in self.plan.lots if lot.id in self.handed]
        return tuple((lot, handed) for lot, handed in pairs if handed.got != lot.boxes)


class Supply(msgspec.Struct, frozen=True):
    """Of the stations in lots on the legs of a milestone, which have reached it."""

    planned: frozenset[StationId]
    reached: frozenset[StationId]


def supply_of(milestone: Milestone, convoys: Sequence[Convoy], told: Iterable[StationId] = ()) -> Supply:
    """The stations of a milestone: a lot that was handed over has brought all of its stations there, a station in
    several lots needs each of them. `told` are stations that reported it themselves."""
    legs = LEGS_OF[milestone]
    riding = [one for one in convoys if one.state != "called_off" and one.plan.leg in legs]
    lots = {lot.id: lot for one in riding for lot in one.plan.lots}
    if milestone == "logistics":  # a lot that is only on its way to the district is for its stations all the same
        lots |= {lot.id: lot for one in convoys if one.state != "called_off" for lot in one.plan.lots}
    there = {lot for one in riding for lot in one.handed}
    planned = frozenset(station for lot in lots.values() for station in lot.stations)
    waiting = {station for lot in lots.values() if lot.id not in there for station in lot.stations}
    return Supply(planned, frozenset(planned - waiting) | (planned & set(told)))


def whereabouts(lot: str, convoys: Sequence[Convoy]) -> Convoy | None:
    """The convoy that moved a lot last; None while it is in the warehouse."""
    moved = [one for one in convoys if one.state not in ("planned", "called_off")]
    carried = [one for one in moved if any(each.id == lot for each in one.plan.lots)]
    return max(carried, key=lambda one: (one.steps[-1].at_ms, one.steps[-1].index), default=None)


def rides_of(station: StationId, convoys: Sequence[Convoy]) -> tuple[tuple[Convoy, Lot], ...]:
    """The convoys that carry something for a station, each with the lot."""
    return tuple((one, lot) for one in convoys for lot in one.plan.lots if station in lot.stations)


def stranded(convoys: Sequence[Convoy]) -> tuple[Convoy, ...]:
    """Convoys that turned back with a lot for which no other one is planned on that leg."""
    riding = {
        (one.plan.leg, lot.id)
        for one in convoys
        if one.state not in ("turned_back", "called_off")
        for lot in one.plan.lots
    }
    return tuple(
        one
        for one in convoys
        if one.state == "turned_back" and any((one.plan.leg, lot.id) not in riding for lot in one.plan.lots)
    )


def late(convoys: Sequence[Convoy], now_ms: int) -> tuple[Convoy, ...]:
    """The convoys that should have arrived, the longest ago first."""
    return tuple(sorted((one for one in convoys if one.is_late(now_ms)), key=lambda one: (one.expected_ms, one.id)))


def to_decide(convoys: Sequence[Convoy], now_ms: int) -> tuple[Convoy, ...]:
    """What somebody must see to: late, turned back without another convoy, or handed over with a difference."""
    differing = [one for one in convoys if one.differing]
    found = {one.id: one for one in (*late(convoys, now_ms), *stranded(convoys), *differing)}
    return tuple(found.values())
