"""The order of battle worked by hand: what lists name, what they leave out, what nobody has listed; its page."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from litestar.testing import TestClient

from kawal.access.model import Grant
from kawal.app import create_app, open_desk
from kawal.deployment.forces.forward import picture_text
from kawal.deployment.forces.model import Picture, Strength
from kawal.deployment.paper.letterhead import load_letterhead
from kawal.election.importers.run import Options, import_file
from kawal.election.model import Force, Region, Registry, Station, Unit
from kawal.election.queries import load_registry, origins_of
from kawal.kernel.codes import RegionCode, StationId
from kawal.kernel.errors import Refused, Rejected
from kawal.kernel.language import language
from kawal.store.log import read_entries
from kawal.web.identity import SESSION_COOKIE
from tests.conftest import filled_node
from tests.http.conftest import BASE, session
from tests.watch.dutylog.test_dutylog import Desk, morning

CITY, DISTRICT = RegionCode("63.71"), RegionCode("63.71.01")
FIRST, SECOND = RegionCode("63.71.01.1001"), RegionCode("63.71.01.1002")
HEAD = "organisation,unit,place,role,strength,post,commander,phone,class\n"


def tps(ward: RegionCode, number: int) -> StationId:
    """A station's id."""
    return StationId(f"{ward.replace('.', '')}{number:03d}")


def registry(*forces: Force) -> Registry:
    """Two wards with three and two stations and a unit of five."""
    names = ((CITY, "Banjarmasin"), (DISTRICT, "Selatan"), (FIRST, "Mantuil"), (SECOND, "Kelayan"))
    stations = [tps(FIRST, 1), tps(FIRST, 2), tps(FIRST, 3), tps(SECOND, 1), tps(SECOND, 2)]
    return Registry(
        regions=tuple(Region(code=code, name=name) for code, name in names),
        stations=tuple(Station(id=one) for one in stations),
        units=(Unit(id="LM-1", region=FIRST, name="Satlinmas Mantuil", strength=5),),
        forces=forces,
    )


def force(organisation: str, place: str, role: str = "", strength: int | None = 1, **more: str) -> Force:
    """A formation."""
    return Force(organisation=organisation, unit="U", place=place, role=role, strength=strength, **more)  # type: ignore[arg-type]


def test_no_list_is_unknown_and_never_nil() -> None:
    """Nothing was imported: no group is listed, nothing is missing, the plan's posts are unknown."""
    area = Picture(registry(), None).area(DISTRICT)
    assert set(area.strength.values()) == {
        Strength(0, 0, None, False),
        Strength(0, 0, 10, False),
        Strength(0, 0, 5, False),
    }
    assert area.missing == {"order_officer": (), "supervisor": ()}
    assert (area.linmas, area.posted) == (5, None)
    assert not any(one.is_short for one in area.strength.values())
    text = picture_text([area], registry(), language("id"))
    assert text.count("belum ada daftar") == 5


def test_a_station_that_neither_a_row_nor_its_ward_names_is_missing() -> None:
    """Mantuil station by station without 003; Kelayan as a whole: one station of five is missing, 2 + 2 = 4 of 5."""
    picture = Picture(
        registry(
            force("BAWASLU", tps(FIRST, 1), "supervisor"),
            force("BAWASLU", tps(FIRST, 2), "supervisor"),
            force("BAWASLU", SECOND, "supervisor", 2),
        ),
        None,
    )
    area = picture.area(DISTRICT)
    assert area.missing["supervisor"] == (tps(FIRST, 3),)
    assert area.missing["order_officer"] == ()
    assert area.strength["supervisor"] == Strength(4, 0, 5, True)
    assert area.strength["supervisor"].is_short
    assert [picture.standing(tps(*at), "supervisor") for at in ((FIRST, 1), (FIRST, 3), (SECOND, 1))] == [
        "named",
        "missing",
        "area",
    ]
    assert picture.standing(tps(FIRST, 1), "order_officer") == "unknown"
    assert "Tanpa Pengawas TPS: TPS 003 Mantuil" in picture_text([area], registry(), language("id"))


def test_a_row_without_a_number_makes_no_shortage() -> None:
    """Five stations need ten order officers; a list that names the district and no number is not short of any."""
    said = Picture(registry(force("KPU", DISTRICT, "order_officer", None)), None).area(DISTRICT).strength
    assert said["order_officer"] == Strength(0, 1, 10, True)
    assert not said["order_officer"].is_short


def test_a_reserve_of_the_city_stands_at_no_station_and_a_ward_points_upwards() -> None:
    """81 police of the district for its stations, 30 in reserve for the city: the city has 111, the district 81, a
    ward none of its own but those of a larger area; the army's reserve stands at no station."""
    picture = Picture(
        registry(
            force("POLRI", DISTRICT, "station_guard", 81),
            force("POLRI", CITY, "reserve", 30),
            force("TNI", CITY, "reserve", 20),
        ),
        None,
    )
    police = [picture.area(one).strength["police"] for one in (CITY, DISTRICT, FIRST)]
    assert [(one.people, one.wider) for one in police] == [(111, False), (81, False), (0, True)]
    assert picture.standing(tps(FIRST, 1), "police") == "area"
    assert picture.standing(tps(FIRST, 1), "army") == "missing"
    assert picture.area(DISTRICT).strength["army"].wider


def test_the_class_of_the_police_is_shown_and_the_registry_s_comes_first() -> None:
    """One class in the registry of stations, one in the police's list: two known of five."""
    made = registry(force("POLRI", tps(FIRST, 1), "station_guard", official_class="rawan"))
    assert Picture(made, None).classes(made.stations) == {"rawan": 1, "": 4}


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """An order node with the exercise and a plan; the commander reads."""
    node = filled_node(tmp_path / "node", "order", morning)
    open_desk(node).freeze(310, "attached", "", actor="test")
    with TestClient(create_app(node, load_letterhead()), base_url=BASE) as client:
        client.cookies.set(SESSION_COOKIE, session(node, "commander"))
        yield Desk(node, client)
    node.close()


