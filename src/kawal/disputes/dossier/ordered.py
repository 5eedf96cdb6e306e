"""Rounds in a dossier: re-polls, recounts and later polls as they were ordered, and every day that was fixed for
them."""

from collections.abc import Iterator
from datetime import date
from functools import partial

from sqlalchemy import select
from sqlalchemy.engine import Connection

from kawal.count.names import CONTESTS, ROUNDS
from kawal.count.rounddays import Round, rounds
from kawal.disputes.dossier.chronology import LATER, node_line
from kawal.disputes.dossier.model import Line, both
from kawal.disputes.dossier.scope import Reach
from kawal.disputes.dossier.senders import Senders
from kawal.disputes.dossier.tables import ROUND_DAY
from kawal.kernel.language import Language


def ordered(connection: Connection, reach: Reach, senders: Senders) -> Iterator[Line]:
    """A line at each of their stations that is in reach, held in full or not."""
    known = {one.index: one for one in rounds(connection) if one.contest in reach.contests}
    last = {row.round: row.position for row in connection.execute(select(ROUND_DAY).order_by(ROUND_DAY.c.position))}
    for row in connection.execute(select(ROUND_DAY).order_by(ROUND_DAY.c.position)):
        one = known.get(row.round)
        if one is None:
            continue
        is_order, later = row.position == row.round, row.day is not None and last[row.round] != row.position
        what = both(partial(_said, one, row.day, is_order, later))
        names = () if is_order else (row.round,)
        for station in one.stations:
            if station in reach.stations or station in reach.rest:
                yield node_line(row.position, row.at, station, what, senders.recorder(row.actor), names)


def _said(one: Round, day: date | None, is_order: bool, later: bool, told: Language) -> str:
    when = told.text("belum ditetapkan") if day is None else told.day(day)
    if later:
        when = f"{when} ({LATER[told.code]})"
    if not is_order:
        return told.text(
            "hari pelaksanaan %(kind)s %(contest)s, putaran %(n)s, ditetapkan: %(day)s",
            kind=ROUNDS[one.kind],
            contest=CONTESTS[one.contest],
            n=str(one.round),
            day=when,
        )
    return told.text(
        "%(kind)s untuk %(contest)s, putaran %(n)s, dasar: %(decree)s; hari pelaksanaan: %(day)s",
        kind=ROUNDS[one.kind],
        contest=CONTESTS[one.contest],
        n=str(one.round),
        decree=one.decree,
        day=when,
    )
