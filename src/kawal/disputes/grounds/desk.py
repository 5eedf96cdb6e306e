"""The desk of grounds: what is under study where, what is there to prove it, what may be said of it by whom."""

from collections.abc import Sequence
from datetime import date, tzinfo
from typing import get_args

import msgspec
from sqlalchemy.engine import Connection

from kawal.access.model import Account
from kawal.count.formqueries import form_view, rounds_of
from kawal.count.model import ContestKind
from kawal.count.sums import contest_of
from kawal.disputes.grounds import decide
from kawal.disputes.grounds.evidence import Known, Need, Weakness, needs_of, weaknesses
from kawal.disputes.grounds.limits import Limit, limit_of
from kawal.disputes.grounds.model import Ground, covers
from kawal.disputes.grounds.objections import Answer, Objection, answer
from kawal.disputes.grounds.queries import ground_at, later_rounds, load_grounds, objection_at
from kawal.disputes.model import Indication, Unplaced
from kawal.disputes.rules.desk import RulesDesk
from kawal.field.queries import ReportRow, latest_reports, report_at
from kawal.jurisdiction.grounds import grounds
from kawal.jurisdiction.law import Law
from kawal.kernel.clock import Clock
from kawal.kernel.codes import RegionCode, StationId, is_station, ward_of, within
from kawal.kernel.errors import Missing, Rejected
from kawal.kernel.language import msg
from kawal.risk.assess import election_day
from kawal.store.events import Decision
from kawal.store.sealed import open_entries

MOST_REPORTS = 400
CONTEST_KINDS: tuple[ContestKind, ...] = get_args(ContestKind)


