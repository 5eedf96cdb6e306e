"""The desk of the rules: the facts of a place, and what the rules say of every place of the node."""

import threading
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime

from sqlalchemy.engine import Connection

from kawal.count.recapdesk import RecapDesk
from kawal.disputes.model import Fact, Indication, Studying, Unplaced
from kawal.disputes.rules.facts import lies_in, read_facts
from kawal.disputes.rules.few import tell_few
from kawal.disputes.rules.judge import judge
from kawal.disputes.rules.kept import Kept, judged_anew, judged_on
from kawal.disputes.rules.telling import Telling
from kawal.disputes.rules.world import World
from kawal.election.model import Registry
from kawal.jurisdiction.law import Law
from kawal.jurisdiction.rules import rules
from kawal.jurisdiction.zones import zone_of
from kawal.store.log import read_head

Studies = Callable[[Connection, Sequence[Indication]], Sequence[Studying]]
"""What is done about each of some indications: the grounds know."""


class RulesDesk:
    """What the rules say of what one node holds; it writes nothing."""

    def __init__(self, recap: RecapDesk, region: str, law: Law) -> None:
        self.recap, self.count, self.store = recap, recap.count, recap.store
        self.region, self.zone, self.law = region, zone_of(region), law
        self.studies: Studies = lambda _connection, found: [Studying() for _ in found]
        self._kept: Kept | None = None
        self._lock = threading.Lock()

    def registry(self) -> Registry:
        """The fixed world."""
        return self.count.registry()

    def voting_began(self) -> datetime | None:
        """The midnight that began the day of the vote; None while no contest is registered."""
        day = self.world().day
        return datetime.fromtimestamp(day.start_ms / 1000, self.zone) if day else None

    def facts(self, connection: Connection, place: str = "") -> tuple[Fact, ...]:
        """The facts of a region or station, by default of the whole node."""
        world = self.world()
        return read_facts(connection, world.day, self.few(connection, world), place)

    def indications(self, connection: Connection) -> tuple[Indication, ...]:
        """Every indication of the node, the gravest first."""
        return self._judged(connection).whole.indications

    def unplaced(self, connection: Connection) -> tuple[Unplaced, ...]:
        """Every fact that was told of a region and wants its station, the newest first."""
        return self._judged(connection).whole.unplaced

    def indications_at(self, connection: Connection, place: str) -> tuple[Indication, ...]:
        """The indications of one station or region, and of what lies in it, as the rows of this connection say."""
        return judge(self.facts(connection, place), rules()).indications

    def here(self, place: str) -> str:
        """The part of a place that lies on this node: the node's own region where the place holds it."""
        return self.region if lies_in(self.region, place) else place

    def world(self) -> World:
        """What facts follow from beside entries."""
        return World(self.registry(), self.zone, self.law.calendar)

    def _judged(self, connection: Connection) -> Kept:
        """What is said of the log as this connection sees it, or of a longer one."""
        size, world = read_head(connection).size, self.world()
        with self._lock:
            kept = self._kept
            if kept is None or kept.world.registry is not world.registry:
                kept = judged_anew(connection, world, self.few(connection, world), size)
            elif kept.size < size:
                kept = judged_on(kept, connection, self.few(connection, world), size)
            self._kept = kept
        return kept

    def few(self, connection: Connection, world: World) -> Iterator[Telling]:
        """What tells little, told whole."""
        return tell_few(connection, world, self.recap.compared)
