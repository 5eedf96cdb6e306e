"""What has happened between this node and others."""

from kawal.record.policy import Group
from kawal.store.events import Event


class WitnessNamed(Event, frozen=True, tag="witness_named/1", kw_only=True):
    """This institution is asked to sign our checkpoints; a name that is there already gets another key or address."""

    name: str
    key: str
    group: Group
    url: str


class WitnessDropped(Event, frozen=True, tag="witness_dropped/1", kw_only=True):
    """It is not asked any more; what it signed stays signed."""

    name: str


EVENTS: tuple[type[Event], ...] = (WitnessNamed, WitnessDropped)
