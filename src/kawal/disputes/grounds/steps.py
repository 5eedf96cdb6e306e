"""What a stage says of a ground, and what KPU really decided -> events (pure); what is refused and why."""

from collections.abc import Sequence
from datetime import date
from typing import Literal, cast

import msgspec

from kawal.access.model import Account
from kawal.count.model import ContestKind
from kawal.count.names import CONTESTS
from kawal.disputes.grounds.checks import decided_on, reason_of, refuse_stale
from kawal.disputes.grounds.decide import refuse_overlap
from kawal.disputes.grounds.events import GroundCorrected, GroundStepped
from kawal.disputes.grounds.model import (
    OUTCOME_NAMES,
    STANDING_NAMES,
    Decided,
    Ground,
    Outcome,
    Step,
    corrections_of,
    may_step,
    outcomes_of,
)
from kawal.kernel.errors import Conflict, NotPermitted, Rejected
from kawal.kernel.language import msg
from kawal.store.events import Sealed

LONGEST_DECREE = 120


class Say(msgspec.Struct, frozen=True, kw_only=True):
    """What a stage says, KPU for some contests; with `corrects`, what the decision of KPU that this entry recorded
    really is, or that the stage which spoke last takes this step of its own back (`undecided`). `seen` is the newest
    entry that the person saw of it."""

    outcome: Outcome
    reason: str
    decree: str = ""
    decided_on: str = ""
    contests: tuple[ContestKind, ...] = ()
    corrects: int | None = None
    seen: int


def say(
    command: Say,
    ground: Ground,
    account: Account,
    today: date,
    contests: Sequence[ContestKind] = (),
    voting: date | None = None,
    others: Sequence[Ground] = (),
) -> Sealed:
    """What the stage whose turn it is says, what KPU really decided, or that a stage takes its step back; `contests`
    are those of the ground, `voting` is the day of the vote, `others` are the other grounds of its station.

    Raises Conflict for what changed since, ended, is no step to correct, or would put under study again what another
    ground studies now, NotPermitted for whoever does not
    speak for that stage, Rejected without a reason, for contests that KPU cannot decide on now, and for a decree
    without number or date, or dated before the vote or after today.
    """
    refuse_stale(ground, command.seen)
    wrong = _recorded(ground, command.corrects) if command.corrects is not None else None
    stage = wrong.stage if wrong else ground.stage
    if stage is None:
        raise Conflict(msg("dasar ini sudah berakhir: %(outcome)s", outcome=STANDING_NAMES[ground.standing]))
    if not may_step(account, ground, stage):
        raise NotPermitted(msg("langkah ini milik tingkat lain: peran atau wilayah Anda tidak mencapainya"))
    allowed = corrections_of(ground, wrong) if wrong else outcomes_of(ground)
    if command.outcome not in allowed:
        choices = tuple(OUTCOME_NAMES[one] for one in allowed)
        raise Rejected(
            msg("langkah"), msg("salah satu dari: %(choices)s", choices=choices), OUTCOME_NAMES[command.outcome]
        )
    if wrong and not ground.is_open:
        refuse_overlap(ground.rule, ground.station, ground.round, ground.contest, others, contests)
    reason = reason_of(command.reason).encode()
    standing = [one for one in ground.decisions if one is not wrong]
    is_decided = stage == "kpu" and command.outcome != "mistaken"  # or is not, after all
    said = _decision(command, standing, contests, today, voting) if is_decided else _Decision()
    if wrong is None:
        event = GroundStepped(
            ground=ground.index,
            stage=stage,
            outcome=command.outcome,
            decree=said.decree,
            decided_on=said.decided_on,
            contests=said.contests,
            left=said.left,
        )
        return Sealed(event, reason)
    before = (wrong.outcome, wrong.decree, wrong.decided_on, wrong.contests or tuple(contests))
    if before == (command.outcome, said.decree, said.decided_on, said.contests):
        raise Rejected(msg("keputusan KPU"), msg("isi yang berbeda dari yang tercatat"), msg("isi yang sama"))
    corrected = GroundCorrected(
        ground=ground.index,
        step=wrong.index,
        stage=wrong.stage,
        outcome=cast("Decided | Literal['undecided']", command.outcome),
        decree=said.decree,
        decided_on=said.decided_on,
        contests=said.contests,
        left=said.left,
    )
    return Sealed(corrected, reason)


def _recorded(ground: Ground, entry: int) -> Step:
    for one in (ground.retractable, *ground.decisions):
        if one is not None and one.index == entry:
            return one
    raise Conflict(msg("dasar ini tidak punya langkah yang dapat dibetulkan pada catatan itu"))


class _Decision(msgspec.Struct, frozen=True):
    """What KPU decided on which contests, and those of which it has said nothing."""

    decree: str = ""
    decided_on: str = ""
    contests: tuple[ContestKind, ...] = ()
    left: tuple[ContestKind, ...] = ()


def _decision(
    command: Say, others: Sequence[Step], contests: Sequence[ContestKind], today: date, voting: date | None
) -> _Decision:
    """A decision beside the `others`: on contests that none of them is about; on the only one that is left, if it
    names none."""
    taken = {kind for one in others for kind in one.contests or contests}
    free = tuple(one for one in contests if one not in taken)
    if command.outcome == "undecided":
        return _Decision(left=free)
    chosen = tuple(one for one in free if one in command.contests) if command.contests else free[:1]
    if not chosen or not set(command.contests) <= set(free) or (not command.contests and len(free) > 1):
        expected = msg("sedikitnya satu dari: %(choices)s", choices=tuple(CONTESTS[one] for one in free))
        raise Rejected(msg("pemilihan"), expected, ", ".join(command.contests) or msg("kosong"))
    decree = command.decree.strip()
    if not 3 <= len(decree) <= LONGEST_DECREE:
        got = len(decree) if decree else msg("kosong")
        raise Rejected(msg("keputusan KPU"), msg("nomor keputusan, 3 sampai 120 huruf"), got)
    day = decided_on(command.decided_on, msg("tanggal keputusan"), today, voting)
    return _Decision(decree, day, chosen, tuple(one for one in free if one not in chosen))
