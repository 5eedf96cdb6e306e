"""Plots of the count as geometry: arrivals over time, shares by district, turnout against share (pure).

Drawn by the server as SVG, so that they print, follow the theme and need no script; the page has the same numbers as
a table. All lengths are in units of the drawing, `WIDTH` x `HEIGHT`.
"""

from collections import Counter
from collections.abc import Mapping, Sequence

import msgspec

from kawal.kernel.codes import StationId

WIDTH, HEIGHT = 640, 280
LEFT, RIGHT, TOP, BOTTOM = 60, 12, 12, 28
MOST_DOTS = 3_000
"""More stations than this are drawn as cells of a grid."""
CELLS_X, CELLS_Y = 50, 40
MOST_STEPS = 400
TONES = 4
QUIET_MS = 6 * 3_600_000
"""After so long without a form, and longer than all of them took, the line ends with the last."""
PARTS = 3


class Tick(msgspec.Struct, frozen=True):
    """A mark of an axis: where, and the value that stands there."""

    at: float
    value: float


class Arrivals(msgspec.Struct, frozen=True, kw_only=True):
    """Forms that had come at each moment; `path` is the line, `all_y` where all forms would be."""

    path: str
    all_y: float
    x: tuple[Tick, ...]
    y: tuple[Tick, ...]
    rows: tuple[tuple[int, int], ...]
    """(moment in ms, forms until then) at the ticks, for reading."""


class Dot(msgspec.Struct, frozen=True):
    """A station: turnout to the right, share upwards."""

    station: str
    x: float
    y: float


class Cell(msgspec.Struct, frozen=True):
    """A cell of the grid with `count` stations in it; `tone` 1..TONES."""

    x: float
    y: float
    width: float
    height: float
    count: int
    tone: int


class Scatter(msgspec.Struct, frozen=True, kw_only=True):
    """Stations by turnout and share; cells where there are too many for dots."""

    dots: tuple[Dot, ...]
    cells: tuple[Cell, ...]
    stations: int
    left_out: int
    x: tuple[Tick, ...]
    y: tuple[Tick, ...]
    table: tuple[tuple[float, int, float, float], ...]
    """(turnout from, stations, lowest share, highest share) for every tenth of turnout, for reading."""


class Bar(msgspec.Struct, frozen=True):
    """The share of an option in a region, and by how much it differs from that of the whole (both 0..1)."""

    place: str
    share: float
    off: float
    votes: int
    valid: int


