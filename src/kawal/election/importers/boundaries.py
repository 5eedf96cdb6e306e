"""Boundaries: polygons of regions from GeoJSON (RFC 7946), degrees, longitude first."""

import json
from pathlib import Path
from typing import Any

from kawal.election.importers.reading import LATITUDES, LONGITUDES
from kawal.election.model import Boundary, Registry
from kawal.election.regions.indonesia import indonesia
from kawal.kernel.codes import level_of, region_code
from kawal.kernel.errors import Rejected
from kawal.kernel.language import Message, msg

CODE_PROPERTIES = ("code", "kode", "kode_kemendagri", "kode_wilayah")
Ring = tuple[tuple[float, float], ...]
Polygons = tuple[tuple[Ring, ...], ...]


def read_boundaries(path: Path, world: Registry) -> tuple[list[tuple[int, Boundary]], list[Rejected]]:
    """All good features with their number (1..) and the faults of the others.

    Raises Rejected when the file is no GeoJSON FeatureCollection.
    """
    features = _features(path)
    good: list[tuple[int, Boundary]] = []
    faults: list[Rejected] = []
    for number, feature in enumerate(features, start=1):
        where = msg("%(file)s, fitur %(number)s", file=path.name, number=str(number))
        try:
            good.append((number, _boundary(feature, where, world)))
        except Rejected as fault:
            faults.append(fault)
    return good, faults


def _features(path: Path) -> list[Any]:
    expected = msg("GeoJSON FeatureCollection")
    try:
        document = json.loads(path.read_bytes())
    except json.JSONDecodeError as error:
        where = msg("%(file)s, baris %(line)s", file=path.name, line=str(error.lineno))
        raise Rejected(where, expected, msg("JSON yang rusak")) from None
    except RecursionError:
        raise Rejected(path.name, expected, msg("JSON yang rusak")) from None
    except UnicodeDecodeError:
        raise Rejected(path.name, expected, msg("data yang bukan teks")) from None
    if not isinstance(document, dict) or document.get("type") != "FeatureCollection":
        kind = document.get("type", "") if isinstance(document, dict) else type(document).__name__
        raise Rejected(path.name, expected, kind)
    features = document.get("features")
    if not isinstance(features, list) or not features:
        raise Rejected(path.name, msg("paling sedikit satu fitur"), msg("berkas kosong"), code="empty")
    return features


def _boundary(feature: Any, where: Message, world: Registry) -> Boundary:
    properties = feature.get("properties") if isinstance(feature, dict) else None
    if not isinstance(properties, dict):
        raise Rejected(where, msg("fitur dengan properties"), feature)
    text = next((str(properties[name]) for name in CODE_PROPERTIES if properties.get(name)), "")
    if not text:
        raise Rejected(where, msg("kode wilayah dalam properties: %(names)s", names=", ".join(CODE_PROPERTIES)), "")
    code = region_code(text, where)
    registered = any(region.level == level_of(code) for region in world.regions)
    if code not in (world.region_by_code if registered else indonesia()):
        raise Rejected(where, msg("kode wilayah yang terdaftar"), code, code="unknown_region")
    geometry = feature.get("geometry") or {}
    return Boundary(
        code=code,
        polygons=_polygons(geometry, where),
        schematic=bool(properties.get("schematic", False)),
        source=str(properties.get("source") or ""),
        synthetic=("polygons",) if properties.get("schematic") else (),
    )


def _polygons(geometry: dict[str, Any], where: Message) -> Polygons:
    kind, coordinates = geometry.get("type"), geometry.get("coordinates")
    if kind not in ("Polygon", "MultiPolygon") or not isinstance(coordinates, list):
        raise Rejected(where, msg("geometri Polygon atau MultiPolygon"), kind)
    polygons = [coordinates] if kind == "Polygon" else coordinates
    return tuple(tuple(_ring(ring, where) for ring in polygon) for polygon in polygons)


def _ring(ring: Any, where: Message) -> Ring:
    try:
        points = tuple((round(float(point[0]), 6), round(float(point[1]), 6)) for point in ring)
    except (TypeError, ValueError, IndexError):
        raise Rejected(where, msg("koordinat [bujur, lintang]"), ring) from None
    if len(points) < 4 or points[0] != points[-1]:
        raise Rejected(where, msg("cincin tertutup dari paling sedikit 4 titik"), msg("%(n)s titik", n=len(points)))
    for lon, lat in points:
        if not (LONGITUDES[0] <= lon <= LONGITUDES[1] and LATITUDES[0] <= lat <= LATITUDES[1]):
            raise Rejected(where, msg("koordinat di Indonesia, bujur lebih dulu"), f"{lon}, {lat}")
    return points
