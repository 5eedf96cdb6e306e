"""Files of results, read by their profile: checked, compared, added up; odd files named in one sentence."""

import json
import zipfile
from pathlib import Path

import msgspec
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kawal.cli import main
from kawal.count.files.check import Outcome, check_table
from kawal.count.files.compare import compare_tables
from kawal.count.files.profiles import FileProfile, profile_of
from kawal.count.files.table import _careful, _quick, read_forms
from kawal.count.files.tabulate import Line, Sum, tabulate
from kawal.kernel.errors import Refused, Rejected
from kawal.kernel.tabletext import read_table

SITUNG = profile_of("situng2019")
HEADER = (
    "provinsi,kabkota,kecamatan,kelurahan,kel_id,tps,dpt_l,dpt_p,"
    "kpu_pas1,kpu_pas2,kpu_sah,kpu_tsah,kpu_jum,kp_pas1,kp_pas2,kp_sah,kp_tsah,kp_jum"
)
GOOD = "K,B,S,Mantuil,64029,1,147,130,61,139,200,5,205,61,139,200,5,205"
"""61 + 139 = 200 valid, 200 + 5 = 205 who voted, of 147 + 130 = 277 registered."""


def table_of(folder: Path, *rows: str, header: str = HEADER) -> Path:
    path = folder / "hasil.csv"
    path.write_text("\n".join((header, *rows)) + "\n")
    return path


def with_cells(**cells: object) -> str:
    named = dict(zip(HEADER.split(","), GOOD.split(","), strict=True)) | {
        key: str(value) for key, value in cells.items()
    }
    return ",".join(named.values())


@pytest.mark.parametrize(
    ("file", "rows", "missing", "expected", "readings"),
    [
        ("banjarmasin_2019_pilpres_tps.csv", 1879, 0, [(1879, 38), (1879, 294), (1879, 101)], (1878, 7)),
        ("kalsel_2019_pilpres_tps.csv", 13153, 53, [(13125, 249), (13125, 1025), (13100, 404)], (13082, 76)),
    ],
)
def test_the_published_results_of_2019_have_exactly_the_known_faults(
    shared: Path, file: str, rows: int, missing: int, expected: list[tuple[int, int]], readings: tuple[int, int]
) -> None:
    """Counted independently; in Kalsel 28 rows have no entry and 25 no list of voters: 28 + 25 = 53 missing."""
    found = check_table(read_forms(shared / "data/results" / file, SITUNG))
    assert (found.rows, found.missing) == (rows, missing)
    assert list(found.identities.values()) == [Outcome(*one) for one in expected]
    assert found.reading_differences == Outcome(*readings)


def test_the_public_feed_of_2024_has_exactly_the_known_faults(shared: Path) -> None:
    table = read_forms(shared / "data/results/sirekap_2024_dki_1000tps.zip", profile_of("sirekap"))
    found = check_table(table)
    assert table.ignored is not None
    assert (table.ignored.null_chart, table.ignored.null_key, table.ignored.complete) == (538, 462, 348)
    assert (found.rows, found.missing, found.reading_differences) == (1000, 652, None)
    assert [one.failed for one in found.identities.values()] == [28, 7, 34]
    assert {one.checked for one in found.identities.values()} == {348}


def test_each_fault_is_counted_where_it_can_be_asked(tmp_path: Path) -> None:
    """Row 2 is right; in row 3 the pairs make 201, in row 4 two more voted than votes, in row 5 more than registered
    (and than votes), in row 6 the valid votes are missing; in row 7 the list is not published; in row 8 volunteers
    read 62."""
    path = table_of(
        tmp_path,
        with_cells(tps=1),
        with_cells(tps=2, kpu_pas1=62, kp_pas1=62),
        with_cells(tps=3, kpu_jum=207),
        with_cells(tps=4, kpu_jum=278),
        with_cells(tps=5, kpu_sah=""),
        with_cells(tps=6, dpt_l=-1, dpt_p=-1),
        with_cells(tps=7, kp_pas1=62),
    )
    found = check_table(read_forms(path, SITUNG))
    assert found.identities == {
        "VALID_SUM": Outcome(6, 1),
        "COUNTED_EQ_VOTERS": Outcome(6, 2),
        "VOTERS_LE_REGISTERED": Outcome(6, 1),
    }
    assert (found.rows, found.missing, found.reading_differences) == (7, 2, Outcome(7, 1))
    assert found.failing.select("row", "identity").rows() == [
        (3, "VALID_SUM"),
        (4, "COUNTED_EQ_VOTERS"),
        (5, "COUNTED_EQ_VOTERS"),
        (5, "VOTERS_LE_REGISTERED"),
    ]


CELL = st.sampled_from(
    ["", "0", "7", "12", "999", "-1", " 5", "5 ", "1.204", "1,204", "x", "-3", "5.0", "1e2", "\u0665"]
)


