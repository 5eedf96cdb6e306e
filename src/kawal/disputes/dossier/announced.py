"""What was recorded of a whole contest, for its chronology: results as they were announced, populations, moments of
cases; what was corrected or withdrawn is told too, and marked."""

from collections.abc import Iterator
from functools import partial

import msgspec
from sqlalchemy import select
from sqlalchemy.engine import Connection

from kawal.count.names import CONTESTS
from kawal.disputes.clocks.model import EVENT_NAMES
from kawal.disputes.clocks.queries import moments
from kawal.disputes.clocks.tables import MOMENT
from kawal.disputes.dossier.chronology import LATER, iso, node_line
from kawal.disputes.dossier.forms import row_title
from kawal.disputes.dossier.model import Both, Line, both, said
from kawal.disputes.dossier.scope import Reach
from kawal.disputes.dossier.senders import Senders
from kawal.disputes.threshold.model import Announced, Population
from kawal.disputes.threshold.names import ANNOUNCED, source_said
from kawal.disputes.threshold.queries import announcements, every_announcement, populations
from kawal.election.model import Registry
from kawal.kernel.codes import RegionCode, within
from kawal.kernel.language import Language, msg
from kawal.store.events import NodeEntry
from kawal.store.tables import ENTRY

WITHDRAWN = said(msg("dicabut kemudian"))


def announced(connection: Connection, registry: Registry, reach: Reach, senders: Senders) -> Iterator[Line]:
    """The lines of a dossier of a contest; none for any other scope."""
    if not reach.regions:
        return
    standing = {one.index for one in announcements(connection)}
    for one in every_announcement(connection):
        if one.contest in reach.contests and one.region in reach.regions:
            ended = WITHDRAWN if one.withdrawn else None if one.index in standing else LATER
            what = _marked(both(partial(_result, one)), ended)
            yield node_line(one.index, iso(one.at_ms), one.region, what, senders.recorder(one.actor))
    for region, people in populations(connection).items():
        if region in reach.regions:
            what = both(partial(_people, people, registry))
            yield node_line(
                people.index, _entered(connection, people.index), region, what, senders.recorder(people.actor)
            )
    yield from _moments(connection, reach, senders)


def _moments(connection: Connection, reach: Reach, senders: Senders) -> Iterator[Line]:
    standing = {one.index for one in moments(connection)}
    for row in connection.execute(select(MOMENT).order_by(MOMENT.c.position)):
        over = any(within(RegionCode(one), RegionCode(row.region)) for one in reach.regions)
        if row.contest not in (None, *reach.contests) or not over:
            continue
        ended = WITHDRAWN if row.withdrawn else None if row.position in standing else LATER
        name = said(EVENT_NAMES[row.event])
        what = {code: f"{text}: {row.reference}" for code, text in name.items()}
        yield node_line(row.position, iso(row.at_ms), row.region, _marked(what, ended), senders.recorder(row.actor))


def _entered(connection: Connection, index: int) -> str:
    """When an event of the node was entered (ISO 8601)."""
    body = connection.scalar(select(ENTRY.c.body).where(ENTRY.c.position == index))
    return msgspec.json.decode(bytes(body or b""), type=NodeEntry).at.isoformat()


def _marked(what: Both, ended: Both | None) -> Both:
    return what if ended is None else {code: f"{text} ({ended[code]})" for code, text in what.items()}


def _result(one: Announced, told: Language) -> str:
    numbers = told.listing(f"{row_title(name, told)} {told.integer(number)}" for name, number in one.numbers.items())
    return told.text(
        "hasil %(contest)s diumumkan, putaran %(n)s, %(source)s: %(numbers)s",
        contest=CONTESTS[one.contest],
        n=str(one.round),
        source=source_said(told.say(ANNOUNCED[one.source]), one.reference),
        numbers=numbers,
    )


def _people(one: Population, registry: Registry, told: Language) -> str:
    return told.text(
        "penduduk %(place)s %(people)s jiwa pada %(day)s, menurut %(source)s",
        place=registry.place_name(one.region),
        people=told.integer(one.people),
        day=told.day(one.as_of),
        source=one.source,
    )
