"""The desk of grounds: what is under study where, what is there to prove it, what may be said of it by whom."""

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date, tzinfo

from sqlalchemy.engine import Connection

from kawal.access.model import Who
from kawal.count.desk import Study
from kawal.count.entrytold import entries_told
from kawal.count.formqueries import form_view
from kawal.count.model import ContestKind
from kawal.count.rounddays import Round, polled_on, rounds
from kawal.count.sources import CONTEST_KINDS
from kawal.count.sums import contest_of
from kawal.disputes.grounds.evidence import Known, Need, Weakness, needs_of, weaknesses
from kawal.disputes.grounds.facts import FactReader
from kawal.disputes.grounds.limits import Limit, limit_of
from kawal.disputes.grounds.model import STANDING_NAMES, Ground, is_ordered, studied
from kawal.disputes.grounds.objections import Objection
from kawal.disputes.grounds.queries import ground_at, load_grounds, objection_at, voided
from kawal.disputes.grounds.shown import open_link, study_of
from kawal.disputes.model import Indication, Studying, Unplaced
from kawal.disputes.rules.desk import RulesDesk
from kawal.field.lines import LineDesk
from kawal.field.queries import ReportRow, latest_reports, report_at
from kawal.jurisdiction.grounds import grounds
from kawal.jurisdiction.law import Law
from kawal.kernel.clock import Clock
from kawal.kernel.codes import StationId, is_station
from kawal.kernel.errors import Missing
from kawal.kernel.language import Language, Message, msg
from kawal.store.sealed import open_entries
from kawal.watch.formchecks.queries import findings_of_incident

MOST_REPORTS = 400
UNASKED = -1
"""The number of a ground or an objection that an address does not name."""


