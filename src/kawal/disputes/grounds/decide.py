"""A ground is put under study -> an event (pure): what opens one; what is refused and why."""

from collections.abc import Collection, Sequence

import msgspec

from kawal.count.model import ContestKind
from kawal.count.names import CONTESTS
from kawal.disputes.grounds.checks import reason_of
from kawal.disputes.grounds.events import GroundOpened
from kawal.disputes.grounds.model import Ground
from kawal.jurisdiction.grounds import Grounds
from kawal.kernel.codes import StationId
from kawal.kernel.errors import Conflict, Rejected
from kawal.kernel.language import msg
from kawal.store.events import Sealed

MOST_ENTRIES = 60


class Open(msgspec.Struct, frozen=True, kw_only=True):
    """Put a ground under study; the note says why, must not be empty, and is sealed."""

    rule: str
    station: StationId
    contest: ContestKind | None = None
    round: int = 1
    entries: tuple[int, ...]
    note: str = ""


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
    contests: Sequence[ContestKind] = (),
) -> Sealed:
    """Open a ground; `rounds` and `contests` are those that the station has. Raises Rejected for a rule that opens
    none, another round, an empty reason, and entries that tell only of where the box was or of no breach; Conflict
    while the same is under study already in one of its contests."""
    known = law.of(command.rule)
    if known is None and command.rule not in law.weaknesses:
        expected = msg("salah satu dari: %(choices)s", choices=", ".join(one.rule for one in law.grounds))
        raise Rejected(msg("aturan"), expected, command.rule[:40] or msg("kosong"))
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
    note = reason_of(command.note)
    refuse_overlap(command.rule, command.station, command.round, command.contest, present, contests)
    event = GroundOpened(
        rule=command.rule,
        kind=known.kind,
        station=command.station,
        contest=command.contest,
        round=command.round,
        entries=entries_of(command),
    )
    return Sealed(event, note.encode())


def refuse_overlap(
    rule: str,
    station: StationId,
    round_: int,
    contest: ContestKind | None,
    present: Sequence[Ground],
    contests: Sequence[ContestKind],
) -> None:
    """Raise Conflict while the same is under study in a contest that is asked for (None: all); it says which of the
    station's are free."""
    twins = [one for one in present if one.is_open and one.overlaps(rule, station, round_, contest)]
    if not twins:
        return
    free = [kind for kind in contests if not any(one.concerns(kind) for one in twins)]
    twin = twins[0]
    if twin.contest is None:
        raise Conflict(msg("sudah dalam kajian untuk semua pemilihan sebagai dasar %(n)s", n=twin.index))
    about = {"n": twin.index, "contest": CONTESTS[twin.contest]}
    if contest or not free:
        raise Conflict(msg("sudah dalam kajian untuk %(contest)s sebagai dasar %(n)s", **about))
    names = tuple(CONTESTS[kind] for kind in free)
    raise Conflict(
        msg(
            "sudah dalam kajian untuk %(contest)s sebagai dasar %(n)s; pilih pemilihan yang belum dikaji: %(free)s",
            free=names,
            **about,
        )
    )


def entries_of(command: Open) -> tuple[int, ...]:
    """The entries that a ground is to be opened from, each once, in their order. Raises Rejected for none or too
    many."""
    entries = tuple(sorted(set(command.entries)))
    if not 1 <= len(entries) <= MOST_ENTRIES:
        raise Rejected(msg("catatan"), msg("1 sampai %(most)s nomor", most=MOST_ENTRIES), len(entries))
    return entries


def _bears(one: Source, law: Grounds) -> bool:
    """Whether an entry can tell of a breach: by its kind, as one of the count, or as what an indication rests on."""
    return one.kind == "" or one.indicates or (one.kind in law.bearing and not law.is_custody(one.kind, one.what))
