"""The map of the board: what is drawn where, and what nobody knows the place of."""

from kawal.election.model import Base, Region, Registry, Station
from kawal.jurisdiction.incidents import incident_rules
from kawal.kernel.codes import RegionCode
from kawal.kernel.language import language
from kawal.watch.board.boardmap import (
    GRAVITY,
    case_bounds,
    ground,
    incident_path,
    incident_points,
    near_bases,
    spot_of,
    team_points,
)
from kawal.watch.board.shown import MARKS, OpenIncident
from kawal.watch.incidents.casesteps import case_of
from kawal.watch.incidents.teams import Task, Team
from tests.watch.board.test_board import MANTUIL, fact, heard, line, station
from tests.watch.incidents.test_cases import step

WORDS = language("id")
OTHER = RegionCode("63.71.01.1002")
HALL = Base(id="B1", name="Kantor Lurah", region=MANTUIL, lat=-3.3, lon=114.5)
FAR_HALL = Base(id="B2", name="Kantor jauh", region=MANTUIL, lat=-3.3, lon=114.9)
JETTY = Base(id="B3", name="Dermaga", region=MANTUIL, lat=-3.4, lon=114.6, mode="river")
PLACES = Registry(
    version=1,
    regions=(
        Region(code=RegionCode("63.71.01"), name="Selatan", lat=-3.3, lon=114.6),
        Region(code=MANTUIL, name="Mantuil", lat=-3.35, lon=114.55),
        Region(code=OTHER, name="Tanpa titik"),
    ),
    stations=(
        Station(id=station(1), lat=-3.31, lon=114.5, synthetic=("lat", "lon")),
        Station(id=station(2)),
        Station(id=station(3)),
    ),
    bases=(HALL, FAR_HALL, JETTY),
)


def test_every_mark_has_its_weight_on_the_map() -> None:
    """Ten marks; the severest is drawn last."""
    assert set(GRAVITY) == set(MARKS)
    assert GRAVITY[-3:] == ("minor", "moderate", "severe")


def test_a_place_that_is_not_known_gets_no_coordinates() -> None:
    """Own ones, guessed for an exercise; else the middle of the ward, said so; a ward without one is nowhere, not in
    the middle of its district."""
    own = spot_of(PLACES, station(1))
    assert own is not None
    assert (own.lon, own.lat, own.own, own.guessed) == (114.5, -3.31, True, True)
    ward = spot_of(PLACES, station(2))
    assert ward is not None
    assert (ward.lon, ward.lat, ward.own) == (114.55, -3.35, False)
    assert spot_of(PLACES, OTHER) is None
    assert spot_of(PLACES, "63.99.01.1001") is None


def test_stations_without_coordinates_share_one_point_of_their_ward() -> None:
    """Station 1 stands alone, 2 and 3 together; what may not be seen is not there."""
    drawn = ground(PLACES, lambda _: True, WORDS)["stations"]["features"]
    assert [one["properties"]["ids"] for one in drawn] == [[station(1)], [station(2), station(3)]]
    assert drawn[1]["properties"]["name"] == "Mantuil: 2 TPS tanpa letak"
    assert drawn[1]["geometry"]["coordinates"] == [114.55, -3.35]
    assert ground(PLACES, lambda _: False, WORDS)["stations"]["features"] == []
    assert ground(PLACES, lambda _: False, WORDS)["bases"]["features"] == []


def test_an_incident_stands_where_it_is_with_what_and_where() -> None:
    """One at a station, one of a ward whose place nobody knows: only the first is drawn."""
    board = heard(line(1, fact("incident", "1", what="disturbance", severity="severe")))
    one = OpenIncident(station(1), board.of(station(1))[0])
    nowhere = OpenIncident(OTHER, one.heard)
    drawn = incident_points([one, nowhere], PLACES, lambda _: "Keributan", incident_path)["features"]
    (only,) = drawn
    assert only["properties"]["say"] == "Keributan\nTPS 001 Mantuil"
    assert only["properties"]["mark"] == "severe"
    assert only["properties"]["href"] == f"/insiden/1?place={station(1)}&what=disturbance"


def test_a_team_that_is_out_has_a_line_to_where_it_was_sent() -> None:
    """Team 1 is free; team 2 is out for station 1; who may not see that place sees that it is out, and no line."""
    teams = [Team(1, HALL, None), Team(2, JETTY, None)]
    tasks = {2: Task(7, station(1), step(8, "sent", 1, team=2))}
    drawn = team_points(teams, tasks, PLACES, WORDS, lambda _: True)
    assert [one["properties"]["away"] for one in drawn["teams"]["features"]] == [False, True]
    assert drawn["ways"]["features"][0]["geometry"]["coordinates"] == [[114.6, -3.4], [114.5, -3.31]]
    hidden = team_points(teams, tasks, PLACES, WORDS, lambda _: False)
    assert hidden["ways"]["features"] == []
    assert "Mantuil" not in hidden["teams"]["features"][1]["properties"]["say"]


def test_the_nearest_office_and_jetty_are_those_of_the_shortest_straight_line() -> None:
    """Station 1 is 0.01 degrees of latitude from the hall: 6,371 km x pi / 180 x 0.01 = 1.11 km."""
    hall, jetty = near_bases(PLACES, station(1))
    assert (hall.base.id, jetty.base.id) == ("B1", "B3")
    assert round(hall.km, 2) == 1.11
    assert near_bases(PLACES, OTHER) == ()


def test_the_map_of_an_incident_holds_its_place_and_who_comes() -> None:
    """In the middle: 0.006 to each side, 0.01 to the hall in the north; a team 0.4 in the east once it is sent."""
    board = heard(line(1, fact("incident", "1", what="disturbance")))
    said = board.of(station(1))[0]
    far = Team(9, FAR_HALL, None)
    quiet = case_of(station(1), said, [], None, incident_rules())
    assert [round(one, 3) for one in case_bounds(quiet, PLACES, [far])] == [114.494, -3.32, 114.506, -3.3]
    sent = case_of(station(1), said, [step(8, "sent", 1, team=9)], None, incident_rules())
    assert [round(one, 3) for one in case_bounds(sent, PLACES, [far])] == [114.1, -3.32, 114.9, -3.3]
