"""The desk of readiness: units as they stand, counts that come in, signatures, gaps with owner and date."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, tzinfo

from sqlalchemy.engine import Connection

from kawal.access.model import Account
from kawal.deployment.readiness import decide
from kawal.deployment.readiness.model import (
    UnitReadiness,
    current_of,
    gaps_of,
    items_of,
    strength_of,
)
from kawal.deployment.readiness.queries import Kept, load_kept
from kawal.election.model import Registry, Unit
from kawal.jurisdiction.readiness import Checklist
from kawal.kernel.clock import Clock
from kawal.kernel.errors import Missing, NotPermitted
from kawal.kernel.language import msg
from kawal.risk.assess import election_day
from kawal.risk.desk import RiskDesk
from kawal.store.events import Decision
from kawal.store.opened import Store
from kawal.store.sealed import open_entries

NOTHING = Kept((), {}, {})


class ReadinessDesk:
    """Inspections of one node."""

    def __init__(self, store: Store, risk: RiskDesk, checklist: Checklist, clock: Clock, zone: tzinfo) -> None:
        self._store, self._risk, self._clock, self.zone = store, risk, clock, zone
        self.checklist = checklist

    def registry(self) -> Registry:
        """The registry as it stands."""
        return self._risk.registry()

    def now(self) -> datetime:
        """The civil moment."""
        return self._clock()

    def today(self) -> date:
        """The civil day of the region."""
        return self._clock().astimezone(self.zone).date()

    def vote(self) -> date | None:
        """The day of the vote; None while no contest is registered."""
        return election_day(self.registry())

    def units(self) -> tuple[UnitReadiness, ...]:
        """Every unit, in the order of its region."""
        registry = self.registry()
        with self._reading() as connection:
            kept = load_kept(connection)
        ordered = sorted(registry.units, key=lambda one: (one.region, one.id))
        return tuple(self._of(one, registry, kept.get(one.id, NOTHING)) for one in ordered)

    def unit(self, identity: str) -> UnitReadiness:
        """One unit. Raises Missing for one that is not registered."""
        with self._reading() as connection:
            return self._one(connection, identity)

    def words(self, indexes: Sequence[int]) -> Mapping[int, str]:
        """The private parts of entries: notes on counts, names of those who were asked; without those erased."""
        with self._reading() as connection:
            sealed = open_entries(connection, self._store.blobs.sealer, indexes)
        return {index: body.decode() for index, body in sealed.items()}

    def count(self, commands: Sequence[decide.CountItem], actor: str) -> None:
        """Note counts of one inspection, all or none. Raises Missing, Rejected or Conflict."""

        def decided(connection: Connection) -> Decision:
            return Decision(tuple(decide.count(one, self._one(connection, one.unit)) for one in commands))

        self._store.writer.commit(decided, actor)

    def sign(self, command: decide.SignInspection, account: Account) -> None:
        """Answer for an inspection. Raises NotPermitted for someone of the unit itself; Rejected, Conflict."""
        own = self.registry().person_by_id.get(account.person)
        if own is not None and own.unit == command.unit:
            raise NotPermitted(msg("anggota satuan tidak menandatangani pemeriksaan satuannya sendiri"))
        self._store.writer.commit(
            lambda connection: Decision((decide.sign(command, self._one(connection, command.unit)),)), account.id
        )

    def ask(self, command: decide.AskOwner, actor: str) -> None:
        """Give a gap an owner and a date. Raises Missing or Rejected."""

        def decided(connection: Connection) -> Decision:
            present = self._one(connection, command.unit)
            return Decision((decide.ask(command, present, self.checklist, self.today(), self.vote()),))

        self._store.writer.commit(decided, actor)

    def mend(self, command: decide.MarkMended, actor: str) -> None:
        """Say that a gap is mended, or is not. Raises Missing, Rejected or Conflict."""
        self._store.writer.commit(
            lambda connection: Decision((decide.mend(command, self._one(connection, command.unit)),)), actor
        )

    def _one(self, connection: Connection, identity: str) -> UnitReadiness:
        registry = self.registry()
        unit = registry.unit_by_id.get(identity)
        if unit is None:
            raise Missing(msg("satuan"), msg("satuan yang terdaftar"), identity)
        return self._of(unit, registry, load_kept(connection, identity).get(identity, NOTHING))

    def _of(self, unit: Unit, registry: Registry, kept: Kept) -> UnitReadiness:
        items, current = items_of(unit, registry, self.checklist), current_of(kept.inspections)
        return UnitReadiness(
            unit=unit,
            strength=strength_of(unit, registry),
            items=items,
            inspections=kept.inspections,
            current=current,
            gaps=gaps_of(unit.id, current, items, kept.asked, kept.mends),
        )

    def _reading(self) -> Connection:
        return self._store.engine.connect().execution_options(read_only=True)
