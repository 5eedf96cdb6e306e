"""The small map of a ward as SVG: its shape, neighbours, stations with their numbers, the plates of teams."""

import math
from collections.abc import Mapping, Sequence
from xml.sax.saxutils import escape

import msgspec

from kawal.election.model import Registry
from kawal.kernel.codes import Level, RegionCode, StationId, level_of

WIDTH, HEIGHT, MARGIN = 440.0, 392.0, 26.0
Point = tuple[float, float]


class Frame(msgspec.Struct, frozen=True):
    """Degrees -> points of the drawing, the ward in the middle."""

    west: float
    north: float
    scale: float
    shrink: float
    left: float
    top: float

    def at(self, lon: float, lat: float) -> Point:
        """Where a place is drawn."""
        return (
            round(self.left + (lon - self.west) * self.shrink * self.scale, 1),
            round(self.top + (self.north - lat) * self.scale, 1),
        )


def ward_map(
    registry: Registry, ward: RegionCode, guards: Mapping[StationId, int], teams: Mapping[str, Sequence[int]]
) -> str:
    """The map as SVG text; an empty string when nothing is known of the ward's place."""
    stations = [s for s in registry.stations if s.ward == ward and s.lat is not None and s.lon is not None]
    shapes = {shape.code: shape for shape in registry.boundaries if level_of(shape.code) is Level.WARD}
    outline = [point for polygon in shapes[ward].polygons for point in polygon[0]] if ward in shapes else []
    points = outline or [(s.lon or 0.0, s.lat or 0.0) for s in stations]
    if not points:
        return ""
    frame = _frame(points)
    parts = []
    for code, shape in shapes.items():
        if code != ward and any(_inside(frame.at(*p)) for polygon in shape.polygons for p in polygon[0]):
            parts += [_path(frame, polygon[0], 0.6) for polygon in shape.polygons]
            region = registry.region_by_code.get(code)
            if region and region.lat is not None and region.lon is not None:
                x, y = _clamped(frame.at(region.lon, region.lat))
                parts.append(_text(x, y, region.name, size=9, anchor="middle"))
    if ward in shapes:
        parts += [_path(frame, polygon[0], 1.6, fill="#ffffff") for polygon in shapes[ward].polygons]
    for station in stations:
        x, y = frame.at(station.lon or 0.0, station.lat or 0.0)
        held = guards.get(station.id, 0) > 0
        mark = (
            f'<circle cx="{x}" cy="{y}" r="5"/>'
            if held
            else f'<circle cx="{x}" cy="{y}" r="2.5" fill="#fff" stroke="#000" stroke-width="1.25"/>'
        )
        parts.append(mark)
        parts.append(_text(x + (8 if held else 5), y + 4, station.id[10:], size=11, bold=held))
    for base in registry.bases:
        for number in teams.get(base.id, ()) if base.region == ward else ():
            x, y = frame.at(base.lon, base.lat)
            y += 18 * (number - teams[base.id][0])
            parts.append(f'<rect x="{x - 20}" y="{y - 9}" width="40" height="17" rx="2"/>')
            parts.append(_text(x, y + 4, f"TRC {number}", size=11, bold=True, anchor="middle", fill="#fff"))
    clip = f'<clipPath id="c"><rect width="{WIDTH}" height="{HEIGHT}"/></clipPath>'
    body = "".join(parts)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="Roboto">'
        f'<defs>{clip}</defs><g clip-path="url(#c)">{body}</g></svg>'
    )


def _frame(points: Sequence[Point]) -> Frame:
    west, east = min(p[0] for p in points), max(p[0] for p in points)
    south, north = min(p[1] for p in points), max(p[1] for p in points)
    shrink = math.cos(math.radians((south + north) / 2))
    span_x, span_y = max((east - west) * shrink, 1e-4), max(north - south, 1e-4)
    scale = min((WIDTH - 2 * MARGIN) / span_x, (HEIGHT - 2 * MARGIN) / span_y)
    return Frame(west, north, scale, shrink, (WIDTH - span_x * scale) / 2, (HEIGHT - span_y * scale) / 2)


def _inside(point: Point) -> bool:
    return 0 <= point[0] <= WIDTH and 0 <= point[1] <= HEIGHT


def _clamped(point: Point) -> Point:
    return (min(max(point[0], 48.0), WIDTH - 48.0), min(max(point[1], 12.0), HEIGHT - 6.0))


def _path(frame: Frame, ring: Sequence[Point], width: float, fill: str = "none") -> str:
    line = "L".join("{} {}".format(*frame.at(*point)) for point in ring)
    return f'<path d="M{line}Z" fill="{fill}" stroke="#000" stroke-width="{width}" stroke-linejoin="round"/>'


def _text(
    x: float, y: float, words: str, *, size: int, bold: bool = False, anchor: str = "start", fill: str = "#000"
) -> str:
    weight = ' font-weight="bold"' if bold else ""
    style = f'font-size="{size}" text-anchor="{anchor}" fill="{fill}"{weight}'
    return f'<text x="{x}" y="{y}" {style}>{escape(words)}</text>'
