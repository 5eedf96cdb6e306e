"""A plan of convoys as a table, from a file or a form: a row for each lot on each convoy. All of it or nothing."""

import re
from datetime import datetime, tzinfo
from pathlib import Path

import msgspec
from sqlalchemy.engine import Connection

from kawal.election.importers.reading import RowReader, read_rows
from kawal.election.importers.run import renamed
from kawal.election.importers.tablefile import read_tablefile
from kawal.election.model import Registry
from kawal.election.queries import load_registry
from kawal.kernel.codes import Level, RegionCode, number_of, within
from kawal.kernel.errors import Refused, Rejected
from kawal.kernel.language import Message, msg
from kawal.kernel.numbers import read_written, written
from kawal.kernel.tabletext import Table
from kawal.store.events import Decision
from kawal.store.writer import Writer
from kawal.watch.convoys.decide import MOST_BOXES, plan
from kawal.watch.convoys.model import Leg, Lot, Mode, Plan
from kawal.watch.convoys.queries import load_convoys

ALIASES = {
    "convoy": ("convoy_id", "iring_iringan", "konvoi"),
    "leg": ("ruas",),
    "mode": ("moda", "jalan"),
    "vehicle": ("kendaraan",),
    "escort": ("pengawal", "pengawalan"),
    "route": ("rute",),
    "departs": ("berangkat",),
    "arrives": ("tiba",),
    "lot": ("lot_id", "kode_lot"),
    "ward": ("kelurahan", "kode_wilayah"),
    "district": ("kecamatan",),
    "stations": ("tps",),
    "boxes": ("kotak",),
    "contests": ("pemilihan",),
}
REQUIRED = ("convoy", "leg", "vehicle", "escort", "departs", "arrives", "lot", "ward")
LEGS: tuple[Leg, ...] = ("district", "ward", "station", "back")
LEG_ALIASES: dict[str, Leg] = {"ppk": "district", "pps": "ward", "tps": "station", "kembali": "back"}
MODES: tuple[Mode, ...] = ("road", "river")
MODE_ALIASES: dict[str, Mode] = {"darat": "road", "sungai": "river"}
MOST_LETTERS = {"vehicle": 60, "escort": 80, "route": 200}
LONGEST_NAME = 30
NAME = rf"(?=.*\d)[A-Za-z0-9._-]{{1,{LONGEST_NAME}}}"
"""A convoy or lot is called by letters, digits, dots and hyphens, with a digit among them."""
_NUMBERS = re.compile(r"[0-9]{1,3}(-[0-9]{1,3})?(,[0-9]{1,3}(-[0-9]{1,3})?)*")
_ALL = ("", "semua", "all")
_MOMENT = re.compile(
    r"(\d{1,2})/(\d{1,2})/(\d{4})[ T](\d{1,2})[:.](\d{2})|(\d{4}-\d{2}-\d{2})[ T](\d{2})[:.](\d{2})(?::00)?", re.ASCII
)
YEARS = range(2000, 2101)


class Imported(msgspec.Struct, frozen=True):
    """What a file held, and how many of its convoys are new or planned anew."""

    convoys: int
    lots: int
    boxes: int
    changed: int


def import_plan(
    writer: Writer, path: Path, zone: tzinfo, actor: str, *, dry_run: bool, sheet: str | None
) -> Imported:
    """Plan the convoys of a file. Raises Refused with every faulty row, Rejected or Conflict for the first thing that
    does not fit together; nothing is planned then."""
    found: list[Imported] = []

    def decide(connection: Connection) -> Decision:
        table = read_tablefile(path, sheet)
        plans, lines = plans_of(table, load_registry(connection), zone)

        def where(convoy: str, lot: str) -> Message:
            line = lines.get((convoy, lot)) or next((at for (name, _), at in lines.items() if name == convoy), 1)
            return msg("%(file)s, baris %(line)s", file=table.file, line=str(line))

        events = plan(plans, load_convoys(connection), where)
        lots = {lot.id: lot for one in plans for lot in one.lots}
        found[:] = [Imported(len(plans), len(lots), sum(one.boxes for one in lots.values()), len(events))]
        return Decision(() if dry_run else events)

    writer.commit(decide, actor)
    return found[0]


