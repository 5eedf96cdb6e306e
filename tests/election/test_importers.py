"""Files as cities really have them: what is meant is understood, what is wrong is named, nothing is half-imported."""

import json
from pathlib import Path

import pytest
import xlsxwriter
from sqlalchemy import text

from kawal.election.importers.run import ImportReport, Options, import_file
from kawal.election.importers.tablefile import read_tablefile
from kawal.election.kindnames import Kind
from kawal.election.model import Registry
from kawal.election.queries import load_registry
from kawal.kernel.errors import Refused, Rejected
from kawal.kernel.language import language
from kawal.node import Node

REGIONS = "code,name,lat,lon\n63.71,Kota Banjarmasin,,\n63.71.01,Banjarmasin Selatan,-3.355,114.578\n"
WARDS = "63.71.01.1001,Mantuil,-3.356,114.547\n63.71.01.1002,Kelayan Selatan,-3.341,114.587\n"


def put(folder: Path, name: str, body: str | bytes) -> Path:
    """Write a file."""
    path = folder / name
    path.write_bytes(body if isinstance(body, bytes) else body.encode())
    return path


def take(node: Node, kind: Kind, path: Path, **options: bool) -> ImportReport:
    """Import a file."""
    return import_file(node.writer, kind, path, Options(**options), actor="test")  # type: ignore[arg-type]


def registry(node: Node) -> Registry:
    """What is registered."""
    with node.reading() as connection:
        return load_registry(connection)


@pytest.fixture
def city(node: Node, tmp_path: Path) -> Node:
    """A node with two wards."""
    take(node, "regions", put(tmp_path, "regions.csv", REGIONS + WARDS))
    return node


def told(refused: Refused) -> list[str]:
    """The faults as sentences."""
    return [fault.tell(language("en")) for fault in refused.faults]


@pytest.mark.parametrize(
    "body",
    [
        "station_id,lat,lon,registered_voters\n6371011001012,-3.35,114.55,502\n",
        "station_id;lat;lon;registered_voters\n6371011001012;-3,35;114,55;502\n",
        "\ufeffkode_tps;lintang;bujur;dpt\r\n6371011001012;-3,35;114,55;502\r\n\r\n",
        "ward,number,lat,lon,dpt\nKelurahan Mantuil,12,-3.35,114.55,502\n",
        "kelurahan\tno_tps\tlat\tlon\tdpt\nMANTUIL\t012\t-3.35\t114.55\t502.0\n",
        "kecamatan,kelurahan,tps,lat,lon,dpt\nKec. Banjarmasin Selatan,kel. mantuil,12,-3.35,114.55,502\n",
        "ward,number,lat,lon,dpt\n6371011001,12,-3.35,114.55,502\n",
        "ward,number,lat,lon,dpt\n63.71.1.1001,12,-3.35,114.55,502\n",
        "station_id,lat,lon,dpt\n6371011001012.0,-3.35,114.55,502\n",
        "station_id,lat,lon,dpt\n6.371011001012E+12,-3.35,114.55,502\n",
    ],
)
def test_one_station_in_ten_spellings_is_one_station(city: Node, tmp_path: Path, body: str) -> None:
    """Separators, decimal commas, byte order mark, names, lost zeros, what spreadsheets do to codes."""
    take(city, "stations", put(tmp_path, "tps.csv", body))
    (station,) = registry(city).stations
    assert (station.id, station.lat, station.lon, station.registered_voters) == ("6371011001012", -3.35, 114.55, 502)


