"""Delimited text as people save it: bytes -> header and rows that know their line; readers of single cells.

Understood without asking: a byte order mark, UTF-8, UTF-16 or Windows-1252, the separators , ; tab and |, Excel's
`sep=;` line, quoted cells, decimal commas, blank lines. What cannot be read raises Rejected with file, line, column.
"""

import csv
import io
import math
import re
from collections.abc import Iterable, Sequence

import msgspec

from kawal.kernel.errors import Rejected
from kawal.kernel.language import Message, msg

SEPARATORS = (",", ";", "\t", "|")
_BYTE_ORDER_MARKS = (
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)
_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?")
_GROUPED = re.compile(r"[+-]?[1-9]\d{0,2}([.,]\d{3})+")
_MAX_INTEGER = 2**53
"""Largest count that a cell may hold: exact in every number format it may have passed through."""


class TableRow(msgspec.Struct, frozen=True):
    """One row: its line in the file (the header is line 1) and its cells by column, stripped; "" is empty."""

    line: int
    cells: dict[str, str]


class Table(msgspec.Struct, frozen=True):
    """A table as read: the file's name for messages, the columns in lower case, the rows in their order.

    A form on a page has no file: `file` is empty, and its one row is told by the labels of its fields alone."""

    file: str
    columns: tuple[str, ...]
    rows: tuple[TableRow, ...]
    faults: tuple[Rejected, ...] = ()
    """Rows that do not fit the header; they are not among `rows`."""
    titles: tuple[Message | str, ...] = ()
    """The columns as the file writes them or the page labels them, for messages; empty when that is as in
    `columns`."""
    header: int = 1
    """The line of the header."""

    def require(self, columns: Iterable[str]) -> None:
        """Raise Rejected unless all `columns` are there."""
        missing = [column for column in columns if column not in self.columns]
        if missing:
            raise Rejected(
                msg("%(file)s, baris %(line)s", file=self.file, line=str(self.header)),
                msg("kolom %(columns)s", columns=", ".join(missing)),
                ", ".join(map(str, self.titles or self.columns)),
                code="column_missing",
            )

    def title(self, column: str) -> Message | str:
        """A column as the file calls it; one that the file does not have by its own name."""
        return self.titles[self.columns.index(column)] if self.titles and column in self.columns else column

    def cell(self, row: TableRow, column: str) -> "Cell":
        """A cell with its place; an absent column reads as empty."""
        return Cell(self.file, row.line, self.title(column), row.cells.get(column, ""))


class Cell(msgspec.Struct, frozen=True):
    """One cell with its place, its column as the file calls it; each reader returns its value or raises Rejected
    naming that place."""

    file: str
    line: int
    column: Message | str
    text: str

    @property
    def where(self) -> Message | str:
        """File, line and column, as an error names them; of a form the label of the field."""
        if not self.file:
            return self.column
        return msg(
            "%(file)s, baris %(line)s, kolom %(column)s", file=self.file, line=str(self.line), column=self.column
        )

    def rejected(self, expected: Message | str, code: str = "cell") -> Rejected:
        """The error that this cell is not what was expected."""
        return Rejected(self.where, expected, self.text, code=code)

    def required(self, expected: Message | None = None) -> str:
        """The text, which must not be empty."""
        if not self.text:
            raise self.rejected(expected or msg("isi, tidak kosong"), code="empty")
        return self.text

    def number(self, least: float = -math.inf, most: float = math.inf) -> float:
        """A finite number within least..most; a decimal comma is understood."""
        value = parse_number(self.text)
        if value is None or not math.isfinite(value) or not least <= value <= most:
            raise self.rejected(range_message(msg("angka"), least, most), code="number")
        return value

    def integer(self, least: int = 0, most: int = _MAX_INTEGER) -> int:
        """A whole number within least..most; 1.234 and 1,234 are grouped thousands, 502.0 is 502."""
        text = self.text.replace(" ", "")
        if _GROUPED.fullmatch(text) and len(set(text) & {".", ","}) == 1:
            text = text.replace(".", "").replace(",", "")
        value = parse_number(text)
        if value is None or not math.isfinite(value) or value != int(value) or not least <= value <= most:
            raise self.rejected(range_message(msg("bilangan bulat"), least, most), code="integer")
        return int(value)

    def choice(self, allowed: Sequence[str]) -> str:
        """One of `allowed`, written in any case and with spaces or hyphens for underscores."""
        text = re.sub(r"[\s\-]+", "_", self.text.lower())
        if text not in allowed:
            names = ", ".join(value or "''" for value in allowed)
            raise self.rejected(msg("salah satu dari: %(choices)s", choices=names), code="choice")
        return text


