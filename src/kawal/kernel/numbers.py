"""Numbers of stations as they are written short: "1-12,14-23" (pure)."""

from collections.abc import Iterable


def runs(numbers: Iterable[int]) -> list[tuple[int, int]]:
    """First and last of each run of numbers that follow one another, sorted, each once: (1, 2, 3, 7) -> 1-3, 7-7."""
    found: list[tuple[int, int]] = []
    for number in sorted(set(numbers)):
        if found and number == found[-1][1] + 1:
            found[-1] = found[-1][0], number
        else:
            found.append((number, number))
    return found


def written(numbers: Iterable[int]) -> str:
    """Numbers as ranges: (1, 2, 3, 7) -> "1-3,7"."""
    return ",".join(str(first) if first == last else f"{first}-{last}" for first, last in runs(numbers))


def read_written(text: str) -> tuple[int, ...]:
    """The numbers of `written`: "1-3,7" -> (1, 2, 3, 7). Raises ValueError for anything else."""
    found: list[int] = []
    for part in text.split(",") if text else ():
        first, _, last = part.partition("-")
        found += range(int(first), int(last or first) + 1)
    return tuple(found)
