"""Named reads of measures."""

from collections.abc import Iterable
from datetime import date

import msgspec
from sqlalchemy import select
from sqlalchemy.engine import Connection

from kawal.risk.events import Found
from kawal.risk.mitigation import Marked, Taken
from kawal.risk.model import Measure
from kawal.risk.tables import MEASURE, TAKEN, VISIT
from kawal.risk.visits import Visit
from kawal.store.sealed import open_entries
from kawal.store.sealing import Sealer


def load_marked(connection: Connection) -> Marked:
    """What was said of every measure, and the entry under which a note is sealed."""
    rows = connection.execute(select(MEASURE))
    return {
        (row.place, row.indicator, row.agency): (row.state, date.fromisoformat(row.day), row.position) for row in rows
    }


def load_taken(connection: Connection) -> Taken:
    """Until when each measure was taken, and the entry under which who took it is sealed."""
    return {
        (row.place, row.indicator, row.agency): (date.fromisoformat(row.due), row.position)
        for row in connection.execute(select(TAKEN))
    }


def load_visits(connection: Connection) -> tuple[Visit, ...]:
    """Every visit, the newest entry first."""
    rows = connection.execute(select(VISIT).order_by(VISIT.c.position.desc()))
    return tuple(Visit(row.position, row.place, date.fromisoformat(row.day), row.actor) for row in rows)


def owner_words(connection: Connection, sealer: Sealer, rows: Iterable[Measure]) -> dict[int, str]:
    """Who took measures, by the entries of the taking; erased words are not there."""
    found = open_entries(connection, sealer, [one.taken for one in rows if one.taken >= 0])
    return {index: body.decode() for index, body in found.items()}


def note_words(connection: Connection, sealer: Sealer, rows: Iterable[Measure]) -> dict[int, str]:
    """What was noted when measures were marked, by the entries of the marking; erased words are not there."""
    found = open_entries(connection, sealer, [one.marked for one in rows if one.marked >= 0])
    return {index: body.decode() for index, body in found.items()}


def found_words(connection: Connection, sealer: Sealer, visits: Iterable[Visit]) -> dict[int, Found]:
    """Who went and what was found, by entry; erased words are not there."""
    found = open_entries(connection, sealer, [one.index for one in visits])
    return {index: msgspec.json.decode(body, type=Found) for index, body in found.items()}
