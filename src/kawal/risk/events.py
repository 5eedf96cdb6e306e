"""What has happened to measures. Every version of an event keeps its decoder for ever."""

from datetime import date

import msgspec

from kawal.risk.model import MeasureState
from kawal.store.events import Event


class MeasureMarked(Event, frozen=True, tag="measure_marked/1", kw_only=True):
    """Someone said how far an agency's measure at a place has come; the note is the private part."""

    place: str
    indicator: str
    agency: str
    state: MeasureState
    day: date


class MeasureTaken(Event, frozen=True, tag="measure_taken/1", kw_only=True):
    """Someone took an agency's measure at a place, to be done by a day; who (by role or name) is the private part."""

    place: str
    indicator: str
    agency: str
    due: date


class PlaceVisited(Event, frozen=True, tag="place_visited/1", kw_only=True):
    """Someone went to a vulnerable station or ward on a day; who and what was found is the private part (`Found`)."""

    place: str
    day: date


class Found(msgspec.Struct, frozen=True):
    """The private part of a visit: who went, by role or name, and what was found."""

    who: str
    found: str


EVENTS: tuple[type[Event], ...] = (MeasureMarked, MeasureTaken, PlaceVisited)
