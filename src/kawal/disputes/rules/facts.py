"""Named reads: every fact that a rule can ask for, from what the node holds.

Reports tell of irregularities, objections and moments, and the count of numbers that do not add up: these are many,
and are read for one place as well as for all. The rest is little and read whole (`few`). Each fact names its entries
and their assurance; a sum of many forms names the last of them, and of how many it is.
"""

from collections.abc import Iterable, Iterator
from typing import cast

import msgspec
from sqlalchemy import ColumnElement, select
from sqlalchemy.engine import Connection

from kawal.access.reach import inside
from kawal.count.formqueries import assurances
from kawal.count.model import ContestKind
from kawal.count.queue import failing
from kawal.disputes.model import Fact
from kawal.disputes.rules.custody import Moment, custody
from kawal.disputes.rules.few import of_finding
from kawal.disputes.rules.said import MOMENTS
from kawal.disputes.rules.tables import TOLD
from kawal.disputes.rules.telling import Telling, facts_of
from kawal.jurisdiction.forms import forms
from kawal.jurisdiction.rules import rules
from kawal.kernel.codes import is_station
from kawal.watch.board.day import VotingDay

TOO_MANY = "TPS_MAX"
"""The identity whose failure tells how many voters are registered: more than a station may have."""


def read_facts(
    connection: Connection, day: VotingDay | None, few: Iterable[Telling], place: str = ""
) -> tuple[Fact, ...]:
    """Every fact in a region or at a station, by default on the whole node; `few` is what `few.tell_few` tells."""
    here = (one for one in few if lies_in(one.place, place))
    return facts_of((*_told(connection, day, _within(place)), *_findings(connection, place), *here))


def facts_at(connection: Connection, day: VotingDay | None, few: Iterable[Telling], place: str) -> tuple[Fact, ...]:
    """The facts of one place alone, without what lies in it; `few` is what is told of that place."""
    findings = _findings(connection, place) if is_station(place) else ()
    return facts_of((*_told(connection, day, TOLD.c.place == place), *findings, *few))


def asked_identities() -> tuple[str, ...]:
    """The identities of the forms that rules ask for."""
    known = {one.id for one in forms().identities}
    names = dict.fromkeys(name for rule in rules().rules for name in rule.asks if name in known)
    return (*names, *(() if TOO_MANY in names else (TOO_MANY,)))


def _told(connection: Connection, day: VotingDay | None, where: ColumnElement[bool]) -> Iterator[Telling]:
    statement = select(TOLD).where(TOLD.c.voided.is_(None), where).order_by(TOLD.c.position)
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
    entries = sorted({entry for one in found for entry in one.entries})
    known = assurances(connection, entries, place if is_station(place) else "")
    for one in found:
        told = of_finding(one, tuple(dict.fromkeys(known[entry] for entry in one.entries if entry in known)))
        yield told
        if one.what == TOO_MANY and one.got is not None:
            yield msgspec.structs.replace(told, name="registered", number=one.got)


def _within(place: str) -> ColumnElement[bool]:
    return inside(TOLD.c.place, (place,))


def lies_in(place: str, region: str) -> bool:
    """Whether a station or region lies in a region, or is it; everything lies in ""."""
    return place.replace(".", "").startswith(region.replace(".", ""))