def test_a_workbook_is_read_like_text(city: Node, tmp_path: Path) -> None:
    """Numbers that a workbook keeps as decimals are whole again."""
    path = tmp_path / "tps.xlsx"
    with xlsxwriter.Workbook(path) as workbook:
        sheet = workbook.add_worksheet()
        sheet.write_row(0, 0, ["kelurahan", "no_tps", "lintang", "bujur", "dpt", "kelas"])
        sheet.write_row(1, 0, ["Mantuil", 12, -3.35, 114.55, 502, "Sangat rawan"])
    take(city, "stations", path)
    (station,) = registry(city).stations
    assert (station.id, station.registered_voters, station.official_class) == ("6371011001012", 502, "sangat_rawan")


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        ("637101100101,-3.3,114.5,,", "row 2, column station_id: expected a station code of 13 digits"),
        ("6.37101E+12,-3.3,114.5,,", "got 6.37101E+12"),
        ("6371019999012,-3.3,114.5,,", "column station_id: expected a registered ward"),
        ("6371011001012,52.5,13.4,,", "column lat: expected a number from -11.5 to 6.5, got 52.5"),
        ("6371011001012,114.5,-3.3,,", "column lat: expected a number from -11.5 to 6.5, got 114.5"),
        ("6371011001012,-6.2,106.8,,", "expected coordinates within 50 km of the middle of its ward"),
        ("6371011001012,-3.3,,,", "column lon: expected latitude and longitude, both or none"),
        ("6371011001012,-3.3,114.5,-1,", "column registered_voters: expected a whole number from 0 to 5000, got -1"),
        ("6371011001012,-3.3,114.5,many,", "column registered_voters: expected a whole number"),
        ("6371011001012,-3.3,114.5,,gawat", "column class: expected one of: kurang_rawan, rawan"),
    ],
)
def test_a_bad_station_is_named_with_row_column_expected_and_got(
    city: Node, tmp_path: Path, row: str, sentence: str
) -> None:
    """One sentence each, and nothing is registered."""
    body = f"station_id,lat,lon,registered_voters,class\n{row}\n"
    with pytest.raises(Refused) as refused:
        take(city, "stations", put(tmp_path, "tps.csv", body))
    assert any(sentence in line for line in told(refused.value)), told(refused.value)
    assert registry(city).stations == ()


def test_every_bad_row_is_reported_and_no_good_one_is_taken(city: Node, tmp_path: Path) -> None:
    """Two bad rows of three, one with two faults: three faults; with skip_bad the good row is taken."""
    body = "station_id,lat,lon,dpt\n6371011001001,-3.3,114.5,500\n1,99,114.5,500\n6371011001002,-3.3,114.5,x\n"
    path = put(tmp_path, "tps.csv", body)
    with pytest.raises(Refused) as refused:
        take(city, "stations", path)
    assert len(refused.value.faults) == 2  # a row without an id is not read further
    assert registry(city).stations == ()
    report = take(city, "stations", path, skip_bad=True)
    assert ([station.id for station in registry(city).stations], len(report.faults)) == (["6371011001001"], 2)


def test_rows_of_the_wrong_length_are_reported_with_the_others(city: Node, tmp_path: Path) -> None:
    """A row with a cell too many, one with a bad number: two faults in one report."""
    body = "station_id,dpt\n6371011001001,500,1\n6371011001002,x\n6371011001003,500\n"
    with pytest.raises(Refused) as refused:
        take(city, "stations", put(tmp_path, "tps.csv", body))
    assert [line.split(":")[0] for line in told(refused.value)] == [
        "tps.csv, row 2",
        "tps.csv, row 3, column dpt",
    ]


def test_the_same_station_twice_is_a_fault_of_the_second_row(city: Node, tmp_path: Path) -> None:
    """The sentence says where the first one stands."""
    body = "station_id,dpt\n6371011001001,500\n6371011001001,501\n"
    with pytest.raises(Refused) as refused:
        take(city, "stations", put(tmp_path, "tps.csv", body))
    assert told(refused.value) == [
        "tps.csv, row 3: expected 6371011001001 only once, it stands in row 2 already, got 6371011001001"
    ]


def test_a_second_import_changes_only_what_changed(city: Node, tmp_path: Path) -> None:
    """Unchanged file: no event. One voter more: one changed row. A missing row stays unless --replace."""
    first = "station_id,dpt\n6371011001001,500\n6371011001002,500\n"
    assert take(city, "stations", put(tmp_path, "tps.csv", first)).written
    version = registry(city).version
    assert not take(city, "stations", put(tmp_path, "tps.csv", first)).written
    assert registry(city).version == version
    second = put(tmp_path, "tps.csv", "station_id,dpt\n6371011001001,501\n")
    difference = take(city, "stations", second).difference
    assert (difference.added, difference.changed, difference.removed) == ((), ("6371011001001",), ())
    assert len(registry(city).stations) == 2
    assert take(city, "stations", second, replace=True).difference.removed == ("6371011001002",)
    assert [station.id for station in registry(city).stations] == ["6371011001001"]


