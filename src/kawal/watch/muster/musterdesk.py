"""The desk of the muster: marks people, knows who is missing, unwell or tired, has their posts covered."""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime

import msgspec
from sqlalchemy.engine import Connection

from kawal.access.model import Account
from kawal.deployment.absence import Cover, Taking, place_of
from kawal.deployment.commands import CoverPosts
from kawal.deployment.desk import PlanDesk
from kawal.deployment.model import FrozenPlan
from kawal.deployment.queries import latest_version, load_plan
from kawal.election.model import Person
from kawal.jurisdiction.duty_limits import DutyLimits, duty_limits
from kawal.kernel.errors import Conflict, NotPermitted, Rejected
from kawal.kernel.language import Message, msg
from kawal.store.events import Decision, Sealed
from kawal.watch.desk import WatchDesk
from kawal.watch.events import Mustered, MusterMarked
from kawal.watch.muster.charge import may_mark
from kawal.watch.muster.hours import Shift, State, shift_of, urgency
from kawal.watch.muster.muster import (
    ON_DUTY,
    PRESENCE,
    VIA,
    Mark,
    Presence,
    Standing,
    UnitMuster,
    Via,
    came_of,
    counting,
    missing_of,
    muster_of,
)
from kawal.watch.muster.said import Claim, said_on_phones
from kawal.watch.queries import muster_marks

WELFARE = ("welfare", 2)
"""The report by which the desk or a leader says that an officer is unwell."""
_STATES: dict[Presence, State] = {"present": "work", "at_post": "work", "resting": "rest"}


