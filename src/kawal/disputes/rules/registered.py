"""What the registry of stations tells: more voters than a station may have, by the import that said so."""

from collections.abc import Iterator

from sqlalchemy.engine import Connection

from kawal.disputes.rules.telling import SIGNED_IN, Telling
from kawal.election.model import Registry
from kawal.election.queries import origins_of
from kawal.jurisdiction.rules import rules


def large_stations(connection: Connection, registry: Registry) -> Iterator[Telling]:
    """Stations whose registered voters are more than the rule about their size lets pass; the number of any other
    triggers nothing and is not told."""
    rule = rules().rule("TPS-SIZE")
    if rule is None:
        return
    most = rule.limits["max_voters"]
    large = {one.id: one.registered_voters for one in registry.stations if (one.registered_voters or 0) > most}
    origins = origins_of(connection, "stations") if large else {}
    for station, voters in large.items():
        entries = (origins[station].index,) if station in origins else ()
        yield Telling(name="registered", place=station, number=voters or 0, entries=entries, assurance=SIGNED_IN)
