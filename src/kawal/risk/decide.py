"""Command and state -> events, for measures (pure)."""

from collections.abc import Iterable
from datetime import date, timedelta

import msgspec

from kawal.election.model import Registry
from kawal.kernel.codes import StationId
from kawal.kernel.errors import Rejected
from kawal.kernel.language import Message, msg
from kawal.risk.commands import MarkMeasure, TakeMeasure, VisitPlace
from kawal.risk.events import Found, MeasureMarked, MeasureTaken, PlaceVisited
from kawal.risk.model import Measure
from kawal.store.events import Event, Sealed

OLDEST_VISIT = timedelta(days=366)


def mark(command: MarkMeasure, rows: Iterable[Measure], today: date) -> tuple[Event | Sealed, ...]:
    """Mark a row of the matrix; nothing happens when it is marked so already and no word is added. Raises Rejected
    for an unknown row."""
    row, note = _row(command, rows), command.note.strip()
    if row.state == command.state and not note:
        return ()
    marked = MeasureMarked(
        place=row.place, indicator=row.indicator, agency=row.agency, state=command.state, day=today
    )
    return (Sealed(marked, note.encode()) if note else marked,)


def take(command: TakeMeasure, rows: Iterable[Measure], today: date, election_day: date) -> Sealed:
    """Take a row of the matrix, or agree another day. Raises Rejected for an unknown row, for a day that has passed
    or comes after the vote."""
    row = _row(command, rows)
    if not today <= command.due <= max(today, election_day):
        expected = msg("hari antara hari ini dan hari pemungutan suara")
        raise Rejected(msg("tenggat"), expected, command.due.isoformat())
    taken = MeasureTaken(place=row.place, indicator=row.indicator, agency=row.agency, due=command.due)
    return Sealed(taken, _one_line(command.owner, msg("pelaksana")).encode())


def visit(command: VisitPlace, registry: Registry, today: date) -> Sealed:
    """Note a visit. Raises Rejected for an unknown place, for a day that is yet to come and for one more than a year
    ago: that was before another vote, or is a slip."""
    if StationId(command.place) not in registry.station_by_id and command.place not in registry.region_by_code:
        raise Rejected(msg("tempat"), msg("TPS atau kelurahan yang terdaftar"), command.place)
    if not today - OLDEST_VISIT <= command.day <= today:
        expected = msg("hari ini atau sebelumnya, paling lama setahun yang lalu")
        raise Rejected(msg("hari"), expected, command.day.isoformat())
    found = Found(who=_one_line(command.who, msg("petugas")), found=" ".join(command.found.split()))
    return Sealed(PlaceVisited(place=command.place, day=command.day), msgspec.json.encode(found))


def _row(command: MarkMeasure | TakeMeasure, rows: Iterable[Measure]) -> Measure:
    asked = (command.place, command.indicator, command.agency)
    row = next((row for row in rows if row.key == asked), None)
    if row is None:
        raise Rejected("measure", msg("tindakan yang ada dalam matriks"), " ".join(asked))
    return row


def _one_line(words: str, what: Message) -> str:
    kept = " ".join(words.split())
    if len(kept) < 2:
        raise Rejected(what, msg("jabatan atau nama"), msg("kosong"))
    return kept
