"""The ballot in force: a contest as it stood when an entry was made, however it was imported again since."""

from bisect import bisect_left
from collections.abc import Mapping

import msgspec
from sqlalchemy import select
from sqlalchemy.engine import Connection

from kawal.election.model import Contest
from kawal.election.tables import REGISTRY_BALLOT

_contest = msgspec.json.Decoder(Contest).decode


class Ballots(msgspec.Struct, frozen=True):
    """By contest, every import that changed it with the contest as it made it, in the order of the log."""

    imports: Mapping[str, tuple[tuple[int, Contest], ...]]

    def at(self, contest: Contest, index: int) -> Contest:
        """The contest as it stood when entry `index` was made: a pair cancelled later is still in the running then.
        As it is now where no import before that entry is known."""
        known = self.imports.get(contest.id, ())
        before = bisect_left(known, index, key=lambda one: one[0])
        return known[before - 1][1] if before else contest


def read_ballots(connection: Connection) -> Ballots:
    """Every ballot of every contest."""
    found: dict[str, tuple[tuple[int, Contest], ...]] = {}
    for row in connection.execute(select(REGISTRY_BALLOT).order_by(REGISTRY_BALLOT.c.position)):
        found[row.key] = (*found.get(row.key, ()), (row.position, _contest(row.body)))
    return Ballots(found)
