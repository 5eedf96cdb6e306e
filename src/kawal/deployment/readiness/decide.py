"""Commands about readiness -> events (pure): what is asked, what is refused and why."""

from datetime import date

import msgspec

from kawal.deployment.readiness.events import GapAsked, GapMended, ReadinessCounted, ReadinessSigned
from kawal.deployment.readiness.model import Asked, Count, Lack, UnitReadiness, fingerprint
from kawal.jurisdiction.readiness import Checklist, Item
from kawal.kernel.errors import Conflict, Rejected
from kawal.kernel.language import Message, msg
from kawal.store.events import Event, Sealed

MOST_COUNTED = 100_000
LONGEST_NOTE = 500


class CountItem(msgspec.Struct, frozen=True, kw_only=True):
    """Note what was counted of an item in inspection `number`; `good` is left out for a tick. A note is sealed.

    `seen` is the entry of the count that the inspector saw, -1 for none, None from where nobody looks first."""

    unit: str
    number: int
    item: str
    found: int
    good: int | None = None
    note: str = ""
    seen: int | None = None


class SignInspection(msgspec.Struct, frozen=True, kw_only=True):
    """Answer for inspection `number` with the counts that the signer saw (`sha256`)."""

    unit: str
    number: int
    sha256: str


class AskOwner(msgspec.Struct, frozen=True, kw_only=True):
    """Ask an office to mend a gap until the end of day `due`; `person` is sealed. `seen` as in `CountItem`: the entry
    by which it was asked last."""

    unit: str
    item: str
    lack: str
    owner: str
    due: date
    person: str = ""
    seen: int | None = None


class MarkMended(msgspec.Struct, frozen=True, kw_only=True):
    """Say that a gap is mended, or that it is not after all."""

    unit: str
    item: str
    lack: str
    done: bool


def count(command: CountItem, present: UnitReadiness) -> Event | Sealed:
    """One item of an inspection that is not signed. Raises Rejected for counts that cannot be, Conflict when the
    inspection was signed, another one is under way, or a colleague has counted the item otherwise since."""
    item = _item(command.item, present)
    _under_way(command.number, present)
    where = msg("%(item)s di %(unit)s", item=Message(item.name.id), unit=present.unit.name)
    required = item.required(present.strength)
    most = required if item.of != "equipment" and item.fixed is None else MOST_COUNTED
    good = command.found if command.good is None or item.of == "tick" else command.good
    if not 0 <= command.found <= most:
        raise Rejected(where, msg("bilangan bulat dari 0 sampai %(most)s", most=most), command.found, code="found")
    if not 0 <= good <= command.found:
        expected = msg("bilangan bulat dari 0 sampai yang ada, %(most)s", most=command.found)
        raise Rejected(where, expected, good, code="good")
    if len(command.note) > LONGEST_NOTE:
        raise Rejected(where, msg("keterangan paling panjang %(n)s huruf", n=LONGEST_NOTE), len(command.note))
    begun = present.begun
    noted = begun.noted.get(item.id) if begun else None
    if noted is not None and command.seen not in (None, noted.index):
        _same(noted.count, command.found, good, where)
    event = ReadinessCounted(
        unit=present.unit.id, number=command.number, item=item.id, required=required, found=command.found, good=good
    )
    return Sealed(event, command.note.strip().encode()) if command.note.strip() else event


def sign(command: SignInspection, present: UnitReadiness) -> Event:
    """The signature of a finished inspection. Raises Rejected while something was not looked at, Conflict when it is
    signed already or the counts are no longer those that the signer saw."""
    _under_way(command.number, present)
    if present.inspection is None or present.unchecked:
        missing = ", ".join(one.name.id for one in present.unchecked)
        raise Rejected(
            msg("tanda tangan"), msg("semua butir sudah diperiksa"), msg("belum: %(items)s", items=missing)
        )
    seen = fingerprint(present.inspection)
    if command.sha256 != seen:
        raise Conflict(msg("isian pemeriksaan berubah sejak Anda membukanya; baca lagi lalu tanda tangani"))
    return ReadinessSigned(unit=present.unit.id, number=command.number, sha256=seen)