def test_a_dry_run_says_what_would_change_and_changes_nothing(city: Node, tmp_path: Path) -> None:
    """Two stations would be new."""
    path = put(tmp_path, "tps.csv", "station_id\n6371011001001\n6371011001002\n")
    report = take(city, "stations", path, dry_run=True)
    assert (len(report.difference.added), report.written, registry(city).stations) == (2, False, ())


@pytest.mark.parametrize(
    ("kind", "body", "sentence"),
    [
        ("stations", b"", "an empty file"),
        ("stations", b"station_id,lat\n", "at least one row below the header"),
        ("stations", b"name,lat\na,1\n", "the columns ward, number"),
        ("stations", b"\x00\x01\x02\xff\xfe\x00", "CSV text"),
        ("stations", b"PK\x03\x04broken", "an undamaged XLSX file"),
        ("people", b"person_id,name,roster,nik\n1,a,linmas,6371\n", "a file without identity numbers"),
        ("boundaries", b"{}", "GeoJSON FeatureCollection"),
        ("boundaries", b"{\n not json", "file.csv, row 2: expected GeoJSON FeatureCollection, got damaged JSON"),
        ("boundaries", b"\xff\xfe\x00", "got data that is no text"),
        ("boundaries", b'{"type":"FeatureCollection","features":[]}', "an empty file"),
    ],
)
def test_a_file_that_cannot_be_meant_is_refused_in_one_sentence(
    city: Node, tmp_path: Path, kind: Kind, body: bytes, sentence: str
) -> None:
    """Empty, header only, wrong columns, no text, damaged, with identity numbers, no GeoJSON."""
    with pytest.raises(Rejected) as rejected:
        take(city, kind, put(tmp_path, "file.csv", body))
    assert sentence in rejected.value.tell(language("en"))


def test_a_ward_name_that_two_districts_have_is_asked_back(node: Node, tmp_path: Path) -> None:
    """Two wards "Mantuil": the name alone is a fault, with its district it is not."""
    body = REGIONS + WARDS + "63.71.02,Banjarmasin Timur,,\n63.71.02.1001,Mantuil,-3.32,114.61\n"
    take(node, "regions", put(tmp_path, "regions.csv", body))
    with pytest.raises(Refused) as refused:
        take(node, "stations", put(tmp_path, "tps.csv", "ward,number\nMantuil,1\n"))
    assert "one region; there are 63.71.01.1001, 63.71.02.1001" in told(refused.value)[0]
    take(node, "stations", put(tmp_path, "tps.csv", "district,ward,number\nBanjarmasin Timur,Mantuil,1\n"))
    assert registry(node).stations[0].id == "6371021001001"


def test_people_need_a_known_unit_and_telephones_get_their_zero_back(city: Node, tmp_path: Path) -> None:
    """+62 and a lost zero are one number; an unknown unit is a fault."""
    take(city, "units", put(tmp_path, "u.csv", "unit_id,region,name,strength\nU,Mantuil,Satlinmas Mantuil,2\n"))
    body = "person_id,nama,roster,unit,role,phone\nA,Anggota 1,linmas,U,danru,+62 812-3456-7890\n"
    take(city, "people", put(tmp_path, "p.csv", body + "B,Anggota 2,satlinmas,U,,81234567891\n"))
    first, second = registry(city).people
    assert (first.phone, first.role, second.phone) == ("0812-3456-7890", "leader", "0812-3456-7891")
    with pytest.raises(Refused) as refused:
        take(city, "people", put(tmp_path, "p.csv", "person_id,name,roster,unit\nC,x,linmas,V\n"))
    assert "column unit: expected a registered unit, got V" in told(refused.value)[0]


def test_the_options_of_a_contest_come_in_rows(city: Node, tmp_path: Path) -> None:
    """A cancelled pair and the blank column are options."""
    head = "contest_id,kind,region,day,option_number,option_kind,option_status,decree\n"
    rows = "m,walikota,63.71,2024-11-27,2,kolom kosong,,\nm,walikota,63.71,2024-11-27,1,paslon,batal,SK 1\n"
    take(city, "contests", put(tmp_path, "c.csv", head + rows))
    (contest,) = registry(city).contests
    assert [(o.number, o.kind, o.status) for o in contest.options] == [
        (1, "pair", "cancelled"),
        (2, "blank", "active"),
    ]


