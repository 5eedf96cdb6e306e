"""Commands about convoys -> events (pure): what is planned, said, handed over; what is refused and why."""

from collections.abc import Callable, Sequence

import msgspec

from kawal.kernel.errors import Conflict, Rejected
from kawal.kernel.language import Message, msg
from kawal.store.events import Event, Sealed
from kawal.watch.convoys.events import ConvoyPlanned, ConvoyStepped, LotHandedOver
from kawal.watch.convoys.model import LEGS, STATE_NAMES, STEPS, Convoy, ConvoyState, Lot, Plan, Reason, Receiver, Step

MOST_BOXES = 9_999
MOST_LOTS = 60
LONGEST_NOTE = 500
DAY_MS = 24 * 3_600_000
LONGEST_LEG_MS = 7 * DAY_MS
"""No leg takes longer: a longer one has a wrong date."""
AHEAD_MS = 60_000
"""A moment typed to the minute may lie this far ahead of the clock."""
FROM: dict[Step, tuple[ConvoyState, ...]] = {
    "left": ("planned",),
    "delayed": ("planned", "on_way"),
    "arrived": ("planned", "on_way"),
    "turned_back": ("on_way", "arrived"),
    "called_off": ("planned",),
}
"""In which states a step can be said; the word that it left may have been lost."""
WITH_REASON: tuple[Step, ...] = ("delayed", "turned_back")
Where = Callable[[str, str], Message]
"""Where a convoy's lot (or, with an empty lot, the convoy) stands, for an error: a line of a file, or its name."""


class SayStep(msgspec.Struct, frozen=True, kw_only=True):
    """Say what became of a convoy at a moment (ms); a delay says when it will arrive (ms). A note is sealed."""

    convoy: str
    step: Step
    at_ms: int
    arrives_ms: int = 0
    reason: Reason | None = None
    note: str = ""


class HandOver(msgspec.Struct, frozen=True, kw_only=True):
    """Hand a lot over at the end of a convoy: when (ms), how many boxes were counted, who signed by office."""

    convoy: str
    lot: str
    at_ms: int
    got: int
    receiver: Receiver


def named(convoy: str, lot: str) -> Message:
    """A convoy or its lot by name, where no file is at hand."""
    return msg("iring-iringan %(convoy)s, lot %(lot)s", convoy=convoy, lot=lot) if lot else _convoy(convoy)


def plan(plans: Sequence[Plan], present: Sequence[Convoy], where: Where = named) -> tuple[Event, ...]:
    """Convoys that are new or planned anew; one that is planned so already changes nothing.

    Raises Conflict for one of which something was said already, Rejected when moments cannot be, a lot would ride
    twice on a leg, has two contents, or a station's boxes of a contest would be in two lots.
    """
    known = {one.id: one for one in present}
    new = [one for one in plans if one.id not in known or known[one.id].plan != one]
    for one in new:
        if one.id in known and known[one.id].has_begun:
            raise Conflict(
                msg(
                    "iring-iringan %(convoy)s sudah %(state)s; rencanakan yang baru dengan nomor lain",
                    convoy=one.id,
                    state=STATE_NAMES[known[one.id].state],
                )
            )
        _check(one, where)
    replaced = {one.id for one in new}
    others = [one for one in present if one.id not in replaced and one.state != "called_off"]
    _lots_agree([*(one.plan for one in others), *new], where)
    _each_once([*(one.plan for one in others if one.state != "turned_back"), *new], where)
    return tuple(ConvoyPlanned(plan=one) for one in new)


def say(command: SayStep, convoy: Convoy, now_ms: int) -> Event | Sealed:
    """A step of a convoy. Raises Conflict when it cannot follow, Rejected for a moment that cannot be, a delay
    without a later arrival, or one of the steps that need a reason without it."""
    at = _convoy(convoy.id)
    if convoy.state not in FROM[command.step]:
        raise Conflict(
            msg(
                "iring-iringan %(convoy)s %(state)s; tidak dapat dicatat %(step)s",
                convoy=convoy.id,
                state=STATE_NAMES[convoy.state],
                step=STEPS[command.step],
            )
        )
    if convoy.handed and command.step == "turned_back":
        raise Conflict(msg("sebagian lot iring-iringan %(convoy)s sudah diserahkan", convoy=convoy.id))
    _check_moment(command.at_ms, convoy, now_ms)
    if command.step in WITH_REASON and command.reason is None:
        raise Rejected(at, msg("alasan"), msg("kosong"), code="reason")
    if command.step == "delayed" and not command.at_ms < command.arrives_ms <= command.at_ms + LONGEST_LEG_MS:
        raise Rejected(
            at, msg("perkiraan tiba yang baru, sesudah saat ini dan dalam 7 hari"), _got(command.arrives_ms)
        )
    if len(command.note) > LONGEST_NOTE:
        raise Rejected(at, msg("keterangan paling panjang %(n)s huruf", n=LONGEST_NOTE), len(command.note))
    event = ConvoyStepped(
        convoy=convoy.id,
        step=command.step,
        at_ms=command.at_ms,
        arrives_ms=command.arrives_ms if command.step == "delayed" else 0,
        reason=command.reason if command.step in WITH_REASON else None,
    )
    return Sealed(event, command.note.strip().encode()) if command.note.strip() else event


