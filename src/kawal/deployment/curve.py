"""The curve of risk against officers as the coordinates of a small drawing (pure)."""

from collections.abc import Sequence

import msgspec

from kawal.deployment.explain import CurvePoint

WIDTH, HEIGHT = 430, 150
LEFT, RIGHT, TOP, BOTTOM = 8.0, 408.0, 16.0, 124.0


class Drawing(msgspec.Struct, frozen=True, kw_only=True):
    """What the template draws: the path, the scale's lines, and the marks of plan and baseline."""

    path: str
    lines: tuple[tuple[float, float], ...]
    """(value of R, y) of the horizontal lines."""
    ticks: tuple[tuple[int, float], ...]
    """(officers, x) below the axis."""
    plan: tuple[float, float]
    baseline: tuple[float, float]
    start: float
    """R without officers."""


def draw(points: Sequence[CurvePoint], guards: int, risk: float, baseline: tuple[int, float]) -> Drawing:
    """Scale the curve; R from 0 to the risk without officers, officers from 0 to the last point."""
    most = max([point.guards for point in points] + [guards, 1])
    top = max([point.risk for point in points] + [risk, baseline[1], 1e-9])

    def x(officers: float) -> float:
        return round(LEFT + (RIGHT - LEFT) * officers / most, 1)

    def y(value: float) -> float:
        return round(BOTTOM - (BOTTOM - TOP) * value / top, 1)

    step = _round_step(top)
    path = "M" + "L".join(f"{x(point.guards)} {y(point.risk)}" for point in points) if points else ""
    tick = max(1, int(_round_step(most)))
    return Drawing(
        path=path,
        lines=tuple((round(step * k, 6), y(step * k)) for k in range(1, int(top / step) + 1) if step * k < top),
        ticks=tuple((k, x(k)) for k in range(0, most + 1, tick)),
        plan=(x(guards), y(risk)),
        baseline=(x(baseline[0]), y(baseline[1])),
        start=points[0].risk if points else risk,
    )


def _round_step(span: float) -> float:
    """A step of 1, 2 or 5 times a power of ten that parts a span into two to five."""
    step = 10.0 ** len(str(int(span)))
    for divisor in (1, 2, 5, 10, 20, 50, 100, 1000, 10000):
        if span / (step / divisor) >= 2.0:
            return step / divisor
    return span / 2
