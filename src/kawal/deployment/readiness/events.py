"""What has happened to the readiness of units. Counts only: no word about a person's health stands in the log."""

from datetime import date

from kawal.deployment.readiness.model import Lack
from kawal.store.events import Event


class ReadinessCounted(Event, frozen=True, tag="readiness_counted/1", kw_only=True):
    """An item was counted in an inspection of a unit; see `model.Count`. Words about it are the private part."""

    unit: str
    number: int
    item: str
    required: int
    found: int
    good: int


class ReadinessSigned(Event, frozen=True, tag="readiness_signed/1", kw_only=True):
    """Who caused this entry answers for an inspection; `sha256` is the fingerprint of its counts."""

    unit: str
    number: int
    sha256: str


class GapAsked(Event, frozen=True, tag="gap_asked/1", kw_only=True):
    """An office was asked to mend what a unit lacks, until the end of a day. A person's name is the private part."""

    unit: str
    item: str
    lack: Lack
    owner: str
    due: date


class GapMended(Event, frozen=True, tag="gap_mended/1", kw_only=True):
    """Somebody said that a gap is mended, or (`done` false) that it is not after all."""

    unit: str
    item: str
    lack: Lack
    done: bool


EVENTS: tuple[type[Event], ...] = (ReadinessCounted, ReadinessSigned, GapAsked, GapMended)