def hand_over(command: HandOver, convoy: Convoy, now_ms: int) -> Event:
    """A lot is handed over, or counted again. Raises Rejected for another lot or an impossible number, Conflict
    before it arrived and for a count that stands so already."""
    lot = next((one for one in convoy.plan.lots if one.id == command.lot), None)
    if lot is None:
        known = ", ".join(one.id for one in convoy.plan.lots)
        raise Rejected(msg("lot"), msg("salah satu dari: %(choices)s", choices=known), command.lot)
    if convoy.state not in ("arrived", "handed_over"):
        raise Conflict(
            msg(
                "iring-iringan %(convoy)s %(state)s; catat dahulu bahwa ia tiba",
                convoy=convoy.id,
                state=STATE_NAMES[convoy.state],
            )
        )
    if not 0 <= command.got <= MOST_BOXES:
        raise Rejected(
            named(convoy.id, lot.id), msg("bilangan bulat dari 0 sampai %(most)s", most=MOST_BOXES), command.got
        )
    before = convoy.handed.get(lot.id)
    if before is not None and (before.got, before.receiver) == (command.got, command.receiver):
        raise Conflict(msg("lot %(lot)s sudah dicatat demikian", lot=lot.id))
    _check_moment(command.at_ms, convoy, now_ms)
    return LotHandedOver(
        convoy=convoy.id,
        lot=lot.id,
        at_ms=command.at_ms,
        expected=lot.boxes,
        got=command.got,
        receiver=command.receiver,
    )


def _check(one: Plan, where: Where) -> None:
    if not 1 <= len(one.lots) <= MOST_LOTS:
        raise Rejected(where(one.id, ""), msg("1 sampai %(most)s lot", most=MOST_LOTS), len(one.lots))
    if not 0 < one.arrives_ms - one.departs_ms <= LONGEST_LEG_MS:
        raise Rejected(
            where(one.id, ""),
            msg("tiba sesudah berangkat, paling lama 7 hari"),
            _got(one.arrives_ms - one.departs_ms),
        )


def _got(milliseconds: int) -> Message:
    """A span or moment that cannot be, in words."""
    if milliseconds == 0:
        return msg("kosong atau saat yang sama")
    return (
        msg("selisih %(n)s menit", n=milliseconds // 60_000)
        if abs(milliseconds) < 400 * DAY_MS
        else msg("waktu lain")
    )


def _lots_agree(plans: Sequence[Plan], where: Where) -> None:
    """A lot has one content, whichever convoys carry it; a station's boxes of a contest are in one lot."""
    content: dict[str, Lot] = {}
    holder: dict[tuple[str, str], str] = {}
    for one in plans:
        for lot in one.lots:
            first = content.setdefault(lot.id, lot)
            if first != lot:
                expected = msg(
                    "isi lot yang sama di semua ruas: TPS %(numbers)s, %(boxes)s kotak",
                    numbers=first.numbers,
                    boxes=first.boxes,
                )
                got = msg("TPS %(numbers)s, %(boxes)s kotak", numbers=lot.numbers, boxes=lot.boxes)
                raise Rejected(where(one.id, lot.id), expected, got, code="lot")
            for contest in lot.contests or ("",):
                for station in lot.stations:
                    other = holder.setdefault((station, contest), lot.id)
                    if other != lot.id:
                        expected = msg("TPS yang belum ada dalam lot lain; sudah dalam %(lot)s", lot=other)
                        raise Rejected(where(one.id, lot.id), expected, f"TPS {station[10:]}", code="station")


def _each_once(plans: Sequence[Plan], where: Where) -> None:
    """A lot rides once on each leg."""
    riding: dict[tuple[str, str], str] = {}
    for one in plans:
        for lot in one.lots:
            other = riding.setdefault((one.leg, lot.id), one.id)
            if other != one.id or sum(each.id == lot.id for each in one.lots) > 1:
                expected = msg(
                    "lot sekali saja pada ruas %(leg)s; sudah pada %(convoy)s", leg=LEGS[one.leg], convoy=other
                )
                raise Rejected(where(one.id, lot.id), expected, lot.id, code="twice")


def _check_moment(at_ms: int, convoy: Convoy, now_ms: int) -> None:
    """Nothing is said before it happened, or before what was said last."""
    at = _convoy(convoy.id)
    if at_ms > now_ms + AHEAD_MS:
        raise Rejected(at, msg("waktu kejadian yang sudah lewat"), msg("waktu yang akan datang"), code="moment")
    earliest = convoy.steps[-1].at_ms if convoy.steps else convoy.plan.departs_ms - LONGEST_LEG_MS
    if at_ms // 60_000 < earliest // 60_000:  # moments are typed to the minute
        raise Rejected(at, msg("waktu sesudah langkah sebelumnya"), msg("waktu sebelumnya"), code="moment")


def _convoy(convoy: str) -> Message:
    return msg("iring-iringan %(convoy)s", convoy=convoy)
