"""Which stations of a contest are held in full: those of which something is claimed before all others."""

from collections.abc import Iterator, Sequence

from sqlalchemy import select
from sqlalchemy.engine import Connection

from kawal.count.queue import queue
from kawal.count.recapqueries import recap_differences
from kawal.count.tables import DECISION, FORM, ROUND
from kawal.disputes.grounds.queries import load_grounds
from kawal.election.model import Contest, Registry
from kawal.kernel.codes import StationId, is_station, ward_of, within

MOST_STATIONS = 200
"""So many stations of a contest are held in full; a file with more is read by nobody. The others have a row each."""


def looked_at(
    connection: Connection, registry: Registry, contest: Contest, indicated: Sequence[str]
) -> tuple[StationId, ...]:
    """The stations to hold in full, the most pressing first: a ground is studied there, a rule of law holds
    (`indicated`), its column on a form of the recapitulation differs, a finding is open (the gravest first); then
    those where a number was decided, a round ordered, or copies differ."""
    found = dict.fromkeys(_claimed(connection, registry, contest, indicated))
    found |= dict.fromkeys(_touched(connection, contest))
    known = (StationId(one) for one in found if one in registry.station_by_id)
    inside = [one for one in known if within(ward_of(one), contest.region)]
    return tuple(inside[:MOST_STATIONS])


def _claimed(connection: Connection, registry: Registry, contest: Contest, indicated: Sequence[str]) -> Iterator[str]:
    for ground in load_grounds(connection):
        if ground.contest in (None, contest.kind):
            yield ground.station
    yield from filter(is_station, indicated)
    for one in recap_differences(connection, registry, contest).differences:
        if is_station(one.place):
            yield one.place
    for waiting in queue(connection, kind=contest.kind, most=20 * MOST_STATIONS):
        yield waiting.finding.place


def _touched(connection: Connection, contest: Contest) -> Iterator[str]:
    for table in (DECISION, ROUND):
        yield from connection.scalars(
            select(table.c.station).where(table.c.contest == contest.kind).order_by(table.c.position)
        )
    differing = select(FORM.c.station).where(FORM.c.contest == contest.kind, FORM.c.differing > 0)
    yield from connection.scalars(differing.order_by(FORM.c.differing.desc(), FORM.c.station))
