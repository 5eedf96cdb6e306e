"""The desk of the recapitulation: forms come in as files or as read aloud, and are compared with what they add up."""

from collections.abc import Mapping
from pathlib import Path

import msgspec
from sqlalchemy import select
from sqlalchemy.engine import Connection

from kawal.count.desk import CountDesk, sealed
from kawal.count.events import CorrectionRecorded, RecapEntered, RecapSource
from kawal.count.model import ContestKind
from kawal.count.recap.diff import RecapDiff
from kawal.count.recap.forms import Recap, checked, fields_of
from kawal.count.recap.reading import read_recap_file
from kawal.count.recapqueries import Kept, compared_at
from kawal.count.sums import options_of
from kawal.count.tables import RECAP
from kawal.election.model import Contest
from kawal.kernel.canonical import sha256_hex
from kawal.kernel.codes import Level, RegionCode, StationId, is_station, level_of, within
from kawal.kernel.errors import Missing, Rejected
from kawal.kernel.language import msg
from kawal.store.events import Decision
from kawal.store.log import read_head


class RecapDesk:
    """Everything that is done with forms of the recapitulation on one node."""

    def __init__(self, count: CountDesk) -> None:
        self.count, self.store = count, count.store
        self._kept: dict[str, Kept] = {}

    def contest(self, kind: ContestKind, region: str) -> Contest:
        """The contest of a kind that is recapitulated in a region. Raises Missing when there is none."""
        registry = self.count.registry()
        known = RegionCode(region) in registry.region_by_code
        found = next((one for one in registry.contests if one.kind == kind and known and _meets(one, region)), None)
        if found is None:
            raise Missing(msg("rekapitulasi"), msg("wilayah terdaftar dengan pemilihan ini"), f"{region} {kind}"[:60])
        return found

    def compared(self, connection: Connection, contest: Contest) -> RecapDiff:
        """What differs now, going on from what was kept. Only what a reader saw is kept: what the writer sees in its
        transaction may never be."""
        kept, registry = self._kept.get(contest.id), self.count.registry()
        is_reader = connection.get_execution_options().get("read_only", False)
        if kept and is_reader and kept.registry is registry and kept.size >= read_head(connection).size:
            return kept.compared.diff
        found = compared_at(connection, registry, contest, kept)
        if is_reader:
            self._kept[contest.id] = found
        return found.compared.diff

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
        heard, in the newest form that was not erased. Raises Rejected for a place outside the region, an unknown
        field, no number at all."""
        contest = self._plenary(kind, region)
        if not numbers:
            raise Rejected(msg("angka"), msg("paling sedikit satu angka"), "")
        heard: list[Recap] = []

        def decide(connection: Connection) -> Decision:
            wanted = (RECAP.c.region == region, RECAP.c.contest == kind, RECAP.c.round == round_)
            statement = select(RECAP.c.body).where(*wanted, RECAP.c.source == "heard", RECAP.c.body != b"")
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