CONTESTS = "Kode_Pemilihan;Jenis;Wilayah;Tanggal;Nomor_Urut\nm;walikota;63.71;2024-11-27;1\n"


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        (
            "m;walikota;63.71;2024-11-27;1",
            "Nomor_Urut: expected a ballot number that contest m does not have yet, got 1",
        ),
        ("m;walikota;63.71;2024-11-28;2", "Tanggal: expected 2024-11-27 as in row 2, got 2024-11-28"),
        ("m;gubernur;63;2024-11-27;2", "Jenis: expected mayor as in row 2, got governor"),
        ("n;gubernur;63.71;2024-11-27;1", "Wilayah: expected a province, because a governor is elected, got 63.71"),
        ("n;walikota;63;2024-11-27;1", "Wilayah: expected a city (kota), because a mayor is elected, got 63"),
        ("n;bupati;63.71;2024-11-27;1", "Wilayah: expected a regency (kabupaten), because a regent is elected"),
        ("n;walikota;63.03;2024-11-27;1", "Wilayah: expected the code of a registered region, got 63.03"),
        ("n;;63.71;2024-11-27;1", "Jenis: expected one of: governor, regent, mayor, got ''"),
        ("n;presiden;63.71;2024-11-27;1", "Jenis: expected one of: governor, regent, mayor, got presiden"),
        ("n;walikota;63.71;20241127;1", "Tanggal: expected a date like 2024-11-27, got 20241127"),
        ("n;walikota;63.71;0024-11-27;1", "Tanggal: expected a date like 2024-11-27, got 0024-11-27"),
        ("n;walikota;63.71;2024-11-27;0", "Nomor_Urut: expected a whole number from 1 to 99, got 0"),
    ],
)
def test_a_contest_that_cannot_be_held_is_named_by_the_files_own_columns(
    city: Node, tmp_path: Path, row: str, sentence: str
) -> None:
    """Rows of one contest that contradict each other, an office that is not of its region, days that are none."""
    with pytest.raises(Refused) as refused:
        take(city, "contests", put(tmp_path, "c.csv", CONTESTS + row + "\n"))
    assert len(told(refused.value)) == 1
    assert told(refused.value)[0].startswith(f"c.csv, row 3, column {sentence}")
    assert registry(city).contests == ()


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        ("X,Instansi,galaksi,112", "column TINGKAT: expected one or more of: national, regional, province"),
        (
            "X,Instansi,kota,banyak",
            "column Telepon: expected a telephone number such as 112 or 0511-335-0001, got banyak",
        ),
        ("X,Instansi,kota,---", "column Telepon: expected a telephone number"),
        (",Instansi,kota,112", "column agency_id: expected a value, not empty"),
    ],
)
def test_an_agency_has_a_level_and_a_telephone_that_exist(
    city: Node, tmp_path: Path, row: str, sentence: str
) -> None:
    """Levels in either language, several parted by spaces; short numbers are good."""
    head = "agency_id,nama,TINGKAT,Telepon\n"
    take(city, "agencies", put(tmp_path, "a.csv", head + "POLRESTA,Polresta,Kota provinsi,110\n"))
    assert [(one.level, one.phone) for one in registry(city).agencies] == [("city province", "110")]
    with pytest.raises(Refused) as refused:
        take(city, "agencies", put(tmp_path, "a.csv", head + row + "\n"))
    assert f"a.csv, row 2, {sentence}" in told(refused.value)[0]
    assert len(registry(city).agencies) == 1


