"""Named reads of plans and locks."""

import msgspec
from sqlalchemy import func, select
from sqlalchemy.engine import Connection

from kawal.deployment.model import FrozenPlan, Lock
from kawal.deployment.tables import PLAN, POST_LOCK
from kawal.kernel.errors import Rejected
from kawal.kernel.language import msg


def load_locks(connection: Connection) -> tuple[Lock, ...]:
    """All posts that are locked or forbidden, in the order of their stations."""
    rows = connection.execute(select(POST_LOCK).order_by(POST_LOCK.c.station))
    return tuple(Lock(station=row.station, guards=row.guards, reason=row.reason) for row in rows)


def latest_version(connection: Connection) -> int:
    """The version of the newest plan; 0 before the first."""
    return connection.scalar(select(func.max(PLAN.c.version))) or 0


def load_plan(connection: Connection, version: int | None = None) -> FrozenPlan:
    """One version of the plan, the newest by default. Raises Rejected when it does not exist."""
    wanted = latest_version(connection) if version is None else version
    body = connection.scalar(select(PLAN.c.body).where(PLAN.c.version == wanted))
    if body is None:
        raise Rejected("plan", msg("versi rencana yang sudah ditetapkan"), wanted)
    return msgspec.json.decode(body, type=FrozenPlan)


def load_plans(connection: Connection) -> tuple[FrozenPlan, ...]:
    """All versions, oldest first."""
    rows = connection.scalars(select(PLAN.c.body).order_by(PLAN.c.version))
    return tuple(msgspec.json.decode(body, type=FrozenPlan) for body in rows)
