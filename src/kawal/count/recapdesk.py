"""The desk of the recapitulation: forms come in as files or as read aloud, and are compared with what they add up."""

from collections.abc import Mapping
from pathlib import Path

import msgspec
from msgspec.structs import replace
from sqlalchemy import func, select
from sqlalchemy.engine import Connection

from kawal.count.desk import CountDesk, sealed
from kawal.count.events import CorrectionRecorded, RecapEntered, RecapSource
from kawal.count.model import ContestKind
from kawal.count.recap.diff import Correction, RecapDiff, recap_diff
from kawal.count.recap.forms import Recap, checked, fields_of
from kawal.count.recap.ladder import Count
from kawal.count.recap.reading import read_recap_file
from kawal.count.sums import options_of
from kawal.count.tables import CORRECTION, DECISION, FORM, READING, RECAP, ROUND
from kawal.election.model import Contest
from kawal.kernel.canonical import sha256_hex
from kawal.kernel.codes import Level, RegionCode, StationId, is_station, level_of, within
from kawal.kernel.errors import Missing, Rejected
from kawal.kernel.language import msg
from kawal.store.events import Decision

FOLLOWED: tuple[RecapSource, ...] = ("official", "heard", "agent")
"""Of several copies of one form the first of these is compared, of equal ones the newest."""


SOURCES = (READING, DECISION, ROUND, RECAP, CORRECTION)
"""What a comparison follows from."""


class KnownRecap(msgspec.Struct, frozen=True):
    """A form of the recapitulation as it came in."""

    recap: Recap
    source: RecapSource
    actor: str
    at_ms: int