@given(st.lists(st.tuples(*[CELL] * 12), min_size=1, max_size=4), st.sampled_from([",", ";", "\t"]))
def test_the_quick_way_reads_what_the_careful_way_reads_or_leaves_it_to_it(
    tmp_path_factory: pytest.TempPathFactory, cells: list[tuple[str, ...]], separator: str
) -> None:
    names = HEADER.split(",")
    rows = [separator.join(("K", "B", "S", "M", "64029", str(at), *row)) for at, row in enumerate(cells)]
    path = tmp_path_factory.mktemp("quick") / "h.csv"
    path.write_text("\n".join((separator.join(names), *rows)))
    quick = _quick(path, SITUNG)
    if quick is not None:
        careful = _careful(read_table(path.read_bytes(), path.name), SITUNG)
        assert quick.select(careful.columns).cast({"row": pl.Int64}).equals(careful)


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        ((with_cells(kpu_sah="dua"),), "hasil.csv, baris 2, kolom kpu_sah"),
        ((GOOD, with_cells(tps=2, kpu_pas1=-5)), "hasil.csv, baris 3, kolom kpu_pas1"),
        ((GOOD, with_cells(tps=2, kelurahan="")), "hasil.csv, baris 3, kolom kelurahan"),
        ((GOOD, GOOD + ",7"), "hasil.csv, baris 3"),
    ],
)
def test_a_cell_that_is_no_count_is_refused_with_its_place(
    tmp_path: Path, rows: tuple[str, ...], sentence: str
) -> None:
    with pytest.raises(Refused) as refused:
        read_forms(table_of(tmp_path, *rows), SITUNG)
    assert [sentence in str(fault) for fault in refused.value.faults] == [True]


@pytest.mark.parametrize(
    ("rows", "header", "sentence"),
    [
        ((GOOD, with_cells(tps=2), GOOD), HEADER, "hasil.csv, baris 4.*64029 1"),
        ((), HEADER, "hasil.csv"),
        ((GOOD,), HEADER.replace("kpu_sah", "sah"), "kolom kpu_sah"),
    ],
)
def test_a_file_as_a_whole_is_refused_in_one_sentence(
    tmp_path: Path, rows: tuple[str, ...], header: str, sentence: str
) -> None:
    with pytest.raises(Rejected, match=sentence):
        read_forms(table_of(tmp_path, *rows, header=header), SITUNG)


def test_sums_go_up_from_the_ward_and_say_how_many_forms_they_have(tmp_path: Path) -> None:
    """Mantuil 61 + 70 of two forms, Kelayan 10 of one; the third form of Mantuil has no votes."""
    rows = (
        with_cells(tps=1),
        with_cells(tps=2, kpu_pas1=70),
        with_cells(tps=3, kpu_pas1="", kpu_pas2=""),
        with_cells(kelurahan="Kelayan", kel_id=7, kpu_pas1=10),
    )
    lines = tabulate(read_forms(table_of(tmp_path, *rows), SITUNG), depth=4)
    assert [(line.place, line.stations, line.counted, line.numbers["votes_1"]) for line in lines] == [
        ((), 4, 3, Sum(141, 3)),
        (("K",), 4, 3, Sum(141, 3)),
        (("K", "B"), 4, 3, Sum(141, 3)),
        (("K", "B", "S"), 4, 3, Sum(141, 3)),
        (("K", "B", "S", "Kelayan"), 1, 1, Sum(10, 1)),
        (("K", "B", "S", "Mantuil"), 3, 2, Sum(131, 2)),
    ]
    with pytest.raises(Rejected, match="--depth"):
        tabulate(read_forms(table_of(tmp_path, *rows), SITUNG), depth=5)


def test_two_files_are_compared_number_by_number(tmp_path: Path) -> None:
    """One vote more for the first in station 2; station 3 stands in the first file only."""
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    first = read_forms(table_of(tmp_path / "a", GOOD, with_cells(tps=2), with_cells(tps=3)), SITUNG)
    second = read_forms(table_of(tmp_path / "b", GOOD, with_cells(tps=2, kpu_pas1=62)), SITUNG)
    found = compare_tables(first, second)
    assert (found.both, found.only_first, found.only_second, found.differing) == (2, 1, 0, 1)
    assert found.differences.rows() == [("64029 2", "votes_1", 61, 62, 1)]
    assert compare_tables(first, first, "kpu", "kp").differing == 0


