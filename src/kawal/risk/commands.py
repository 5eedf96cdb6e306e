"""What may be asked about measures."""

from datetime import date
from typing import Annotated

import msgspec
from msgspec import Meta

from kawal.risk.model import MeasureState


class MarkMeasure(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Say how far an agency's measure at a place has come."""

    place: str
    indicator: str
    agency: str
    state: MeasureState
    note: Annotated[str, Meta(max_length=500)] = ""


Words = Annotated[str, Meta(max_length=400)]


class TakeMeasure(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Take an agency's measure at a place: who (a role, or a name) does it until which day."""

    place: str
    indicator: str
    agency: str
    owner: Annotated[str, Meta(min_length=2, max_length=120)]
    due: date


class VisitPlace(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Say that someone went to a station or ward on a day, and what was found."""

    place: str
    day: date
    who: Annotated[str, Meta(min_length=2, max_length=120)]
    found: Words = ""
