"""The desk of clocks: moments of the law are recorded, and every deadline that runs from them is listed."""

import msgspec
from sqlalchemy.engine import Connection

from kawal.count.rounddays import Round, rounds
from kawal.count.rounddesk import LateDay
from kawal.disputes.clocks.decide import STARTER, RecordMoment, record_moment, withdraw_moment
from kawal.disputes.clocks.model import Moment
from kawal.disputes.clocks.queries import moments
from kawal.disputes.clocks.repolls import polls_due
from kawal.disputes.clocks.running import Running, ordered, running, starts_of
from kawal.disputes.clocks.words import moment_words
from kawal.disputes.threshold.desk import ThresholdDesk
from kawal.disputes.threshold.model import Announced
from kawal.disputes.threshold.queries import announcements
from kawal.jurisdiction.law import Law
from kawal.kernel.errors import Missing
from kawal.kernel.language import Language, msg
from kawal.store.events import Decision

RULE = "/sengketa/aturan/PSU-TIME"


class ClockDesk:
    """Legal deadlines of one node."""

    def __init__(self, threshold: ThresholdDesk, law: Law) -> None:
        self.threshold, self.law, self.store, self.zone = threshold, law, threshold.store, threshold.zone

    def all(self, connection: Connection) -> tuple[Running, ...]:
        """Every deadline that runs or has passed, and by when polls that were ordered have, or had, to be held; see
        `running.ordered`. A ruling that was followed has passed with its polls and not beside them."""
        registry, now_ms = self.threshold.registry(), self.threshold.now_ms()
        held, known = rounds(connection), moments(connection)
        starts = starts_of(registry.contests, held, announcements(connection), known, self.zone)
        due = tuple(polls_due(held, known, registry, self.zone, self.law.calendar))
        followed = {one.start.index for one in due if one.deadline.given}
        started = [
            one
            for one in running(starts, registry.contests, self.law, self.zone)
            if one.is_ahead(now_ms) or one.start.index not in followed
        ]
        return ordered((*started, *due), now_ms)

    def late_day(self, connection: Connection, planned: Round, words: Language) -> LateDay | None:
        """What the law says of the day of a round that is not ordered yet; None where it is in time by every reading,
        and where nothing is known to run."""
        planned = msgspec.structs.replace(planned, at_ms=self.threshold.now_ms())
        held, known = (*rounds(connection), planned), moments(connection)
        due = polls_due(held, known, self.threshold.registry(), self.zone, self.law.calendar)
        clock = next((one for one in due if one.due and one.due.poll is planned), None)
        if clock is None or clock.planned in {None, "safe"}:
            return None
        if clock.planned == "arguable":
            said = words.text(
                "Hari itu sesudah batas aman, %(moment)s; hanya menurut tafsir terluas masih tepat waktu.",
                moment=moment_words(clock.span.safe, self.zone, words),
            )
            return LateDay(by_all=False, said=said, path=RULE)
        last = moment_words(clock.span.arguable, self.zone, words)
        if clock.deadline.given:
            said = words.text(
                "Hari itu sesudah batas yang diberikan putusan %(ruling)s menurut semua tafsir, %(moment)s.",
                ruling=clock.start.reference,
                moment=last,
            )
        else:
            said = words.text(
                "Hari itu sesudah batas menurut semua tafsir, %(moment)s. Sesudahnya hanya lewat putusan MK; putusan "
                "yang memerintahkan pemungutan ini belum tercatat di sini.",
                moment=last,
            )
        return LateDay(by_all=True, said=said, path=RULE)

    def recorded(self, connection: Connection) -> tuple[Moment | Announced, ...]:
        """What stands of everything that was recorded by hand and can start deadlines."""
        return (*moments(connection), *announcements(connection))

    def started(self, connection: Connection, index: int) -> Moment | Announced:
        """What was recorded as an entry and starts deadlines. Raises Missing for what does not stand."""
        found = next((one for one in self.recorded(connection) if one.index == index), None)
        if found is None:
            raise Missing(STARTER, msg("kejadian yang tercatat"), index)
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
