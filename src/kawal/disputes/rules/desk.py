"""The desk of the rules: the facts of a place, and every indication of the node, worked out anew after each entry."""

from datetime import datetime

from sqlalchemy.engine import Connection

from kawal.count.model import Finding
from kawal.count.recapdesk import RecapDesk
from kawal.count.recapending import open_findings
from kawal.disputes.model import Fact, Indication
from kawal.disputes.rules.facts import read_facts
from kawal.disputes.rules.judge import judge
from kawal.election.model import Registry
from kawal.jurisdiction.rules import rules
from kawal.jurisdiction.zones import zone_of
from kawal.store.log import read_head
from kawal.watch.board.day import VotingDay, day_of


class RulesDesk:
    """What the rules say of what one node holds; it writes nothing."""

    def __init__(self, recap: RecapDesk, region: str) -> None:
        self.recap, self.count, self.store = recap, recap.count, recap.store
        self.zone = zone_of(region)
        self._kept: tuple[int, tuple[Indication, ...]] | None = None

    def registry(self) -> Registry:
        """The fixed world."""
        return self.count.registry()

    def day(self) -> VotingDay | None:
        """The day of the vote with its milestones; None while no contest is registered."""
        return day_of(self.registry(), self.zone)

    def voting_began(self) -> datetime | None:
        """The midnight that began the day of the vote; None while no contest is registered."""
        day = self.day()
        return datetime.fromtimestamp(day.start_ms / 1000, self.zone) if day else None

    def facts(self, connection: Connection, place: str = "") -> tuple[Fact, ...]:
        """The facts of a region or station, by default of the whole node."""
        return read_facts(connection, self.registry(), self.day(), self._recaps(connection), place)

    def indications(self, connection: Connection) -> tuple[Indication, ...]:
        """Every indication of the node, the gravest first."""
        size = read_head(connection).size
        kept = self._kept
        if kept is None or kept[0] != size:
            kept = self._kept = size, judge(self.facts(connection), rules())
        return kept[1]

    def indications_at(self, connection: Connection, place: str) -> tuple[Indication, ...]:
        """The indications of one station or region, and of what lies in it."""
        return judge(self.facts(connection, place), rules())

    def _recaps(self, connection: Connection) -> list[Finding]:
        contests = self.registry().contests
        return [
            one
            for contest in contests
            for one in open_findings(connection, contest.kind, self.recap.compared(connection, contest))
        ]