def take(desk: Desk, path: Path, body: str, **options: bool) -> None:
    """Import a file of forces."""
    path.write_text(body, encoding="utf-8")
    import_file(desk.node.writer, "forces", path, Options(**options), actor="test")  # type: ignore[arg-type]


def test_the_page_shows_the_exercise_and_where_its_lists_come_from(desk: Desk) -> None:
    """534 joint personnel in the city (412 + 60 + 62); two supervisors and one order officer are missing in Mantuil;
    the file and its moment; another district by its address."""
    page = desk.page("/kekuatan")
    city = page.split("<tbody>")[1].split("</tr>")[0]
    assert "Kota Banjarmasin" in city
    assert all(f">{n}<" in city.replace(" ", "") for n in (412, 60, 62))
    assert "TPS 013, 021" in page
    assert "TPS 007" in page
    assert "forces.csv, diimpor 27 Nov" in page
    assert "angka latihan" in page
    assert "Pimpinan Contoh 6" in page
    other = desk.page("/kekuatan?region=63.71.04")
    assert "Polsek Banjarmasin Utara" in other or "Polsek Banjarmasin Tengah" in other
    assert desk.client.get("/kekuatan?region=nowhere").status_code == 200


def test_commanders_are_masked_where_the_reader_may_not_see_people(desk: Desk) -> None:
    """An auditor sees first letters and no telephone; a planner of a district sees its own only, not the city's."""
    desk.client.cookies.set(SESSION_COOKIE, session(desk.node, "auditor"))
    page = desk.page("/kekuatan")
    assert "Pimpinan Contoh" not in page
    assert "P*** C***" in page
    assert "0800-" not in page.split("<main")[1]
    desk.client.cookies.set(SESSION_COOKIE, session(desk.node, "planner", region="63.71.01"))
    page = desk.page("/kekuatan")
    assert "Pimpinan Contoh 6" in page  # Polsek Selatan
    assert "Pimpinan Contoh 1 " not in page  # Polresta
    assert "Banjarmasin Timur" not in page.split("<main")[1]
    own = desk.node.access.open_account("petugas-x", "X", (Grant("officer"),), "test")
    desk.client.cookies.set(SESSION_COOKIE, desk.node.access.come_in(desk.node.access.link(own.id, "session")))
    assert desk.client.get("/kekuatan").status_code == 403


def test_the_army_s_list_never_removes_the_police(desk: Desk, tmp_path: Path) -> None:
    """A new list of the army with --replace: its 6 formations become 1, police and others stay; the page names both
    files."""
    take(desk, tmp_path / "tni-baru.csv", HEAD + "Kodim,Kompi A,63.71.01,cadangan,45,,,,\n", replace=True)
    with desk.node.reading() as connection:
        forces = load_registry(connection).forces
        origins = origins_of(connection, "forces")
    assert [(one.unit, one.strength) for one in forces if one.organisation == "TNI"] == [("Kompi A", 45)]
    assert sum(one.strength or 0 for one in forces if one.organisation == "POLRI") == 412
    assert {one.file for one in origins.values()} == {"forces.csv", "tni-baru.csv"}
    page = desk.page("/kekuatan")
    assert "tni-baru.csv" in page
    desk.node.writer.rebuild()
    with desk.node.reading() as connection:
        assert origins_of(connection, "forces") == origins


def test_faults_name_row_and_column_and_nothing_is_taken(desk: Desk, tmp_path: Path) -> None:
    """An organisation, a place, a station, a strength, a role, a class for a region, a telephone that are none."""
    rows = [
        "FBI,X,63.71.01,,1,,,,",
        "POLRI,X,Atlantis,,1,,,,",
        "POLRI,X,6371011001999,,1,,,,",
        "POLRI,X,63.71.01,,-3,,,,",
        "POLRI,X,63.71.02,king,1,,,,",
        "POLRI,X,63.71.03,,1,,,,rawan",
        "POLRI,X,63.71.04,,1,,,12,",
        ",X,63.71.04,,1,,,,",
        "POLRI,,63.71.04,,1,,,,",
    ]
    size = desk.size()
    with pytest.raises(Refused) as refused:
        take(desk, tmp_path / "polri.csv", HEAD + "\n".join(rows) + "\n")
    told = [one.tell(language("en")) for one in refused.value.faults]
    columns = ("organisation", "place", "place", "strength", "role", "class", "phone", "organisation", "unit")
    for at, (sentence, column) in enumerate(zip(told, columns, strict=True), start=2):
        assert sentence.startswith(f"polri.csv, row {at}, column {column}:"), sentence
    assert "POLRI, TNI" in told[0]
    assert desk.size() == size


@pytest.mark.parametrize("column", ["nik", "nrp", "NIP"])
def test_a_file_with_service_numbers_is_refused(desk: Desk, tmp_path: Path, column: str) -> None:
    """They are not needed and must not be kept."""
    with pytest.raises(Rejected, match=column):
        take(desk, tmp_path / "polri.csv", f"organisation,unit,place,{column}\nPOLRI,X,63.71.01,1\n")


def test_no_name_of_a_commander_stands_in_the_log(desk: Desk) -> None:
    """Names and telephones are in encrypted blobs, as those of officers are."""
    with desk.node.reading() as connection:
        log = b"".join(body for _, body in read_entries(connection))
    assert b"forces.csv" in log
    assert b"Pimpinan" not in log
    assert b"0800-000-4" not in log
