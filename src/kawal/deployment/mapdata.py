"""The place and the plan as the map draws them (pure)."""

from typing import Any

from kawal.deployment.model import Assumptions, PlanResult
from kawal.deployment.registry import City
from kawal.election.land import collection, land, point
from kawal.kernel.codes import is_special
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
    locks = {lock.station: lock.guards for lock in city.locks}
    return land(registry) | {
        "most_teams": sum(base.capacity for base in registry.bases),
        "stations": collection(_stations(city, locks, language)),
        "bases": collection(
            [
                point(
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
        feature = point(
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
