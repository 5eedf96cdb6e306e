"""What a dossier reaches: which stations, which contests, which incident."""

from collections.abc import Callable

import msgspec
from sqlalchemy.engine import Connection

from kawal.count.model import ContestKind
from kawal.count.sums import contests_at
from kawal.disputes.dossier.model import Cited, Scope, ScopeKind
from kawal.disputes.dossier.notable import looked_at
from kawal.election.model import Registry
from kawal.field.line_queries import HeardRow
from kawal.kernel.codes import Level, RegionCode, StationId, is_station, level_of, ward_of, within
from kawal.kernel.errors import Missing, Rejected
from kawal.kernel.language import Message, msg
from kawal.kernel.numbers import read_grouped
from kawal.watch.board.board import heard_of
from kawal.watch.incidents.told import KINDS
from kawal.watch.model import Heard

SCOPE = msg("cakupan berkas")
CitedAt = Callable[[tuple[str, ...], tuple[ContestKind, ...]], tuple[Cited, ...]]
"""The indications of law at these places in these contests."""


class Reach(msgspec.Struct, frozen=True, kw_only=True):
    """The stations that are held in full, the places that are spoken of, the contests, the incident if it is about
    one. Of a whole contest `regions` are those in which it is counted, and `rest` the stations that are not held in
    full, with nothing to look at or beyond the limit."""

    stations: tuple[StationId, ...]
    places: frozenset[str]
    contests: tuple[ContestKind, ...]
    incident: int | None = None
    rest: frozenset[StationId] = frozenset()
    regions: frozenset[str] = frozenset()

    @property
    def every(self) -> tuple[str, ...]:
        """All places that the scope is about, in their order."""
        return tuple(sorted({*self.places, *self.regions, *self.rest}))

    def holds(self, place: str) -> bool:
        """Whether the column of a place on a form of the recapitulation belongs here; of an incident those of its
        stations alone."""
        if self.incident is not None:
            return place in self.stations
        return place in self.places or place in self.regions or place in self.rest


def scope_asked(kind: ScopeKind, value: str, contest: str) -> Scope:
    """A scope as it was typed; the number of an incident grouped or not."""
    number = read_grouped(value) if kind == "incident" else None
    return Scope(kind, value.strip() if number is None else str(number), contest)


def reach_of(
    connection: Connection, registry: Registry, rows: tuple[HeardRow, ...], scope: Scope, cited: CitedAt
) -> Reach:
    """What a scope reaches on this node; `cited` says where indications hold. Raises Missing or Rejected for what is
    not here."""
    match scope.kind:
        case "station":
            return _station(registry, scope)
        case "ward":
            return _ward(registry, scope)
        case "incident":
            return _incident(registry, rows, scope)
        case "contest":
            return _contest(connection, registry, scope, cited)


def is_trouble(heard: Heard) -> bool:
    """Whether it is a report of an incident or an assembly; of who fell ill nothing is said in a dossier."""
    return heard.kind in (*KINDS, "assembly") and heard.kind != "welfare"


def _contests(registry: Registry, place: str, wanted: str) -> tuple[ContestKind, ...]:
    region = ward_of(StationId(place)) if is_station(place) else place
    found = tuple(dict.fromkeys(one.kind for one in contests_at(registry, region)))
    if wanted and wanted not in found:
        raise Missing(SCOPE, msg("pemilihan yang terdaftar di sini"), wanted)
    return tuple(one for one in found if not wanted or one == wanted)


def _station(registry: Registry, scope: Scope) -> Reach:
    station = StationId(scope.value)
    if station not in registry.station_by_id:
        raise Missing(SCOPE, msg('TPS terdaftar, seperti "TPS 2 Karang Mekar" atau 13 angka'), scope.value[:40])
    return Reach(
        stations=(station,), places=frozenset({station}), contests=_contests(registry, station, scope.contest)
    )


def _ward(registry: Registry, scope: Scope) -> Reach:
    ward = RegionCode(scope.value)
    if ward not in registry.region_by_code or level_of(ward) is not Level.WARD:
        raise Missing(SCOPE, msg("kelurahan terdaftar"), scope.value[:40])
    stations = tuple(sorted(one.id for one in registry.stations if one.ward == ward))
    return Reach(
        stations=stations,
        places=frozenset({ward, *stations}),
        contests=_contests(registry, ward, scope.contest),
    )


def _incident(registry: Registry, rows: tuple[HeardRow, ...], scope: Scope) -> Reach:
    index = int(scope.value) if scope.value.isascii() and scope.value.isdigit() and len(scope.value) < 16 else -1
    row = next((one for one in rows if one.index == index), None)
    places = sorted({place for place, one in heard_of(row) if is_trouble(one)}) if row else []
    if not places:
        raise Missing(SCOPE, msg("nomor catatan sebuah insiden"), scope.value[:40])
    stations = tuple(StationId(one) for one in places if is_station(one))
    return Reach(
        stations=stations,
        places=frozenset(places),
        contests=_contests(registry, places[0], scope.contest),
        incident=index,
    )


def _contest(connection: Connection, registry: Registry, scope: Scope, cited: CitedAt) -> Reach:
    contest = next((one for one in registry.contests if one.kind == scope.value), None)
    if contest is None:
        raise Missing(SCOPE, msg("pemilihan yang terdaftar di sini"), scope.value[:40])
    if scope.contest not in ("", scope.value):
        raise Rejected(SCOPE, scope.value, scope.contest)
    regions = frozenset(one.code for one in registry.regions if within(one.code, contest.region))
    every = frozenset(one.id for one in registry.stations_in(contest.region))
    whole = Reach(stations=(), places=frozenset(), contests=(contest.kind,), rest=every, regions=regions)
    indicated = [one.place for one in cited(whole.every, whole.contests)]
    full = tuple(sorted(looked_at(connection, registry, contest, indicated)))
    return msgspec.structs.replace(whole, stations=full, places=frozenset(full), rest=every - set(full))


SCOPE_NAMES: dict[str, Message] = {
    "station": msg("TPS"),
    "ward": msg("kelurahan"),
    "incident": msg("insiden"),
    "contest": msg("pemilihan"),
}
