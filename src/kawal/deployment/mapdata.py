"""The place and the plan as the map draws them (pure)."""

from collections.abc import Sequence
from typing import Any

from kawal.deployment.model import Assumptions, PlanResult
from kawal.deployment.registry import City
from kawal.kernel.codes import Level, is_special, level_of
from kawal.kernel.language import Language


def class_name(official_class: str, language: Language) -> str:
    """The word of an official class; "tidak ada" where none was given."""
    words = {
        "kurang_rawan": language.text("kurang rawan"),
        "rawan": language.text("rawan"),
        "sangat_rawan": language.text("sangat rawan"),
        "khusus": language.text("khusus"),
    }
    return words.get(official_class, language.text("tidak ada"))


def place_data(city: City, assumptions: Assumptions, language: Language) -> dict[str, Any]:
    """Wards, districts' names, stations and bases as GeoJSON with what the map needs to know of them."""
    registry = city.registry
    wards = [shape for shape in registry.boundaries if level_of(shape.code) is Level.WARD]
    schematic = any(shape.schematic for shape in wards)
    points = [(s.lon, s.lat) for s in registry.stations if s.lon is not None and s.lat is not None]
    points += [point for shape in wards for polygon in shape.polygons for point in polygon[0]]
    locks = {lock.station: lock.guards for lock in city.locks}
    return {
        "bounds": _bounds(points),
        "most_teams": sum(base.capacity for base in registry.bases),
        "schematic": schematic,
        "wards": _collection(
            [
                {
                    "type": "Feature",
                    "properties": {
                        "code": shape.code,
                        "name": registry.region_name(shape.code),
                        "district": shape.code.rpartition(".")[0],
                    },
                    "geometry": {"type": "MultiPolygon", "coordinates": shape.polygons},
                }
                for shape in wards
            ]
        ),
        "district_shapes": _collection(
            [
                {
                    "type": "Feature",
                    "properties": {},
                    "geometry": {"type": "MultiPolygon", "coordinates": shape.polygons},
                }
                for shape in registry.boundaries
                if level_of(shape.code) is Level.DISTRICT and shape.schematic == schematic
            ]
        ),
        "districts": _collection(
            [
                _point({"name": region.name}, region.lon, region.lat)
                for region in registry.regions
                if region.level is Level.DISTRICT and region.lat is not None and region.lon is not None
            ]
        ),
        "stations": _collection(_stations(city, locks, language)),
        "bases": _collection(
            [
                _point(
                    {
                        "id": base.id,
                        "name": base.name,
                        "say": base.name,
                        "reach_km": _reach_km(assumptions, base.mode),
                    },
                    base.lon,
                    base.lat,
                )
                for base in registry.bases
            ]
        ),
    }


def plan_data(result: PlanResult, guards: int) -> dict[str, Any]:
    """Posts and numbered teams of a plan."""
    teams = [
        {"base": base, "number": numbers[0], "count": len(numbers)} for base, numbers in result.team_numbers().items()
    ]
    return {"guards": guards, "posts": {post.station_id: post.guards for post in result.posts}, "teams": teams}


def _bounds(points: Sequence[tuple[float, float]]) -> list[float]:
    """West, south, east, north of points; of Indonesia where there are none."""
    if not points:
        return [94.5, -11.5, 141.5, 6.5]
    lons, lats = [point[0] for point in points], [point[1] for point in points]
    return [min(lons), min(lats), max(lons), max(lats)]


def _stations(city: City, locks: dict[Any, int], language: Language) -> list[dict[str, Any]]:
    registry, features = city.registry, []
    for position, station in enumerate(registry.stations):
        risk = city.assessment.by_station[station.id]
        lat, lon = registry.position(station.ward, station.lat, station.lon)
        name = registry.place_name(station.id)
        lines = [
            name,
            language.text(
                "prioritas %(priority)s, indeks %(index)s, kelas resmi: %(cls)s",
                priority=str(risk.priority),
                index=language.decimal(risk.index, 2),
                cls=class_name(station.official_class, language),
            ),
        ]
        if is_special(station.id):
            lines.append(language.text("lokasi khusus"))
        if risk.hot:
            lines.append(language.text("dalam klaster statistik"))
        feature = _point(
            {
                "id": station.id,
                "number": station.id[10:],
                "name": name,
                "priority": risk.priority,
                "cls": station.official_class,
                "hot": risk.hot,
                "lock": locks.get(station.id, -1),
                "say": "\n".join(lines),
            },
            lon,
            lat,
        )
        features.append(feature | {"id": position})
    return features


def _reach_km(assumptions: Assumptions, mode: str) -> float:
    speed = assumptions.river_speed_kmh if mode == "river" else assumptions.speed_kmh
    return assumptions.reach_minutes * speed / 60.0 / assumptions.detour


def _point(properties: dict[str, Any], lon: float, lat: float) -> dict[str, Any]:
    return {"type": "Feature", "properties": properties, "geometry": {"type": "Point", "coordinates": [lon, lat]}}


def _collection(features: list[dict[str, Any]]) -> dict[str, Any]:
    return {"type": "FeatureCollection", "features": features}
