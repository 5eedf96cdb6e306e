"""What was recorded of a whole contest, for its chronology: results as they were announced, populations, moments of
cases; what was corrected or withdrawn is told too, and marked."""

from collections.abc import Collection, Iterator
from functools import partial

from sqlalchemy import select
from sqlalchemy.engine import Connection

from kawal.count.names import CONTESTS
from kawal.disputes.clocks.model import EVENT_NAMES
from kawal.disputes.clocks.queries import moments
from kawal.disputes.clocks.tables import MOMENT
from kawal.disputes.dossier.chronology import LATER, iso, marked, node_line
from kawal.disputes.dossier.entries import entered_at, read_bodies
from kawal.disputes.dossier.forms import row_title
from kawal.disputes.dossier.model import Line
from kawal.disputes.dossier.scope import Reach
from kawal.disputes.dossier.senders import Senders
from kawal.disputes.dossier.texts import Both, both, said
from kawal.disputes.threshold.model import Announced, Population
from kawal.disputes.threshold.names import ANNOUNCED, source_said
from kawal.disputes.threshold.queries import announcements, every_announcement, every_population, populations
from kawal.election.model import Registry
from kawal.kernel.codes import RegionCode, within
from kawal.kernel.language import Language, msg

WITHDRAWN = said(msg("dicabut kemudian"))


def announced(connection: Connection, registry: Registry, reach: Reach, senders: Senders) -> Iterator[Line]:
    """The lines of a dossier of a contest; none for any other scope."""
    if not reach.regions:
        return
    yield from _results(connection, reach, senders)
    yield from _populations(connection, registry, reach, senders)
    yield from _moments(connection, reach, senders)


def _results(connection: Connection, reach: Reach, senders: Senders) -> Iterator[Line]:
    standing = {one.index for one in announcements(connection)}
    for one in every_announcement(connection):
        if one.contest in reach.contests and one.region in reach.regions:
            what = marked(both(partial(_result, one)), _ended(one.index, standing, withdrawn=one.withdrawn))
            yield node_line(one.index, iso(one.at_ms), one.region, what, senders.recorder(one.actor))


def _populations(connection: Connection, registry: Registry, reach: Reach, senders: Senders) -> Iterator[Line]:
    standing = {one.index for one in populations(connection).values()}
    every = [one for one in every_population(connection) if one.region in reach.regions]
    bodies = read_bodies(connection, [one.index for one in every])
    for one in every:
        what = marked(both(partial(_people, one, registry)), _ended(one.index, standing, withdrawn=one.withdrawn))
        yield node_line(one.index, entered_at(bodies[one.index]), one.region, what, senders.recorder(one.actor))


def _moments(connection: Connection, reach: Reach, senders: Senders) -> Iterator[Line]:
    standing = {one.index for one in moments(connection)}
    for row in connection.execute(select(MOMENT).order_by(MOMENT.c.position)):
        over = any(within(RegionCode(one), RegionCode(row.region)) for one in reach.regions)
        if row.contest not in (None, *reach.contests) or not over:
            continue
        told = {code: f"{text}: {row.reference}" for code, text in said(EVENT_NAMES[row.event]).items()}
        what = marked(told, _ended(row.position, standing, withdrawn=row.withdrawn))
        yield node_line(row.position, iso(row.at_ms), row.region, what, senders.recorder(row.actor))


def _ended(index: int, standing: Collection[int], *, withdrawn: bool) -> Both | None:
    """What became of an entry; None for one that stands."""
    if withdrawn:
        return WITHDRAWN
    return None if index in standing else LATER


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
