"""A form of the recapitulation from a file and from what is read aloud: taken whole, or refused with one sentence."""

import re
from pathlib import Path

import pytest
import xlsxwriter
from msgspec.structs import replace

from kawal.count.recap.forms import MOST, Recap, checked, fields_of
from kawal.count.recap.reading import read_recap, read_recap_file
from kawal.kernel.codes import RegionCode
from kawal.kernel.errors import Rejected
from kawal.kernel.tabletext import read_table
from tests.count.recap.towns import CITY, CONTEST, DISTRICTS, OPTIONS, WARDS

FIRST = DISTRICTS[0]
EMPTY = Recap(region=FIRST, contest=CONTEST, round=2, index=7)
FORM = replace(
    EMPTY,
    columns={
        WARDS[0]: {"votes_1": 210, "votes_2": 150, "invalid_total": 0},
        WARDS[1]: {"votes_1": 1234, "invalid_total": 3},
        "6371011001002": {"registered_m": 290},
    },
    total={"votes_1": 1444, "votes_2": 300, "invalid_total": 3},
)
BY_FIELD = """field;63.71.01.1001;6371011002;6371011001002;Total
votes_1;210;1.234;;1444
Votes_2;150;;;300
invalid_total;0;3;;3
registered_m;;;290;
"""
BY_PLACE = """place,votes_1,votes_2,invalid_total,registered_m
63.71.01.1001,210,150,0,
63.71.01.1002,1234,,3,
63.71.01.1001.002,,,,290
Jumlah,1444,300,3,
"""


def read(text: str, form: Recap = EMPTY) -> Recap:
    return read_recap(read_table(text.encode(), "d.csv"), form, OPTIONS)


@pytest.mark.parametrize("text", [BY_FIELD, BY_PLACE])
def test_both_layouts_read_the_same_and_an_empty_cell_is_not_zero(text: str) -> None:
    """0 invalid votes are a number, an empty cell is none; 1.234 are grouped thousands."""
    assert read(text) == FORM


def test_the_examples_of_the_reference_read_the_same() -> None:
    """Rows 360, 300 and 20 are the sums of two wards in both of them."""
    page = (Path(__file__).parents[3] / "docs/reference/recapitulation.md").read_text(encoding="utf-8")
    by_field, by_place = (read(block) for block in re.findall(r"```\n(.*?)```", page, re.DOTALL))
    assert by_field == by_place
    assert by_field.total == {"votes_1": 360, "votes_2": 300, "invalid_total": 20}


def test_a_workbook_reads_like_the_text(tmp_path: Path) -> None:
    """Codes without dots are numbers in a workbook."""
    path = tmp_path / "d.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        for down, row in enumerate([["isian", 6371011001, 6371011001002, "jumlah"], ["votes_1", 210, 290, 1444]]):
            sheet.write_row(down, 0, row)
    assert read_recap_file(path, EMPTY, OPTIONS) == replace(
        EMPTY, columns={WARDS[0]: {"votes_1": 210}, "6371011001002": {"votes_1": 290}}, total={"votes_1": 1444}
    )


