"""The end of an incident: which are open, and how one is closed, once."""

import msgspec
from sqlalchemy.engine import Connection

from kawal.field.grammar.spelling import normal
from kawal.field.grammar.votes import gives_votes
from kawal.field.withheld import without_figures
from kawal.kernel.codes import RegionCode, StationId
from kawal.kernel.errors import Conflict, Rejected
from kawal.kernel.language import Message, msg
from kawal.store.events import Decision, Sealed
from kawal.store.sealed import open_entry
from kawal.watch.desk import WatchDesk
from kawal.watch.events import IncidentClosed, Result
from kawal.watch.model import Heard
from kawal.watch.queries import IncidentEnd, closed_incidents

LONGEST_NOTE = 400
RESULTS: dict[Result, Message] = {
    "resolved": msg("sudah tertangani"),
    "referred": msg("diteruskan ke instansi lain"),
    "unfounded": msg("tidak terjadi"),
    "duplicate": msg("sudah tercatat pada nomor lain"),
}
NOTHING = b"-"
"""The private part of a closing without a note."""


class Incident(msgspec.Struct, frozen=True):
    """An incident as one entry told of it at one place; `end` is None while it is open."""

    place: StationId | RegionCode
    heard: Heard
    end: IncidentEnd | None


def incidents_of(connection: Connection, desk: WatchDesk, entry: int) -> tuple[Incident, ...]:
    """The incidents that an entry tells of; raises Rejected when it tells of none, or was corrected."""
    closed = closed_incidents(connection)
    found = tuple(
        Incident(RegionCode(place), one, closed.get((one.index, place)))
        for place, one in desk.board(connection).all_of("incident")
        if one.index == entry
    )
    if not found:
        raise Rejected(msg("insiden"), msg("nomor laporan insiden"), entry)
    return found


def open_entries(connection: Connection, desk: WatchDesk) -> frozenset[int]:
    """The entries that tell of an incident which is not closed."""
    closed = closed_incidents(connection)
    return frozenset(
        one.index for place, one in desk.board(connection).all_of("incident") if (one.index, place) not in closed
    )


def close_incident(desk: WatchDesk, entry: int, place: str, result: Result, note: str, actor: str) -> None:
    """Close one incident. Raises Rejected for an unknown one or a long note, Conflict for a closed one."""
    kept = " ".join(note.split())
    if len(kept) > LONGEST_NOTE:
        raise Rejected(msg("catatan"), msg("paling banyak %(n)s huruf", n=LONGEST_NOTE), len(kept))
    if not desk.lines.takes_results() and gives_votes(normal(kept)):
        kept = without_figures(kept)
    event = IncidentClosed(incident=entry, place=place, result=result)

    def decide(connection: Connection) -> Decision:
        found = next((one for one in incidents_of(connection, desk, entry) if one.place == place), None)
        if found is None:
            raise Rejected(msg("insiden"), msg("tempat yang disebut laporan %(n)s", n=entry), place)
        if found.end is not None:
            raise Conflict(msg("insiden ini sudah ditutup pada nomor %(n)s", n=found.end.index))
        return Decision((Sealed(event, kept.encode() or NOTHING),))

    desk.field.store.writer.commit(decide, actor)


def note_of(connection: Connection, desk: WatchDesk, end: IncidentEnd) -> str:
    """What was noted at the end; empty when there was nothing or it was erased."""
    private = open_entry(connection, desk.field.store.blobs.sealer, end.index)
    return private.decode() if private and private != NOTHING else ""
