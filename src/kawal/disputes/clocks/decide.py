"""Commands about moments of the law -> events (pure)."""

from collections.abc import Sequence
from datetime import tzinfo

import msgspec

from kawal.count.model import ContestKind
from kawal.disputes.clocks.events import MomentRecorded, MomentWithdrawn
from kawal.disputes.clocks.model import EVENT_NAMES, EVENTS_RECORDED, DayUnit, Moment
from kawal.disputes.threshold.decide import NOTHING, contest_in, one_line
from kawal.disputes.threshold.moments import in_time, vote_began_ms
from kawal.election.model import Registry
from kawal.jurisdiction.deadlines import Event
from kawal.kernel.errors import Missing, Rejected
from kawal.kernel.language import msg

MOST_DAYS = 400
LENGTH = msg("lamanya menurut putusan")
STARTER = msg("kejadian yang memulai tenggat")
AFTER_VOTE: tuple[Event, ...] = ("petition_registered", "court_orders")
"""What cannot come before the vote; reports of breaches and their cases can."""


class RecordMoment(msgspec.Struct, frozen=True, kw_only=True):
    """Record that something happened which starts a deadline; see `model.Moment`."""

    event: Event
    contest: ContestKind | None = None
    region: str
    at_ms: int
    reference: str
    length: int = 0
    unit: DayUnit = "calendar_days"


def record_moment(command: RecordMoment, registry: Registry, now_ms: int, zone: tzinfo) -> MomentRecorded:
    """It happened. Raises Rejected for an event that is not recorded by hand, a moment ahead, a petition or
    ruling before the vote, no reference, or a ruling without the length of what it orders; Missing
    for a region or contest that is not here."""
    if command.event not in EVENTS_RECORDED:
        raise Rejected(STARTER, msg("salah satu kejadian dalam daftar"), EVENT_NAMES[command.event])
    if command.region not in registry.region_by_code:
        raise Missing(msg("wilayah"), msg("wilayah terdaftar"), command.region[:20])
    if command.contest is not None:
        contest_in(registry, command.contest, command.region)
    is_after = command.event in AFTER_VOTE
    began = vote_began_ms(registry, command.region, command.contest, zone) if is_after else None
    is_order = command.event == "court_orders"
    if is_order and not 1 <= command.length <= MOST_DAYS:
        raise Rejected(LENGTH, msg("1 sampai %(most)s hari", most=MOST_DAYS), command.length or NOTHING)
    return MomentRecorded(
        event=command.event,
        contest=command.contest,
        region=command.region,
        at_ms=in_time(command.at_ms, began, now_ms, zone, msg("waktu kejadian")),
        reference=one_line(command.reference, msg("nomor perkara"), needed=True),
        length=command.length if is_order else 0,
        unit=command.unit if is_order else "calendar_days",
    )


def withdraw_moment(index: int, standing: Sequence[Moment]) -> MomentWithdrawn:
    """It did not happen so. Raises Missing for what does not stand."""
    if index not in [one.index for one in standing]:
        raise Missing(STARTER, msg("kejadian yang tercatat"), index)
    return MomentWithdrawn(moment=index)
