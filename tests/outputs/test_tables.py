"""Tables leave Kawal as they are meant: text stays text, files are whole."""

import io
from datetime import UTC, datetime
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from kawal.outputs.files import write_atomic
from kawal.outputs.qr import qr_svg
from kawal.outputs.tables import Value, csv_bytes, xlsx_bytes

AT = datetime(2024, 11, 21, 2, tzinfo=UTC)


def test_what_looks_like_a_formula_stays_text() -> None:
    """In CSV it gets a quote before it; in a workbook it is a string."""
    rows: list[list[Value]] = [["=1+1", 7, None], ["@SUM(A1)", 0.5, "-x"]]
    assert csv_bytes(["a", "b", "c"], rows).decode("utf-8-sig").splitlines()[1:] == ["'=1+1,7,", "'@SUM(A1),0.5,'-x"]
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(xlsx_bytes("Rencana", ["a", "b", "c"], rows, AT)))
    assert sheet.get_sheet_by_index(0).to_python() == [["a", "b", "c"], ["=1+1", 7.0, ""], ["@SUM(A1)", 0.5, "-x"]]


def test_the_same_table_gives_the_same_bytes() -> None:
    """The time in the workbook is the one that was given."""
    assert xlsx_bytes("x", ["a"], [["b"]], AT) == xlsx_bytes("x", ["a"], [["b"]], AT)


def test_a_failed_write_leaves_the_old_file_and_no_other(tmp_path: Path) -> None:
    """The folder holds what it held."""
    path = tmp_path / "a.txt"
    write_atomic(path, b"old")
    with pytest.raises(TypeError):
        write_atomic(path, "no bytes")  # type: ignore[arg-type]
    assert [(one.name, one.read_bytes()) for one in tmp_path.iterdir()] == [("a.txt", b"old")]


def test_a_qr_code_is_one_path_with_a_quiet_zone() -> None:
    """Version and size follow from the text."""
    svg = qr_svg("KAWAL:LATIHAN:SPT:P1:0147:63.71.01.1001:012:9F3C-71AD")
    assert svg.count("<path") == 1
    assert 'viewBox="-2 -2 ' in svg
