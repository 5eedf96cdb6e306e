"""Commands about grounds -> events (pure): what is opened, said, marked; what is refused and why."""

import re
from collections.abc import Collection, Sequence
from datetime import date
from typing import Literal, cast

import msgspec

from kawal.access.model import Account
from kawal.count.model import ContestKind
from kawal.count.names import CONTESTS
from kawal.disputes.grounds.events import ExhibitMarked, GroundCorrected, GroundOpened, GroundStepped
from kawal.disputes.grounds.model import (
    CORRECTIONS,
    OUTCOME_NAMES,
    STANDING_NAMES,
    Decided,
    Ground,
    Holder,
    Outcome,
    Step,
    may_step,
    outcomes_of,
)
from kawal.jurisdiction.grounds import Grounds
from kawal.kernel.codes import StationId
from kawal.kernel.days import read_day
from kawal.kernel.errors import Conflict, NotPermitted, Rejected
from kawal.kernel.language import Message, msg
from kawal.store.events import Event, Sealed

LONGEST = 2_000
LONGEST_DECREE = 120
MOST_ENTRIES = 60
_SEAL = re.compile(r"[A-Za-z0-9./ -]{0,40}")


class Open(msgspec.Struct, frozen=True, kw_only=True):
    """Put a ground under study; the note says why, must not be empty, and is sealed."""

    rule: str
    station: StationId
    contest: ContestKind | None = None
    round: int = 1
    entries: tuple[int, ...]
    note: str = ""


class Say(msgspec.Struct, frozen=True, kw_only=True):
    """What a stage says, KPU for some contests; with `corrects`, what the decision of KPU that this entry recorded
    really is. `seen` is the newest entry that the person saw of it."""

    outcome: Outcome
    reason: str
    decree: str = ""
    decided_on: str = ""
    contests: tuple[ContestKind, ...] = ()
    corrects: int | None = None
    seen: int


class MarkExhibit(msgspec.Struct, frozen=True, kw_only=True):
    """An exhibit is there, or is not after all; `words` are sealed."""

    exhibit: str
    present: bool = True
    entry: int = -1
    holder: Holder | Literal[""] = ""
    pages: int = 0
    seal: str = ""
    words: str = ""
    seen: int


class Source(msgspec.Struct, frozen=True):
    """An entry that a ground is opened from: the kind of its report ("" for one of the count) and what it says
    happened; whether an indication of the same rule rests on it."""

    index: int
    kind: str
    what: object = ""
    indicates: bool = False


def open_ground(
    command: Open,
    sources: Sequence[Source],
    present: Sequence[Ground],
    law: Grounds,
    rounds: Collection[int] = (1,),
) -> Sealed:
    """Open a ground; `rounds` are those that the station has. Raises Rejected for a rule that opens none, another
    round, an empty reason, and entries that tell only of where the box was or of no breach; Conflict while the same
    is under study already."""
    known = law.of(command.rule)
    if known is None and command.rule not in law.weaknesses:
        expected = msg("salah satu dari: %(choices)s", choices=", ".join(one.rule for one in law.grounds))
        raise Rejected(msg("aturan"), expected, command.rule[:40])
    if known is None or all(law.is_custody(one.kind, one.what) for one in sources):
        raise Rejected(
            msg("dasar"),
            msg("lebih dari celah penguasaan kotak, yang melemahkan bukti dan bukan alasan PSU atau hitung ulang"),
            msg("hanya catatan penguasaan kotak"),
        )
    if not any(_bears(one, law) for one in sources):
        raise Rejected(
            msg("catatan"),
            msg("sedikitnya satu laporan pelanggaran, insiden, keberatan, hasil atau catatan, atau temuan hitungan"),
            msg("hanya laporan tahap atau keadaan, yang tidak dapat menjadi dasar"),
        )
    if command.round not in rounds:
        held = ", ".join(map(str, sorted(rounds)))
        raise Rejected(msg("putaran"), msg("putaran yang ada di TPS ini: %(rounds)s", rounds=held), command.round)
    note = _reason(command.note)
    same = (command.rule, command.station, command.contest, command.round)
    twin = next(
        (one for one in present if one.is_open and (one.rule, one.station, one.contest, one.round) == same), None
    )
    if twin is not None:
        raise Conflict(msg("sudah dalam kajian sebagai dasar %(n)s", n=twin.index))
    event = GroundOpened(
        rule=command.rule,
        kind=known.kind,
        station=command.station,
        contest=command.contest,
        round=command.round,
        entries=entries_of(command),
    )
    return Sealed(event, note.encode())


def entries_of(command: Open) -> tuple[int, ...]:
    """The entries that a ground is to be opened from, each once, in their order. Raises Rejected for none or too
    many."""
    entries = tuple(sorted(set(command.entries)))
    if not 1 <= len(entries) <= MOST_ENTRIES:
        raise Rejected(msg("catatan"), msg("1 sampai %(most)s nomor", most=MOST_ENTRIES), len(entries))
    return entries


