"""What has happened to measures. Every version of an event keeps its decoder for ever."""

from datetime import date

from kawal.risk.model import MeasureState
from kawal.store.events import Event


class MeasureMarked(Event, frozen=True, tag="measure_marked/1", kw_only=True):
    """Someone said how far an agency's measure at a place has come; the note is the private part."""

    place: str
    indicator: str
    agency: str
    state: MeasureState
    day: date


EVENTS: tuple[type[Event], ...] = (MeasureMarked,)
