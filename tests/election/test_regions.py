"""The regions of all Indonesia."""

from pathlib import Path

import pytest

from kawal.election.regions.indonesia import indonesia, unpack
from kawal.election.regions.pack import packed
from kawal.kernel.codes import Level, RegionCode


def test_banjarmasin_has_five_districts_and_52_wards() -> None:
    """Of 83,762 villages and 91,599 regions in all."""
    regions = indonesia()
    city = RegionCode("63.71")
    assert regions.name(city) == "Kota Banjarmasin"
    assert len(regions.inside(city, Level.DISTRICT)) == 5
    assert len(regions.inside(city, Level.WARD)) == 52
    assert sum(code.count(".") == 3 for code in regions.names) == 83_762
    assert RegionCode("99") not in regions


def test_what_is_packed_comes_out_again(tmp_path: Path) -> None:
    """Names with spaces, in the order of their codes; a region without its parent is refused."""
    files = {
        "provinces.csv": "code,name\n63,Kalimantan Selatan\n",
        "regencies.csv": "code,province_code,name\n63.71,63,Kota Banjarmasin\n",
        "districts.csv": "code,regency_code,name\n63.71.01,63.71,Banjarmasin Selatan\n",
        "villages.csv": "code,name\n63.71.01.1002,Kelayan Selatan\n63.71.01.1001,Mantuil\n",
    }
    for name, body in files.items():
        (tmp_path / name).write_text(body)
    assert list(unpack(packed(tmp_path)).names.items()) == [
        ("63", "Kalimantan Selatan"),
        ("63.71", "Kota Banjarmasin"),
        ("63.71.01", "Banjarmasin Selatan"),
        ("63.71.01.1001", "Mantuil"),
        ("63.71.01.1002", "Kelayan Selatan"),
    ]
    (tmp_path / "villages.csv").write_text("code,district_code,name\n64.71.01.1001,64.71.01,x\n")
    with pytest.raises(ValueError, match="no parent"):
        packed(tmp_path)


def test_the_licence_of_the_data_ships_beside_it() -> None:
    """ODbL asks for its notice."""
    notice = Path(__file__).parents[2] / "src" / "kawal" / "election" / "regions" / "ODBL-NOTICE.md"
    assert "Open Database License" in notice.read_text()
