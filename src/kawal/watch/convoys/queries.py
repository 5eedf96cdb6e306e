"""Named reads of convoys."""

from collections import defaultdict

import msgspec
from sqlalchemy import select
from sqlalchemy.engine import Connection

from kawal.watch.convoys.model import Convoy, Handed, Plan, Stepped
from kawal.watch.convoys.tables import CONVOY, CONVOY_STEP, LOT_HANDED


def load_convoys(connection: Connection) -> tuple[Convoy, ...]:
    """Every convoy, in the order of departure."""
    steps: dict[str, list[Stepped]] = defaultdict(list)
    for row in connection.execute(select(CONVOY_STEP).order_by(CONVOY_STEP.c.position)):
        said = Stepped(row.position, row.step, row.at_ms, row.arrives_ms, row.reason, row.actor)
        steps[row.convoy].append(said)
    handed: dict[str, dict[str, Handed]] = defaultdict(dict)
    for row in connection.execute(select(LOT_HANDED).order_by(LOT_HANDED.c.position)):
        handed[row.convoy][row.lot] = Handed(row.position, row.at_ms, row.got, row.receiver, row.actor)
    found = [
        Convoy(
            plan=msgspec.json.decode(row.plan, type=Plan),
            index=row.position,
            steps=tuple(steps[row.id]),
            handed=handed[row.id],
        )
        for row in connection.execute(select(CONVOY))
    ]
    return tuple(sorted(found, key=lambda one: (one.plan.departs_ms, one.id)))
