"""Named reads: every fact that a rule can ask for, from what the node holds.

Reports tell of irregularities, objections and moments; the count of numbers that do not add up; the sums of a contest
of cancelled pairs and the blank column; convoys of boxes. Each fact names its entries and their assurance; sums of
many forms have none, and are on the page of the count.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import cast

import msgspec
from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.engine import Connection

from kawal.count.formqueries import assurances
from kawal.count.model import ContestKind, Finding
from kawal.count.queue import failing
from kawal.disputes.model import Fact
from kawal.disputes.rules.custody import SIGNED_IN, Moment, boxes, custody
from kawal.disputes.rules.said import MOMENTS
from kawal.disputes.rules.tables import TOLD
from kawal.disputes.rules.telling import Telling, facts_of
from kawal.disputes.rules.wholecontest import sums_of
from kawal.election.model import Registry
from kawal.jurisdiction.forms import forms
from kawal.jurisdiction.rules import rules
from kawal.watch.board.day import VotingDay
from kawal.watch.convoys.queries import load_convoys

TOO_MANY = "TPS_MAX"
"""The identity whose failure tells how many voters are registered: more than a station may have."""


def read_facts(
    connection: Connection, registry: Registry, day: VotingDay | None, recap: Sequence[Finding] = (), place: str = ""
) -> tuple[Fact, ...]:
    """Every fact in a region or at a station, by default on the whole node; `recap` are findings of recapitulations,
    which the desk of the count works out."""
    return facts_of(
        (
            *_told(connection, day, place),
            *_findings(connection, place),
            *(_of_finding(one, SIGNED_IN) for one in recap if lies_in(one.place, place)),
            *(one for one in boxes(load_convoys(connection)) if lies_in(one.place, place)),
            *(
                one
                for contest in registry.contests
                if lies_in(contest.region, place)
                for one in sums_of(connection, registry, contest)
            ),
        )
    )


def asked_identities() -> tuple[str, ...]:
    """The identities of the forms that rules ask for."""
    known = {one.id for one in forms().identities}
    names = dict.fromkeys(name for rule in rules().rules for name in rule.asks if name in known)
    return (*names, *(() if TOO_MANY in names else (TOO_MANY,)))


def _told(connection: Connection, day: VotingDay | None, place: str) -> Iterator[Telling]:
    statement = select(TOLD).where(TOLD.c.void.is_(False)).order_by(TOLD.c.position)
    if place:
        statement = statement.where(_within(place))
    moments = []
    for row in connection.execute(statement):
        if row.name in MOMENTS:
            moments.append(Moment(row.name, row.place, row.at_ms, row.position, row.assurance))
            continue
        yield Telling(
            name=row.name,
            place=row.place,
            contest=cast("ContestKind", row.contest) if row.contest else None,
            round=row.round,
            number=row.number,
            entries=(row.position,),
            assurance=(row.assurance,),
        )
    yield from custody(moments, day)


def _findings(connection: Connection, place: str) -> Iterator[Telling]:
    found = failing(connection, [one for one in asked_identities() if forms().identity(one).scope != "recap"], place)
    known = assurances(connection, sorted({entry for one in found for entry in one.entries}))
    for one in found:
        told = _of_finding(one, tuple(dict.fromkeys(known[entry] for entry in one.entries if entry in known)))
        yield told
        if one.what == TOO_MANY and one.got is not None:
            yield msgspec.structs.replace(told, name="registered", number=one.got)


def _of_finding(one: Finding, assurance: Iterable[str]) -> Telling:
    return Telling(
        name=one.what,
        place=one.place,
        contest=cast("ContestKind", one.contest),
        round=one.round,
        entries=one.entries,
        assurance=tuple(assurance),
    )


def _within(place: str) -> ColumnElement[bool]:
    """As a condition: regions have dots in their codes, stations none."""
    stations = TOLD.c.place.startswith(place.replace(".", ""), autoescape=True)
    return or_(TOLD.c.place.startswith(place, autoescape=True), stations)


def lies_in(place: str, region: str) -> bool:
    """Whether a station or region lies in a region, or is it; everything lies in ""."""
    return place.replace(".", "").startswith(region.replace(".", ""))