def plans_of(table: Table, world: Registry, zone: tzinfo) -> tuple[list[Plan], dict[tuple[str, str], int]]:
    """The convoys of a table, and the line of each lot on each convoy. Raises Refused or Rejected."""
    table = renamed(table, ALIASES)
    table.require(REQUIRED)
    if not table.rows and not table.faults:
        raise Rejected(
            table.file, msg("paling sedikit satu baris di bawah judul"), msg("berkas kosong"), code="empty"
        )
    good, faults = read_rows(table, world, lambda row: _read(row, zone))
    plans: dict[str, Plan] = {}
    lines: dict[tuple[str, str], int] = {}
    for line, one in good:
        first = plans.setdefault(one.id, msgspec.structs.replace(one, lots=()))
        if msgspec.structs.replace(one, lots=()) != msgspec.structs.replace(first, lots=()):
            before = next(at for (name, _), at in lines.items() if name == one.id)
            where = msg("%(file)s, baris %(line)s", file=table.file, line=str(line))
            faults.append(Rejected(where, msg("iring-iringan seperti di baris %(line)s", line=str(before)), one.id))
        plans[one.id] = msgspec.structs.replace(plans[one.id], lots=(*plans[one.id].lots, *one.lots))
        lines.setdefault((one.id, one.lots[0].id), line)
    if faults:
        raise Refused(
            msg("%(file)s: %(n)s kesalahan, tidak ada yang dimasukkan", file=table.file, n=len(faults)), tuple(faults)
        )
    return list(plans.values()), lines


def read_moment(text: str, zone: tzinfo) -> int | None:
    """A moment in the clock of the region (ms): "2024-11-26 08:00", "26/11/2024 08.00"; None for anything else."""
    found = _MOMENT.fullmatch(text.strip())
    if found is None:
        return None
    day = found[6] or f"{found[3]}-{found[2]:0>2}-{found[1]:0>2}"
    hour, minute = (found[7], found[8]) if found[6] else (f"{found[4]:0>2}", found[5])
    try:
        moment = datetime.fromisoformat(f"{day}T{hour}:{minute}").replace(tzinfo=zone)
    except ValueError:
        return None
    return int(moment.timestamp() * 1000) if moment.year in YEARS else None


def _read(row: RowReader, zone: tzinfo) -> Plan | None:
    """A convoy with the one lot of this row."""
    lot = _lot(row)
    convoy, leg = _name(row, "convoy"), row.chosen("leg", LEGS, LEG_ALIASES)
    vehicle, escort, route = row.required("vehicle"), row.required("escort"), row.value("route")
    for column, most in MOST_LETTERS.items():
        if len(row.value(column)) > most or not row.value(column).isprintable():
            row.fault(column, msg("paling banyak %(n)s huruf", n=most))
    if any(person.name.casefold() == escort.casefold() for person in row.world.people):
        row.fault("escort", msg("satuan yang mengawal, bukan nama orang"), "person")
    departs, arrives = _moment(row, "departs", zone), _moment(row, "arrives", zone)
    mode = row.choice("mode", MODES, MODE_ALIASES, MODES[0])
    if lot is None or leg is None or departs is None or arrives is None:
        return None
    return Plan(
        id=convoy,
        leg=leg,
        mode=mode,
        vehicle=vehicle,
        escort=escort,
        route=route,
        departs_ms=departs,
        arrives_ms=arrives,
        lots=(lot,),
    )


def _lot(row: RowReader) -> Lot | None:
    """A lot; without numbers it is all stations of the ward, without boxes one for each station and contest."""
    name, ward = _name(row, "lot"), row.region("ward", (Level.WARD,))
    numbers = _numbers(row, ward) if ward else None
    held = [one for one in row.world.contests if ward and within(ward, one.region)]
    known = {one.id for one in held}
    given = row.value("contests").replace(",", " ").split()
    if ward and not set(given) <= known:
        row.fault("contests", msg("satu atau beberapa dari: %(choices)s", choices=", ".join(sorted(known)) or "-"))
    contests = tuple(sorted(set(given) or known))
    boxes = row.integer("boxes", 1, MOST_BOXES)
    if boxes is None and not row.value("boxes") and not contests:
        row.fault("boxes", msg("jumlah kotak, karena belum ada pemilihan yang terdaftar"), "empty")
    if ward is None or numbers is None:
        return None
    count = len(read_written(numbers)) * len(contests) if boxes is None else boxes
    return Lot(id=name, ward=ward, numbers=numbers, boxes=count, contests=contests)


def _numbers(row: RowReader, ward: RegionCode) -> str | None:
    """The stations of a lot as ranges, each of them registered in the ward."""
    present = {number_of(one.id) for one in row.world.stations if one.ward == ward}
    text = row.value("stations").lower().replace(" ", "").replace(";", ",").replace("–", "-")
    asked = present if text in _ALL else set(read_written(text)) if _NUMBERS.fullmatch(text) else set()
    if not asked or not asked <= present:
        row.fault("stations", msg("TPS yang terdaftar di kelurahan itu, seperti 1-12"), "stations")
        return None
    return written(asked)


def _name(row: RowReader, column: str) -> str:
    text = row.required(column)
    if text and not re.fullmatch(NAME, text):
        row.fault(
            column,
            msg("huruf, angka, titik atau tanda hubung dengan sebuah angka, paling banyak %(n)s", n=LONGEST_NAME),
        )
    return text


def _moment(row: RowReader, column: str, zone: tzinfo) -> int | None:
    text = row.required(column)
    found = read_moment(text, zone) if text else None
    if text and found is None:
        row.fault(column, msg("waktu setempat seperti 2024-11-26 08.00"), "moment")
    return found
