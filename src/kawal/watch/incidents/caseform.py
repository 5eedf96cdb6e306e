"""What every form about an incident says: which of those that an entry may stand for."""

from typing import Annotated

import msgspec


class CaseForm(msgspec.Struct, frozen=True):
    """Of which incident of the entry: its place and what it is."""

    place: Annotated[str, msgspec.Meta(min_length=2, max_length=13)]
    what: Annotated[str, msgspec.Meta(min_length=1, max_length=40)]