class GroundDesk:
    """Grounds of one node."""

    def __init__(self, indications: RulesDesk, lines: LineDesk, law: Law, zone: tzinfo, clock: Clock) -> None:
        self._indications, self.field = indications, indications.count.field
        self.facts = FactReader(self.field, lines)
        self.law, self.zone, self.clock = law, zone, clock
        self.rules = grounds()

    def now_ms(self) -> int:
        """The civil moment (ms)."""
        return int(self.clock().timestamp() * 1000)

    def one(self, connection: Connection, index: int) -> Ground:
        """A ground. Raises Missing for none."""
        found = ground_at(connection, index)
        if found is None:
            raise Missing(msg("dasar"), msg("nomor dasar dalam kajian"), _told(index))
        return found

    def knowing(self, connection: Connection) -> Callable[[Ground], Known]:
        """What tells what the log has to prove a ground with: nothing that was corrected or replaced, which is read
        once."""
        void = voided(connection)
        return lambda ground: self._known(connection, ground, void)

    def _known(self, connection: Connection, ground: Ground, void: Mapping[str, int]) -> Known:
        cited = [one for entry in ground.entries if (one := report_at(connection, entry)) is not None]
        there = latest_reports(connection, places=(ground.station,), most=MOST_REPORTS)
        own = tuple(one for one in cited if one.id not in void)
        findings = (
            entry
            for kind in self.contests(ground)
            for one in form_view(connection, ground.station, kind, ground.round).findings
            for entry in one.finding.entries
        )
        return Known(
            own=own,
            authors={one.index: self.author(one) or one.source for one in own},
            all=tuple(one for one in there if one.id not in void),
            findings=tuple(sorted(set(findings))),
            repeating=frozenset(one for one in ground.entries if findings_of_incident(connection, one)),
        )

    def paths(
        self, connection: Connection, station: StationId, entries: Collection[int], language: Language
    ) -> dict[int, str]:
        """The pages of entries about a station: of a report its own, of the count's others that of the form."""
        asked = sorted(set(entries))
        reports = {one: f"/laporan/{one}" for one in asked if report_at(connection, one) is not None}
        return {one.index: one.path for one in entries_told(connection, asked, station, language).values()} | reports

    def author(self, report: ReportRow) -> str:
        """The account behind a report: the one it names, else that of the phone which signed it; "" for neither."""
        device = self.field.access.directory().devices.get(report.source)
        return report.account or (device.account if device else "")

    def unstudied(self, connection: Connection) -> tuple[tuple[Indication, Studying], ...]:
        """Indications of stations that would open a ground and are not wholly in one yet, the gravest first, with the
        form that opens it."""
        found = self._indications.indications(connection)
        studies = self.studying(connection, found)
        return tuple((one, study) for one, study in zip(found, studies, strict=True) if study.link)

    def studying(self, connection: Connection, found: Sequence[Indication]) -> tuple[Studying, ...]:
        """What is done about each of these indications."""
        present: dict[str, list[Ground]] = defaultdict(list)
        for one in load_grounds(connection):
            present[one.station].append(one)
        return tuple(self._studying(one, present[one.place]) for one in found)

    def _studying(self, one: Indication, present: Sequence[Ground]) -> Studying:
        if not is_station(one.place) or self.rules.of(one.rule) is None:
            return Studying()
        study = studied(one, present, self.contests_at(StationId(one.place)))
        return Studying(
            grounds=tuple((each.index, STANDING_NAMES[each.standing]) for each in study.grounds),
            link=open_link(one, contest=study.left[0]) if study.left else "",
            part=study.left[0] if study.left and study.left[0] != one.contest else None,
        )

    def opening(self, connection: Connection, station: StationId) -> tuple[Indication, ...]:
        """The indications of a station that would open a ground, the gravest first."""
        found = self._indications.indications_at(connection, station)
        return tuple(one for one in found if self.rules.of(one.rule))

    def studies(
        self, connection: Connection, station: StationId, contest: ContestKind, language: Language
    ) -> tuple[Study, ...]:
        """The grounds of a station that are open for a contest, or whose round in it is not recorded yet, as its form
        shows them."""
        found = [one for one in load_grounds(connection, station) if one.concerns(contest)]
        return tuple(
            study_of(one, self.rules, language)
            for one in found
            if one.is_open or contest in self.waiting(connection, one)
        )

    def resting(self, connection: Connection, entry: int, who: Who, language: Language) -> tuple[Study, ...]:
        """The open grounds that rest on an entry and that this person may read, as the page of its incident shows
        them."""
        found = (one for one in load_grounds(connection) if one.is_open and entry in one.entries)
        return tuple(study_of(one, self.rules, language) for one in found if who.may("dispute.read", one.station))

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

    def limits(self, connection: Connection) -> Callable[[Ground], Limit]:
        """What tells the deadline of a ground; the rounds of this node are read once."""
        held = rounds(connection)

        def limit(ground: Ground) -> Limit:
            voting = polled_on(held, ground.station, self.contests(ground), ground.round, self.voting(ground))
            return limit_of(ground, voting, self.zone, self.law.calendar)

        return limit

    def waiting(self, connection: Connection, ground: Ground) -> tuple[ContestKind, ...]:
        """The contests in which a round that KPU ordered is not recorded yet."""
        ordered = [kind for kind in self.contests(ground) if is_ordered(ground, kind)]
        held = {one.contest for one in self.later_rounds(connection, ground)} if ordered else ()
        return tuple(kind for kind in ordered if kind not in held)

    def later_rounds(self, connection: Connection, ground: Ground) -> tuple[Round, ...]:
        """The rounds of the kind of a ground that were recorded at its station after the one that it is about."""
        return tuple(
            one
            for one in rounds(connection)
            if one.kind == ground.kind
            and one.round > ground.round
            and ground.station in one.stations
            and ground.concerns(one.contest)
        )

    def objection(self, connection: Connection, index: int) -> Objection:
        """An objection. Raises Missing for none."""
        found = objection_at(connection, index)
        if found is None:
            raise Missing(msg("keberatan"), msg("nomor laporan keberatan"), _told(index))
        return found

    def reasons(self, connection: Connection, ground: Ground) -> dict[int, str]:
        """The reasons of its opening and its steps, by entry; those erased are not there."""
        return self.words(connection, [ground.index, *(one.index for one in ground.steps)])

    def words(self, connection: Connection, entries: Sequence[int]) -> dict[int, str]:
        """The sealed words of entries."""
        opened = open_entries(connection, self.field.store.blobs.sealer, list(entries))
        return {index: body.decode() for index, body in opened.items()}

    def contests(self, ground: Ground) -> tuple[ContestKind, ...]:
        """The contests that a ground is about."""
        return (ground.contest,) if ground.contest else self.contests_at(ground.station)

    def contests_at(self, station: StationId) -> tuple[ContestKind, ...]:
        """The contests in which a station votes."""
        registry = self.field.registry()
        return tuple(kind for kind in CONTEST_KINDS if contest_of(registry, station, kind) is not None)

    def contests_held(self) -> tuple[ContestKind, ...]:
        """The contests that are registered, in any place."""
        kinds = {one.kind for one in self.field.registry().contests}
        return tuple(kind for kind in CONTEST_KINDS if kind in kinds)

    def voting(self, ground: Ground) -> date | None:
        """The earliest day on which a contest of a ground was voted on."""
        registry = self.field.registry()
        found = (contest_of(registry, ground.station, kind) for kind in self.contests(ground))
        return min((one.day for one in found if one is not None), default=None)


def _told(index: int) -> Message | str:
    return str(index)[:20] if index != UNASKED else msg("kosong")
