"""Places in few words: the stations of each ward by their numbers (pure)."""

from collections.abc import Mapping, Sequence

from kawal.kernel.codes import is_station
from kawal.kernel.numbers import runs


def where(places: Sequence[str], names: Mapping[str, str]) -> str:
    """One place by its name; of many the stations of each ward: "TPS 001–003, 007 Mantuil", in every language."""
    distinct = list(dict.fromkeys(places))
    if len(distinct) == 1:
        return names.get(distinct[0], distinct[0])
    wards: dict[str, list[int]] = {}
    for one in filter(is_station, distinct):
        name = names.get(one, one).removeprefix(f"TPS {one[10:]} ")
        wards.setdefault(name, []).append(int(one[10:]))
    told = [f"TPS {spans(numbers, 3)} {name}" for name, numbers in wards.items()]
    return "; ".join([*told, *(names.get(one, one) for one in distinct if not is_station(one))])


def spans(numbers: Sequence[int], digits: int = 1) -> str:
    """1, 2, 3, 7 -> "1–3, 7"; with three digits "001–003, 007"."""
    return ", ".join(f"{a:0{digits}}" if a == b else f"{a:0{digits}}–{b:0{digits}}" for a, b in runs(numbers))
