"""The planner's files as people write them, and the sentence for every bad value."""

from collections.abc import Callable
from pathlib import Path

import pytest

from kawal.deployment import files
from kawal.deployment.model import Assumptions, Lock, Quota
from kawal.kernel.errors import Rejected

HEADER = "station_id,lat,lon,registered_voters,class,weight\n"
ROW = "6371011001001,-3.32,114.59,502,rawan,0.5\n"


def written(tmp_path: Path, name: str, text: str | bytes) -> Path:
    """A file with this content."""
    path = tmp_path / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def test_stations_know_their_ward(tmp_path: Path) -> None:
    """Thirteen digits name it, a column overrules them, other ids share one ward."""
    (station,) = files.read_stations(written(tmp_path, "s.csv", HEADER + ROW))
    assert (station.ward, station.official_class, station.weight) == ("63.71.01.1001", "rawan", 0.5)
    text = "station_id;lat;lon;weight;ward\nTPS 1;-3,32;114,59;1,5;6371011002\nTPS 2;-3,32;114,59;1;\n"
    first, second = files.read_stations(written(tmp_path, "s.csv", b"\xef\xbb\xbf" + text.encode()))
    assert (first.id, first.lat, first.weight, first.ward) == ("TPS 1", -3.32, 1.5, "63.71.01.1002")
    assert second.ward == files.NO_WARD


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "s.csv: diharapkan baris judul dan paling sedikit satu baris, didapat berkas kosong"),
        (HEADER, "s.csv: diharapkan paling sedikit satu TPS, didapat daftar kosong"),
        ("station_id,lat,lon\n", "s.csv, baris 1: diharapkan kolom weight, didapat station_id, lat, lon"),
        (HEADER + ROW + ROW, "s.csv, baris 3, kolom station_id: diharapkan setiap kode hanya sekali"),
        (
            HEADER + ROW.replace("-3.32", "3.x"),
            "s.csv, baris 2, kolom lat: diharapkan lintang di Indonesia, dari -11",
        ),
        (HEADER + ROW.replace("114.59", "4.9"), "s.csv, baris 2, kolom lon: diharapkan bujur di Indonesia, dari 94"),
        (
            HEADER + ROW.replace("0.5", "-1"),
            "s.csv, baris 2, kolom weight: diharapkan angka dari 0 sampai 1000000000",
        ),
        (HEADER + ROW.replace("0.5", "nan"), "didapat nan"),
        (HEADER + ROW.replace("0.5", ""), "kolom weight: diharapkan angka dari 0 sampai 1000000000, didapat ''"),
        (HEADER + ROW.replace("rawan", "aman"), "kolom class: diharapkan salah satu dari: '', kurang_rawan, rawan"),
        (
            HEADER + ROW.replace("502", "banyak"),
            "kolom registered_voters: diharapkan bilangan bulat, paling sedikit 0",
        ),
    ],
)
def test_bad_stations(tmp_path: Path, text: str, sentence: str) -> None:
    """File, row, column, expected and got."""
    with pytest.raises(Rejected) as error:
        files.read_stations(written(tmp_path, "s.csv", text))
    assert sentence in str(error.value)


def test_the_other_tables(tmp_path: Path) -> None:
    """Bases, travel, quotas, locks and units in their plain form."""
    stations = files.read_stations(written(tmp_path, "s.csv", HEADER + ROW))
    bases = files.read_bases(
        written(tmp_path, "b.csv", "base_id,lat,lon,capacity,mode,region\nJ,-3.3,114.6,2,river,6371011001\n")
    )
    assert (bases[0].capacity, bases[0].mode, bases[0].region) == (2, "river", "63.71.01.1001")
    travel = written(tmp_path, "t.csv", "base_id,station_id,minutes\nJ,6371011001001,7.5\n")
    assert files.read_travel(travel, bases, stations) == {("J", "6371011001001"): 7.5}
    quotas = files.read_quotas(
        written(tmp_path, "q.csv", "level,id,min,max\nward,63.71.01.1001,2,\nCity,,,9\n"), stations
    )
    assert quotas == (Quota(level="ward", id="63.71.01.1001", min=2), Quota(level="city", id="", max=9))
    locks = files.read_locks(written(tmp_path, "l.csv", "station_id,guards\n6371011001001,0\n"), stations)
    assert locks == (Lock(station=stations[0].id, guards=0),)
    (unit,) = files.read_units(
        written(tmp_path, "u.csv", "unit_id,level,region,strength\nU,ward,6371011001,5\n"), stations
    )
    assert (unit.region, unit.strength) == ("63.71.01.1001", 5)


