"""What the rules say, read from a database alone, for who has no running node before them."""

from sqlalchemy.engine import Connection

from kawal.count.recapqueries import recap_differences
from kawal.disputes.model import Indication
from kawal.disputes.rules.facts import read_facts
from kawal.disputes.rules.few import tell_few
from kawal.disputes.rules.judge import Judged, judge
from kawal.disputes.rules.world import World
from kawal.election.model import Registry
from kawal.jurisdiction.law import Law
from kawal.jurisdiction.rules import rules
from kawal.jurisdiction.zones import zone_of


def read_judged(connection: Connection, registry: Registry, region: str, place: str = "") -> Judged:
    """What the rules say of a node in `region`, or of one place in it and what lies there."""
    world = World(registry, zone_of(region), Law().calendar)
    few = tell_few(connection, world, lambda rows, contest: recap_differences(rows, registry, contest))
    return judge(read_facts(connection, world.day, few, place), rules())


def read_indications(
    connection: Connection, registry: Registry, region: str, place: str = ""
) -> tuple[Indication, ...]:
    """The indications of a node in `region`, or of one place in it, the gravest first."""
    return read_judged(connection, registry, region, place).indications
