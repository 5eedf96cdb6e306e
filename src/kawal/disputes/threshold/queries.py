"""Named reads of what was announced and of populations."""

import msgspec
from sqlalchemy import select
from sqlalchemy.engine import Connection

from kawal.disputes.threshold.model import ANNOUNCED_SOURCES, Announced, Population
from kawal.disputes.threshold.tables import ANNOUNCED, POPULATION

_numbers = msgspec.json.Decoder(dict[str, int]).decode


def announcements(connection: Connection, contest: str = "") -> tuple[Announced, ...]:
    """What stands of every announcement, corrected and withdrawn ones left out: by region and round, a decree
    first."""
    every = every_announcement(connection, contest)
    found = {(one.contest, one.region, one.round, one.source): one for one in every if not one.withdrawn}.values()
    return tuple(
        sorted(found, key=lambda one: (one.contest, one.region, -one.round, ANNOUNCED_SOURCES.index(one.source)))
    )


def every_announcement(connection: Connection, contest: str = "") -> tuple[Announced, ...]:
    """Every announcement as recorded, corrected and withdrawn ones too, in the order of the log."""
    statement = select(ANNOUNCED).order_by(ANNOUNCED.c.position)
    if contest:
        statement = statement.where(ANNOUNCED.c.contest == contest)
    return tuple(
        Announced(
            index=row.position,
            contest=row.contest,
            region=row.region,
            round=row.round,
            source=row.source,
            at_ms=row.at_ms,
            place=row.place,
            reference=row.reference,
            numbers=_numbers(row.numbers),
            actor=row.actor,
            withdrawn=row.withdrawn,
        )
        for row in connection.execute(statement)
    )


def populations(connection: Connection) -> dict[str, Population]:
    """The newest population of each region, withdrawn ones left out."""
    return {one.region: one for one in every_population(connection) if not one.withdrawn}


def every_population(connection: Connection) -> tuple[Population, ...]:
    """Every population as recorded, corrected and withdrawn ones too, in the order of the log."""
    return tuple(
        Population(
            index=row.position,
            region=row.region,
            people=row.people,
            source=row.source,
            as_of=row.as_of,
            actor=row.actor,
            withdrawn=row.withdrawn,
        )
        for row in connection.execute(select(POPULATION).order_by(POPULATION.c.position))
    )