def arrivals_plot(arrivals: Sequence[int], expected: int, now_ms: int) -> Arrivals | None:
    """Forms that came until each moment, of `expected`; None before the first one."""
    if not arrivals:
        return None
    start, last = arrivals[0], arrivals[-1]
    end = max(now_ms, last) if now_ms - last <= max(QUIET_MS, last - start) else last
    length = max(end - start, 60_000)
    top = max(expected, len(arrivals))

    def x_of(moment: int) -> float:
        return round(LEFT + (moment - start) / length * (WIDTH - LEFT - RIGHT), 1)

    def y_of(count: float) -> float:
        return round(HEIGHT - BOTTOM - count / top * (HEIGHT - TOP - BOTTOM), 1)

    every = max(1, len(arrivals) // MOST_STEPS)
    kept = [(moment, number) for number, moment in enumerate(arrivals, start=1)]
    kept = [one for at, one in enumerate(kept) if at % every == 0 or at == len(kept) - 1]
    steps = "".join(f"H{x_of(moment)}V{y_of(number)}" for moment, number in kept)
    ticks = [start + length * part // PARTS for part in range(PARTS + 1)]
    return Arrivals(
        path=f"M{x_of(start)} {y_of(0)}{steps}H{x_of(start + length)}",
        all_y=y_of(expected),
        x=tuple(Tick(x_of(one), one) for one in ticks),
        y=tuple(Tick(y_of(one), one) for one in _round_steps(top)),
        rows=tuple((one, sum(moment <= one for moment in arrivals)) for one in ticks[1:]),
    )


def scatter_plot(
    forms: Mapping[StationId, Mapping[str, int | None]], field: str, most: int = MOST_DOTS
) -> Scatter | None:
    """Turnout (voters / registered) against the share of `field` among the valid votes, a dot a station; cells with
    more than `most` stations. Stations whose form lacks one of these numbers are left out and counted."""
    points: list[tuple[str, float, float]] = []
    for station, numbers in forms.items():
        voters, registered = numbers.get("used_total"), numbers.get("registered")
        votes, valid = numbers.get(field), numbers.get("valid_total")
        if voters is None or votes is None or not registered or not valid:
            continue
        points.append((station, voters / registered, votes / valid))
    if not points:
        return None
    widest = max(1.0, *(turnout for _, turnout, _ in points))
    highest = max(1.0, *(share for _, _, share in points))

    def x_of(turnout: float) -> float:
        return round(LEFT + turnout / widest * (WIDTH - LEFT - RIGHT), 1)

    def y_of(share: float) -> float:
        return round(HEIGHT - BOTTOM - share / highest * (HEIGHT - TOP - BOTTOM), 1)

    many = len(points) > most
    return Scatter(
        dots=() if many else tuple(Dot(station, x_of(x), y_of(y)) for station, x, y in points),
        cells=_cells([(x / widest, y / highest) for _, x, y in points]) if many else (),
        stations=len(points),
        left_out=len(forms) - len(points),
        x=tuple(Tick(x_of(one / 5), one / 5) for one in range(int(widest * 5) + 1)),
        y=tuple(Tick(y_of(one / 4), one / 4) for one in range(5)),
        table=_tenths(points),
    )


def district_bars(
    sums: Sequence[tuple[str, Mapping[str, int]]], whole: Mapping[str, int], field: str
) -> tuple[Bar, ...]:
    """The share of an option in each region beside the whole; regions without valid votes are left out."""
    valid = whole.get("valid_total", 0)
    if not valid:
        return ()
    all_share = whole.get(field, 0) / valid
    found = []
    for place, numbers in sums:
        held = numbers.get("valid_total", 0)
        if held:
            share = numbers.get(field, 0) / held
            found.append(Bar(place, share, share - all_share, numbers.get(field, 0), held))
    return tuple(found)


def _cells(points: Sequence[tuple[float, float]]) -> tuple[Cell, ...]:
    width, height = (WIDTH - LEFT - RIGHT) / CELLS_X, (HEIGHT - TOP - BOTTOM) / CELLS_Y
    counts = Counter((min(int(x * CELLS_X), CELLS_X - 1), min(int(y * CELLS_Y), CELLS_Y - 1)) for x, y in points)
    most = max(counts.values())
    return tuple(
        Cell(
            x=round(LEFT + column * width, 1),
            y=round(HEIGHT - BOTTOM - (row + 1) * height, 1),
            width=round(width, 1),
            height=round(height, 1),
            count=count,
            tone=1 + min(TONES - 1, int((count / most) ** 0.5 * TONES)),
        )
        for (column, row), count in sorted(counts.items())
    )


def _tenths(points: Sequence[tuple[str, float, float]]) -> tuple[tuple[float, int, float, float], ...]:
    groups: dict[int, list[float]] = {}
    for _, turnout, share in points:
        groups.setdefault(int(turnout * 10 + 1e-9), []).append(share)
    return tuple((tenth / 10, len(shares), min(shares), max(shares)) for tenth, shares in sorted(groups.items()))


def _round_steps(top: int) -> list[int]:
    """0 and at most five round numbers up to `top`."""
    for step in (scale * one for scale in (10**power for power in range(9)) for one in (1, 2, 5)):
        if top / step <= 5:
            return list(range(0, top + 1, step))
    return [0, top]
