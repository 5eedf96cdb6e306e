"""The land as a map draws it: wards, districts, names, as GeoJSON (pure)."""

from collections.abc import Callable, Iterable
from typing import Any

from kawal.election.model import Registry
from kawal.kernel.codes import Level, RegionCode, level_of

INDONESIA = [94.5, -11.5, 141.5, 6.5]


def land(registry: Registry, may_see: Callable[[RegionCode], bool] = lambda _: True) -> dict[str, Any]:
    """The wards that someone may see, their districts, what all that fits in; `schematic` when wards are drawn, not
    surveyed."""
    wards = [one for one in registry.boundaries if level_of(one.code) is Level.WARD and may_see(one.code)]
    schematic = any(shape.schematic for shape in wards)
    points = [
        (one.lon, one.lat)
        for one in registry.stations
        if one.lon is not None and one.lat is not None and may_see(one.ward)
    ]
    points += [position for shape in wards for polygon in shape.polygons for position in polygon[0]]
    districts = [one for one in registry.regions if one.level is Level.DISTRICT and may_see(one.code)]
    return {
        "bounds": bounds(points),
        "schematic": schematic,
        "wards": collection(
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
        ),
        "district_shapes": collection(
            {
                "type": "Feature",
                "properties": {},
                "geometry": {"type": "MultiPolygon", "coordinates": shape.polygons},
            }
            for shape in registry.boundaries
            if level_of(shape.code) is Level.DISTRICT and shape.schematic == schematic and may_see(shape.code)
        ),
        "districts": collection(
            point({"name": one.name}, one.lon, one.lat)
            for one in districts
            if one.lat is not None and one.lon is not None
        ),
    }


def bounds(points: Iterable[tuple[float, float]]) -> list[float]:
    """West, south, east, north of (longitude, latitude) points; of Indonesia where there are none."""
    known = list(points)
    if not known:
        return list(INDONESIA)
    lons, lats = [one[0] for one in known], [one[1] for one in known]
    return [min(lons), min(lats), max(lons), max(lats)]


def point(properties: dict[str, Any], lon: float, lat: float) -> dict[str, Any]:
    """A point with what a map needs to know of it; degrees, WGS 84."""
    return {"type": "Feature", "properties": properties, "geometry": {"type": "Point", "coordinates": [lon, lat]}}


def collection(features: Iterable[dict[str, Any]]) -> dict[str, Any]:
    """Features as one source of a map."""
    return {"type": "FeatureCollection", "features": list(features)}
