"""Named reads of what tells little, whole: recapitulations, convoys, sums of contests, decrees, moments of cases."""

from collections.abc import Callable, Iterator
from typing import cast

from sqlalchemy.engine import Connection

from kawal.count.model import ContestKind, Finding
from kawal.count.recap.diff import RecapDiff
from kawal.count.recapending import open_findings
from kawal.count.recapqueries import first_recaps
from kawal.count.rounddays import rounds
from kawal.disputes.clocks.queries import moments
from kawal.disputes.rules.cases import margins, moments_told, void_results
from kawal.disputes.rules.custody import boxes
from kawal.disputes.rules.late import late_announcements, late_recaps, late_repolls
from kawal.disputes.rules.registered import large_stations
from kawal.disputes.rules.telling import SIGNED_IN, Telling
from kawal.disputes.rules.wholecontest import sums_of
from kawal.disputes.rules.world import World
from kawal.disputes.threshold.queries import announcements, populations
from kawal.election.ballots import read_ballots
from kawal.election.model import Contest
from kawal.watch.convoys.queries import load_convoys

Compared = Callable[[Connection, Contest], RecapDiff]
"""What differs in the recapitulation of a contest now."""


def tell_few(connection: Connection, world: World, compared: Compared) -> Iterator[Telling]:
    """Everything that is told of places and is neither a report nor a finding of a form; of what differs in a
    recapitulation as far as nobody ended it."""
    decrees = [one for one in announcements(connection) if one.source == "decree"]
    known, people = moments(connection), populations(connection)
    ballots = read_ballots(connection) if decrees else None
    yield from boxes(load_convoys(connection))
    yield from large_stations(connection, world.registry)
    yield from late_recaps(first_recaps(connection), world)
    yield from late_announcements(decrees, world)
    yield from late_repolls(rounds(connection), known, world)
    yield from moments_told(known)
    for contest in world.registry.contests:
        found = open_findings(connection, contest.kind, compared(connection, contest))
        yield from (of_finding(one, SIGNED_IN) for one in found)
        yield from sums_of(connection, world.registry, contest)
        if ballots is not None:
            yield from margins(contest, decrees, people.get(contest.region), ballots)
            yield from void_results(contest, decrees, ballots)


def of_finding(one: Finding, assurance: tuple[str, ...]) -> Telling:
    """A number that does not add up, as a fact of its identity's name."""
    return Telling(
        name=one.what,
        place=one.place,
        contest=cast("ContestKind", one.contest),
        round=one.round,
        entries=one.entries,
        assurance=assurance,
    )
