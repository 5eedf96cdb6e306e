"""An exhibit is marked as there, or as not there after all -> an event (pure); what is refused and why."""

import re
from collections.abc import Collection
from typing import Literal

import msgspec

from kawal.disputes.grounds.checks import refuse_stale, words_of
from kawal.disputes.grounds.events import ExhibitMarked
from kawal.disputes.grounds.model import Ground, Holder
from kawal.jurisdiction.grounds import Grounds
from kawal.kernel.errors import Conflict, Rejected
from kawal.kernel.language import msg
from kawal.store.events import Event, Sealed

_SEAL = re.compile(r"[A-Za-z0-9./ -]{0,40}")


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


def mark(command: MarkExhibit, ground: Ground, law: Grounds, entries: Collection[int]) -> Event | Sealed:
    """Mark an exhibit; `entries` are those that concern the station. Raises Conflict for what changed since, Rejected
    for an exhibit that the rule does not ask for, another entry, and a mark that says nothing."""
    refuse_stale(ground, command.seen)
    rule = law.of(ground.rule)
    needs = rule.needs if rule else ()
    if command.exhibit not in needs:
        raise Rejected(msg("bukti"), msg("bukti dalam daftar dasar ini"), command.exhibit[:40] or msg("kosong"))
    if not command.present and command.exhibit not in ground.marked:
        raise Conflict(msg("bukti ini belum ditandai ada"))
    if command.entry >= 0 and command.entry not in entries:
        raise Rejected(msg("catatan"), msg("nomor catatan tentang TPS ini"), command.entry)
    seal = " ".join(command.seal.split())
    if not _SEAL.fullmatch(seal):
        raise Rejected(msg("segel"), msg("paling banyak 40 huruf, angka, titik, garis"), seal[:60])
    words = words_of(command.words, msg("keterangan tersegel"))
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
    return Sealed(event, words.encode()) if words else event
