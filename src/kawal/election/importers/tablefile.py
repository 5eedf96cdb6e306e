"""A file of rows, CSV or XLSX, as one table whose rows know their line."""

from datetime import date, datetime
from pathlib import Path

from kawal.kernel.errors import Rejected
from kawal.kernel.language import msg
from kawal.kernel.tabletext import Table, TableRow, header_of, read_table

_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0"


def read_tablefile(path: Path, sheet: str | None = None) -> Table:
    """Read a CSV or XLSX file by what it holds, not by its name; raises Rejected or OSError."""
    data = path.read_bytes()
    if data.startswith((_ZIP, _OLE)):
        return _read_workbook(data, path.name, sheet)
    if sheet is not None:
        raise Rejected(path.name, msg("berkas XLSX, karena --sheet diberikan"), path.suffix)
    return read_table(data, path.name)


def _read_workbook(data: bytes, file: str, sheet: str | None) -> Table:
    import io  # noqa: PLC0415

    from python_calamine import CalamineError, CalamineWorkbook  # noqa: PLC0415  only workbooks need it

    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(data))
        names = workbook.sheet_names
        name = sheet if sheet is not None else next(iter(names), "")
        grid = workbook.get_sheet_by_name(name).to_python(skip_empty_area=False) if name in names else None
    except (CalamineError, OSError, ValueError) as error:
        raise Rejected(file, msg("berkas XLSX yang utuh"), error) from None
    if grid is None:
        raise Rejected(file, msg("salah satu lembar: %(sheets)s", sheets=", ".join(names)), name)
    columns: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()
    header = 1
    rows: list[TableRow] = []
    for line, values in enumerate(grid, start=1):
        cells = [_text(value) for value in values]
        if not any(cells):
            continue
        if not columns:
            columns, titles = header_of(cells, file, line)
            header = line
        else:
            rows.append(TableRow(line, dict(zip(columns, cells, strict=False))))
    if not columns:
        raise Rejected(file, msg("baris judul dan paling sedikit satu baris"), msg("berkas kosong"), code="empty")
    return Table(file, columns, tuple(rows), (), titles, header)


def _text(value: object) -> str:
    """A cell's value as a person reads it; a whole number loses its decimal point."""
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 2**53 else repr(value)
    if isinstance(value, datetime) and (value.hour, value.minute) == (0, 0):
        return value.date().isoformat()
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, bool):
        return "1" if value else "0"
    return str(value).strip()
