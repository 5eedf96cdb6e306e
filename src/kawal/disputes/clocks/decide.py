"""Commands about moments of the law -> events (pure)."""

from collections.abc import Sequence

import msgspec

from kawal.count.model import ContestKind
from kawal.disputes.clocks.events import MomentRecorded, MomentWithdrawn
from kawal.disputes.clocks.model import EVENTS_RECORDED, DayUnit, Moment
from kawal.disputes.threshold.decide import AHEAD_MS, contest_in, one_line
from kawal.election.model import Registry
from kawal.jurisdiction.deadlines import Event
from kawal.kernel.errors import Missing, Rejected
from kawal.kernel.language import msg

MOST_DAYS = 400


class RecordMoment(msgspec.Struct, frozen=True, kw_only=True):
    """Record that something happened which starts a deadline; see `model.Moment`."""

    event: Event
    contest: ContestKind | None = None
    region: str
    at_ms: int
    reference: str
    length: int = 0
    unit: DayUnit = "calendar_days"


def record_moment(command: RecordMoment, registry: Registry, now_ms: int) -> MomentRecorded:
    """It happened. Raises Rejected for an event that is not recorded by hand, a moment ahead, no reference, or a
    ruling without the length of what it orders; Missing for a region or contest that is not here."""
    if command.event not in EVENTS_RECORDED:
        raise Rejected(
            msg("kejadian"), msg("salah satu dari: %(choices)s", choices=", ".join(EVENTS_RECORDED)), command.event
        )
    if command.region not in registry.region_by_code:
        raise Missing(msg("wilayah"), msg("wilayah terdaftar"), command.region[:20])
    if command.contest is not None:
        contest_in(registry, command.contest, command.region)
    if command.at_ms > now_ms + AHEAD_MS:
        raise Rejected(msg("waktu kejadian"), msg("waktu yang sudah lewat"), command.at_ms)
    is_order = command.event == "court_orders"
    if is_order and not 1 <= command.length <= MOST_DAYS:
        raise Rejected(msg("lamanya menurut putusan"), msg("1 sampai %(most)s hari", most=MOST_DAYS), command.length)
    return MomentRecorded(
        event=command.event,
        contest=command.contest,
        region=command.region,
        at_ms=command.at_ms,
        reference=one_line(command.reference, msg("nomor perkara"), needed=True),
        length=command.length if is_order else 0,
        unit=command.unit if is_order else "calendar_days",
    )


def withdraw_moment(index: int, standing: Sequence[Moment]) -> MomentWithdrawn:
    """It did not happen so. Raises Missing for what does not stand."""
    if index not in [one.index for one in standing]:
        raise Missing(msg("kejadian"), msg("kejadian yang tercatat"), index)
    return MomentWithdrawn(moment=index)