class RecapDesk:
    """Everything that is done with forms of the recapitulation on one node."""

    def __init__(self, count: CountDesk) -> None:
        self.count, self.store = count, count.store
        self._kept: dict[str, tuple[tuple[int | None, ...], RecapDiff]] = {}

    def contest(self, kind: ContestKind, region: str) -> Contest:
        """The contest of a kind that is recapitulated in a region. Raises Missing when there is none."""
        registry = self.count.registry()
        known = RegionCode(region) in registry.region_by_code
        found = next((one for one in registry.contests if one.kind == kind and known and _meets(one, region)), None)
        if found is None:
            raise Missing(msg("rekapitulasi"), msg("wilayah terdaftar dengan pemilihan ini"), f"{region} {kind}"[:60])
        return found

    def known(self, connection: Connection, contest: Contest) -> tuple[KnownRecap, ...]:
        """Every form of a contest that came in, of each region, round and source the newest; by region."""
        newest: dict[tuple[str, int, bool, str], KnownRecap] = {}
        statement = select(RECAP).where(RECAP.c.contest == contest.kind).order_by(RECAP.c.position)
        for row in connection.execute(statement):
            if not within(RegionCode(row.region), contest.region):
                continue  # another city's contest of the same kind
            recap = replace(msgspec.json.decode(row.body, type=Recap), index=row.position)
            newest[row.region, recap.round, recap.alone, row.source] = KnownRecap(
                recap, row.source, row.actor, row.at_ms
            )
        return tuple(newest[key] for key in sorted(newest))

    def compared(self, connection: Connection, contest: Contest) -> RecapDiff:
        """What differs now; worked out again only after something about the count was recorded, and not at all while
        no form of the recapitulation has come."""
        stamp = tuple(connection.scalar(select(func.max(table.c.position))) for table in SOURCES)
        kept = self._kept.get(contest.id)
        if kept is None or kept[0] != stamp:
            count = self.counted(connection, contest) if self.known(connection, contest) else _nothing(contest)
            kept = (stamp, recap_diff(count, self.corrections(connection, contest)))
            self._kept[contest.id] = kept
        return kept[1]

    def counted(self, connection: Connection, contest: Contest) -> Count:
        """The forms of the stations in all rounds, and the forms above them that are followed."""
        readings: dict[int, dict[StationId, Mapping[str, int | None]]] = {}
        decode = msgspec.json.Decoder(dict[str, int | None]).decode
        for row in connection.execute(select(FORM).where(FORM.c.contest == contest.kind)):
            readings.setdefault(row.round, {})[StationId(row.station)] = decode(row.numbers)
        repolls: dict[int, set[StationId]] = {}
        for row in connection.execute(select(ROUND).where(ROUND.c.contest == contest.kind)):
            repolls.setdefault(row.round, set()).add(StationId(row.station))
        followed: dict[tuple[str, int, bool], KnownRecap] = {}
        for one in self.known(connection, contest):
            key = (one.recap.region, one.recap.round, one.recap.alone)
            held = followed.get(key)
            if held is None or FOLLOWED.index(one.source) < FOLLOWED.index(held.source):
                followed[key] = one
        return Count(
            contest=contest.kind,
            options=options_of(contest),
            readings=readings,
            recaps=tuple(one.recap for one in followed.values()),
            stations=tuple(station.id for station in self.count.registry().stations_in(contest.region)),
            repolls=repolls,
        )

    def corrections(self, connection: Connection, contest: Contest) -> tuple[Correction, ...]:
        """The records that correct numbers, in the order of the log."""
        statement = select(CORRECTION).where(CORRECTION.c.contest == contest.kind).order_by(CORRECTION.c.position)
        return tuple(
            Correction(
                entry=row.position,
                place=row.place,
                contest=row.contest,
                round=row.round,
                changes=msgspec.json.decode(row.changes, type=dict[str, int]),
            )
            for row in connection.execute(statement)
        )

    def take_file(
        self,
        path: Path,
        kind: ContestKind,
        region: str,
        source: RecapSource,
        actor: str,
        round_: int = 1,
        *,
        sheet: str | None = None,
        keep: bool = True,
    ) -> Recap:
        """A form from a CSV or XLSX file, whole or not at all; only read unless it is to be kept.

        Raises Rejected with the first thing that is wrong, Missing for a region without a plenary in this contest.
        """
        contest = self._plenary(kind, region)
        empty = Recap(region=RegionCode(region), contest=contest.kind, round=round_)
        recap = read_recap_file(path, empty, options_of(contest), sheet)
        if keep:
            self._keep(recap, kind, source, actor)
        return recap

    def hear(
        self, kind: ContestKind, region: str, place: str, numbers: Mapping[str, int], actor: str, round_: int = 1
    ) -> Recap:
        """One column as it was read aloud, or the total when `place` is the region; other columns stay as they were
        heard. Raises Rejected for a place outside the region, an unknown field, no number at all."""
        contest = self._plenary(kind, region)
        if not numbers:
            raise Rejected(msg("angka"), msg("paling sedikit satu angka"), "")
        heard: list[Recap] = []

        def decide(connection: Connection) -> Decision:
            wanted = (RECAP.c.region == region, RECAP.c.contest == kind, RECAP.c.round == round_)
            statement = select(RECAP.c.body).where(*wanted, RECAP.c.source == "heard")
            body = connection.scalar(statement.order_by(RECAP.c.position.desc()).limit(1))
            before = (
                msgspec.json.decode(body, type=Recap)
                if body is not None
                else Recap(region=RegionCode(region), contest=kind, round=round_)
            )
            heard.append(before.with_column(place, numbers, options_of(contest)))
            return _entered(heard[-1], kind, "heard")

        self.store.writer.commit(decide, actor)
        return heard[-1]

    def correct(
        self, kind: ContestKind, place: str, round_: int, changes: Mapping[str, int], note: str, actor: str
    ) -> None:
        """A record of C/D.KEJADIAN KHUSUS corrects a place. Raises Rejected for a place that is not registered and
        for an unknown field."""
        registry = self.count.registry()
        known = StationId(place) in registry.station_by_id if is_station(place) else place in registry.region_by_code
        if not known:
            raise Rejected(msg("tempat"), msg("TPS atau wilayah yang terdaftar"), place)
        fields = fields_of(tuple(range(1, 41)))
        for field in changes:
            if field not in fields:
                raise Rejected(msg("angka"), msg("isian yang ada pada formulir"), field)
        event = CorrectionRecorded(place=place, contest=kind, round=round_, changes=dict(changes))
        self.store.writer.commit(lambda _rows: Decision((sealed(event, note),)), actor)

    def _plenary(self, kind: ContestKind, region: str) -> Contest:
        contest = self.contest(kind, region)
        if level_of(RegionCode(region)) not in (Level.WARD, Level.DISTRICT, Level.CITY, Level.PROVINCE):
            raise Rejected(msg("wilayah"), msg("kecamatan, kota atau provinsi"), region)
        return contest

    def _keep(self, recap: Recap, kind: ContestKind, source: RecapSource, actor: str) -> None:
        contest = self.contest(kind, recap.region)
        whole = checked(recap, options_of(contest))
        self.store.writer.commit(lambda _rows: _entered(whole, kind, source), actor)


def _nothing(contest: Contest) -> Count:
    return Count(contest=contest.kind, options=options_of(contest), readings={})


def _entered(recap: Recap, kind: ContestKind, source: RecapSource) -> Decision:
    body = msgspec.json.encode(recap)
    event = RecapEntered(
        region=recap.region,
        contest=kind,
        round=recap.round,
        source=source,
        columns=len(recap.columns),
        sha256=sha256_hex(body),
    )
    return Decision((event,), (body,))


def _meets(contest: Contest, region: str) -> bool:
    return within(RegionCode(region), contest.region) or within(contest.region, RegionCode(region))
