"""XLSForm files: written with XlsxWriter, read with calamine. What stands where is in `sheets` and `reading`."""

from collections.abc import Sequence
from io import BytesIO
from zipfile import BadZipFile, ZipFile

import msgspec

from kawal.field.forms.sheets import CHOICE_COLUMNS, SETTING_COLUMNS, SURVEY_COLUMNS, Cells, Sheets
from kawal.kernel.errors import Rejected
from kawal.kernel.language import msg

MOST_ROWS, MOST_COLUMNS, MOST_CELL = 500, 60, 4_000
MOST_FILE_BYTES, MOST_UNFOLDED_BYTES = 2_000_000, 20_000_000
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
NAMES = ("survey", "choices", "settings")


class Row(msgspec.Struct, frozen=True):
    """A row of a sheet as it was read: its number as a spreadsheet shows it, and its cells that hold something."""

    number: int
    cells: Cells


class Book(msgspec.Struct, frozen=True):
    """The sheets of an XLSForm as they were read; the columns in their order."""

    survey: tuple[Row, ...]
    choices: tuple[Row, ...]
    settings: tuple[Row, ...]


def write_book(sheets: Sheets) -> bytes:
    """An .xlsx file of three sheets."""
    from xlsxwriter import Workbook  # noqa: PLC0415  read only when someone asks for a file

    target = BytesIO()
    with Workbook(target, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as workbook:
        bold = workbook.add_format({"bold": True})
        for name, columns, rows in (
            ("survey", SURVEY_COLUMNS, sheets.survey),
            ("choices", CHOICE_COLUMNS, sheets.choices),
            ("settings", SETTING_COLUMNS, (sheets.settings,)),
        ):
            sheet = workbook.add_worksheet(name)
            sheet.write_row(0, 0, columns, bold)
            sheet.freeze_panes(1, 0)
            for number, cells in enumerate(rows, 1):
                for column, title in enumerate(columns):
                    if cells.get(title):
                        sheet.write_string(number, column, cells[title])
            sheet.autofit()
    return target.getvalue()


def read_book(content: bytes) -> Book:
    """The rows of an .xlsx file; raises Rejected for what is no workbook or has no sheet `survey`."""
    from python_calamine import CalamineError, CalamineWorkbook, ZipError  # noqa: PLC0415

    if len(content) > MOST_FILE_BYTES:
        raise Rejected(msg("berkas"), msg("paling banyak %(n)s bita", n=MOST_FILE_BYTES), len(content))
    _check_size(content)
    try:
        workbook = CalamineWorkbook.from_filelike(BytesIO(content))
        read = {
            name.lower(): workbook.get_sheet_by_name(name).to_python(skip_empty_area=False)
            for name in workbook.sheet_names
            if name.lower() in NAMES
        }
    except (CalamineError, ZipError, ValueError, OSError):
        raise Rejected(msg("berkas"), msg("buku kerja .xlsx"), content[:8].hex()) from None
    if "survey" not in read:
        raise Rejected(msg("berkas"), msg("lembar %(sheet)s", sheet="survey"), ", ".join(workbook.sheet_names))
    return Book(*(_rows(name, read.get(name, [])) for name in NAMES))


def _check_size(content: bytes) -> None:
    """A small file must not unfold into a large one."""
    try:
        with ZipFile(BytesIO(content)) as parts:
            size = sum(part.file_size for part in parts.infolist())
    except (BadZipFile, NotImplementedError, ValueError, OSError):
        raise Rejected(msg("berkas"), msg("buku kerja .xlsx"), content[:8].hex()) from None
    if size > MOST_UNFOLDED_BYTES:
        raise Rejected(msg("berkas"), msg("paling banyak %(n)s bita", n=MOST_UNFOLDED_BYTES), size)


def _rows(sheet: str, lines: Sequence[Sequence[object]]) -> tuple[Row, ...]:
    if len(lines) > MOST_ROWS or any(len(line) > MOST_COLUMNS for line in lines[:1]):
        raise Rejected(sheet, msg("paling banyak %(n)s baris", n=MOST_ROWS), len(lines))
    if not lines:
        return ()
    header = [_text(cell).strip() for cell in lines[0]]
    rows = []
    for number, line in enumerate(lines[1:], 2):
        cells: Cells = {}
        for column, cell in enumerate(line):
            text = _text(cell).strip()
            if not text:
                continue
            if len(text) > MOST_CELL:
                raise Rejected(f"{sheet} {number}", msg("paling banyak %(n)s huruf", n=MOST_CELL), len(text))
            cells[header[column] or f"#{column + 1}"] = text
        if cells:
            rows.append(Row(number, cells))
    return tuple(rows)


def _text(cell: object) -> str:
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)