def parse_number(text: str) -> float | None:
    """Read one number; None when it is none.

    With both separators the later one is the decimal sign (1.234,5 and 1,234.5); a single comma is a decimal comma.
    """
    text = text.replace(" ", "").replace("\u00a0", "").replace("\u2212", "-")
    if "," in text and "." in text:
        grouping = "." if text.rfind(",") > text.rfind(".") else ","
        text = text.replace(grouping, "")
    if text.count(",") == 1:
        text = text.replace(",", ".")
    return float(text) if text.isascii() and _NUMBER.fullmatch(text) else None


def read_table(data: bytes, file: str) -> Table:
    """Read delimited text. Raises Rejected when it is empty or no text; rows that do not fit are `faults`."""
    text = _decode(data, file)
    lines, separator = _separator(text)
    reader = csv.reader(io.StringIO("\n".join(lines) + "\n"), delimiter=separator, strict=True)
    columns: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()
    rows: list[TableRow] = []
    faults: list[Rejected] = []
    start, header = 1, 1
    try:
        for record in reader:
            cells = [cell.strip() for cell in record]
            line, start = start, reader.line_num + 1
            if not any(cells):
                continue
            if not columns:
                columns, titles = header_of(cells, file, line)
                header = line
                continue
            while len(cells) > len(columns) and not cells[-1]:
                cells.pop()
            if len(cells) != len(columns):
                faults.append(
                    Rejected(
                        msg("%(file)s, baris %(line)s", file=file, line=str(line)),
                        msg("%(n)s kolom seperti pada baris judul", n=len(columns)),
                        msg("%(n)s kolom", n=len(cells)),
                        code="row_length",
                    )
                )
                continue
            rows.append(TableRow(line, dict(zip(columns, cells, strict=True))))
    except csv.Error:
        raise Rejected(
            msg("%(file)s, baris %(line)s", file=file, line=str(reader.line_num)),
            msg("teks CSV"),
            msg("kutipan yang tidak ditutup, atau baris yang rusak"),
        ) from None
    if not columns:
        raise Rejected(file, msg("baris judul dan paling sedikit satu baris"), msg("berkas kosong"), code="empty")
    return Table(file, columns, tuple(rows), tuple(faults), titles, header)


def _decode(data: bytes, file: str) -> str:
    encodings: tuple[str, ...] = ("utf-8", "cp1252")
    for mark, encoding in _BYTE_ORDER_MARKS:
        if data.startswith(mark):
            data, encodings = data[len(mark) :], (encoding,)
            break
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise Rejected(file, msg("teks CSV (UTF-8)"), msg("data yang bukan teks"), code="not_text")


def _separator(text: str) -> tuple[list[str], str]:
    """The lines and the separator: Excel's own hint, else the sign that the header holds most."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    if lines[0].lower().startswith("sep=") and len(lines[0]) == 5:
        return ["", *lines[1:]], lines[0][4]
    header = next((line for line in lines if line.strip()), "")
    unquoted = re.sub(r'"[^"]*"', "", header)
    return lines, max(SEPARATORS, key=unquoted.count)


def header_of(cells: list[str], file: str, line: int) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The columns of a header, in lower case and as written. Raises Rejected for an empty or a repeated one."""
    while cells and not cells[-1]:
        cells.pop()
    columns = tuple(cell.lower() for cell in cells)
    if "" in columns or len(set(columns)) < len(columns):
        raise Rejected(
            msg("%(file)s, baris %(line)s", file=file, line=str(line)),
            msg("judul kolom yang berbeda-beda"),
            ", ".join(cells),
            code="header",
        )
    return columns, tuple(cells)


def range_message(kind: Message, least: float, most: float) -> Message:
    """What is expected of a number within least..most, infinite where there is no bound; `kind` names the number."""
    bounded_below, bounded_above = least > -math.inf, most < min(math.inf, _MAX_INTEGER)
    if bounded_below and bounded_above:
        return msg("%(kind)s dari %(least)s sampai %(most)s", kind=kind, least=_plain(least), most=_plain(most))
    if bounded_below:
        return msg("%(kind)s, paling sedikit %(least)s", kind=kind, least=_plain(least))
    if bounded_above:
        return msg("%(kind)s, paling banyak %(most)s", kind=kind, most=_plain(most))
    return kind


def _plain(value: float) -> str:
    return str(int(value)) if float(value).is_integer() else f"{value:g}"
