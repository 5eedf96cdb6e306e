"""The three time zones of Indonesia by province (Presidential Decree 41/1987, with the provinces formed since)."""

from datetime import timedelta, timezone

WIB = timezone(timedelta(hours=7), "WIB")
WITA = timezone(timedelta(hours=8), "WITA")
WIT = timezone(timedelta(hours=9), "WIT")
_CENTRAL = frozenset({"51", "52", "53", "63", "64", "65", "71", "72", "73", "74", "75", "76"})
_EASTERN = frozenset({"81", "82", "91", "92", "93", "94", "95", "96", "97"})


def zone_of(region: str) -> timezone:
    """The zone in which a region reads its clocks."""
    province = region[:2]
    return WITA if province in _CENTRAL else WIT if province in _EASTERN else WIB
