"""XLSForm: what goes out comes back the same; what cannot be held is refused by its cell."""

from collections.abc import Sequence
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
import xlsxwriter
from hypothesis import given
from pyxform.xls2xform import convert

from kawal.field.forms.reading import kind_of
from kawal.field.forms.sheets import sheets_of
from kawal.field.forms.workbook import read_book, write_book
from kawal.field.forms.xform import xform_of
from kawal.field.kinds import ReportKind, shipped_kinds
from kawal.kernel.errors import Refused, Rejected
from kawal.kernel.language import language
from tests.field.forms.kinds import kinds

HEAD = ("type", "name", "label::Indonesian (id)", "label::English (en)", "required", "relevant", "constraint")
FINE = ("text", "note", "Catatan", "Note", "", "", "")
SETTINGS = (("form_title", "form_id", "version"), ("Judul", "uji", "1"))
CHOICES = (("list_name", "name", "label"), ("yes_or_no", "a", "A"), ("yes_or_no", "b", "B"))


def book(
    survey: Sequence[Sequence[str]],
    choices: Sequence[Sequence[str]] = CHOICES,
    settings: Sequence[Sequence[str]] = SETTINGS,
) -> bytes:
    """A workbook as someone types it."""
    target = BytesIO()
    with xlsxwriter.Workbook(target) as workbook:
        for name, rows in (("survey", survey), ("choices", choices), ("settings", settings)):
            sheet = workbook.add_worksheet(name)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
    return target.getvalue()


def faults(content: bytes) -> list[str]:
    """What is said about a workbook, in English as a program says it."""
    with pytest.raises(Refused) as refused:
        kind_of(read_book(content))
    return [language("id").say(one.message) for one in refused.value.faults]


@given(kind=kinds())
def test_what_goes_out_comes_back_the_same(kind: ReportKind) -> None:
    """Any kind, through a real .xlsx file."""
    assert kind_of(read_book(write_book(sheets_of(kind)))) == kind


@given(kind=kinds())
def test_every_kind_can_be_compiled(kind: ReportKind) -> None:
    """pyxform takes the sheets of any kind, and our file as anyone's."""
    assert "<h:html" in xform_of(kind)


@pytest.mark.parametrize(
    "kind",
    [one for one in shipped_kinds().values() if one.group != "line"],
    ids=lambda kind: f"{kind.id}-{kind.version}",
)
def test_the_shipped_kinds_as_files(kind: ReportKind) -> None:
    """Each comes back the same, and pyxform reads its file without a warning."""
    content = write_book(sheets_of(kind))
    assert kind_of(read_book(content)) == kind
    assert convert(content).warnings == []


def test_a_form_made_elsewhere() -> None:
    """Plain labels, other spellings of yes, types that we call otherwise, conditions and bounds."""
    survey = [
        (*HEAD[:2], "label", "required", "relevant", "constraint"),
        ("start", "start", "", "", "", ""),
        ("select_one yes_or_no", "trouble", "Trouble?", "true()", "", ""),
        ("integer", "people", "How many?", "", "${trouble} = 'a'", ". <= 50"),
        ("acknowledge", "seen", "Seen", "", "${trouble}='a' or ${trouble}=\"b\"", ""),
        ("image", "picture", "Picture", "", "", ""),
        ("geopoint", "where", "Where", "", "", ""),
    ]
    kind = kind_of(read_book(book(survey)))
    assert [(one.id, one.kind) for one in kind.fields] == [
        ("trouble", "choice"),
        ("people", "count"),
        ("seen", "flag"),
        ("where", "position"),
    ]
    people = kind.field("people")
    assert people is not None
    assert people.when is not None
    assert (people.min, people.max, people.when.any_of) == (0, 50, ("a",))
    assert (kind.photos, kind.max_photos, kind.group) == ("scene", 1, "note")
    assert kind.fields[0].required


@pytest.mark.parametrize(
    ("row", "where", "got"),
    [
        (("decimal", "x", "X", "X"), "lembar survey, baris 3, kolom type", "decimal"),
        (("select_multiple yes_or_no", "x", "X", "X"), "baris 3, kolom type", "select_multiple yes_or_no"),
        (("select_one nothing", "x", "X", "X"), "baris 3, kolom type", "nothing"),
        (("text", "X y", "X", "X"), "baris 3, kolom name", "X y"),
        (("text", "note", "X", "X"), "baris 3, kolom name", "note"),
        (("text", "x", "", ""), "baris 3, kolom label", "''"),
        (("text", "x", "X", "X", "perhaps"), "baris 3, kolom required", "perhaps"),
        (("text", "x", "X", "X", "", "${later} = 'a'"), "baris 3, kolom relevant", "later"),
        (("text", "x", "X", "X", "", "selected(${note}, 'a')"), "baris 3, kolom relevant", "selected(${note}, 'a')"),
        (("text", "x", "X", "X", "", "${note} = 'a'"), "baris 3, kolom relevant", "${note} = 'a'"),
        (("integer", "x", "X", "X", "", "", ". > 3"), "baris 3, kolom constraint", ". > 3"),
        (("time", "x", "X", "X", "", "", ". > 3"), "baris 3, kolom constraint", ". > 3"),
        (("text", "x", "X", "X", "", "", "regex(., 'a')"), "baris 3, kolom constraint", "regex(., 'a')"),
        (("begin group", "x", "X", "X"), "baris 3, kolom type", "begin group"),
    ],
)
def test_what_a_kind_cannot_hold_is_refused_by_its_cell(row: Sequence[str], where: str, got: str) -> None:
    """One sentence: sheet, row, column, expected, got."""
    (said, *_) = faults(book([HEAD, FINE, row]))
    assert where in said
    assert said.endswith(f"didapat {got}")


def test_everything_that_is_wrong_is_told_at_once() -> None:
    """Faults of all three sheets in one answer, unknown columns too."""
    said = faults(
        book(
            [(*HEAD, "calculation"), ("decimal", "x", "X", "X"), (*FINE, "1 + 1")],
            [*CHOICES, ("yes_or_no", "a", "again")],
            [("form_title", "form_id", "public_key"), ("", "Not a name", "abc")],
        )
    )
    for where in (
        "survey, baris 2, kolom type",
        "survey, baris 3, kolom calculation",
        "choices, baris 4, kolom name",
        "settings, baris 2, kolom form_title",
        "settings, baris 2, kolom form_id",
        "settings, baris 2, kolom public_key",
    ):
        assert any(where in one for one in said), where


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"no workbook", b"PK\x05\x06" + bytes(18)])
def test_what_is_no_workbook(content: bytes) -> None:
    """Refused with a sentence."""
    with pytest.raises(Rejected):
        read_book(content)


def test_a_small_file_that_unfolds_into_a_large_one() -> None:
    """Refused before it is read: 30 MB of zeros are 30 kB packed."""
    target = BytesIO()
    with ZipFile(target, "w", ZIP_DEFLATED) as parts:
        parts.writestr("xl/worksheets/sheet1.xml", bytes(30_000_000))
    with pytest.raises(Rejected, match="30000000"):
        read_book(target.getvalue())
