"""The kinds of rows of the registry: the type of each, how it is read, its key."""

import msgspec

from kawal.election.kindnames import Kind
from kawal.election.model import (
    Agency,
    Base,
    Boundary,
    Contact,
    Contest,
    Force,
    IndicatorMark,
    Person,
    Region,
    Row,
    Station,
    Unit,
)

ROW_TYPES: dict[Kind, type[Row]] = {
    "regions": Region,
    "boundaries": Boundary,
    "stations": Station,
    "units": Unit,
    "people": Person,
    "bases": Base,
    "contests": Contest,
    "agencies": Agency,
    "contacts": Contact,
    "indicators": IndicatorMark,
    "forces": Force,
}
DECODERS = {kind: msgspec.json.Decoder(row_type) for kind, row_type in ROW_TYPES.items()}


def key_of(row: Row) -> str:
    """The key of a row inside its kind; equal keys mean the same thing of the world."""
    if isinstance(row, IndicatorMark):
        return f"{row.place} {row.indicator} {row.year or ''}".rstrip()
    if isinstance(row, Force):
        return " ".join((row.organisation, row.place, row.role or "-", row.unit))
    if isinstance(row, Region | Boundary):
        return row.code
    if isinstance(row, Station | Unit | Person | Base | Contest | Agency | Contact):
        return row.id
    raise TypeError(type(row).__name__)
