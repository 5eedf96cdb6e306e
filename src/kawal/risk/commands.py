"""What may be asked about measures."""

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
