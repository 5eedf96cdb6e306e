"""What the page of the threshold shows, read from the tables alone: for a dossier, which may be made of a folder."""

from collections.abc import Sequence

import msgspec
from sqlalchemy.engine import Connection

from kawal.count.recap.diff import RecapDiff
from kawal.count.recapqueries import recap_differences
from kawal.disputes.threshold.desk import ContestView, ThresholdReading
from kawal.election.model import Contest, Registry


def read_views(
    connection: Connection, registry: Registry, region: str, contests: Sequence[Contest]
) -> tuple[ContestView, ...]:
    """The views of these contests on a node in `region`."""
    return ThresholdReading(lambda: registry, _Anew(registry), region).views(connection, contests)


class _Anew(msgspec.Struct, frozen=True):
    """Compares from the beginning, for nothing was kept."""

    registry: Registry

    def compared(self, connection: Connection, contest: Contest) -> RecapDiff:
        return recap_differences(connection, self.registry, contest)