def test_columns_are_named_as_the_file_names_them(city: Node, tmp_path: Path) -> None:
    """In text below a blank line and in a workbook; a column that is missing is told with those that are there."""
    text_file = put(tmp_path, "tps.csv", "\nKelurahan;No_TPS;DPT\nMantuil;12;banyak\nNowhere;1;5\n")
    workbook_file = tmp_path / "tps.xlsx"
    with xlsxwriter.Workbook(workbook_file) as workbook:
        sheet = workbook.add_worksheet()
        sheet.write_row(1, 0, ["Kelurahan", "No_TPS", "DPT"])
        sheet.write_row(2, 0, ["Mantuil", 12, "banyak"])
        sheet.write_row(3, 0, ["Nowhere", 1, 5])
    for path in (text_file, workbook_file):
        with pytest.raises(Refused) as refused:
            take(city, "stations", path)
        assert [line.partition(":")[0] for line in told(refused.value)] == [
            f"{path.name}, row 3, column DPT",
            f"{path.name}, row 4, column Kelurahan",
        ]
    with pytest.raises(Rejected) as rejected:
        take(city, "units", text_file)
    assert rejected.value.tell(language("en")).startswith("tps.csv, row 2: expected the columns unit_id")
    assert rejected.value.got == "Kelurahan, No_TPS, DPT"


def test_a_boundary_in_another_country_or_with_an_open_ring_is_a_fault(city: Node, tmp_path: Path) -> None:
    """Features are named by their number."""
    ring = [[114.5, -3.3], [114.6, -3.3], [114.6, -3.4], [114.5, -3.3]]

    def feature(code: str, coordinates: object) -> dict[str, object]:
        geometry = {"type": "Polygon", "coordinates": [coordinates]}
        return {"type": "Feature", "properties": {"kode": code}, "geometry": geometry}

    good = feature("63.71.01.1001", ring)
    bad = [
        feature("63.71.01.1002", ring[:-1]),
        feature("63.71.01.1002", [[x - 100, y + 50] for x, y in ring]),
        feature("63.71.09.1001", ring),
    ]
    body = json.dumps({"type": "FeatureCollection", "features": [good, *bad]})
    with pytest.raises(Refused) as refused:
        take(city, "boundaries", put(tmp_path, "b.geojson", body))
    assert [line.split(":")[0] for line in told(refused.value)] == [f"b.geojson, feature {n}" for n in (2, 3, 4)]
    take(city, "boundaries", put(tmp_path, "b.geojson", body), skip_bad=True)
    assert [shape.code for shape in registry(city).boundaries] == ["63.71.01.1001"]


def test_the_surveyed_wards_of_the_city_take_the_place_of_the_schematic_ones(
    exercise: Node, node: Node, tmp_path: Path, shared: Path
) -> None:
    """52 polygons of real wards."""
    from tests.conftest import fill  # noqa: PLC0415

    fill(node)
    take(node, "boundaries", shared / "data" / "regions" / "banjarmasin_kelurahan.geojson")
    wards = [shape for shape in registry(node).boundaries if shape.code.count(".") == 3]
    assert len(wards) == 52
    assert not any(shape.schematic for shape in wards)


def test_rebuilt_tables_are_the_same_rows(node: Node, tmp_path: Path) -> None:
    """Import, change, remove; then fold everything anew from the events."""
    take(node, "regions", put(tmp_path, "regions.csv", REGIONS + WARDS))
    take(node, "stations", put(tmp_path, "tps.csv", "station_id,dpt\n6371011001001,500\n6371011001002,500\n"))
    take(node, "stations", put(tmp_path, "tps.csv", "station_id,dpt\n6371011001001,7\n"), replace=True)
    query = text("select * from registry_row order by kind, key")
    with node.reading() as connection:
        before = connection.execute(query).all()
    node.writer.rebuild()
    with node.reading() as connection:
        assert connection.execute(query).all() == before


def test_a_damaged_workbook_is_told_in_a_sentence(tmp_path: Path) -> None:
    """Every byte changed in turn, and cut off anywhere: rows, or Rejected; never another error."""
    path = tmp_path / "tps.xlsx"
    with xlsxwriter.Workbook(path) as workbook:
        workbook.add_worksheet().write_row(0, 0, ["kelurahan", "no_tps", "lintang", "bujur", "dpt"])
    whole = path.read_bytes()
    refused = 0
    for at in range(4, len(whole)):
        for damaged in (whole[:at] + bytes([whole[at] ^ 0x55]) + whole[at + 1 :], whole[:at]):
            path.write_bytes(damaged)
            try:
                read_tablefile(path)
            except Rejected:
                refused += 1
    assert refused > len(whole)  # every cut-off one, and some of the others
