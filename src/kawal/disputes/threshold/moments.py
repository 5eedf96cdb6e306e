"""A moment that someone typed, held against the day of the vote and the clock, and said in words (pure)."""

from datetime import UTC, datetime, tzinfo

from kawal.election.model import Registry
from kawal.kernel.codes import RegionCode, within
from kawal.kernel.errors import Rejected
from kawal.kernel.language import Message, msg

AHEAD_MS = 60_000
"""A moment typed to the minute may lie this far ahead of the clock."""


def moment_said(at_ms: int, zone: tzinfo) -> Message:
    """A moment (ms) in words by the clocks of a region, to the minute."""
    at = datetime.fromtimestamp(at_ms / 1000, zone)
    return msg("%(day)s pukul %(time)s", day=at.date(), time=at.time().replace(second=0, microsecond=0))


def vote_began_ms(registry: Registry, region: str, kind: str | None, zone: tzinfo) -> int | None:
    """The midnight that began the first voting day of a kind (of any: None) in a region (ms); None where no such
    contest is registered."""
    days = [
        one.day
        for one in registry.contests
        if kind in (None, one.kind)
        and (within(RegionCode(region), one.region) or within(one.region, RegionCode(region)))
    ]
    return int(datetime.combine(min(days), datetime.min.time(), zone).timestamp() * 1000) if days else None


def in_time(at_ms: int, began_ms: int | None, now_ms: int, zone: tzinfo, where: Message) -> int:
    """The moment itself (ms). Raises Rejected, with days and times in words, for one ahead of the clock or before
    the day of the vote; without such a day only for one ahead."""
    if (began_ms is None or began_ms <= at_ms) and at_ms <= now_ms + AHEAD_MS:
        return at_ms
    now = moment_said(now_ms, zone)
    if began_ms is None:
        expected = msg("waktu yang sudah lewat, paling akhir %(now)s", now=now)
    else:
        day = datetime.fromtimestamp(began_ms / 1000, UTC).astimezone(zone).date()
        expected = msg("waktu sejak hari pemungutan, %(day)s, sampai sekarang, %(now)s", day=day, now=now)
    raise Rejected(where, expected, moment_said(at_ms, zone))
