"""Named reads of what the sum of many forms rests on."""

import msgspec
from sqlalchemy import func, select
from sqlalchemy.engine import Connection

from kawal.access.reach import inside
from kawal.count.tables import FORM, READING
from kawal.election.model import Contest
from kawal.election.queries import origins_of


class Behind(msgspec.Struct, frozen=True):
    """What a sum rests on: of how many forms it is, and of their entries the last, by which it became what it is,
    with the import that made the ballot; `assurance` are those of all entries of these forms, each once."""

    forms: int
    entries: tuple[int, ...]
    assurance: tuple[str, ...]


def behind_sum(connection: Connection, contest: Contest) -> Behind:
    """What the sums of a contest rest on now."""
    joined = READING.join(
        FORM,
        (FORM.c.contest == READING.c.contest)
        & (FORM.c.station == READING.c.station)
        & (FORM.c.round == READING.c.round),
    )
    counted = (FORM.c.contest == contest.kind, FORM.c.current, FORM.c.counted)
    here = (*counted, inside(FORM.c.station, (contest.region,)))
    last = func.max(READING.c.position)
    rows = connection.execute(
        select(READING.c.assurance, last.label("last")).select_from(joined).where(*here).group_by(READING.c.assurance)
    ).all()
    many = connection.scalar(select(func.count()).select_from(FORM).where(*here)) or 0
    ballot = origins_of(connection, "contests").get(contest.id)
    entries = [*([ballot.index] if ballot else []), *([max(row.last for row in rows)] if rows else [])]
    return Behind(many, tuple(entries), tuple(sorted(row.assurance for row in rows)))
