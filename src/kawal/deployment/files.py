"""The planner's input files: tables and assumptions as people write them -> model values.

Every bad value raises Rejected with file, row and column, what was expected and what stood there.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import cast

import msgspec

from kawal.deployment.model import Assumptions, Lock, Mode, PlanBase, PlanLevel, PlanStation, PlanUnit, Quota
from kawal.deployment.problem import LATITUDES, LONGITUDES, MOST_WEIGHT, Minutes
from kawal.deployment.regions import normal_region, path_of
from kawal.kernel.codes import RegionCode, StationId, ward_of
from kawal.kernel.errors import Rejected
from kawal.kernel.language import Message, msg
from kawal.kernel.tabletext import Cell, Table, TableRow, read_table

CLASSES = ("", "kurang_rawan", "rawan", "sangat_rawan", "khusus")
NO_WARD = RegionCode("-")
"""The one ward of stations whose ids name none and whose file has no ward column."""


def read_stations(path: Path) -> tuple[PlanStation, ...]:
    """`station_id,lat,lon,registered_voters,class,weight[,ward][,access]`, at least one row.

    Without a ward column the first ten of thirteen digits name the ward; other ids share one ward.
    """
    table = _table(path, ("station_id", "lat", "lon", "weight"))
    if not table.rows:
        raise Rejected(path.name, msg("paling sedikit satu TPS"), msg("daftar kosong"), code="empty")
    stations = []
    for row, name in _keyed(table, "station_id"):
        voters = table.cell(row, "registered_voters")
        if voters.text:
            voters.integer()
        access = table.cell(row, "access")
        stations.append(
            PlanStation(
                id=StationId(name),
                lat=_degrees(table.cell(row, "lat"), LATITUDES, msg("lintang di Indonesia")),
                lon=_degrees(table.cell(row, "lon"), LONGITUDES, msg("bujur di Indonesia")),
                weight=table.cell(row, "weight").number(0.0, MOST_WEIGHT),
                official_class=table.cell(row, "class").choice(CLASSES),
                ward=_ward(table.cell(row, "ward"), name),
                access=access.choice(("land", "river", "both")) if access.text else "land",  # type: ignore[arg-type]
            )
        )
    return tuple(stations)


def read_bases(path: Path) -> tuple[PlanBase, ...]:
    """`base_id,lat,lon,capacity[,mode][,region]`; a column `ward` is understood as region."""
    table = _table(path, ("base_id", "lat", "lon", "capacity"))
    bases = []
    for row, name in _keyed(table, "base_id"):
        mode = table.cell(row, "mode")
        region = table.cell(row, "region").text or table.cell(row, "ward").text
        bases.append(
            PlanBase(
                id=name,
                lat=_degrees(table.cell(row, "lat"), LATITUDES, msg("lintang di Indonesia")),
                lon=_degrees(table.cell(row, "lon"), LONGITUDES, msg("bujur di Indonesia")),
                capacity=table.cell(row, "capacity").integer(most=1_000_000),
                region=normal_region(region) if region else None,
                mode=cast(Mode, mode.choice(("land", "river"))) if mode.text else "land",
            )
        )
    return tuple(bases)


def read_travel(path: Path, bases: tuple[PlanBase, ...], stations: tuple[PlanStation, ...]) -> Minutes:
    """`base_id,station_id,minutes`, each pair once; a missing pair is out of reach."""
    table = _table(path, ("base_id", "station_id", "minutes"))
    known_bases, known_stations = {b.id for b in bases}, {s.id for s in stations}
    minutes: dict[tuple[str, str], float] = {}
    for row in table.rows:
        base = _known(table.cell(row, "base_id"), known_bases, msg("pangkalan yang terdaftar"))
        station = _known(table.cell(row, "station_id"), known_stations, msg("TPS yang terdaftar"))
        if (base, station) in minutes:
            raise table.cell(row, "station_id").rejected(msg("setiap pasangan hanya sekali"), code="duplicate")
        minutes[base, station] = table.cell(row, "minutes").number(0.0)
    return minutes


def read_quotas(path: Path, stations: Sequence[PlanStation]) -> tuple[Quota, ...]:
    """`level,id,min,max` with level city, district, ward or station; an empty bound is none."""
    table = _table(path, ("level", "id"))
    wards = {s.ward for s in stations}
    known = {s.id for s in stations} | wards | {part for ward in wards for part in path_of(ward)}
    quotas = []
    for row in table.rows:
        name, level = table.cell(row, "id"), table.cell(row, "level")
        if level.text.lower() != "city" and name.text not in known and normal_region(name.text) not in known:
            station = level.text.lower() == "station"
            raise name.rejected(
                msg("TPS yang terdaftar") if station else msg("wilayah yang punya TPS"), code="unknown"
            )
        low, high = table.cell(row, "min"), table.cell(row, "max")
        quotas.append(
            Quota(
                level=cast(PlanLevel, table.cell(row, "level").choice(("city", "district", "ward", "station"))),
                id=table.cell(row, "id").text,
                min=low.integer(most=1_000_000) if low.text else 0,
                max=high.integer(most=1_000_000) if high.text else None,
            )
        )
    return tuple(quotas)


def read_locks(path: Path, stations: tuple[PlanStation, ...]) -> tuple[Lock, ...]:
    """`station_id,guards`; 0 forbids the post."""
    table = _table(path, ("station_id", "guards"))
    known = {s.id for s in stations}
    return tuple(
        Lock(
            station=StationId(_known(table.cell(row, "station_id"), known, msg("TPS yang terdaftar"))),
            guards=table.cell(row, "guards").integer(most=1_000_000),
        )
        for row, _ in _keyed(table, "station_id")
    )


def read_units(path: Path, stations: Sequence[PlanStation]) -> tuple[PlanUnit, ...]:
    """`unit_id,level,region,strength` with level ward or district; the region lies in a district with stations."""
    table = _table(path, ("unit_id", "level", "region", "strength"))
    wards = {s.ward for s in stations}
    districts = {part for ward in wards for part in path_of(ward)[1:2]}
    for row in table.rows:
        cell = table.cell(row, "region")
        region = normal_region(cell.required())
        if region not in wards and not districts.intersection(path_of(region)):
            raise cell.rejected(msg("wilayah yang punya TPS"), code="unknown")
    return tuple(
        PlanUnit(
            id=name,
            level=table.cell(row, "level").choice(("district", "ward")),  # type: ignore[arg-type]
            region=normal_region(table.cell(row, "region").required()),
            strength=table.cell(row, "strength").integer(most=1_000_000),
        )
        for row, name in _keyed(table, "unit_id")
    )


def read_assumptions(path: Path) -> Assumptions:
    """A YAML mapping of some of the assumptions; what it leaves out keeps its default."""
    import yaml  # noqa: PLC0415  only a plan with its own assumptions pays for it

    try:
        given = yaml.safe_load(path.read_bytes())
    except (yaml.YAMLError, UnicodeDecodeError, RecursionError) as error:
        raise Rejected(path.name, msg("berkas YAML"), error, code="yaml") from None
    if given is None:
        return Assumptions()
    if not isinstance(given, dict):
        raise Rejected(path.name, msg("daftar asumsi: nama, titik dua, nilai"), given, code="yaml")
    for name, value in given.items():
        where = f"{path.name}, {name}"
        if name not in Assumptions.__struct_fields__:
            raise Rejected(
                where,
                msg("salah satu dari: %(choices)s", choices=", ".join(Assumptions.__struct_fields__)),
                name,
                code="unknown_assumption",
            )
        try:
            read = msgspec.convert({name: value}, Assumptions)
        except msgspec.ValidationError:
            raise Rejected(where, _expected(name), value, code="assumption") from None
        number = getattr(read, name)
        if isinstance(number, float) and not number < float("inf"):
            raise Rejected(where, _expected(name), value, code="assumption")
    return msgspec.convert(given, Assumptions)


def _table(path: Path, columns: tuple[str, ...]) -> Table:
    table = read_table(path.read_bytes(), path.name)
    table.require(columns)
    if table.faults:
        raise table.faults[0]
    return table


def _keyed(table: Table, column: str) -> Iterator[tuple[TableRow, str]]:
    """Rows with their key, which must be there and there once."""
    seen: set[str] = set()
    for row in table.rows:
        cell = table.cell(row, column)
        name = cell.required(msg("kode yang tidak kosong"))
        if name in seen:
            raise cell.rejected(msg("setiap kode hanya sekali"), code="duplicate")
        seen.add(name)
        yield row, name


def _known(cell: Cell, known: set[str] | set[StationId], expected: Message) -> str:
    if cell.text not in known:
        raise cell.rejected(expected, code="unknown")
    return cell.text


def _degrees(cell: Cell, limits: tuple[float, float], expected: Message) -> float:
    try:
        return cell.number(*limits)
    except Rejected:
        low, high = (f"{limit:g}" for limit in limits)
        told = msg("%(what)s, dari %(low)s sampai %(high)s", what=expected, low=low, high=high)
        raise cell.rejected(told, code="coordinates") from None


def _ward(cell: Cell, station: str) -> RegionCode:
    if cell.text:
        return normal_region(cell.text)
    if len(station) == 13 and station.isascii() and station.isdigit():
        return ward_of(StationId(station))
    return NO_WARD


def _expected(name: str) -> Message:
    if name in {"deterrence", "response_effect", "busy_fraction"}:
        return msg("angka dari 0 sampai 1")
    if name == "team_size":
        return msg("bilangan bulat dari 1 sampai 100")
    if name == "max_guards_per_station":
        return msg("bilangan bulat dari 0 sampai 50")
    if name == "require_reach":
        return msg("daftar kelas: %(choices)s", choices=", ".join(CLASSES[1:]))
    return msg("angka paling sedikit 1") if name == "detour" else msg("angka di atas 0")