def test_a_file_of_ones_own_is_read_by_a_profile_of_ones_own(tmp_path: Path) -> None:
    own = tmp_path / "own.yaml"
    own.write_text(
        "id: own\ntitle: {id: Sendiri, en: Own}\noptions: [1, 2]\nkey: [tps]\n"
        "readings: [{id: kami, fields: {votes_1: satu, votes_2: dua, valid_total: suara_sah}}]\n"
        "places: [kelurahan]\nidentities: [VALID_SUM]\n"
    )
    path = tmp_path / "hasil.csv"
    path.write_text("TPS;Kelurahan;Satu;Dua;Suara Sah\n1;Mantuil;10;20;30\n2;Mantuil;10;20;31\n")
    assert check_table(read_forms(path, profile_of(str(own)))).identities == {"VALID_SUM": Outcome(2, 1)}


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"identities": ("VALID_SM",)}, "VALID_SM"),
        ({"identities": ("RECAP_SUM",)}, "RECAP_SUM"),
        ({"compare": ("registered_m",)}, "registered_m"),
        ({"options": (1, 2, 3)}, "kpu: 3"),
    ],
)
def test_a_profile_that_contradicts_the_form_is_refused(
    tmp_path: Path, change: dict[str, object], sentence: str
) -> None:
    path = tmp_path / "p.yaml"
    path.write_bytes(msgspec.yaml.encode(msgspec.structs.replace(SITUNG, **change)))
    with pytest.raises(Rejected, match=sentence):
        profile_of(str(path))


def test_a_feed_is_read_with_its_faults_and_what_is_no_document_is_named(tmp_path: Path) -> None:
    """One complete document with 3 + 4 = 7 valid; one without parts; one with a key "null"; two that are none."""
    whole = {
        "chart": {"null": None, "11": 4, "9": 3},
        "administrasi": {"suara_sah": 7, "suara_tidak_sah": 1, "suara_total": 8, "pengguna_total_j": 9},
    }
    bodies = {
        "6371011001001": json.dumps(whole | {"new": [1]}),
        "6371011001002": json.dumps({"chart": None, "administrasi": None}),
        "6371011001003": json.dumps({"chart": {"null": None}, "administrasi": None}),
        "6371011001004": "{",
        "laporan": json.dumps(whole),
    }
    with zipfile.ZipFile(tmp_path / "feed.zip", "w") as archive:
        for name, body in bodies.items():
            archive.writestr(f"tps/{name}.json", body)
    table = read_forms(tmp_path / "feed.zip", profile_of("sirekap"))
    found = check_table(table)
    assert table.ignored is not None
    assert (table.ignored.null_chart, table.ignored.null_key, table.ignored.complete) == (1, 2, 1)
    assert table.ignored.unread == ("tps/6371011001004.json", "tps/laporan.json")
    assert found.identities == {
        "VALID_SUM": Outcome(1, 0),
        "TOTAL_SUM": Outcome(1, 0),
        "COUNTED_EQ_VOTERS": Outcome(1, 1),
    }
    assert (found.rows, found.missing) == (3, 2)
    assert tabulate(table)[0] == Line(
        (), 3, 1, tabulate(table)[0].numbers | {"votes_1": Sum(3, 1), "votes_2": Sum(4, 1)}
    )


def test_the_command_says_what_fails_in_json_and_by_its_exit_code(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = table_of(tmp_path, GOOD, with_cells(tps=2, kpu_pas1=62))
    failing = tmp_path / "gagal.csv"
    words = ["count", "check", str(path), "--profile", "situng2019", "--json", "--failing", str(failing)]
    assert main(words) == 1
    assert json.loads(capsys.readouterr().out) == {
        "rows": 2,
        "missing": 0,
        "identities": {
            "VALID_SUM": {"checked": 2, "failed": 1},
            "COUNTED_EQ_VOTERS": {"checked": 2, "failed": 0},
            "VOTERS_LE_REGISTERED": {"checked": 2, "failed": 0},
        },
        "reading_differences": {"checked": 2, "failed": 1},
    }
    assert failing.read_text(encoding="utf-8-sig").splitlines() == ["row,kel_id,tps,identity", "3,64029,2,VALID_SUM"]
    assert main(["count", "check", str(table_of(tmp_path, GOOD)), "--profile", "situng2019"]) == 0
    assert "0 dari 1" in capsys.readouterr().out
    assert main(["count", "check", str(tmp_path / "none.csv"), "--profile", "situng2019"]) == 2
    assert len(capsys.readouterr().err.splitlines()) == 1


def test_the_command_compares_and_adds_up(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = table_of(tmp_path, GOOD, with_cells(tps=2, kp_pas1=62))
    common = [str(path), "--profile", "situng2019", "--json"]
    assert main(["count", "tabulate", *common, "--depth", "0"]) == 0
    assert json.loads(capsys.readouterr().out)["sums"][0]["numbers"]["votes_1"] == {"sum": 122, "known": 2}
    assert main(["count", "compare", str(path), *common, "--reading", "kpu", "--second-reading", "kp"]) == 1
    assert json.loads(capsys.readouterr().out)["differences"] == [
        {"station": "64029 2", "field": "votes_1", "first": 61, "second": 62, "difference": 1}
    ]
    assert main(["count", "compare", str(path), *common, "--reading", "saksi"]) == 2


def test_every_shipped_profile_fits_the_form() -> None:
    assert {name: type(profile_of(name)) for name in ("situng2019", "sirekap")} == dict.fromkeys(
        ("situng2019", "sirekap"), FileProfile
    )
