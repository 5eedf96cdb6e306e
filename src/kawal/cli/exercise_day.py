"""The day at the stations: how far each comes, and the chats in which the wards tell it (pure)."""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Literal

from kawal.kernel.codes import RegionCode, StationId, number_of, within
from kawal.kernel.numbers import written

if TYPE_CHECKING:
    from kawal.election.model import Registry

Course = Literal["unheard", "not_open", "voting", "silent", "counting", "counted"]
"""How far a station is at ten past three: of some nothing was ever heard, of some nothing since the opening."""
RECAPPED = RegionCode("63.71.05")
"""The district whose stations have all counted, so that its recapitulation can be shown."""
UNHEARD = RegionCode("63.71.04.1007")
"""A ward without signal."""
PEER = RegionCode("63.71.01.1001")
"""Its first stations have counted by the word of Bawaslu's node alone."""
ODD: dict[str, tuple[Course, tuple[int, ...]]] = {
    "63.71.01.1001": ("not_open", (13,)),
    "63.71.01.1005": ("silent", (4, 5, 6)),
    "63.71.02.1003": ("silent", tuple(range(10, 22))),
    "63.71.03.1002": ("unheard", (20, 21, 22)),
    "63.71.04.1010": ("voting", (11, 12, 13, 14)),
}
"""Stations whose day goes another way, by ward."""
EVERY = 5
"""Of every five stations elsewhere one has counted."""


def courses(registry: "Registry") -> dict[StationId, Course]:
    """How far every station is."""
    return {one.id: _course(one.id, one.ward) for one in registry.stations}


def _course(station: StationId, ward: RegionCode) -> Course:
    odd, numbers = ODD.get(ward, ("counting", ()))
    number = number_of(station)
    if ward == UNHEARD:
        return "unheard"
    if number in numbers:
        return odd
    if within(ward, RECAPPED):
        return "counted"
    early = ward != PEER and (number + int(ward[-2:])) % EVERY == 0
    return "counted" if early else "counting"


def opened(registry: "Registry", told: dict[StationId, Course]) -> str:
    """The chat of the morning: who has opened, ward by ward from seven on."""
    wanted = {"voting", "silent", "counting", "counted"}
    return _chat(registry, told, wanted, lambda at: f"07.{2 + at % 50:02}", "buka")


def closed(registry: "Registry", told: dict[StationId, Course]) -> str:
    """The chat after closing; four stations still serve their queue, one never opened."""
    lines = _chat(registry, told, {"counting", "counted"}, lambda at: f"13.{12 + at % 45:02}", "tutup, mulai hitung")
    queue = _chat(registry, told, {"voting"}, lambda _: "13.51", "pemilih 310 orang")
    return lines + queue + _chat(registry, told, {"not_open"}, lambda _: "13.58", "belum buka")


def counted(registry: "Registry", told: dict[StationId, Course]) -> str:
    """The chat of the count: who still counts, who has counted."""
    still = _chat(registry, told, {"counting"}, lambda at: f"14.{22 + at % 30:02}", "sedang menghitung")
    return still + _chat(registry, told, {"counted"}, lambda at: f"14.{15 + at % 40:02}", "selesai hitung")


def _chat(
    registry: "Registry",
    told: dict[StationId, Course],
    wanted: Iterable[str],
    time: Callable[[int], str],
    words: str,
) -> str:
    by_ward: dict[RegionCode, list[int]] = {}
    for station in registry.stations:
        if told[station.id] in wanted:
            by_ward.setdefault(station.ward, []).append(number_of(station.id))
    return "".join(
        f"{time(at)} Danru {at + 1}: {registry.region_name(ward)} {written(numbers)} {words}\n"
        for at, (ward, numbers) in enumerate(sorted(by_ward.items()))
    )
