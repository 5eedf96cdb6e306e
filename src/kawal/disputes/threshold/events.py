"""What was recorded for the threshold: results as they were announced, populations. Never the node's own count."""

from datetime import date
from typing import Annotated

from msgspec import Meta

from kawal.count.events import Numbers
from kawal.count.model import ContestKind
from kawal.disputes.threshold.model import AnnouncedSource
from kawal.store.events import Event

Line = Annotated[str, Meta(max_length=160)]


class ResultAnnounced(Event, frozen=True, tag="result_announced/1", kw_only=True):
    """A result was announced; a newer one of the same contest, region, round and source corrects it."""

    contest: ContestKind
    region: str
    round: Annotated[int, Meta(ge=1, le=9)] = 1
    source: AnnouncedSource
    at_ms: int
    place: Line = ""
    reference: Line
    numbers: Numbers


class PopulationRecorded(Event, frozen=True, tag="population_recorded/1", kw_only=True):
    """How many people a region has; a newer one takes its place."""

    region: str
    people: Annotated[int, Meta(ge=1, le=9_999_999_999)]
    source: Line
    as_of: date


class ResultWithdrawn(Event, frozen=True, tag="result_withdrawn/1", kw_only=True):
    """The result of entry `result` was not announced so; its clock stops, and what it had corrected stands again."""

    result: int


class PopulationWithdrawn(Event, frozen=True, tag="population_withdrawn/1", kw_only=True):
    """The population of entry `population` was not told so; the one before it stands again."""

    population: int


EVENTS: tuple[type[Event], ...] = (ResultAnnounced, PopulationRecorded, ResultWithdrawn, PopulationWithdrawn)