@pytest.mark.parametrize(
    ("reader", "text", "sentence"),
    [
        (
            "locks",
            "station_id,guards\nX,1\n",
            "f.csv, baris 2, kolom station_id: diharapkan TPS yang terdaftar, didapat X",
        ),
        ("locks", "station_id,guards\n6371011001001,-1\n", "f.csv, baris 2, kolom guards: diharapkan bilangan bulat"),
        (
            "travel",
            "base_id,station_id,minutes\nX,6371011001001,1\n",
            "kolom base_id: diharapkan pangkalan yang terd",
        ),
        (
            "travel",
            "base_id,station_id,minutes\nB,6371011001001,-1\n",
            "kolom minutes: diharapkan angka, paling sedi",
        ),
        (
            "travel",
            "base_id,station_id,minutes\n" + "B,6371011001001,1\n" * 2,
            "baris 3, kolom station_id: diharapkan",
        ),
        (
            "quotas",
            "level,id,min,max\nvillage,63.71,1,1\n",
            "kolom level: diharapkan salah satu dari: city, district, war",
        ),
        (
            "units",
            "unit_id,level,region,strength\nU,city,63.71.01,5\n",
            "kolom level: diharapkan salah satu dari: distr",
        ),
        (
            "quotas",
            "level,id,min,max\nward,63.71.01.1009,1,\n",
            "f.csv, baris 2, kolom id: diharapkan wilayah yang pun",
        ),
        (
            "units",
            "unit_id,level,region,strength\nU,ward,6471011001,5\n",
            "f.csv, baris 2, kolom region: diharapkan w",
        ),
        ("bases", "base_id,lat,lon,capacity\nB,-3.3,114.6,1.5\n", "kolom capacity: diharapkan bilangan bulat"),
    ],
)
def test_bad_rows_of_the_other_tables(tmp_path: Path, reader: str, text: str, sentence: str) -> None:
    """Unknown codes, negative counts, doubled pairs, levels that do not exist."""
    stations = files.read_stations(written(tmp_path, "s.csv", HEADER + ROW))
    bases = files.read_bases(written(tmp_path, "b.csv", "base_id,lat,lon,capacity\nB,-3.3,114.6,1\n"))
    path = written(tmp_path, "f.csv", text)
    readers: dict[str, Callable[[], object]] = {
        "locks": lambda: files.read_locks(path, stations),
        "travel": lambda: files.read_travel(path, bases, stations),
        "quotas": lambda: files.read_quotas(path, stations),
        "units": lambda: files.read_units(path, stations),
        "bases": lambda: files.read_bases(path),
    }
    with pytest.raises(Rejected) as error:
        readers[reader]()
    assert sentence in str(error.value)


def test_assumptions_keep_their_defaults(tmp_path: Path) -> None:
    """A file names what differs; an empty one changes nothing."""
    given = files.read_assumptions(written(tmp_path, "a.yaml", "deterrence: 0.2\nrequire_reach: [rawan]\n"))
    assert given == Assumptions(deterrence=0.2, require_reach=("rawan",))
    assert files.read_assumptions(written(tmp_path, "a.yaml", "")) == Assumptions()


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("deterrence: 1.5", "a.yaml, deterrence: diharapkan angka dari 0 sampai 1, didapat 1.5"),
        ("deterrence: .nan", "a.yaml, deterrence: diharapkan angka dari 0 sampai 1, didapat nan"),
        ("reach_minutes: .inf", "a.yaml, reach_minutes: diharapkan angka di atas 0, didapat inf"),
        ("team_size: 0", "a.yaml, team_size: diharapkan bilangan bulat dari 1 sampai 100, didapat 0"),
        (
            "require_reach: [aman]",
            "a.yaml, require_reach: diharapkan daftar kelas: kurang_rawan, rawan, sangat_rawan",
        ),
        ("courage: 1", "a.yaml, courage: diharapkan salah satu dari: deterrence"),
        ("- 1", "a.yaml: diharapkan daftar asumsi"),
        ("a: [", "a.yaml: diharapkan berkas YAML"),
    ],
)
def test_bad_assumptions(tmp_path: Path, text: str, sentence: str) -> None:
    """Out of range, not a number, unknown, not a mapping, not YAML."""
    with pytest.raises(Rejected) as error:
        files.read_assumptions(written(tmp_path, "a.yaml", text))
    assert sentence in str(error.value)
