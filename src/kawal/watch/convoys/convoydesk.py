"""The desk of convoys: what is planned, said and handed over; deadlines; the alarm for one that is late."""

from collections.abc import Callable

from sqlalchemy.engine import Connection

from kawal.kernel.codes import RegionCode
from kawal.kernel.errors import Missing, Refused
from kawal.kernel.language import msg
from kawal.kernel.tabletext import Table
from kawal.store.events import Decision
from kawal.store.sealed import open_entries
from kawal.watch.board.day import Due
from kawal.watch.convoys import decide
from kawal.watch.convoys.model import LEGS_OF, Convoy, Leg
from kawal.watch.convoys.planfile import plans_of
from kawal.watch.convoys.queries import load_convoys
from kawal.watch.desk import WatchDesk


class ConvoyDesk:
    """Convoys of one node."""

    def __init__(self, watch: WatchDesk) -> None:
        self.watch = watch
        self._writer = watch.field.store.writer

    def one(self, connection: Connection, identity: str) -> Convoy:
        """A convoy. Raises Missing for one that is not planned."""
        found = next((one for one in load_convoys(connection) if one.id == identity), None)
        if found is None:
            raise Missing(msg("iring-iringan"), msg("iring-iringan yang direncanakan"), identity[:40])
        return found

    def plan(self, table: Table, may: Callable[[RegionCode], None], actor: str) -> str:
        """Plan the convoy that was typed as a table; `may` raises where someone must not. Returns what it is called.
        Raises Rejected or Conflict."""
        try:
            plans, _ = plans_of(table, self.watch.field.registry(), self.watch.lines.zone)
        except Refused as refused:
            raise refused.faults[0] from None
        for lot in plans[0].lots:
            may(lot.ward)

        def decided(connection: Connection) -> Decision:
            present = load_convoys(connection)
            for ward in (ward for one in present if one.id == plans[0].id for ward in one.wards):
                may(ward)
            return Decision(decide.plan(plans, present))

        self._writer.commit(decided, actor)
        return plans[0].id

    def say(self, command: decide.SayStep, actor: str) -> None:
        """Say what became of a convoy. Raises Missing, Rejected or Conflict."""
        self._writer.commit(
            lambda connection: Decision(
                (decide.say(command, self.one(connection, command.convoy), self.watch.now_ms()),)
            ),
            actor,
        )

    def hand_over(self, command: decide.HandOver, actor: str) -> None:
        """Hand a lot over. Raises Missing, Rejected or Conflict."""
        self._writer.commit(
            lambda connection: Decision(
                (decide.hand_over(command, self.one(connection, command.convoy), self.watch.now_ms()),)
            ),
            actor,
        )

    def words(self, connection: Connection, convoy: Convoy) -> dict[int, str]:
        """The private words of its steps, by entry; without those erased."""
        sealer = self.watch.field.store.blobs.sealer
        found = open_entries(connection, sealer, [one.index for one in convoy.steps])
        return {index: body.decode() for index, body in found.items()}

    def due(self, leg: Leg) -> Due | None:
        """By when a leg must be over: the milestone of its stations; None while no contest is registered."""
        day = self.watch.day()
        name = "box" if leg in LEGS_OF["box"] else "logistics"
        return next((one for one in day.dues if one.milestone.id == name), None) if day else None