class MusterDesk:
    """Musters of one node."""

    def __init__(self, watch: WatchDesk, plans: PlanDesk, limits: DutyLimits | None = None) -> None:
        self.watch, self._plans = watch, plans
        self.limits = limits or duty_limits()

    def plan(self, connection: Connection) -> FrozenPlan | None:
        """The newest plan; None before there is one."""
        return load_plan(connection) if latest_version(connection) else None

    def units(self, connection: Connection) -> tuple[UnitMuster, ...]:
        """Every unit as it stands now; none before there is a plan."""
        return self.seen(connection)[0]

    def seen(self, connection: Connection) -> tuple[tuple[UnitMuster, ...], tuple[Claim, ...]]:
        """Every unit as it stands now, and the reports of someone unwell that still ask for a look."""
        plan = self.plan(connection)
        if plan is None:
            return (), ()
        words, claims = self._words(connection, plan)
        now_ms = self.watch.now_ms()
        shifts: dict[str, Shift] = {}
        for person, said in words.items():
            changes = [(_STATES.get(one.presence, "off"), one.at_ms) for one in said]
            shift = shift_of(changes, now_ms, self.limits)
            if shift is not None:
                shifts[person] = shift
        marks = {person: said[-1] for person, said in words.items()}
        units = muster_of(plan, self.watch.field.registry(), marks, shifts)
        return units, tuple(one for one in claims if not self._is_settled(one, marks, plan))

    def marks(self, connection: Connection) -> dict[str, Mark]:
        """What was last said of each person and still counts: at the desk, by a leader, by the person's own phone."""
        return {person: said[-1] for person, said in self._words(connection, self.plan(connection))[0].items()}

    def mark(
        self,
        people: Sequence[str],
        presence: Presence,
        actor: str,
        via: Via = "desk",
        seen: Mapping[str, int] | None = None,
    ) -> None:
        """Note how people are; one entry for each, who it is sealed. `seen` is the entry of the mark that the actor
        saw of a person, -1 for none. Raises Rejected for an unknown person, Conflict for one of whom something else
        was said since."""
        events = self._events(people, presence, via)

        def decide(connection: Connection) -> Decision:
            marks = self.marks(connection) if seen else {}
            for person, entry in (seen or {}).items():
                now = marks.get(person)
                if now is not None and now.index != entry and now.presence != presence:
                    raise Conflict(self._said_since(person, now))
            return Decision(events)

        self.watch.field.store.writer.commit(decide, actor)

    def scanned(self, person: str, actor: str, via: Via) -> None:
        """Note by a code that someone came. Raises Conflict for who is here already: a code counts once."""

        def decide(connection: Connection) -> Decision:
            mark = self.marks(connection).get(person)
            if mark is not None and mark.presence in ON_DUTY:
                raise Conflict(msg("sudah tercatat hadir; kode ini tidak mencatat dua kali"))
            if mark is not None and mark.presence == "sick" and via == "place":
                raise Conflict(msg("Anda tercatat sakit; danru atau posko yang mencatat Anda hadir kembali"))
            return Decision(self._events([person], "present", via))

        self.watch.field.store.writer.commit(decide, actor)

    def require_charge(self, connection: Connection, account: Account, people: Collection[str]) -> None:
        """Raise Rejected for an unknown person, NotPermitted for one of whom this account has no charge."""
        registry, plan = self.watch.field.registry(), self.plan(connection)
        for one in people:
            person = registry.person_by_id.get(one)
            if person is None:
                raise Rejected(msg("orang"), msg("orang yang terdaftar"), one)
            if not may_mark(account, person, registry, plan):
                raise NotPermitted(msg("orang ini bukan anggota satuan atau regu Anda"))

    def place_for(self, connection: Connection, account: Account, person: Person) -> str:
        """Where an officer is, as far as this account may report from there: the post, its ward, the unit's region.

        Raises NotPermitted when it may report from none of them.
        """
        registry, plan = self.watch.field.registry(), self.plan(connection)
        duty = next((one for one in plan.duties if one.person == person.id), None) if plan else None
        unit = registry.unit_by_id.get(person.unit)
        places: list[str | None] = [duty.station, place_of(duty, registry)] if duty else []
        places += [unit.region if unit else None]
        places += [grant.region for grant in account.grants]
        found = next((one for one in places if one and account.may("report.send", one)), None)
        if found is None:
            raise NotPermitted(msg("peran Anda tidak berhak mengirim laporan ini dari tempat ini"))
        return found

    def tired(self, units: Sequence[UnitMuster]) -> tuple[Standing, ...]:
        """Who is over or near a limit, the worst first."""
        found = [
            (urgency(one.shift, self.limits), one.person.id, one)
            for unit in units
            for one in unit.people
            if one.shift is not None and one.shift.level(self.limits)
        ]
        return tuple(one for *_, one in sorted(found, key=lambda row: row[:2]))

    def covering(
        self,
        connection: Connection,
        units: Sequence[UnitMuster],
        claims: Sequence[Claim] = (),
        people: Sequence[str] = (),
    ) -> dict[str, Taking]:
        """Who would take which post, by the one who leaves it: one proposal for all of the node, so that no two
        readers or rows name one replacement twice. First for the missing, then for those of whom a report may speak,
        then for the tired, the worst first, then for `people`."""
        missing, later = self._in_need(connection, units, claims, people)
        if not missing and not later:
            return {}
        found: Cover = self._plans.covering(connection, missing, later, came_of(units))
        return {one.missing: one for one in found.taken}

    def cover(self, version: int, may: Callable[[str], bool], actor: str, person: str = "") -> None:
        """Cover the posts of the missing in units in whose regions `may` allows it, or that of one person, missing or
        not, as `covering` proposes: one new version of the plan. Raises Conflict when nobody is missing there or can
        take a post."""
        with self.watch.field.store.engine.connect().execution_options(read_only=True) as connection:
            everyone, claims = self.seen(connection)
            missing, later = self._in_need(connection, everyone, claims, [person] if person else [])
        units = [one for one in everyone if may(one.region)]
        here = {one.person.id: one for unit in units for one in unit.people}
        if person and (person not in here or here[person].duty is None):
            raise Conflict(msg("orang ini tidak punya pos dalam rencana yang berlaku"))
        whose = (person,) if person else tuple(one.person.id for one in missing_of(units))
        self._plans.cover(
            CoverPosts(
                version=version,
                whose=whose,
                missing=tuple(missing),
                later=tuple(later),
                came=tuple(sorted(came_of(everyone))),
            ),
            actor,
        )

    def candidates(self, connection: Connection, claim: Claim) -> tuple[str, ...]:
        """Of whom a report may speak: the member that it names, else those posted there but who reported."""
        plan = self.plan(connection)
        return _candidates(claim, plan) if plan else ()

    def _words(
        self, connection: Connection, plan: FrozenPlan | None
    ) -> tuple[dict[str, tuple[Mark, ...]], tuple[Claim, ...]]:
        """The words about each person that still count, and the claims."""
        said: dict[str, list[Mark]] = {}
        claims = []
        for person, mark in muster_marks(connection):
            said.setdefault(person, []).append(mark)
        for person, word in said_on_phones(self.watch, connection, plan):
            if isinstance(word, Claim):
                claims.append(word)
            else:
                said.setdefault(person, []).append(word)
        zone = self.watch.lines.zone
        now = self.watch.clock().astimezone(zone)
        words = {person: kept for person, all_ in said.items() if (kept := counting(all_, now, zone))}
        return words, tuple(claims)

    def _is_settled(self, claim: Claim, marks: dict[str, Mark], plan: FrozenPlan) -> bool:
        """Whether someone of whom a claim may speak was said to be sick since, or it is of another day."""
        people = _candidates(claim, plan)
        said = (marks[one] for one in people if one in marks)
        return any(one.presence == "sick" and one.index > claim.index for one in said)

    def _in_need(
        self, connection: Connection, units: Sequence[UnitMuster], claims: Sequence[Claim], people: Sequence[str]
    ) -> tuple[list[str], list[str]]:
        """(who is missing, who is to be relieved after them, in that order). Among the missing are those without a
        post who can take none: absent, sick, gone, too long on duty."""
        unfit = [
            one.person.id
            for unit in units
            for one in unit.people
            if one.duty is None
            and one.mark is not None
            and (not one.is_on_duty or (one.shift is not None and one.shift.level(self.limits)))
        ]
        missing = [*(one.person.id for one in missing_of(units)), *unfit]
        asked = [one for claim in claims for one in self.candidates(connection, claim)]
        tired = [one.person.id for one in self.tired(units)]
        return missing, [one for one in dict.fromkeys([*asked, *tired, *people]) if one not in missing]

    def _said_since(self, person: str, mark: Mark) -> Message:
        at = datetime.fromisoformat(mark.at).astimezone(self.watch.lines.zone)
        return msg(
            "%(name)s (%(person)s) sudah ditandai %(presence)s pukul %(time)s (%(via)s) "
            "sesudah halaman ini dibuka; muat ulang halaman ini",
            name=self.watch.field.registry().person_by_id[person].name,
            person=person,
            presence=PRESENCE[mark.presence],
            time=at.time().replace(second=0, microsecond=0),
            via=VIA[mark.via],
        )

    def _events(self, people: Sequence[str], presence: Presence, via: Via) -> tuple[Sealed, ...]:
        known = self.watch.field.registry().person_by_id
        stranger = next((one for one in people if one not in known), None)
        if stranger is not None or not people:
            raise Rejected(msg("orang"), msg("orang yang terdaftar"), stranger or msg("kosong"))
        if via == "phone":
            raise Rejected(msg("keadaan"), msg("laporan dari ponsel"), PRESENCE[presence])
        return tuple(
            Sealed(MusterMarked(unit=known[one].unit), msgspec.json.encode(Mustered(one, presence, via)))
            for one in people
        )


def _candidates(claim: Claim, plan: FrozenPlan) -> tuple[str, ...]:
    if claim.member:
        return (claim.member,)
    return tuple(one.person for one in plan.duties if one.station == claim.place and one.person != claim.sender)
