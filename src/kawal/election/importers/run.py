"""One import: file -> rows and faults -> difference -> event. Nothing is written unless all is well."""

from collections.abc import Mapping
from pathlib import Path
from types import ModuleType

import msgspec
from sqlalchemy.engine import Connection

from kawal.election.decide import Difference, compare, imported
from kawal.election.importers import (
    agencies,
    bases,
    contacts,
    contests,
    forces,
    indicators,
    people,
    regions,
    stations,
    units,
)
from kawal.election.importers.boundaries import read_boundaries
from kawal.election.importers.reading import read_rows
from kawal.election.importers.tablefile import read_tablefile
from kawal.election.kindnames import Kind
from kawal.election.kinds import key_of
from kawal.election.model import Contest, Registry, Row
from kawal.election.queries import bodies_of, load_registry
from kawal.kernel.canonical import sha256_hex
from kawal.kernel.errors import Refused, Rejected
from kawal.kernel.language import msg
from kawal.kernel.tabletext import Table, TableRow
from kawal.store.events import Decision
from kawal.store.writer import Writer

READERS: Mapping[str, ModuleType] = {
    "regions": regions,
    "stations": stations,
    "units": units,
    "people": people,
    "bases": bases,
    "contests": contests,
    "agencies": agencies,
    "contacts": contacts,
    "indicators": indicators,
    "forces": forces,
}


class Options(msgspec.Struct, frozen=True, kw_only=True):
    """How a file is taken: `skip_bad` takes the good rows, `replace` removes rows that the file no longer has."""

    dry_run: bool = False
    skip_bad: bool = False
    replace: bool = False
    sheet: str | None = None


class ImportReport(msgspec.Struct, frozen=True, kw_only=True):
    """What a file held and what came of it; `written` is false for a dry run and when nothing differed."""

    kind: Kind
    file: str
    rows: int
    difference: Difference
    faults: tuple[Rejected, ...]
    written: bool


def import_file(writer: Writer, kind: Kind, path: Path, options: Options, actor: str) -> ImportReport:
    """Import one file. Raises Refused with every fault unless all rows are good or bad ones may be skipped;
    Rejected when the file as a whole cannot be read."""
    digest = sha256_hex(path.read_bytes())
    report: list[ImportReport] = []

    def decide(connection: Connection) -> Decision:
        world = load_registry(connection)
        rows, faults = read_file(kind, path, world, options.sheet)
        present = bodies_of(connection, kind)
        if kind == "forces":
            present = forces.present_of(rows, present)
        difference = compare(rows, present, replace=options.replace and not faults)
        blocked = bool(faults) and not options.skip_bad
        write = not (blocked or options.dry_run or difference.empty)
        report.append(
            ImportReport(
                kind=kind, file=path.name, rows=len(rows), difference=difference, faults=tuple(faults), written=write
            )
        )
        if not write:
            return Decision()
        event, body = imported(kind, rows, difference, path.name, digest)
        return Decision((event,), (body,))

    writer.commit(decide, actor)
    if report[0].faults and not (options.skip_bad or options.dry_run):
        raise Refused(
            msg("%(file)s: %(n)s kesalahan, tidak ada yang dimasukkan", file=path.name, n=len(report[0].faults)),
            report[0].faults,
        )
    return report[0]


def read_file(kind: Kind, path: Path, world: Registry, sheet: str | None) -> tuple[list[Row], list[Rejected]]:
    """All good rows of a file and every fault, faults in the order of the file's checks."""
    if kind == "boundaries":
        shapes, faults = read_boundaries(path, world)
        found: list[tuple[int, Row]] = list(shapes)
        return _unique(found, Table(path.name, (), ()), faults)
    reader = READERS[kind]
    table = renamed(read_tablefile(path, sheet), reader.ALIASES)
    table.require(reader.REQUIRED)
    if kind == "stations" and "station_id" not in table.columns:
        table.require(("ward", "number"))
    if kind in ("people", "contacts", "forces"):
        _refuse_identity_numbers(table, reader.FORBIDDEN)
    if not table.rows and not table.faults:
        raise Rejected(
            table.file, msg("paling sedikit satu baris di bawah judul"), msg("berkas kosong"), code="empty"
        )
    good, faults = read_rows(table, world, reader.read)
    return _unique(good, table, faults)


def _unique(found: list[tuple[int, Row]], table: Table, faults: list[Rejected]) -> tuple[list[Row], list[Rejected]]:
    """One row a key: the rows of a contest are its options, of other kinds the later row of a key is a fault."""
    lines: dict[str, int] = {}
    rows: dict[str, Row] = {}
    for line, row in found:
        key = key_of(row)
        if key not in rows:
            rows[key], lines[key] = row, line
            continue
        first, at = rows[key], TableRow(line, {})
        if isinstance(first, Contest) and isinstance(row, Contest):
            merged = contests.merge(first, row, str(lines[key]))
            if isinstance(merged, Contest):
                rows[key] = merged
            else:
                column, expected, got = merged
                faults.append(Rejected(table.cell(at, column).where, expected, got))
        else:
            where = msg("%(file)s, baris %(line)s", file=table.file, line=str(line))
            expected = msg("%(key)s sekali saja, sudah ada di baris %(line)s", key=key, line=str(lines[key]))
            faults.append(Rejected(where, expected, key))
    return list(rows.values()), faults


def renamed(table: Table, aliases: Mapping[str, tuple[str, ...]]) -> Table:
    """The table with its columns under the names that the reader knows."""
    names = {}
    for column, others in aliases.items():
        if column not in table.columns:
            other = next((name for name in others if name in table.columns and name not in names), None)
            if other is not None:
                names[other] = column
    rows = tuple(
        TableRow(row.line, {names.get(column, column): cell for column, cell in row.cells.items()})
        for row in table.rows
    )
    columns = tuple(names.get(column, column) for column in table.columns)
    return msgspec.structs.replace(table, columns=columns, rows=rows)  # messages keep the file's own titles


def _refuse_identity_numbers(table: Table, forbidden: tuple[str, ...]) -> None:
    """Identity numbers are not needed and not kept: a file that has them is refused as a whole."""
    held = [str(table.title(column)) for column in table.columns if column in forbidden]
    if held:
        raise Rejected(
            table.file, msg("berkas tanpa nomor identitas; hapus kolom itu"), ", ".join(held), code="identity_number"
        )
