"""Exhibits of a dossier: what an entry shows is said of all that the dossier covers."""

from pathlib import Path

from kawal.count.files.profiles import profile_of
from kawal.disputes.dossier.model import Scope
from kawal.disputes.dossier.where import MOST_WARDS, some
from kawal.kernel.language import language
from tests.disputes.dossier.test_pack import faults
from tests.disputes.dossier.test_recapitulation import Plenary
from tests.support.feed import feed_zip


def test_a_file_of_results_names_every_station_of_which_the_dossier_has_its_copy(tmp_path: Path) -> None:
    """KPU's feed brought stations 1, 2, 3 and 7 in one entry: the ward's dossier names all, a station's that one."""
    made = Plenary(tmp_path / "node")
    stations = [f"6371011012{number:03d}" for number in (1, 2, 3, 7)]
    desk = made.house.client.app.state["count_files"]
    path = feed_zip(tmp_path / "umpan.zip", stations)
    desk.take(
        desk.look(path, path.name, profile_of("sirekap"), "mayor", "public_feed", 1, lambda _region: True), "test"
    )
    for scope, places in (
        (Scope("ward", "63.71.01.1012"), "TPS 001–003, 007 Basirih Selatan"),
        (Scope("station", stations[3]), "TPS 007 Basirih Selatan"),
    ):
        built = made.draft(scope)
        assert faults(built.body) == ([], [])
        shows = [one.shows["en"] for one in built.dossier.exhibits]
        [feed] = [one for one in shows if "KPU's public feed" in one]
        assert feed == f"copy of the form, Mayor, {places}: KPU's public feed, read by: feed"
    made.house.close()


def test_stations_of_many_wards_are_named_by_the_first_and_the_number_of_the_others() -> None:
    """Eight wards with two stations each, a sentence names six: 2 x 2 others. Wards of one name are not mixed."""
    stations = [f"637101{1001 + ward}{number:03d}" for ward in range(MOST_WARDS + 2) for number in (1, 2)]
    names = {one: f"TPS {one[10:]} Ward {one[6:10]}" for one in stations}
    assert some(stations[:4], names, language("en")) == "TPS 001–002 Ward 1001; TPS 001–002 Ward 1002"
    said = some(stations, names, language("en"))
    assert said.endswith("TPS 001–002 Ward 1006, and 4 other stations")
    assert some(stations[:3], names | {stations[2]: "TPS 001 Ward 1001"}, language("en")) == (
        "TPS 001–002 Ward 1001; TPS 001 Ward 1001"
    )
