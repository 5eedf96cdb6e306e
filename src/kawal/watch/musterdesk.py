"""The desk of the muster: marks people, knows who is missing, has their posts covered."""

from collections.abc import Callable, Sequence
from datetime import datetime

import msgspec
from sqlalchemy.engine import Connection

from kawal.deployment.absence import Cover
from kawal.deployment.commands import CoverPosts
from kawal.deployment.desk import PlanDesk
from kawal.deployment.queries import latest_version, load_plan
from kawal.field.queries import latest_reports
from kawal.kernel.errors import Rejected
from kawal.kernel.language import msg
from kawal.store.events import Decision, Sealed
from kawal.watch.desk import WatchDesk
from kawal.watch.events import Mustered, MusterMarked
from kawal.watch.muster import Mark, Presence, UnitMuster, missing_of, muster_of
from kawal.watch.queries import muster_marks

MOST_CHECK_INS = 20_000


class MusterDesk:
    """Musters of one node."""

    def __init__(self, watch: WatchDesk, plans: PlanDesk) -> None:
        self._watch, self._plans = watch, plans

    def units(self, connection: Connection) -> tuple[UnitMuster, ...]:
        """Every unit as it stands today; none before there is a plan."""
        if latest_version(connection) == 0:
            return ()
        return muster_of(load_plan(connection), self._watch.field.registry(), self.marks(connection))

    def marks(self, connection: Connection) -> dict[str, Mark]:
        """What was last said of each person today: at the desk, or by the person's own phone."""
        zone = self._watch.lines.zone
        today = self._watch.clock().astimezone(zone).date()
        accounts = self._watch.field.access.directory().accounts
        said = [
            (accounts[row.account].person, Mark("present", row.index, row.received))
            for row in latest_reports(connection, kind="check_in", most=MOST_CHECK_INS)
            if row.account in accounts and accounts[row.account].person
        ]
        said += list(muster_marks(connection))
        ordered = sorted(said, key=lambda one: one[1].index)
        return {
            person: mark
            for person, mark in ordered
            if datetime.fromisoformat(mark.at).astimezone(zone).date() == today
        }

    def mark(self, people: Sequence[str], presence: Presence, actor: str) -> None:
        """Note who is there or not; one entry for each, who it is sealed. Raises Rejected for an unknown person."""
        known = self._watch.field.registry().person_by_id
        stranger = next((one for one in people if one not in known), None)
        if stranger is not None or not people:
            raise Rejected(msg("orang"), msg("orang yang terdaftar"), stranger or msg("kosong"))
        events = tuple(
            Sealed(MusterMarked(unit=known[one].unit), msgspec.json.encode(Mustered(one, presence))) for one in people
        )
        self._watch.field.store.writer.commit(lambda _: Decision(events), actor)

    def covering(self, connection: Connection, units: Sequence[UnitMuster]) -> Cover | None:
        """How the posts of the missing would be covered; None when nobody is missing."""
        missing = [one.person.id for one in missing_of(units)]
        return self._plans.covering(connection, missing) if missing else None

    def cover(self, version: int, may: Callable[[str], bool], actor: str) -> None:
        """Cover those of units in whose regions `may` allows it: one new version of the plan. Raises Conflict when
        nobody is missing there or can take a post."""
        with self._watch.field.store.engine.connect().execution_options(read_only=True) as connection:
            units = [one for one in self.units(connection) if may(one.region)]
        missing = tuple(one.person.id for one in missing_of(units))
        self._plans.cover(CoverPosts(version=version, missing=missing), actor)
