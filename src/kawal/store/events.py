"""What has happened: typed events and reports, their envelope, and the projections that fold them into rows."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, Generic, Protocol, TypeVar

import msgspec
from sqlalchemy import MetaData
from sqlalchemy.engine import Connection

REPORT_START = b"e"
"""The first byte tells: a compact JWS begins with `e`, a node event with `{`."""


class Event(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Base of all events. A subclass carries its tag, name and version: `class X(Event, frozen=True, tag="x/1")`."""


class TimeMarked(Event, frozen=True, tag="time_marked/1", kw_only=True):
    """Nothing but its moment: the reports that follow came in then, to the second."""


class NodeEntry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A node event as it stands in the log."""

    actor: str
    at: datetime
    event: msgspec.Raw


class Report(msgspec.Struct, frozen=True):
    """A report that is to be kept: its compact JWS for the log, and its private part for the sealed table."""

    jws: bytes
    private: bytes = b""


class Sealed(msgspec.Struct, frozen=True):
    """An event with a private part that stays out of the log."""

    event: Event
    private: bytes


class Job(msgspec.Struct, frozen=True):
    """Work to be done after the commit, by the handler of its kind; `key` makes it unique while it waits.

    `due` is the moment, by the civil clock, before which it waits; None for at once.
    """

    kind: str
    key: str
    body: bytes = b"{}"
    due: datetime | None = None


class Decision(msgspec.Struct, frozen=True):
    """What has happened, the large bodies that events name by their SHA-256, and the work that follows."""

    events: "tuple[Event | Sealed | Report, ...]" = ()
    blobs: tuple[bytes, ...] = ()
    jobs: tuple[Job, ...] = ()


E = TypeVar("E", bound=Event)


class Recorded(msgspec.Struct, Generic[E], frozen=True):
    """An event as it stands in the record: its index, moment (UTC) and who caused it."""

    index: int
    at: datetime
    actor: str
    event: E


class RecordedReport(msgspec.Struct, frozen=True):
    """A report as it stands in the record: its index, when it came in (UTC, to the second), its compact JWS."""

    index: int
    at: datetime
    jws: bytes


class Bodies(Protocol):
    """Where folds find what an entry names and does not hold."""

    def blob(self, sha256: str) -> bytes | None:
        """The blob, None when it was erased. Raises RecordError when it is missing or damaged."""

    def private(self, index: int) -> bytes | None:
        """The private part of an entry, None when it was erased or never there."""


Fold = Callable[[Connection, Recorded[Any], Bodies], None]
"""Folds one recorded event of its type into read tables, inside the writer's transaction."""
FoldReports = Callable[[Connection, Sequence[RecordedReport], Bodies], None]
"""Folds reports that follow one another."""


class Projection(msgspec.Struct, frozen=True):
    """Read tables of one domain folder: folded from entries alone, rebuilt whenever `version` changes."""

    name: str
    version: int
    tables: MetaData
    folds: Mapping[type[Event], Fold]
    reports: FoldReports | None = None


def tag_of(kind: type[Event]) -> str:
    """The name and version of an event type: "stations_imported/1"."""
    tag = kind.__struct_config__.tag
    if not isinstance(tag, str):
        raise TypeError(f"{kind.__name__} has no tag")
    return tag


def decoders(kinds: tuple[type[Event], ...]) -> dict[str, msgspec.json.Decoder[Any]]:
    """A decoder for each event type by its tag; all past versions must be among `kinds`."""
    every: tuple[type[Event], ...] = (*kinds, TimeMarked)
    return {tag_of(kind): msgspec.json.Decoder(kind) for kind in every}
