"""What follows from decrees and from moments of cases: margins within the threshold, petitions, rulings (pure)."""

from collections.abc import Iterable, Iterator, Mapping

from kawal.disputes.clocks.model import Moment
from kawal.disputes.rules.telling import SIGNED_IN, Telling
from kawal.disputes.rules.wholecontest import void_numbers
from kawal.disputes.threshold.model import Announced, Population
from kawal.disputes.threshold.outcome import outcome_of
from kawal.election.ballots import Ballots
from kawal.election.model import Contest
from kawal.jurisdiction.deadlines import Event

FACTS: Mapping[Event, str] = {
    "petition_registered": "petitions_registered",
    "court_orders": "repolls_by_court",
    "formal_report": "reports_received",
    "bawaslu_decides": "crimes_found",
    "police_receive": "crimes_handed_on",
    "tsm_registered": "tsm_reports",
}
"""The moments of a case that a rule asks for."""


def moments_told(moments: Iterable[Moment]) -> Iterator[Telling]:
    """What each of these moments tells of its region."""
    for one in moments:
        name = FACTS.get(one.event)
        if name is not None:
            yield Telling(name=name, place=one.region, contest=one.contest, entries=(one.index,), assurance=SIGNED_IN)


def margins(
    contest: Contest, decrees: Iterable[Announced], population: Population | None, ballots: Ballots
) -> Iterator[Telling]:
    """The smallest margin of the newest decree about a whole contest beside the threshold for it; nothing where the
    population or the valid votes are not known, or a cancelled pair leaves no margin."""
    own = [one for one in decrees if one.contest == contest.kind and one.region == contest.region]
    newest = max(own, key=lambda one: one.round, default=None)
    if newest is None or population is None:
        return
    outcome = outcome_of(ballots.at(contest, newest.index), newest.numbers, population.people)
    near = min(
        (one.limit for one in outcome.against if one.limit is not None), key=lambda one: one.margin, default=None
    )
    if near is None:
        return
    for name, number in (("margin", near.margin), ("margin_limit", near.votes)):
        yield Telling(
            name=name,
            place=contest.region,
            contest=contest.kind,
            round=newest.round,
            number=number,
            entries=tuple(sorted((newest.index, population.index))),
            assurance=SIGNED_IN,
        )


def void_results(contest: Contest, decrees: Iterable[Announced], ballots: Ballots) -> Iterator[Telling]:
    """Decrees about a whole contest, by the ballot of then, in which a pair on it was cancelled and more votes are
    invalid than the count's alarm lets pass."""
    for one in decrees:
        if (one.contest, one.region) != (contest.kind, contest.region):
            continue
        for name, number in void_numbers(ballots.at(contest, one.index), one.numbers):
            yield Telling(
                name=name,
                place=contest.region,
                contest=contest.kind,
                round=one.round,
                number=number,
                entries=(one.index,),
                assurance=SIGNED_IN,
            )
