"""Lots of boxes and the convoys that carry them: how far they are, what is late, what differs (pure).

A lot is boxes with ballots and forms for some stations of a ward; it rides from the warehouse to the district's
committee (PPK), to the ward's (PPS), perhaps to the stations, and back to the district after the count. A convoy is
one vehicle or boat on one of these legs. Nothing here holds a vote figure or the name of a person.
"""

from collections.abc import Mapping
from typing import Literal, get_args

import msgspec

from kawal.kernel.codes import RegionCode, StationId, make_station_id
from kawal.kernel.language import Message, msg
from kawal.kernel.numbers import read_written

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
