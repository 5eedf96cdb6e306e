"""Places in few words: the stations of each ward by their numbers (pure)."""

from collections.abc import Mapping, Sequence

from kawal.kernel.codes import is_station
from kawal.kernel.language import Language
from kawal.kernel.numbers import runs

MOST_WARDS = 6
"""Of stations in more wards than this a sentence names the first."""


def where(places: Sequence[str], names: Mapping[str, str]) -> str:
    """One place by its name; of many the stations of each ward: "TPS 001–003, 007 Mantuil", in every language."""
    distinct = list(dict.fromkeys(places))
    if len(distinct) == 1:
        return names.get(distinct[0], distinct[0])
    told = [f"TPS {spans([int(one[10:]) for one in ids], 3)} {ward}" for ward, ids in _by_ward(distinct, names)]
    return "; ".join([*told, *(names.get(one, one) for one in distinct if not is_station(one))])


def some(places: Sequence[str], names: Mapping[str, str], told: Language) -> str:
    """The same; of stations in many wards those of the first, and how many stations more."""
    distinct = list(dict.fromkeys(places))
    left = {one for _, ids in _by_ward(distinct, names)[MOST_WARDS:] for one in ids}
    words = where([one for one in distinct if one not in left], names)
    return told.text("%(stations)s, dan %(n)s TPS lain", stations=words, n=len(left)) if left else words


def is_long(places: Sequence[str]) -> bool:
    """Whether they are stations of more wards than a narrow column can name."""
    return len({one[:10] for one in places if is_station(one)}) > MOST_WARDS


def _by_ward(places: Sequence[str], names: Mapping[str, str]) -> list[tuple[str, list[str]]]:
    """The stations among these places, each ward's under its name: two wards may be called the same."""
    wards: dict[str, list[str]] = {}
    for one in filter(is_station, places):
        wards.setdefault(one[:10], []).append(one)
    return [(names.get(ids[0], ids[0]).removeprefix(f"TPS {ids[0][10:]} "), ids) for ids in wards.values()]


def spans(numbers: Sequence[int], digits: int = 1) -> str:
    """1, 2, 3, 7 -> "1–3, 7"; with three digits "001–003, 007"."""
    return ", ".join(f"{a:0{digits}}" if a == b else f"{a:0{digits}}–{b:0{digits}}" for a, b in runs(numbers))
