"""Named reads of what tells little, whole: recapitulations, convoys, sums of contests, decrees, moments of cases."""

from collections.abc import Iterable, Iterator
from typing import cast

from sqlalchemy.engine import Connection

from kawal.count.model import ContestKind, Finding
from kawal.count.recapqueries import first_recaps
from kawal.count.rounddays import rounds
from kawal.disputes.clocks.queries import moments
from kawal.disputes.rules.cases import margins, moments_told
from kawal.disputes.rules.custody import SIGNED_IN, boxes
from kawal.disputes.rules.late import late_announcements, late_recaps, late_repolls
from kawal.disputes.rules.telling import Telling
from kawal.disputes.rules.wholecontest import sums_of
from kawal.disputes.rules.world import World
from kawal.disputes.threshold.queries import announcements, populations
from kawal.election.ballots import read_ballots
from kawal.watch.convoys.queries import load_convoys


def tell_few(connection: Connection, world: World, recaps: Iterable[Finding]) -> Iterator[Telling]:
    """Everything that is told of places and is neither a report nor a finding of a form; `recaps` are findings of
    recapitulations, which the desk of the count works out."""
    decrees = [one for one in announcements(connection) if one.source == "decree"]
    known, people = moments(connection), populations(connection)
    ballots = read_ballots(connection) if decrees else None
    yield from (of_finding(one, SIGNED_IN) for one in recaps)
    yield from boxes(load_convoys(connection))
    yield from late_recaps(first_recaps(connection), world)
    yield from late_announcements(decrees, world)
    yield from late_repolls(rounds(connection), [one for one in known if one.event == "court_orders"], world)
    yield from moments_told(known)
    for contest in world.registry.contests:
        yield from sums_of(connection, world.registry, contest)
        if ballots is not None:
            yield from margins(contest, decrees, people.get(contest.region), ballots)


def of_finding(one: Finding, assurance: Iterable[str]) -> Telling:
    """A number that does not add up, as a fact of its identity's name."""
    return Telling(
        name=one.what,
        place=one.place,
        contest=cast("ContestKind", one.contest),
        round=one.round,
        entries=one.entries,
        assurance=tuple(assurance),
    )
