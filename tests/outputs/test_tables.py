"""Tables leave Kawal as they are meant: text stays text, files are whole."""

import io
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
import segno
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


@pytest.mark.parametrize(("error", "quiet"), [("m", 2), ("l", 4)])
def test_a_qr_code_without_a_size_of_its_own_is_whole_in_its_view(error: str, quiet: int) -> None:
    """Read back from its bars every module is the code's; the view is the code with its quiet zone on each side."""
    text = "KAWAL:LATIHAN:SPT:P1:0147:63.71.01.1001:012:9F3C-71AD"
    svg = qr_svg(text, error=error, quiet=quiet)
    matrix = segno.make(text, error=error, micro=False).matrix
    side = len(matrix) + 2 * quiet
    assert f'viewBox="-{quiet} -{quiet} {side} {side}"' in svg
    assert not re.search(r"\b(width|height)=", svg)
    dark = [[int(x), int(y), int(length)] for x, y, length in re.findall(r"M(\d+) (\d+)h(\d+)", svg)]
    read = {(x + step, y) for x, y, length in dark for step in range(length)}
    assert read == {(x, y) for y, row in enumerate(matrix) for x, one in enumerate(row) if one}
