"""A table as CSV or XLSX. Text stays text: nothing that a person typed becomes a formula."""

import csv
import io
from collections.abc import Sequence
from datetime import datetime

Value = str | int | float | None
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def csv_bytes(header: Sequence[str], rows: Sequence[Sequence[Value]]) -> bytes:
    """CSV for spreadsheets: UTF-8 with a byte order mark; what looks like a formula gets a quote before it."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(header)
    for row in rows:
        writer.writerow(["'" + cell if isinstance(cell, str) and cell.startswith(_FORMULA) else cell for cell in row])
    return text.getvalue().encode("utf-8-sig")


def plain_csv_bytes(header: Sequence[str], rows: Sequence[Sequence[Value]]) -> bytes:
    """CSV for programs: UTF-8, no mark, values as they are. Only for tables without text that a person typed."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return text.getvalue().encode()


def xlsx_bytes(sheet: str, header: Sequence[str], rows: Sequence[Sequence[Value]], at: datetime) -> bytes:
    """One sheet: header frozen and filterable, columns as wide as their text. Equal input gives equal bytes."""
    import xlsxwriter  # noqa: PLC0415  only workbooks need it

    body = io.BytesIO()
    workbook = xlsxwriter.Workbook(
        body, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    )
    workbook.set_properties({"created": at.replace(tzinfo=None, microsecond=0)})
    bold = workbook.add_format({"bold": True, "bottom": 1})
    page = workbook.add_worksheet(sheet[:31])
    page.freeze_panes(1, 0)
    page.set_landscape()
    page.set_paper(9)  # A4
    page.repeat_rows(0)
    page.fit_to_pages(1, 0)
    page.write_row(0, 0, header, bold)
    for line, row in enumerate(rows, start=1):
        for column, cell in enumerate(row):
            if isinstance(cell, str):
                page.write_string(line, column, cell)
            elif cell is not None:
                page.write_number(line, column, cell)
    for column, title in enumerate(header):
        longest = max([len(title), *(len(str(row[column] or "")) for row in rows)])
        page.set_column(column, column, min(48, longest + 2))
    if rows:
        page.autofilter(0, 0, len(rows), len(header) - 1)
    workbook.close()
    return body.getvalue()
