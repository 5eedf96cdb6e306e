"""Numbers as pages show and people type them: runs of stations, "1-12,14-23", and grouped ones, "1.035" (pure)."""

import re
from collections.abc import Iterable

MOST_DIGITS = 15
"""No number of this many digits overflows a column."""
_GROUPED = re.compile(r"[0-9]{1,3}(?:\.[0-9]{3})+|[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+")


def read_grouped(text: str) -> int | None:
    """A whole number as either language shows it: "1035", "1.035", "1,035" -> 1035; None for any other text."""
    typed = text.strip()
    digits = re.sub(r"[.,]", "", typed)
    return int(digits) if len(digits) <= MOST_DIGITS and _GROUPED.fullmatch(typed) else None


def read_listed(text: str) -> tuple[int, ...] | None:
    """Whole numbers of `read_grouped`, apart by white space, commas, semicolons; a comma before three digits groups:
    "1.035 2,040; 17112,17140" -> (1035, 2040, 17112, 17140). None where a word is no number."""
    found: list[int | None] = []
    for word in text.replace(";", " ").split():
        typed = word.strip(",")
        whole = read_grouped(typed)
        found += [whole] if whole is not None else [read_grouped(part) for part in typed.split(",") if part]
    known = tuple(one for one in found if one is not None)
    return known if len(known) == len(found) else None


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
