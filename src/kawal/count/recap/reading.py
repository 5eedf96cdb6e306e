"""A form of the recapitulation from a file, CSV or XLSX: the whole form is taken, or nothing and one sentence says
why.

A row for each field and a column for each place and the total:

    field,63.71.01.1001,63.71.01.1002,total
    votes_1,210,150,360

or the other way round, a row for each place and the total, a column for each field:

    place,votes_1,votes_2,invalid_total
    63.71.01.1001,210,140,12
    total,360,300,20

The first cell of the file says which. Places are region codes or station ids, with or without dots; fields are
named as in `forms.yaml`, of all parts of the form (registered_m, used_total ...). An empty cell is not known; zero
is written 0. Columns may be missing: what was read aloud so far is a form too.
"""

from collections.abc import Iterable
from pathlib import Path

from msgspec.structs import replace

from kawal.count.recap.forms import MOST, Place, Recap, checked, examples, fields_of, inside
from kawal.election.importers.tablefile import read_tablefile
from kawal.kernel.codes import RegionCode
from kawal.kernel.errors import Rejected
from kawal.kernel.language import Message, msg
from kawal.kernel.tabletext import Cell, Table

FIELD_TITLES = ("field", "isian", "uraian")
PLACE_TITLES = ("place", "wilayah", "tempat")
TOTAL_TITLES = ("total", "jumlah", "jumlah akhir")


def read_recap_file(path: Path, recap: Recap, options: tuple[int, ...], sheet: str | None = None) -> Recap:
    """Read a file into an empty form, which says region, contest and round. Raises Rejected or OSError."""
    return read_recap(read_tablefile(path, sheet), recap, options)


def read_recap(table: Table, recap: Recap, options: tuple[int, ...]) -> Recap:
    """The form with the numbers of a table in one of the two layouts; `options` are the ballot numbers.

    Raises Rejected for the first thing that is wrong, with its row and column: a place outside the region, an unknown
    field, one that stands there twice, a cell that is no whole number from 0, a table without any number.
    """
    if table.faults:
        raise table.faults[0]
    first = table.columns[0]
    if first not in FIELD_TITLES + PLACE_TITLES:
        raise Rejected(
            table.file,
            msg("kolom pertama berjudul %(fields)s atau %(places)s", fields=FIELD_TITLES[0], places=PLACE_TITLES[0]),
            table.title(first),
            code="column_missing",
        )
    header = msg("%(file)s, baris %(line)s", file=table.file, line=str(table.header))
    heads = [(title, header) for title in table.columns[1:]]
    sides = [(table.cell(row, first).text, table.cell(row, first).where) for row in table.rows]
    by_field = first in FIELD_TITLES
    places = _once(_place(text, recap.region, where) for text, where in (heads if by_field else sides))
    fields = _once(_field(text, options, where) for text, where in (sides if by_field else heads))
    columns: dict[Place, dict[str, int]] = {}
    for down, row in enumerate(table.rows):
        for across, title in enumerate(table.columns[1:]):
            place, field = (places[across], fields[down]) if by_field else (places[down], fields[across])
            number = _number(table.cell(row, title))
            if number is not None:
                columns.setdefault(place, {})[field] = number
    if not columns:
        raise Rejected(table.file, msg("paling sedikit satu angka"), msg("tidak ada"), code="empty")
    total = columns.pop(recap.region, {})
    return checked(replace(recap, columns=columns, total=total), options)


def _place(text: str, region: RegionCode, where: Message | str) -> tuple[Place, Message | str, str]:
    if text.lower() in TOTAL_TITLES or text == region:
        return region, where, text
    return inside(text, region, where), where, text


def _field(text: str, options: tuple[int, ...], where: Message | str) -> tuple[str, Message | str, str]:
    field = text.lower()
    if field not in fields_of(options):
        raise Rejected(where, msg("isian formulir seperti %(fields)s", fields=examples(options)), text, code="field")
    return field, where, text


def _once(named: Iterable[tuple[str, Message | str, str]]) -> tuple[str, ...]:
    """The names in their order. Raises Rejected for one that came before."""
    seen: list[str] = []
    for name, where, text in named:
        if name in seen:
            raise Rejected(where, msg("setiap isian dan setiap wilayah satu kali"), text, code="twice")
        seen.append(name)
    return tuple(seen)


def _number(cell: Cell) -> int | None:
    return cell.integer(0, MOST) if cell.text else None
