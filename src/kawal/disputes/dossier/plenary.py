"""What was recorded of the recapitulation, for the chronology: forms that came in, corrections, differences that were
ended."""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial

import msgspec
from sqlalchemy import select
from sqlalchemy.engine import Connection

from kawal.count.model import ContestKind
from kawal.count.names import CONTESTS, OUTCOMES
from kawal.count.tables import CORRECTION, RECAP_ENDED
from kawal.disputes.dossier.chronology import iso, node_line
from kawal.disputes.dossier.forms import row_title
from kawal.disputes.dossier.model import Line, Recap
from kawal.disputes.dossier.scope import Reach
from kawal.disputes.dossier.senders import Senders
from kawal.disputes.dossier.texts import both, said
from kawal.election.model import Registry
from kawal.kernel.language import Language, msg

_changes = msgspec.json.Decoder(dict[str, int])


def plenaries_of(
    connection: Connection, registry: Registry, reach: Reach, recaps: Sequence[Recap], senders: Senders
) -> tuple[Line, ...]:
    """The lines, each at a place in reach."""
    return (
        *map(_came_in, recaps),
        *_corrected(connection, reach, senders),
        *_ended(connection, registry, reach, senders),
    )


def _came_in(recap: Recap) -> Line:
    place = recap.region if recap.complete else recap.columns[0].place
    return node_line(recap.index, iso(recap.at_ms), place, both(partial(_form, recap)), recap.by)


def _form(recap: Recap, told: Language) -> str:
    return told.text(
        "formulir rekapitulasi masuk: %(form)s, %(contest)s, %(source)s",
        form=recap.title[told.code],
        contest=CONTESTS[recap.contest],
        source=recap.source[told.code],
    )


def _corrected(connection: Connection, reach: Reach, senders: Senders) -> Iterator[Line]:
    statement = select(CORRECTION).where(CORRECTION.c.contest.in_(reach.contests)).order_by(CORRECTION.c.position)
    for row in connection.execute(statement):
        if reach.holds(row.place):
            what = both(partial(_correction, row.contest, _changes.decode(row.changes)))
            yield node_line(row.position, iso(row.at_ms), row.place, what, senders.recorder(row.actor))


def _correction(contest: ContestKind, changes: Mapping[str, int], told: Language) -> str:
    numbers = told.listing(f"{row_title(name, told)} {signed(change, told)}" for name, change in changes.items())
    return told.text(
        "catatan kejadian khusus membetulkan angka %(contest)s: %(numbers)s",
        contest=CONTESTS[contest],
        numbers=numbers or told.text("tanpa menyebut angka"),
    )


def _ended(connection: Connection, registry: Registry, reach: Reach, senders: Senders) -> Iterator[Line]:
    statement = select(RECAP_ENDED).where(RECAP_ENDED.c.contest.in_(reach.contests)).order_by(RECAP_ENDED.c.position)
    for row in connection.execute(statement):
        if reach.holds(row.place):
            what = msg(
                "selisih pada formulir rekapitulasi %(form)s diselesaikan: %(outcome)s",
                form=registry.place_name(row.form),
                outcome=OUTCOMES[row.outcome],
            )
            yield node_line(row.position, iso(row.at_ms), row.place, said(what), senders.recorder(row.actor))


def signed(change: int, told: Language) -> str:
    """+5 or −5."""
    return f"{'+' if change > 0 else '−'}{told.integer(abs(change))}"
