"""Places in few words: the stations of each ward by their numbers (pure)."""

from collections.abc import Mapping, Sequence

from kawal.kernel.codes import is_station


def where(places: Sequence[str], names: Mapping[str, str]) -> str:
    """One place by its name; of many the stations as "Mantuil, TPS 1–3, 7". The same in every language."""
    distinct = list(dict.fromkeys(places))
    if len(distinct) == 1:
        return names.get(distinct[0], distinct[0])
    wards: dict[str, list[int]] = {}
    for one in filter(is_station, distinct):
        name = names.get(one, one).removeprefix(f"TPS {one[10:]} ")
        wards.setdefault(name, []).append(int(one[10:]))
    told = [f"{name}, TPS {spans(sorted(numbers))}" for name, numbers in wards.items()]
    return "; ".join([*told, *(names.get(one, one) for one in distinct if not is_station(one))])


def spans(numbers: Sequence[int]) -> str:
    """1, 2, 3, 7 -> "1–3, 7"."""
    found: list[list[int]] = []
    for one in numbers:
        if found and one == found[-1][-1] + 1:
            found[-1] = [found[-1][0], one]
        else:
            found.append([one, one])
    return ", ".join(str(a) if a == b else f"{a}–{b}" for a, b in found)
