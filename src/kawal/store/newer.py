"""What a newer Kawal wrote is refused whole: this one would read it wrongly, and write what the newer one believes.

A database says who opened it last: by the shape of its tables, and by the versions of the read tables and of the
kinds of events that were known then (`projection_version`; a kind stands there as `event:NAME`). A name that is not
known here is a newer one's: none is ever dropped. A backup has no versions: there the log itself is looked through.
"""

from collections.abc import Iterable, Mapping
from pathlib import Path

import msgspec
from sqlalchemy import inspect, select
from sqlalchemy.engine import Connection

from kawal.kernel.errors import Rejected
from kawal.kernel.language import Message, msg
from kawal.kernel.outside import from_json
from kawal.store.events import REPORT_START, Event, Projection, TimeMarked, tag_of
from kawal.store.migrations import SHAPES, shape_of
from kawal.store.tables import PROJECTION_VERSION

KIND = "event:"


class _Event(msgspec.Struct):
    type: str


class _Entry(msgspec.Struct):
    event: _Event


def newer(where: Path, got: Message) -> Rejected:
    """The error that a newer Kawal wrote what is at `where`."""
    return Rejected(str(where), msg("data dari Kawal versi ini atau yang lebih lama; perbarui Kawal"), got, "newer")


def versions_of(kinds: tuple[type[Event], ...], projections: tuple[Projection, ...]) -> dict[str, int]:
    """The newest version of each read table and of each kind of event, by the name under which a database has it."""
    found = {one.name: one.version for one in projections}
    every: tuple[type[Event], ...] = (*kinds, TimeMarked)
    for kind in every:
        name, version = _named(tag_of(kind))
        found[name] = max(version, found.get(name, 0))
    return found


def refuse_newer_shape(connection: Connection, where: Path) -> None:
    """Raise Rejected for a database whose tables have a shape that this Kawal does not know."""
    shape = shape_of(connection)
    if shape and shape not in SHAPES:
        raise newer(where, msg("bentuk data %(shape)s", shape=shape))


def refuse_newer(connection: Connection, where: Path, known: Mapping[str, int]) -> None:
    """Raise Rejected for a database that a newer Kawal opened; `known` are the `versions_of` this one."""
    refuse_newer_shape(connection, where)
    if not inspect(connection).has_table(PROJECTION_VERSION.name):
        return
    for name, version in connection.execute(select(PROJECTION_VERSION).order_by(PROJECTION_VERSION.c.name)):
        if version > known.get(name, 0):
            kind = name.removeprefix(KIND)
            got = msg("tabel baca %(name)s versi %(version)s", name=name, version=str(version))
            raise newer(where, got if kind == name else msg("catatan %(tag)s", tag=f"{kind}/{version}"))


def refuse_newer_entries(bodies: Iterable[bytes], where: Path, known: Mapping[str, int]) -> None:
    """Raise Rejected for a log with an event of a kind or version that is not known; `bodies` are all its entries,
    whose hashes are right."""
    for index, body in enumerate(bodies):
        if not body.startswith(REPORT_START):
            tag = _tag(body)
            name, version = _named(tag)
            if version > known.get(name, 0):
                raise newer(where, msg("catatan %(index)s: %(tag)s", index=str(index), tag=tag))


def _tag(body: bytes) -> str:
    try:
        return from_json(body, _Entry).event.type
    except msgspec.MsgspecError:  # a way to write entries that is not known here either
        return "?"


def _named(tag: str) -> tuple[str, int]:
    """(name in the database, version) of "registry_imported/2"."""
    name, _, version = tag.rpartition("/")
    return (f"{KIND}{name}", int(version)) if version.isdecimal() and len(version) < 10 else (f"{KIND}{tag}", 1)
