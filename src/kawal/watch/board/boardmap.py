"""The board as a map draws it: where each place is, what it shows, who is on the way (pure).

A station without coordinates of its own is not given any: it is counted in one mark in the middle of its ward.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import msgspec
import numpy as np

from kawal.deployment.travel import great_circle_km
from kawal.election.land import bounds, collection, land, point
from kawal.election.model import Base, Registry, Station
from kawal.kernel.codes import RegionCode, StationId, is_station
from kawal.kernel.language import Language
from kawal.watch.board.shown import MARK_NAMES, MARKS, Mark, OpenIncident, WardView
from kawal.watch.incidents.cases import Case
from kawal.watch.incidents.teams import TEAM_PRESENCE, Task, Team, TeamPresence
from kawal.watch.incidents.told import what_of

GRAVITY: tuple[Mark, ...] = (
    "none",
    "counted",
    "counting",
    "voting",
    "not_open",
    "unknown",
    "overdue",
    "silent",
    "minor",
    "moderate",
    "severe",
)
"""The quietest mark first: of several at one point the last is drawn."""
AROUND = 0.006
"""Half the width, in degrees, of what a map of one place shows at least: about 1.3 km across."""


class Spot(msgspec.Struct, frozen=True):
    """Where a place is (degrees); `own` is false when only the middle of its ward is known, `guessed` when its own
    coordinates were drawn for an exercise."""

    lon: float
    lat: float
    own: bool
    guessed: bool = False


class NearBase(msgspec.Struct, frozen=True):
    """The nearest office or jetty, and the kilometres to it in a straight line."""

    base: Base
    km: float


def spot_of(registry: Registry, place: str) -> Spot | None:
    """Where a place is: the middle of a ward at best where a station has no coordinates, nothing wider; None where
    nobody knows."""
    station = registry.station_by_id.get(StationId(place))
    if station is not None:
        if station.lat is not None and station.lon is not None:
            return Spot(station.lon, station.lat, own=True, guessed="lat" in station.synthetic)
        middle = spot_of(registry, station.ward)
        return middle and msgspec.structs.replace(middle, own=False)
    region = registry.region_by_code.get(RegionCode(place))
    if region is None or region.lat is None or region.lon is None:
        return None
    return Spot(region.lon, region.lat, own=True)


def ground(registry: Registry, may_see: Callable[[RegionCode], bool], words: Language) -> dict[str, Any]:
    """What stands still: land, bases, and the points of stations, each with the stations it is for."""
    alone, together = [], []
    by_ward: dict[RegionCode, list[Station]] = {}
    for station in registry.stations:
        if not may_see(station.ward):
            continue
        if station.lat is not None and station.lon is not None:
            alone.append(
                point(
                    {
                        "ids": [station.id],
                        "name": registry.place_name(station.id),
                        "number": station.id[10:],
                        "href": f"/papan/{station.id}",
                    },
                    station.lon,
                    station.lat,
                )
            )
        else:
            by_ward.setdefault(station.ward, []).append(station)
    for ward, stations in sorted(by_ward.items()):
        if spot := spot_of(registry, ward):
            name = registry.region_name(ward)
            told = {
                "ids": [one.id for one in stations],
                "name": words.text("%(ward)s: %(n)s TPS tanpa letak", ward=name, n=len(stations)),
                "number": words.text("%(n)s TPS", n=len(stations)),
                "href": f"/papan?ward={ward}#isi",
            }
            together.append(point(told, spot.lon, spot.lat))
    return land(registry, may_see) | {
        "stations": collection([*alone, *together]),
        "bases": collection(
            point({"name": one.name, "say": one.name}, one.lon, one.lat)
            for one in registry.bases
            if may_see(one.region)
        ),
        "gravity": GRAVITY,
        "words": {mark: words.say(name) for mark, name in MARK_NAMES.items()},
        "symbols": MARKS,
    }


def station_marks(wards: Iterable[WardView]) -> dict[str, Mark]:
    """Each station with its mark."""
    return {station: mark for ward in wards for station, mark in ward.marks}


def incident_points(
    incidents: Sequence[OpenIncident],
    registry: Registry,
    title: Callable[[OpenIncident], str],
    href: Callable[[OpenIncident], str],
) -> dict[str, Any]:
    """Open incidents where they are, as far as that is known."""
    features = []
    for one in incidents:
        if spot := spot_of(registry, one.at):
            told = {
                "place": one.at,
                "mark": one.severity,
                "say": f"{title(one)}\n{registry.place_name(one.at)}",
                "href": href(one),
            }
            features.append(point(told, spot.lon, spot.lat))
    return collection(features)


def team_points(
    teams: Sequence[Team],
    tasks: Mapping[int, Task],
    registry: Registry,
    words: Language,
    may_see: Callable[[str], bool],
    absent: Mapping[int, TeamPresence] | None = None,
) -> dict[str, Any]:
    """The teams at their bases, and a line from each that is out to where it was sent; not a road. One of whom nobody
    is there (`absent`) is drawn as one that is out."""
    points, ways = [], []
    gone = absent or {}
    for team in teams:
        task = tasks.get(team.number)
        told = words.text("TRC %(team)s", team=team.number)
        if not task and team.number in gone:
            told += "\n" + words.say(TEAM_PRESENCE[gone[team.number]])
        elif not task:
            told += "\n" + words.text("siap di %(base)s", base=team.base.name)
        elif may_see(task.place):
            told += "\n" + words.text("bertugas di %(place)s", place=registry.place_name(task.place))
            if spot := spot_of(registry, task.place):
                ways.append(_way(team.base, spot))
        else:
            told += "\n" + words.text("bertugas")
        points.append(
            point(
                {"number": team.number, "away": task is not None or team.number in gone, "say": told},
                team.base.lon,
                team.base.lat,
            )
        )
    return {"teams": collection(points), "ways": collection(ways)}


def near_bases(registry: Registry, place: str) -> tuple[NearBase, ...]:
    """The nearest office and the nearest jetty to a place; none where its place or no base is known."""
    spot = spot_of(registry, place)
    if spot is None:
        return ()
    found = []
    here = np.array([[spot.lat, spot.lon]], dtype=np.float64)
    for mode in ("land", "river"):
        bases = [one for one in registry.bases if one.mode == mode]
        if bases:
            there = np.array([[one.lat, one.lon] for one in bases], dtype=np.float64)
            km = great_circle_km(np.repeat(here, len(bases), axis=0), there)
            nearest = int(km.argmin())
            found.append(NearBase(bases[nearest], float(km[nearest])))
    return tuple(found)


def case_bounds(case: Case, registry: Registry, teams: Sequence[Team]) -> list[float]:
    """What the map of an incident shows: its place in the middle with something around it, its nearest base, the
    teams that are out for it."""
    nearest = min(near_bases(registry, case.site), key=lambda one: one.km, default=None)
    bases = [one.base for one in teams if one.number in case.teams] + ([nearest.base] if nearest else [])
    spot = spot_of(registry, case.site)
    if spot is None:
        return bounds([])
    wide = max([AROUND, *(abs(one.lon - spot.lon) for one in bases)])
    high = max([AROUND, *(abs(one.lat - spot.lat) for one in bases)])
    return [spot.lon - wide, spot.lat - high, spot.lon + wide, spot.lat + high]


def incident_path(one: OpenIncident) -> str:
    """The page of an incident."""
    return f"/insiden/{one.heard.index}?place={one.place}&what={what_of(one.heard)}"


def board_path(place: str) -> str:
    """The page of a station, or its ward on the board."""
    return f"/papan/{place}" if is_station(place) else f"/papan?ward={place}#isi"


def _way(base: Base, spot: Spot) -> dict[str, Any]:
    line = {"type": "LineString", "coordinates": [[base.lon, base.lat], [spot.lon, spot.lat]]}
    return {"type": "Feature", "properties": {}, "geometry": line}
