"""Codes that carry meaning: regions as the ministry writes them, stations as KPU numbers them.

A region code is `63.71.01.1001` (Kemendagri: province, regency or city, district, ward); a station id is the ten
digits of its ward and the three of its number, `6371011001012`; numbers from 901 are special locations.
"""

import re
from collections.abc import Sequence
from enum import IntEnum
from itertools import takewhile
from typing import NewType

from kawal.kernel.errors import Rejected
from kawal.kernel.language import Message, msg

RegionCode = NewType("RegionCode", str)
StationId = NewType("StationId", str)

FIRST_SPECIAL_NUMBER = 901
REGION, STATION = msg("wilayah"), msg("TPS")
_DIGITS_OF_LEVEL = {2: 1, 4: 2, 6: 3, 10: 4}
_STATION = re.compile(r"\d{13}")
_SEPARATORS = re.compile(r"[.\-/\s]")


class Level(IntEnum):
    """Levels of the region tree; the number of parts of a region code."""

    PROVINCE = 1
    CITY = 2
    DISTRICT = 3
    WARD = 4


def region_code(text: str, where: Message | str = REGION) -> RegionCode:
    """Read a region code with or without its dots; raises Rejected."""
    digits = _SEPARATORS.sub("", text.strip())
    if not digits.isascii() or not digits.isdigit() or len(digits) not in _DIGITS_OF_LEVEL:
        raise Rejected(where, msg("kode wilayah seperti 63.71.01.1001"), text, code="region_code")
    parts = [digits[0:2], digits[2:4], digits[4:6], digits[6:10]]
    return RegionCode(".".join(part for part in parts if part))


def station_id(text: str, where: Message | str = STATION) -> StationId:
    """Read a station id of 13 digits; raises Rejected."""
    digits = _SEPARATORS.sub("", text.strip())
    if not _STATION.fullmatch(digits) or not digits.isascii():
        raise Rejected(where, msg("kode TPS 13 angka seperti 6371011001012"), text, code="station_id")
    if digits.endswith("000"):
        raise Rejected(where, msg("nomor TPS dari 001 sampai 999"), text, code="station_id")
    return StationId(digits)


def is_station(place: str) -> bool:
    """Whether a place is a station's id; a ward's code has as many characters, with dots."""
    return _STATION.fullmatch(place) is not None and place.isascii()


def make_station_id(ward: RegionCode, number: int) -> StationId:
    """The id of the station `number` (1..999) of a ward."""
    if level_of(ward) is not Level.WARD or not 1 <= number <= 999:
        raise Rejected(STATION, msg("kode kelurahan dan nomor TPS dari 1 sampai 999"), f"{ward} {number}")
    return StationId(f"{ward.replace('.', '')}{number:03d}")


def level_of(code: RegionCode) -> Level:
    """The level of a region code."""
    return Level(code.count(".") + 1)


def parent_of(code: RegionCode) -> RegionCode | None:
    """The region that contains this one; None for a province."""
    head, _, _ = code.rpartition(".")
    return RegionCode(head) if head else None


def within(code: RegionCode, region: RegionCode) -> bool:
    """Whether `code` is `region` or lies inside it."""
    return code == region or code.startswith(region + ".")


def ward_of(station: StationId) -> RegionCode:
    """The ward of a station."""
    return RegionCode(f"{station[0:2]}.{station[2:4]}.{station[4:6]}.{station[6:10]}")


def district_of(station: StationId) -> RegionCode:
    """The district of a station."""
    return RegionCode(f"{station[0:2]}.{station[2:4]}.{station[4:6]}")


def number_of(station: StationId) -> int:
    """The number of a station inside its ward."""
    return int(station[10:13])


def is_special(station: StationId) -> bool:
    """Whether the station stands at a special location (prison, hospital)."""
    return number_of(station) >= FIRST_SPECIAL_NUMBER


def common_place(stations: Sequence[StationId]) -> str:
    """The smallest place that holds all of these: the one station, else a region; "" where they share none."""
    if len(stations) == 1:
        return stations[0]
    first, *others = [ward_of(one).split(".") for one in (min(stations), max(stations))] if stations else ([],)
    shared = list(takewhile(lambda pair: pair[0] == pair[1], zip(first, *others, strict=True)))
    return ".".join(pair[0] for pair in shared)