def ask(
    command: AskOwner, present: UnitReadiness, checklist: Checklist, today: date, vote: date | None
) -> Event | Sealed:
    """An owner and a date for a gap. Raises Rejected for an unknown gap or owner, for a day that is past, and for
    one after the vote while that is still to come; Conflict when a colleague has asked another since."""
    lack = _lack(command.item, command.lack, present)
    if checklist.owner(command.owner) is None:
        known = ", ".join(one.name.id for one in checklist.owners)
        raise Rejected(msg("penanggung"), msg("salah satu dari: %(choices)s", choices=known), command.owner)
    if command.due < today:
        raise Rejected(msg("tenggat"), msg("hari ini (%(day)s) atau sesudahnya", day=today), command.due)
    if vote is not None and today <= vote < command.due:
        raise Rejected(msg("tenggat"), msg("paling lambat hari pemungutan (%(day)s)", day=vote), command.due)
    if len(command.person) > LONGEST_NOTE:
        raise Rejected(msg("penanggung"), msg("keterangan paling panjang %(n)s huruf", n=LONGEST_NOTE), "")
    asked = next(one.asked for one in present.gaps if (one.item, one.lack) == (command.item, lack))
    if asked is not None and command.seen not in (None, asked.index):
        _same_owner(asked, command, checklist)
    event = GapAsked(unit=present.unit.id, item=command.item, lack=lack, owner=command.owner, due=command.due)
    return Sealed(event, command.person.strip().encode()) if command.person.strip() else event


def mend(command: MarkMended, present: UnitReadiness) -> Event:
    """A gap is mended, or not after all. Raises Rejected for an unknown gap, Conflict when it is so already."""
    lack = _lack(command.item, command.lack, present)
    gap = next(one for one in present.gaps if (one.item, one.lack) == (command.item, lack))
    if (gap.mend is not None and gap.mend.done) == command.done:
        raise Conflict(msg("kekurangan ini sudah ditandai demikian"))
    return GapMended(unit=present.unit.id, item=command.item, lack=lack, done=command.done)


def _same(count: Count, found: int, good: int, where: Message) -> None:
    if (count.found, count.good) != (found, good):
        raise Conflict(
            msg(
                "%(where)s sudah dihitung sesudah halaman ini dibuka: %(found)s, yang baik %(good)s; "
                "bandingkan, lalu simpan lagi bila hitungan Anda yang benar",
                where=where,
                found=count.found,
                good=count.good,
            )
        )


def _same_owner(asked: Asked, command: AskOwner, checklist: Checklist) -> None:
    if (asked.owner, asked.due) != (command.owner, command.due):
        known = checklist.owner(asked.owner)
        raise Conflict(
            msg(
                "kekurangan ini sudah diminta kepada %(owner)s sampai %(day)s sesudah halaman ini dibuka; "
                "bandingkan, lalu kirim lagi bila harus diubah",
                owner=Message(known.name.id) if known else asked.owner,
                day=asked.due,
            )
        )


def _item(identity: str, present: UnitReadiness) -> Item:
    item = next((one for one in present.items if one.id == identity), None)
    if item is None:
        known = ", ".join(one.name.id for one in present.items)
        raise Rejected(msg("butir"), msg("salah satu dari: %(choices)s", choices=known), identity)
    return item


def _under_way(number: int, present: UnitReadiness) -> None:
    if number != present.next_number:
        raise Conflict(
            msg(
                "pemeriksaan %(number)s sudah ditandatangani atau belum dimulai; yang berjalan nomor %(next)s",
                number=number,
                next=present.next_number,
            )
        )


def _lack(item: str, lack: str, present: UnitReadiness) -> Lack:
    gap = next((one for one in present.gaps if (one.item, one.lack) == (item, lack)), None)
    if gap is None:
        raise Rejected(msg("kekurangan"), msg("kekurangan yang tercatat pada satuan ini"), f"{item} {lack}")
    return gap.lack
