"""What has happened: typed events, their envelope, and the projections that fold them into read tables."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Generic, TypeVar

import msgspec
from sqlalchemy import MetaData
from sqlalchemy.engine import Connection


class Event(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Base of all events. A subclass carries its tag, name and version: `class X(Event, frozen=True, tag="x/1")`."""


E = TypeVar("E", bound=Event)


class Recorded(msgspec.Struct, Generic[E], frozen=True):
    """An event as it stands in the record: its index, moment (UTC) and who caused it."""

    index: int
    at: datetime
    actor: str
    event: E


ReadBlob = Callable[[str], bytes]
"""Gives the bytes of a blob by the SHA-256 that an event names."""
Fold = Callable[[Connection, Recorded[Any], ReadBlob], None]
"""Folds one recorded event of its type into read tables, inside the writer's transaction."""


class Projection(msgspec.Struct, frozen=True):
    """Read tables of one domain folder: folded from events alone, rebuilt whenever `version` changes."""

    name: str
    version: int
    tables: MetaData
    folds: Mapping[type[Event], Fold]


def tag_of(kind: type[Event]) -> str:
    """The name and version of an event type: "stations_imported/1"."""
    tag = kind.__struct_config__.tag
    if not isinstance(tag, str):
        raise TypeError(f"{kind.__name__} has no tag")
    return tag


def decoders(kinds: tuple[type[Event], ...]) -> dict[str, msgspec.json.Decoder[Any]]:
    """A decoder for each event type by its tag; all past versions must be among `kinds`."""
    return {tag_of(kind): msgspec.json.Decoder(kind) for kind in kinds}