class GroundDesk:
    """Grounds of one node."""

    def __init__(self, indications: RulesDesk, law: Law, zone: tzinfo, clock: Clock) -> None:
        self._indications, self.field = indications, indications.count.field
        self.law, self.zone, self.clock = law, zone, clock
        self.rules = grounds()

    def now_ms(self) -> int:
        """The civil moment (ms)."""
        return int(self.clock().timestamp() * 1000)

    def one(self, connection: Connection, index: int) -> Ground:
        """A ground. Raises Missing for none."""
        found = ground_at(connection, index)
        if found is None:
            raise Missing(msg("dasar"), msg("nomor dasar dalam kajian"), str(index)[:20])
        return found

    def open(self, command: decide.Open, actor: str) -> int:
        """Put a ground under study; returns its entry. Raises Missing for an unknown station, Rejected for entries
        that are not about it, and what `decide.open_ground` raises."""
        self._place(command.station, command.contest)

        def decided(connection: Connection) -> Decision:
            sources = [self._source(connection, command.station, entry) for entry in sorted(set(command.entries))]
            indicated = self._indicated(connection, command)
            sources = [msgspec.structs.replace(one, indicates=one.index in indicated) for one in sources]
            present = load_grounds(connection, command.station)
            kinds = (command.contest,) if command.contest else self.contests_at(command.station)
            rounds = {one for kind in kinds for one in rounds_of(connection, command.station, kind)}
            return Decision((decide.open_ground(command, sources, present, self.rules, rounds),))

        return self.field.store.writer.commit(decided, actor)[0].index

    def say(self, index: int, command: decide.Say, account: Account) -> None:
        """What the stage whose turn it is says. Raises Missing, Conflict, NotPermitted or Rejected."""
        today = self.clock().astimezone(self.zone).date()

        def decided(connection: Connection) -> Decision:
            ground = self.one(connection, index)
            return Decision((decide.say(command, ground, account, today, self._voting(ground)),))

        self.field.store.writer.commit(decided, account.id)

    def correct(self, index: int, command: decide.Correct, account: Account) -> None:
        """Correct what was recorded of KPU's decision. Raises Missing, Conflict, NotPermitted or Rejected."""
        today = self.clock().astimezone(self.zone).date()

        def decided(connection: Connection) -> Decision:
            ground = self.one(connection, index)
            return Decision((decide.correct(command, ground, account, today, self._voting(ground)),))

        self.field.store.writer.commit(decided, account.id)

    def mark(self, index: int, command: decide.MarkExhibit, actor: str) -> None:
        """Mark an exhibit. Raises Missing, Conflict or Rejected."""

        def decided(connection: Connection) -> Decision:
            ground = self.one(connection, index)
            known = {*ground.entries, *self._counted(connection, ground)}
            report = report_at(connection, command.entry) if command.entry >= 0 else None
            if report is not None and self._concerns(report.place, ground.station):
                known.add(command.entry)
            return Decision((decide.mark(command, ground, self.rules, known),))

        self.field.store.writer.commit(decided, actor)

    def known(self, connection: Connection, ground: Ground) -> Known:
        """What the log has to prove a ground with."""
        own = tuple(one for entry in ground.entries if (one := report_at(connection, entry)) is not None)
        findings = (
            entry
            for kind in self._contests(ground)
            for one in form_view(connection, ground.station, kind, ground.round).findings
            for entry in one.finding.entries
        )
        return Known(
            own=own,
            authors={one.index: self.author(one) or one.source for one in own},
            all=latest_reports(connection, places=(ground.station,), most=MOST_REPORTS),
            findings=tuple(sorted(set(findings))),
        )

    def author(self, report: ReportRow) -> str:
        """The account behind a report: the one it names, else that of the phone which signed it; "" for neither."""
        device = self.field.access.directory().devices.get(report.source)
        return report.account or (device.account if device else "")

    def unstudied(self, connection: Connection) -> tuple[Indication, ...]:
        """Indications of stations that would open a ground and are in none yet, the gravest first."""
        present = load_grounds(connection)
        found = (one for one in self._indications.indications(connection) if is_station(one.place))
        return tuple(
            one for one in found if self.rules.of(one.rule) and not any(covers(each, one) for each in present)
        )

    def unplaced(self, connection: Connection) -> tuple[Unplaced, ...]:
        """Facts that were told of a region and want their station, without those on which a ground rests."""
        cited = {entry for one in load_grounds(connection) for entry in one.entries}
        return tuple(one for one in self._indications.unplaced(connection) if not cited.issuperset(one.fact.entries))

    def needs(self, ground: Ground, known: Known) -> tuple[Need, ...]:
        """The checklist of a ground."""
        return needs_of(ground, known, self.rules, self.field.book())

    def weaknesses(self, connection: Connection, ground: Ground, known: Known) -> tuple[Weakness, ...]:
        """Gaps in the custody of the box of its station."""
        return weaknesses(known, self._indications.indications_at(connection, ground.station), self.rules)

    def limit(self, ground: Ground) -> Limit:
        """Its deadline."""
        return limit_of(ground, election_day(self.field.registry()), self.zone, self.law.calendar)

    def waiting(self, connection: Connection, ground: Ground) -> tuple[ContestKind, ...]:
        """The contests in which a round that KPU ordered is not recorded yet; none while KPU ordered none."""
        if ground.standing != "ordered":
            return ()
        held = later_rounds(connection, ground)
        return tuple(one for one in self._contests(ground) if one not in held)

    def answer(self, index: int, said: Answer, reason: str, account: Account, seen: int) -> None:
        """What the plenary whose turn it is answered to an objection. Raises Missing, and what `objections.answer`
        raises."""
        self.field.store.writer.commit(
            lambda connection: Decision((answer(self.objection(connection, index), said, reason, account, seen),)),
            account.id,
        )

    def objection(self, connection: Connection, index: int) -> Objection:
        """An objection. Raises Missing for none."""
        found = objection_at(connection, index)
        if found is None:
            raise Missing(msg("keberatan"), msg("nomor laporan keberatan"), str(index)[:20])
        return found

    def reasons(self, connection: Connection, ground: Ground) -> dict[int, str]:
        """The reasons of its opening and its steps, by entry; those erased are not there."""
        return self.words(connection, [ground.index, *(one.index for one in ground.steps)])

    def words(self, connection: Connection, entries: Sequence[int]) -> dict[int, str]:
        """The sealed words of entries."""
        opened = open_entries(connection, self.field.store.blobs.sealer, list(entries))
        return {index: body.decode() for index, body in opened.items()}

    def _contests(self, ground: Ground) -> tuple[ContestKind, ...]:
        return (ground.contest,) if ground.contest else self.contests_at(ground.station)

    def contests_at(self, station: StationId) -> tuple[ContestKind, ...]:
        """The contests in which a station votes."""
        registry = self.field.registry()
        return tuple(kind for kind in CONTEST_KINDS if contest_of(registry, station, kind) is not None)

    def _voting(self, ground: Ground) -> date | None:
        """The earliest day on which a contest of a ground was voted on."""
        registry = self.field.registry()
        found = (contest_of(registry, ground.station, kind) for kind in self._contests(ground))
        return min((one.day for one in found if one is not None), default=None)

    def _place(self, station: str, contest: ContestKind | None) -> None:
        if not is_station(station) or StationId(station) not in self.field.registry().station_by_id:
            raise Missing(msg("TPS"), msg("TPS terdaftar"), station[:20])
        if contest is not None and contest not in self.contests_at(StationId(station)):
            raise Rejected(msg("pemilihan"), msg("pemilihan yang berlangsung di TPS ini"), contest)

    def _indicated(self, connection: Connection, command: decide.Open) -> set[int]:
        """The entries on which an indication of this rule at this station rests."""
        found = self._indications.indications_at(connection, command.station)
        return {entry for one in found if one.rule == command.rule for entry in one.entries}

    def _source(self, connection: Connection, station: StationId, entry: int) -> decide.Source:
        """What an entry is; raises Rejected for one that is not about the station."""
        report = report_at(connection, entry)
        if report is not None and self._concerns(report.place, station):
            return decide.Source(entry, report.kind, report.data.get("what"))
        if report is None and any(entry in self._entries(connection, station, kind) for kind in CONTEST_KINDS):
            return decide.Source(entry, "")
        raise Rejected(msg("catatan"), msg("nomor catatan tentang TPS ini"), entry)

    def _counted(self, connection: Connection, ground: Ground) -> set[int]:
        return {entry for kind in self._contests(ground) for entry in self._entries(connection, ground.station, kind)}

    def _entries(self, connection: Connection, station: StationId, kind: ContestKind) -> set[int]:
        """The entries that the form of a station is made of."""
        view = form_view(connection, station, kind)
        read = (entry for one in (*view.readings, *view.superseded) for entry in (one.index, one.copy))
        return {
            *read,
            *(one.index for one in view.rulings),
            *(one for each in view.findings for one in each.finding.entries),
        }

    def _concerns(self, place: str, station: StationId) -> bool:
        """Whether a report from a place can be about a station: from there, or from a region that holds it."""
        return place == station or (not is_station(place) and within(ward_of(station), RegionCode(place)))


class Filters(msgspec.Struct, frozen=True, kw_only=True):
    """What a list of grounds is narrowed to; "" for everything."""

    kind: str = ""
    stage: str = ""
    rule: str = ""
    place: str = ""
    ended: bool = False

    def keeps(self, ground: Ground, *, is_waiting: bool = False) -> bool:
        """Whether a ground stays in the list; one whose round is not recorded yet is still work to do."""
        return (
            (ground.is_open or is_waiting) is not self.ended
            and self.kind in ("", ground.kind)
            and self.stage in ("", ground.stage)
            and self.rule in ("", ground.rule)
            and (not self.place or within(ward_of(ground.station), RegionCode(self.place)))
        )
