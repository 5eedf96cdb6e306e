"""The present risk of a node, computed once for each version of its registry."""

import threading
from collections.abc import Sequence
from datetime import date

from sqlalchemy import Engine
from sqlalchemy.engine import Connection

from kawal.election.events import RegistryImported
from kawal.election.model import Registry
from kawal.election.queries import load_registry
from kawal.jurisdiction.load import Instrument
from kawal.kernel.clock import Clock
from kawal.risk.assess import assess, election_day
from kawal.risk.commands import MarkMeasure, TakeMeasure, VisitPlace
from kawal.risk.decide import mark, take, visit
from kawal.risk.mitigation import matrix
from kawal.risk.model import Assessment, Measure
from kawal.risk.queries import load_marked, load_taken, load_visits
from kawal.risk.visits import Visit
from kawal.store.events import Decision, Recorded
from kawal.store.lanes import Entry
from kawal.store.writer import Writer


class RiskDesk:
    """Reads registry and assessment, both kept until the registry changes."""

    def __init__(self, engine: Engine, writer: Writer, instrument: Instrument, clock: Clock) -> None:
        self._engine, self._writer, self._instrument, self._clock = engine, writer, instrument, clock
        self._lock = threading.Lock()
        self._registry: Registry | None = None
        self._kept: tuple[Registry, Assessment] | None = None
        writer.listeners.append(self._recorded)

    def today(self) -> date:
        """The civil day."""
        return self._clock().date()

    def day(self) -> date:
        """The day of the vote; today while no contest is registered."""
        return election_day(self.registry()) or self.today()

    def registry(self) -> Registry:
        """The registry alone, for who needs no risk; read again only after an import."""
        kept = self._registry
        if kept is not None:
            return kept
        with self._engine.connect().execution_options(read_only=True) as connection, self._lock:
            return self._loaded(connection)

    def present(self) -> tuple[Registry, Assessment]:
        """The registry and its risk; read again only after an import."""
        kept = self._kept
        if kept is not None:
            return kept
        with self._engine.connect().execution_options(read_only=True) as connection, self._lock:
            registry = self._loaded(connection)
            self._kept = kept = registry, assess(registry, self._instrument, self.today())
            return kept

    def measures(self) -> tuple[Measure, ...]:
        """All rows of the mitigation matrix as they stand."""
        with self._engine.connect().execution_options(read_only=True) as connection:
            return self._rows(connection)

    def visits(self) -> tuple[Visit, ...]:
        """Every visit, the newest entry first."""
        with self._engine.connect().execution_options(read_only=True) as connection:
            return load_visits(connection)

    def mark(self, command: MarkMeasure, actor: str) -> Measure:
        """Mark one measure; returns its row. Raises Rejected for an unknown one."""

        def decide(connection: Connection) -> Decision:
            return Decision(mark(command, self._rows(connection), self.today()))

        self._writer.commit(decide, actor)
        asked = (command.place, command.indicator, command.agency)
        return next(row for row in self.measures() if (row.place, row.indicator, row.agency) == asked)

    def take(self, command: TakeMeasure, actor: str) -> None:
        """Have someone do a measure until a day. Raises Rejected for an unknown one or an unfit day."""

        def decide(connection: Connection) -> Decision:
            return Decision((take(command, self._rows(connection), self.today(), self.day()),))

        self._writer.commit(decide, actor)

    def visit(self, command: VisitPlace, actor: str) -> None:
        """Note a visit. Raises Rejected for an unknown place or a day to come."""
        registry = self.registry()
        self._writer.commit(lambda _: Decision((visit(command, registry, self.today()),)), actor)

    def close(self) -> None:
        """Hear no more of the record."""
        self._writer.listeners.remove(self._recorded)

    def _recorded(self, entries: Sequence[Entry]) -> None:
        if any(isinstance(one, Recorded) and isinstance(one.event, RegistryImported) for one in entries):
            with self._lock:  # after whoever reads now, so that what they keep is not older than this
                self._registry = self._kept = None

    def _loaded(self, connection: Connection) -> Registry:
        """The registry while the lock is held: what is kept is of one moment."""
        if self._registry is None:
            self._registry = load_registry(connection)
        return self._registry

    def _rows(self, connection: Connection) -> tuple[Measure, ...]:
        registry, assessment = self.present()
        return matrix(registry, assessment, load_marked(connection), self.day(), taken=load_taken(connection))
