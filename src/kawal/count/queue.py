"""Named reads of what does not add up, the gravest first."""

from collections.abc import Sequence

import msgspec
from sqlalchemy import or_, select
from sqlalchemy.engine import Connection, Row

from kawal.count.events import Outcome
from kawal.count.model import Finding
from kawal.count.tables import FINDING
from kawal.jurisdiction.forms import SEVERITIES, forms

MOST_FINDINGS = 100
Reach = Sequence[str]
"""Regions in which someone may read; none for everywhere."""


class Waiting(msgspec.Struct, frozen=True):
    """A finding with what became of it; "" while nobody has looked."""

    finding: Finding
    ended: Outcome | str


def queue(
    connection: Connection,
    reach: Reach = (),
    kind: str = "",
    place: str = "",
    what: str = "",
    *,
    ended: bool = False,
    most: int = MOST_FINDINGS,
    start: int = 0,
) -> tuple[Waiting, ...]:
    """What does not add up, the gravest first, then those of most votes, from the `start`th on; only what nobody has
    looked at, or only what somebody has."""
    statement = select(FINDING).where(FINDING.c.ended != "" if ended else FINDING.c.ended == "")
    if kind:
        statement = statement.where(FINDING.c.contest == kind)
    if what:
        statement = statement.where(FINDING.c.what == what)
    for bound in (reach, (place,) if place else ()):
        if bound:
            statement = statement.where(
                or_(*[FINDING.c.station.startswith(one.replace(".", ""), autoescape=True) for one in bound])
            )
    order = (FINDING.c.severity, FINDING.c.effect.desc(), FINDING.c.station, FINDING.c.what, FINDING.c.part)
    rows = connection.execute(statement.order_by(*order).limit(most).offset(start))
    return tuple(waiting_of(row) for row in rows)


def failing(connection: Connection, identities: Sequence[str], place: str = "") -> tuple[Finding, ...]:
    """Every finding of these identities in a region or at a station, looked at or not, of every round."""
    statement = select(FINDING).where(FINDING.c.what.in_(identities))
    if place:
        statement = statement.where(FINDING.c.station.startswith(place.replace(".", ""), autoescape=True))
    rows = connection.execute(statement.order_by(FINDING.c.station, FINDING.c.contest, FINDING.c.round))
    return tuple(waiting_of(row).finding for row in rows)


def waiting_of(row: Row[tuple[object, ...]]) -> Waiting:
    return Waiting(
        Finding(
            what=row.what,
            severity=SEVERITIES[row.severity],
            place=row.station,
            contest=row.contest,
            round=row.round,
            part=row.part,
            expected=row.expected,
            got=row.got,
            effect=row.effect,
            entries=msgspec.json.decode(row.entries, type=tuple[int, ...]),
            hook=forms().identity(row.what).hook,
        ),
        row.ended,
    )