def say(
    command: Say,
    ground: Ground,
    account: Account,
    today: date,
    contests: Sequence[ContestKind] = (),
    voting: date | None = None,
) -> Sealed:
    """What the stage whose turn it is says, or what KPU really decided; `contests` are those of the ground, `voting`
    is the day of the vote.

    Raises Conflict for what changed since, ended, or is no decision to correct, NotPermitted for whoever does not
    speak for that stage, Rejected without a reason, for contests that KPU cannot decide on now, and for a decree
    without number or date, or dated before the vote or after today.
    """
    _seen(ground, command.seen)
    wrong = _recorded(ground, command.corrects) if command.corrects is not None else None
    stage = "kpu" if wrong else ground.stage
    if stage is None:
        raise Conflict(msg("dasar ini sudah berakhir: %(outcome)s", outcome=STANDING_NAMES[ground.standing]))
    if not may_step(account, ground, stage):
        raise NotPermitted(msg("langkah ini milik tingkat lain: peran atau wilayah Anda tidak mencapainya"))
    allowed = CORRECTIONS if wrong else outcomes_of(ground)
    if command.outcome not in allowed:
        choices = tuple(OUTCOME_NAMES[one] for one in allowed)
        raise Rejected(msg("langkah"), msg("salah satu dari: %(choices)s", choices=choices), command.outcome)
    reason = _reason(command.reason).encode()
    others = [one for one in ground.decisions if one is not wrong]
    is_decided = stage == "kpu" and command.outcome != "mistaken"
    said = _decision(command, others, contests, today, voting) if is_decided else _Decision()
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
        outcome=cast("Decided | Literal['undecided']", command.outcome),
        decree=said.decree,
        decided_on=said.decided_on,
        contests=said.contests,
        left=said.left,
    )
    return Sealed(corrected, reason)


def mark(command: MarkExhibit, ground: Ground, law: Grounds, entries: Collection[int]) -> Event | Sealed:
    """Mark an exhibit; `entries` are those that concern the station. Raises Conflict for what changed since, Rejected
    for an exhibit that the rule does not ask for, another entry, and a mark that says nothing."""
    _seen(ground, command.seen)
    rule = law.of(ground.rule)
    needs = rule.needs if rule else ()
    if command.exhibit not in needs:
        raise Rejected(msg("bukti"), msg("bukti dalam daftar dasar ini"), command.exhibit[:40])
    if not command.present and command.exhibit not in ground.marked:
        raise Conflict(msg("bukti ini belum ditandai ada"))
    if command.entry >= 0 and command.entry not in entries:
        raise Rejected(msg("catatan"), msg("nomor catatan tentang TPS ini"), command.entry)
    seal = " ".join(command.seal.split())
    if not _SEAL.fullmatch(seal):
        raise Rejected(msg("segel"), msg("paling banyak 40 huruf, angka, titik, garis"), seal[:60])
    words = _words(command.words, msg("keterangan tersegel"))
    if not (words or command.entry >= 0 or command.holder or command.pages or seal):
        raise Rejected(msg("bukti"), msg("catatan, pemegang, segel atau keterangan"), msg("kosong"))
    event = ExhibitMarked(
        ground=ground.index,
        exhibit=command.exhibit,
        present=command.present,
        entry=command.entry,
        holder=command.holder,
        pages=command.pages,
        seal=seal,
    )
    return _sealed(event, words)


def _bears(one: Source, law: Grounds) -> bool:
    """Whether an entry can tell of a breach: by its kind, as one of the count, or as what an indication rests on."""
    return one.kind == "" or one.indicates or (one.kind in law.bearing and not law.is_custody(one.kind, one.what))


def _seen(ground: Ground, seen: int) -> None:
    if ground.newest > seen:
        raise Conflict(msg("dasar ini sudah berubah sejak halaman dibuka; muat ulang halaman, lalu putuskan"))


def _recorded(ground: Ground, entry: int) -> Step:
    found = next((one for one in ground.decisions if one.index == entry), None)
    if found is None:
        raise Conflict(msg("dasar ini tidak punya keputusan KPU yang dapat dibetulkan pada catatan itu"))
    return found


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
    decree, decided_on = command.decree.strip(), command.decided_on.strip()
    if not 3 <= len(decree) <= LONGEST_DECREE:
        raise Rejected(msg("keputusan KPU"), msg("nomor keputusan, 3 sampai 120 huruf"), decree[:40] or msg("kosong"))
    _date(decided_on, today, voting)
    return _Decision(decree, decided_on, chosen, tuple(one for one in free if one not in chosen))


def _date(text: str, today: date, voting: date | None) -> None:
    found = read_day(text, msg("tanggal keputusan"))
    if found > today:
        raise Rejected(msg("tanggal keputusan"), msg("paling lambat hari ini"), text)
    if voting is not None and found < voting:
        expected = msg("paling awal hari pemungutan suara, %(day)s", day=voting)
        raise Rejected(msg("tanggal keputusan"), expected, text)


def _reason(text: str) -> str:
    reason = _words(text, msg("alasan"))
    if not reason:
        raise Rejected(msg("alasan"), msg("alasan dengan kata-kata"), msg("kosong"))
    return reason


def _words(text: str, where: Message) -> str:
    words = text.strip()
    if len(words) > LONGEST:
        raise Rejected(where, msg("paling banyak %(n)s huruf", n=LONGEST), len(words))
    return words


def _sealed(event: Event, words: str) -> Event | Sealed:
    return Sealed(event, words.encode()) if words else event
