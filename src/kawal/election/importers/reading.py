"""One row of a table, cell by cell: what is wrong is collected, so that all of it is told at once."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import TypeVar

from kawal.election.importers.names import RegionNames
from kawal.election.model import Registry
from kawal.election.regions.indonesia import indonesia
from kawal.kernel.codes import Level, RegionCode, StationId, level_of, make_station_id, region_code, station_id
from kawal.kernel.errors import Rejected
from kawal.kernel.language import Message, msg
from kawal.kernel.tabletext import Cell, Table, TableRow

T = TypeVar("T")
C = TypeVar("C", bound=str)
LATITUDES, LONGITUDES = (-11.5, 6.5), (94.5, 141.5)
"""Indonesia's extent in degrees, with a margin of half a degree."""
FARTHEST_FROM_WARD_KM = 50.0
_SCIENTIFIC = re.compile(r"(\d)(?:[.,](\d+))?[eE]\+?(\d+)")
_YES, _NO = ("1", "ya", "y", "yes", "true", "benar"), ("0", "tidak", "t", "no", "n", "false", "salah", "bukan")
_PHONE = re.compile(r"0\d{7,14}")


class RowReader:
    """Typed access to the cells of one row. A fault is kept in `faults` and a harmless value is returned."""

    def __init__(self, table: Table, row: TableRow, world: Registry, names: RegionNames) -> None:
        self._table, self._row, self.world, self._names = table, row, world, names
        self.faults: list[Rejected] = []

    def cell(self, column: str) -> Cell:
        """The cell of a column; an absent column reads as empty."""
        return self._table.cell(self._row, column)

    def fault(self, column: str, expected: Message | str, code: str = "cell") -> None:
        """Keep that a cell is not what was expected."""
        self.faults.append(self.cell(column).rejected(expected, code))

    def read(self, read: Callable[[], T], otherwise: T) -> T:
        """Run a reader; keep its fault and go on with `otherwise`."""
        try:
            return read()
        except Rejected as fault:
            self.faults.append(fault)
            return otherwise

    def value(self, column: str) -> str:
        """The text of a cell, empty when there is none."""
        return self.cell(column).text

    def required(self, column: str) -> str:
        """The text of a cell that must not be empty."""
        return self.read(self.cell(column).required, "")

    def number(self, column: str, least: float, most: float) -> float | None:
        """A number within bounds, None when the cell is empty."""
        cell = self.cell(column)
        return self.read(lambda: cell.number(least, most), None) if cell.text else None

    def integer(self, column: str, least: int, most: int) -> int | None:
        """A whole number within bounds, None when the cell is empty."""
        cell = self.cell(column)
        return self.read(lambda: cell.integer(least, most), None) if cell.text else None

    def yes(self, column: str) -> bool | None:
        """Yes or no in either language, None when the cell is empty."""
        text = self.value(column).lower()
        if text and text not in (*_YES, *_NO):
            self.fault(column, msg("ya atau tidak"))
        return None if not text else text in _YES

    def choice(self, column: str, allowed: Sequence[C], aliases: Mapping[str, C], otherwise: C) -> C:
        """One of `allowed` or of its aliases; `otherwise` when the cell is empty."""
        text = re.sub(r"[\s\-/]+", "_", self.value(column).lower())
        if not text:
            return otherwise
        known = {str(value): value for value in allowed} | dict(aliases)
        if text not in known:
            self.fault(column, msg("salah satu dari: %(choices)s", choices=", ".join(allowed)), "choice")
        return known.get(text, otherwise)

    def chosen(self, column: str, allowed: Sequence[C], aliases: Mapping[str, C]) -> C | None:
        """One of `allowed` or of its aliases; an empty cell is a fault too, and None."""
        if not self.value(column):
            self.fault(column, msg("salah satu dari: %(choices)s", choices=", ".join(allowed)), "empty")
            return None
        before = len(self.faults)
        found = self.choice(column, allowed, aliases, allowed[0])
        return found if len(self.faults) == before else None

    def position(self) -> tuple[float | None, float | None]:
        """Latitude and longitude inside Indonesia; both or none."""
        lat, lon = self.number("lat", *LATITUDES), self.number("lon", *LONGITUDES)
        if bool(self.value("lat")) != bool(self.value("lon")):
            empty = "lon" if self.value("lat") else "lat"
            self.fault(empty, msg("lintang dan bujur, keduanya atau tidak sama sekali"))
        return lat, lon

    def region(self, column: str, levels: Iterable[Level]) -> RegionCode | None:
        """A region of the registry by code or by name; a ward's name may be narrowed by a column `district`."""
        text, allowed = self.value(column), tuple(levels)
        if not text:
            self.fault(column, msg("kode atau nama wilayah"), "empty")
            return None
        if any(character.isdigit() for character in text) and not any(c.isalpha() for c in text):
            code = self.read(lambda: region_code(padded(text), self.cell(column).where), None)
            if code is None:
                return None
            if level_of(code) not in allowed or not self.known(code):
                self.fault(column, msg("kode wilayah yang terdaftar"), "unknown_region")
                return None
            return code
        district = self.value("district") if column != "district" else ""
        inside = self.region("district", (Level.DISTRICT,)) if district and Level.WARD in allowed else None
        found = tuple(code for level in allowed for code in self._names.find(text, level, inside))
        if len(found) == 1:
            return found[0]
        if found:
            self.fault(column, msg("satu wilayah; ada %(codes)s", codes=", ".join(found)), "ambiguous_region")
        else:
            self.fault(column, msg("nama wilayah yang terdaftar"), "unknown_region")
        return None

    def known(self, code: RegionCode) -> bool:
        """Whether a region is registered; before there is a registry, whether Indonesia has it."""
        registered = any(region.level == level_of(code) for region in self.world.regions)
        return code in self.world.region_by_code if registered else code in indonesia()

    def station(self, column: str = "station_id") -> StationId | None:
        """A station by its 13 digits, or by `ward` and `number`."""
        text = self.value(column)
        if not text and column == "station_id":
            ward = self.region("ward", (Level.WARD,))
            number = self.read(lambda: self.cell("number").integer(1, 999), None)
            return make_station_id(ward, number) if ward and number else None
        if not text:
            return None
        digits = _unscientific(text)
        return self.read(lambda: station_id(digits, self.cell(column).where), None)

    def phone(self, column: str = "phone") -> str:
        """A telephone number in national form, 0812...; +62 and a lost zero are understood."""
        text = self.value(column)
        digits = re.sub(r"[\s\-().]", "", text)
        digits = re.sub(r"^(\+62|0062|62(?=8\d{8}))", "0", digits)
        if re.fullmatch(r"8\d{8,11}", digits):
            digits = "0" + digits
        if text and not _PHONE.fullmatch(digits):
            self.fault(column, msg("nomor telepon seperti 0812-3456-7890"))
        return "-".join(filter(None, (digits[:4], digits[4:8], digits[8:]))) if text else ""

    def provenance(self, fields: Iterable[str]) -> tuple[str, tuple[str, ...]]:
        """The source of a row, and which of its fields are estimated or seeded."""
        synthetic = tuple(self.value("synthetic").split())
        allowed = (*fields, "*")
        if any(name not in allowed for name in synthetic):
            self.fault("synthetic", msg("nama kolom: %(columns)s", columns=", ".join(allowed)))
        return self.value("source"), synthetic


