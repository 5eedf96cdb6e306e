"""Delimited text as people save it, and what is said when it cannot be read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kawal.kernel.errors import Rejected
from kawal.kernel.tabletext import Cell, parse_number, read_table


def test_reads_a_plain_table() -> None:
    """A comma table gives its columns in lower case and its rows with their lines."""
    table = read_table(b"ID, Lat \na,1.5\n\nb,2\n", "s.csv")
    assert table.columns == ("id", "lat")
    assert [(row.line, row.cells) for row in table.rows] == [
        (2, {"id": "a", "lat": "1.5"}),
        (4, {"id": "b", "lat": "2"}),
    ]


@pytest.mark.parametrize(
    "data",
    [
        b"\xef\xbb\xbfid;lat\r\nx;-3,3167\r\n",
        "\ufeffid;lat\nx;-3,3167\n".encode("utf-16-le"),
        b"sep=;\nid;lat\nx;-3,3167\n",
        b"id\tlat\nx\t-3,3167\n",
        b'id,lat\nx,"-3,3167"\n',
        b"id|lat|\nx|-3.3167|\n",
        b"id;lat;;\nx;-3.3167;;\n",
    ],
)
def test_reads_ugly_files(data: bytes) -> None:
    """Byte order marks, separators, Excel's hint, decimal commas and empty trailing columns change nothing."""
    table = read_table(data, "s.csv")
    assert table.cell(table.rows[0], "lat").number() == -3.3167


def test_windows_text_is_understood() -> None:
    """A file that is not UTF-8 is read as Windows-1252."""
    assert read_table("id\nDésa\n".encode("cp1252"), "s.csv").rows[0].cells["id"] == "Désa"


def test_lines_are_counted_through_quoted_line_breaks() -> None:
    """The row after a cell of two lines carries its true line."""
    assert [row.line for row in read_table(b'a,b\n"x\ny",1\nz,2\n', "f").rows] == [2, 4]


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "f.csv: diharapkan baris judul dan paling sedikit satu baris, didapat berkas kosong"),
        (b" \n\n", "f.csv: diharapkan baris judul dan paling sedikit satu baris, didapat berkas kosong"),
        (b"a,a\n1,2\n", "f.csv, baris 1: diharapkan judul kolom yang berbeda-beda, didapat a, a"),
        (b"PK\x03\x04\x00\x00", "f.csv: diharapkan teks CSV (UTF-8), didapat data yang bukan teks"),
        (
            b'a\n"x\n',
            "f.csv, baris 3: diharapkan teks CSV, didapat kutipan yang tidak ditutup, atau baris yang rusak",
        ),
    ],
)
def test_says_what_is_wrong_with_a_file(data: bytes, sentence: str) -> None:
    """A file that is no table gets one sentence with its place."""
    with pytest.raises(Rejected) as error:
        read_table(data, "f.csv")
    assert str(error.value) == sentence


def test_missing_columns_are_named() -> None:
    """A required column that is not there is named, with those that are."""
    with pytest.raises(Rejected, match=r"f\.csv, baris 1: diharapkan kolom lat, lon, didapat id"):
        read_table(b"id\n1\n", "f.csv").require(("id", "lat", "lon"))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1.629.456,5", 1629456.5),
        ("1,629,456.5", 1629456.5),
        ("-3,3167", -3.3167),
        ("1 000", 1000.0),
        ("6,37e2", 637.0),
        ("nan", None),
        ("1_000", None),
        ("", None),
        ("1,2,3", None),
        ("١", None),
    ],
)
def test_numbers(text: str, value: float | None) -> None:
    """The later of two signs is the decimal sign; what merely looks like a number to a program is none."""
    assert parse_number(text) == value


@pytest.mark.parametrize(("text", "value"), [("1.629", 1629), ("485,145", 485145), ("502.0", 502), ("0", 0)])
def test_integers(text: str, value: int) -> None:
    """Grouped thousands and a spreadsheet's .0 are whole numbers."""
    assert Cell("f", 2, "n", text).integer() == value


@pytest.mark.parametrize("text", ["-1", "1.5", "0,310", "", "1e400", "x"])
def test_integers_refused(text: str) -> None:
    """Anything that is not a whole number of at least 0 is refused with its place."""
    with pytest.raises(Rejected, match="f, baris 2, kolom n: diharapkan bilangan bulat, paling sedikit 0, didapat"):
        Cell("f", 2, "n", text).integer()


def test_choice_forgives_writing() -> None:
    """Case, spaces and hyphens do not matter; another word is refused with the list."""
    allowed = ("rawan", "sangat_rawan", "")
    assert Cell("f", 2, "class", "Sangat Rawan").choice(allowed) == "sangat_rawan"
    assert Cell("f", 2, "class", "").choice(allowed) == ""
    with pytest.raises(Rejected, match="salah satu dari: rawan, sangat_rawan, '', didapat aman"):
        Cell("f", 2, "class", "aman").choice(allowed)


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_every_number_that_python_writes_is_read_back(value: float) -> None:
    """A number written with a point or with a comma is the same number."""
    assert parse_number(repr(value)) == value
    assert parse_number(repr(value).replace(".", ",")) == value


def test_rows_that_do_not_fit_the_header_are_faults_beside_the_others() -> None:
    """Rows 2 and 4 have three and one cells; row 3 is read."""
    table = read_table(b"a,b\n1,2,3\n1,2\n1\n", "f.csv")
    assert [row.line for row in table.rows] == [3]
    assert [str(fault) for fault in table.faults] == [
        "f.csv, baris 2: diharapkan 2 kolom seperti pada baris judul, didapat 3 kolom",
        "f.csv, baris 4: diharapkan 2 kolom seperti pada baris judul, didapat 1 kolom",
    ]
