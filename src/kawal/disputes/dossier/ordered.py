"""Rounds in a dossier: re-polls, recounts and later polls as they were ordered, corrected and taken back."""

from collections.abc import Iterator
from functools import partial

from sqlalchemy import Row, select
from sqlalchemy.engine import Connection

from kawal.count.names import CONTESTS, ROUNDS
from kawal.count.rounddays import Gone, Round, rounds, rounds_gone
from kawal.disputes.dossier.chronology import LATER, node_line
from kawal.disputes.dossier.model import Line
from kawal.disputes.dossier.scope import Reach
from kawal.disputes.dossier.senders import Senders
from kawal.disputes.dossier.tables import ROUND_SAID
from kawal.disputes.dossier.texts import both
from kawal.kernel.language import Language


def ordered(connection: Connection, reach: Reach, senders: Senders) -> Iterator[Line]:
    """A line at each of their stations that is in reach, held in full or not."""
    known: dict[int, Round | Gone] = {one.index: one for one in rounds(connection)}
    known |= {one.ordered: one for one in rounds_gone(connection)}
    rows = connection.execute(select(ROUND_SAID).order_by(ROUND_SAID.c.position)).all()
    last = {row.round: row.position for row in rows}
    for row in rows:
        one = known.get(row.round)
        if one is None or one.contest not in reach.contests:
            continue
        what = both(partial(_said, one, row, last[row.round] != row.position))
        names = () if row.position == row.round else (row.round,)
        for station in one.stations:
            if station in reach.stations or station in reach.rest:
                yield node_line(row.position, row.at, station, what, senders.recorder(row.actor), names)


def _said(one: Round | Gone, row: Row[tuple[object, ...]], later: bool, told: Language) -> str:
    about = {"kind": ROUNDS[one.kind], "contest": CONTESTS[one.contest], "n": str(one.round)}
    if row.gone:
        return told.text("%(kind)s untuk %(contest)s, putaran %(n)s, ditarik: angka sebelumnya berlaku lagi", **about)
    when = told.text("belum ditetapkan") if row.day is None else told.day(row.day)
    fixed = {"decree": row.decree, "day": f"{when} ({LATER[told.code]})" if later else when}
    if row.position == row.round:
        return told.text(
            "%(kind)s untuk %(contest)s, putaran %(n)s, dasar: %(decree)s; hari pelaksanaan: %(day)s",
            **about,
            **fixed,
        )
    return told.text(
        "%(kind)s %(contest)s, putaran %(n)s, dicatat ulang; dasar: %(decree)s; hari pelaksanaan: %(day)s",
        **about,
        **fixed,
    )