def test_every_row_of_the_form_can_be_read() -> None:
    """With men and women, so that what must hold within a column can be asked too."""
    fields = fields_of(OPTIONS)
    assert {"registered_m", "used_total", "votes_3", "ballots_counted", "invalid_cancelled"} <= set(fields)
    text = "field,total\n" + "".join(f"{field},{number}\n" for number, field in enumerate(fields))
    assert read(text).total == {field: number for number, field in enumerate(fields)}


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "d.csv: diharapkan baris judul dan paling sedikit satu baris, didapat berkas kosong"),
        ("ward,total\nvotes_1,3\n", "d.csv: diharapkan kolom pertama berjudul field atau place, didapat ward"),
        (
            "field,63.71.02.1001\nvotes_1,3\n",
            "d.csv, baris 1: diharapkan wilayah atau TPS di dalam 63.71.01, didapat 63.71.02.1001",
        ),
        (
            "place,votes_1\n63.71.01.1001,3\n6371021001001,3\n",
            "d.csv, baris 3, kolom place: diharapkan wilayah atau TPS di dalam 63.71.01, didapat 6371021001001",
        ),
        (
            "field,Mantuil\nvotes_1,3\n",
            "d.csv, baris 1: diharapkan kode wilayah seperti 63.71.01.1001, didapat mantuil",
        ),
        (
            "field,total\nvotes_9,3\n",
            "d.csv, baris 2, kolom field: diharapkan isian formulir seperti votes_1, votes_2, votes_3, valid_total, "
            "invalid_total, didapat votes_9",
        ),
        (
            "field,total\nvotes_1,3\nVOTES_1,4\n",
            "d.csv, baris 3, kolom field: diharapkan setiap isian dan setiap wilayah satu kali, didapat VOTES_1",
        ),
        (
            "field,63.71.01.1001,6371011001\nvotes_1,3,4\n",
            "d.csv, baris 1: diharapkan setiap isian dan setiap wilayah satu kali, didapat 6371011001",
        ),
        (
            "field,total\nvotes_1,12x\n",
            "d.csv, baris 2, kolom total: diharapkan bilangan bulat dari 0 sampai 1000000000, didapat 12x",
        ),
        (
            "field,total\nvotes_1,-1\n",
            "d.csv, baris 2, kolom total: diharapkan bilangan bulat dari 0 sampai 1000000000, didapat -1",
        ),
        ("field,total\nvotes_1,\n", "d.csv: diharapkan paling sedikit satu angka, didapat tidak ada"),
        (
            "field,total\nvotes_1,3,4\n",
            "d.csv, baris 2: diharapkan 2 kolom seperti pada baris judul, didapat 3 kolom",
        ),
    ],
)
def test_a_bad_file_is_refused_whole_with_one_sentence(text: str, sentence: str) -> None:
    with pytest.raises(Rejected) as error:
        read(text)
    assert str(error.value.message) == sentence


def test_what_is_read_aloud_adds_one_column_after_the_other() -> None:
    """Ward by ward, the total last; a column that is read again replaces what was heard before."""
    spoken = EMPTY.with_column(WARDS[0], {"votes_1": 9}, OPTIONS)
    spoken = spoken.with_column("6371011001", {"votes_1": 210}, OPTIONS).with_column(
        "637101", {"votes_1": 0}, OPTIONS
    )
    assert spoken == replace(EMPTY, columns={WARDS[0]: {"votes_1": 210}}, total={"votes_1": 0})
    assert spoken.places() == (WARDS[0], FIRST)
    assert (spoken.stated(FIRST), spoken.stated(WARDS[1])) == ({"votes_1": 0}, {})


@pytest.mark.parametrize(
    ("place", "numbers"),
    [
        (WARDS[2], {"votes_1": 1}),
        (CITY, {"votes_1": 1}),
        (WARDS[0], {"votes_4": 1}),
        (WARDS[0], {"votes_1": -1}),
        (WARDS[0], {"votes_1": MOST + 1}),
    ],
)
def test_what_cannot_stand_on_the_form_is_refused_when_read_aloud(place: str, numbers: dict[str, int]) -> None:
    with pytest.raises(Rejected):
        EMPTY.with_column(place, numbers, OPTIONS)


def test_a_form_of_the_first_round_is_not_of_a_re_poll_alone() -> None:
    with pytest.raises(Rejected):
        checked(Recap(region=FIRST, contest=CONTEST, alone=True), OPTIONS)


def test_the_level_of_a_form_follows_from_its_region() -> None:
    levels = [Recap(region=one, contest=CONTEST).level for one in (WARDS[0], FIRST, CITY, RegionCode("63"))]
    assert levels == ["district", "district", "city", "province"]
