"""What has happened to convoys and lots. Words about why are the private part of a step."""

from kawal.store.events import Event
from kawal.watch.convoys.model import Plan, Reason, Receiver, Step


class ConvoyPlanned(Event, frozen=True, tag="convoy_planned/1", kw_only=True):
    """A convoy was planned, or planned anew before anything was said of it."""

    plan: Plan


class ConvoyStepped(Event, frozen=True, tag="convoy_stepped/1", kw_only=True):
    """Something became of a convoy at `at_ms`; a delay has the new moment of arrival (ms)."""

    convoy: str
    step: Step
    at_ms: int
    arrives_ms: int = 0
    reason: Reason | None = None


class LotHandedOver(Event, frozen=True, tag="lot_handed_over/1", kw_only=True):
    """A lot of a convoy was handed over against a signature: boxes packed and counted, who signed by office."""

    convoy: str
    lot: str
    at_ms: int
    expected: int
    got: int
    receiver: Receiver


EVENTS: tuple[type[Event], ...] = (ConvoyPlanned, ConvoyStepped, LotHandedOver)
