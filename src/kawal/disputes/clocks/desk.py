"""The desk of clocks: moments of the law are recorded, and every deadline that runs from them is listed."""

from sqlalchemy.engine import Connection

from kawal.count.rounddays import rounds
from kawal.disputes.clocks.decide import RecordMoment, record_moment, withdraw_moment
from kawal.disputes.clocks.model import Moment
from kawal.disputes.clocks.queries import moments
from kawal.disputes.clocks.running import Running, running, starts_of
from kawal.disputes.threshold.desk import ThresholdDesk
from kawal.disputes.threshold.queries import announcements
from kawal.jurisdiction.law import Law
from kawal.kernel.errors import Missing
from kawal.kernel.language import msg
from kawal.store.events import Decision


class ClockDesk:
    """Legal deadlines of one node."""

    def __init__(self, threshold: ThresholdDesk, law: Law) -> None:
        self.threshold, self.law, self.store, self.zone = threshold, law, threshold.store, threshold.zone

    def all(self, connection: Connection) -> tuple[Running, ...]:
        """Every deadline that runs or has passed; see `running.running`."""
        contests = self.threshold.registry().contests
        starts = starts_of(contests, rounds(connection), announcements(connection), moments(connection), self.zone)
        return running(starts, contests, self.law, self.zone, self.threshold.now_ms())

    def moment(self, connection: Connection, index: int) -> Moment:
        """What was recorded as an entry. Raises Missing for what does not stand."""
        found = next((one for one in moments(connection) if one.index == index), None)
        if found is None:
            raise Missing(msg("kejadian"), msg("kejadian yang tercatat"), index)
        return found

    def record(self, command: RecordMoment, actor: str) -> None:
        """Record a moment. Raises Missing or Rejected; see `decide.record_moment`."""
        event = record_moment(command, self.threshold.registry(), self.threshold.now_ms(), self.zone)
        self.store.writer.commit(lambda _rows: Decision((event,)), actor)

    def withdraw(self, index: int, actor: str) -> None:
        """Withdraw a moment. Raises Missing for what does not stand."""
        self.store.writer.commit(lambda connection: Decision((withdraw_moment(index, moments(connection)),)), actor)
