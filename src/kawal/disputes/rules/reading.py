"""Indications read from a database alone, for who has no running node before them."""

from sqlalchemy.engine import Connection

from kawal.count.recapending import open_findings
from kawal.count.recapqueries import recap_differences
from kawal.disputes.model import Indication
from kawal.disputes.rules.facts import read_facts
from kawal.disputes.rules.judge import judge
from kawal.election.model import Registry
from kawal.jurisdiction.rules import rules
from kawal.jurisdiction.zones import zone_of
from kawal.watch.board.day import day_of


def read_indications(
    connection: Connection, registry: Registry, region: str, place: str = ""
) -> tuple[Indication, ...]:
    """The indications of a node in `region`, or of one place in it, the gravest first."""
    differences = [
        one
        for contest in registry.contests
        for one in open_findings(connection, contest.kind, recap_differences(connection, registry, contest))
    ]
    return judge(read_facts(connection, registry, day_of(registry, zone_of(region)), differences, place), rules())
