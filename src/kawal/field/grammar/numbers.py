"""Numbers of stations as they are written short: "1-12,14-23" (pure)."""

from collections.abc import Iterable


def written(numbers: Iterable[int]) -> str:
    """Numbers as ranges, sorted, each once: (1, 2, 3, 7) -> "1-3,7"."""
    parts: list[str] = []
    held: list[int] = []
    for number in [*sorted(set(numbers)), -1]:
        if held and number != held[-1] + 1:
            parts.append(str(held[0]) if len(held) == 1 else f"{held[0]}-{held[-1]}")
            held = []
        held.append(number)
    return ",".join(parts)


def read_written(text: str) -> tuple[int, ...]:
    """The numbers of `written`: "1-3,7" -> (1, 2, 3, 7). Raises ValueError for anything else."""
    found: list[int] = []
    for part in text.split(",") if text else ():
        first, _, last = part.partition("-")
        found += range(int(first), int(last or first) + 1)
    return tuple(found)