def read_rows(
    table: Table, world: Registry, read: Callable[[RowReader], T | None]
) -> tuple[list[tuple[int, T]], list[Rejected]]:
    """All good rows with their lines, and the faults of the others, which `read` leaves in the reader."""
    names = RegionNames(world)
    good: list[tuple[int, T]] = []
    faults: list[Rejected] = list(table.faults)
    for line in table.rows:
        reader = RowReader(table, line, world, names)
        row = read(reader)
        faults += reader.faults
        if row is not None and not reader.faults:
            good.append((line.line, row))
    return good, faults


def padded(text: str) -> str:
    """Give dotted parts back the zeros that a spreadsheet took: 63.71.1.1001 is 63.71.01.1001."""
    parts = text.strip().split(".")
    if len(parts) < 3:
        return text
    return ".".join([parts[0], *(part.zfill(2) for part in parts[1:3]), *parts[3:]])


def _unscientific(text: str) -> str:
    """Give an id back the digits that a spreadsheet wrote as 6.371011001012E+12, if none is lost."""
    found = _SCIENTIFIC.fullmatch(text)
    if found:
        whole, fraction, exponent = found[1], found[2] or "", int(found[3])
        if len(fraction) >= exponent:
            return str(int(Decimal(f"{whole}.{fraction}").scaleb(exponent)))
    return re.sub(r"[.,]0$", "", text)
