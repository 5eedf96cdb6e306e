"""Named reads of moments of the law."""

from sqlalchemy import select
from sqlalchemy.engine import Connection

from kawal.disputes.clocks.model import Moment
from kawal.disputes.clocks.tables import MOMENT


def moments(connection: Connection) -> tuple[Moment, ...]:
    """What stands of every moment, corrected and withdrawn ones left out, in the order of the log."""
    newest: dict[tuple[str, str | None, str, str], Moment] = {}
    for row in connection.execute(select(MOMENT).where(MOMENT.c.withdrawn.is_(False)).order_by(MOMENT.c.position)):
        newest[row.event, row.contest, row.region, row.reference] = Moment(
            index=row.position,
            event=row.event,
            contest=row.contest,
            region=row.region,
            at_ms=row.at_ms,
            reference=row.reference,
            length=row.length,
            unit=row.unit,
            actor=row.actor,
        )
    return tuple(sorted(newest.values(), key=lambda one: one.index))
