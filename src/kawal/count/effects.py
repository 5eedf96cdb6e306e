"""Named reads of how many votes findings could move: the heaviest first, and the most of each station added up."""

from collections.abc import Iterable

import msgspec
from sqlalchemy import func, select
from sqlalchemy.engine import Connection

from kawal.count.model import Finding
from kawal.count.queue import waiting_of
from kawal.count.tables import FINDING, FORM
from kawal.jurisdiction.forms import Identity, forms, option_of

COUNTED_FIELDS = frozenset({"valid_total", "invalid_total", "ballots_counted", "invalid_cancelled"})


class Effects(msgspec.Struct, frozen=True):
    """What findings about counted votes could move at most: `votes` of the margin in `stations` (see
    `most_of_stations`); `heaviest` are single findings."""

    votes: int = 0
    stations: int = 0
    heaviest: tuple[Finding, ...] = ()


def effects(connection: Connection, kind: str, place: str, most: int) -> Effects:
    """The findings of a region that nobody has ended, of forms that count now, if they are about counted votes;
    `most` of the heaviest. Those about lists of voters alone move no vote by themselves."""
    about = [one.id for one in forms().identities if one.holds and _is_counted(one)]
    by_part = [one.id for one in forms().identities if not one.holds or "each" in one.holds]
    wanted = (
        FINDING.c.contest == kind,
        FINDING.c.ended == "",
        FINDING.c.effect > 0,
        FINDING.c.what.in_(about)
        | (FINDING.c.what.in_(by_part) & (FINDING.c.part.startswith("votes_") | FINDING.c.part.in_(COUNTED_FIELDS))),
        FORM.c.current,
        FINDING.c.station.startswith(place.replace(".", ""), autoescape=True),
    )
    joined = FINDING.join(
        FORM,
        (FORM.c.contest == FINDING.c.contest)
        & (FORM.c.station == FINDING.c.station)
        & (FORM.c.round == FINDING.c.round),
    )
    parts = connection.execute(
        select(FINDING.c.station, FINDING.c.part, func.max(FINDING.c.effect).label("votes"))
        .select_from(joined)
        .where(*wanted)
        .group_by(FINDING.c.station, FINDING.c.part)
    )
    votes = most_of_stations((row.station, row.part, row.votes) for row in parts)
    rows = connection.execute(
        select(FINDING)
        .select_from(joined)
        .where(*wanted)
        .order_by(FINDING.c.effect.desc(), FINDING.c.station, FINDING.c.what, FINDING.c.part)
        .limit(most)
    )
    return Effects(sum(votes.values()), len(votes), tuple(waiting_of(row).finding for row in rows))


def most_of_stations(parts: Iterable[tuple[str, str, int]]) -> dict[str, int]:
    """The most votes of the margin that each station's findings could move, from (station, field, votes).

    Differences in the votes of several options add up, for 25 votes from one to another are 50 of the margin; what
    does not add up elsewhere on the form mostly speaks of the same votes, and counts only where it is more.
    """
    options: dict[str, int] = {}
    others: dict[str, int] = {}
    for station, part, votes in parts:
        if option_of(part) is not None:
            options[station] = options.get(station, 0) + votes
        else:
            others[station] = max(others.get(station, 0), votes)
    return {one: max(options.get(one, 0), others.get(one, 0)) for one in {**options, **others}}


def _is_counted(identity: Identity) -> bool:
    """Whether an identity compares votes or ballots that were counted."""
    names = {name for _part, compared in identity.parts((1,)) for name in compared.fields}
    return any(name in COUNTED_FIELDS or name == "votes" or option_of(name) is not None for name in names)
