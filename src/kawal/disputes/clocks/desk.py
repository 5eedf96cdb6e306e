"""The desk of clocks: moments of the law are recorded, and every deadline that runs from them is listed."""

from sqlalchemy.engine import Connection

from kawal.count.rounddays import rounds
from kawal.disputes.clocks.decide import RecordMoment, record_moment, withdraw_moment
from kawal.disputes.clocks.model import Moment
from kawal.disputes.clocks.queries import moments
from kawal.disputes.clocks.repolls import polls_due
from kawal.disputes.clocks.running import Running, ordered, running, starts_of
from kawal.disputes.threshold.desk import ThresholdDesk
from kawal.disputes.threshold.model import Announced
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
        """Every deadline that runs or has passed, and by when polls that were ordered have to be held; see
        `running.ordered`."""
        registry, now_ms = self.threshold.registry(), self.threshold.now_ms()
        held, known = rounds(connection), moments(connection)
        starts = starts_of(registry.contests, held, announcements(connection), known, self.zone)
        rulings = [one for one in known if one.event == "court_orders"]
        due = (clock for _due, clock in polls_due(held, rulings, registry, self.zone, self.law.calendar))
        started = running(starts, registry.contests, self.law, self.zone)
        return ordered((*started, *(one for one in due if not one.is_held(now_ms))), now_ms)

    def recorded(self, connection: Connection) -> tuple[Moment | Announced, ...]:
        """What stands of everything that was recorded by hand and can start deadlines."""
        return (*moments(connection), *announcements(connection))

    def started(self, connection: Connection, index: int) -> Moment | Announced:
        """What was recorded as an entry and starts deadlines. Raises Missing for what does not stand."""
        found = next((one for one in self.recorded(connection) if one.index == index), None)
        if found is None:
            raise Missing(msg("kejadian"), msg("kejadian yang tercatat"), index)
        return found

    def record(self, command: RecordMoment, actor: str) -> None:
        """Record a moment. Raises Missing or Rejected; see `decide.record_moment`."""
        event = record_moment(command, self.threshold.registry(), self.threshold.now_ms(), self.zone)
        self.store.writer.commit(lambda _rows: Decision((event,)), actor)

    def withdraw(self, started: Moment | Announced, actor: str) -> None:
        """Withdraw what starts deadlines. Raises Missing for what does not stand any more."""
        index = started.index
        if isinstance(started, Announced):
            self.threshold.withdraw(index, actor)
        else:
            self.store.writer.commit(
                lambda connection: Decision((withdraw_moment(index, moments(connection)),)), actor
            )
