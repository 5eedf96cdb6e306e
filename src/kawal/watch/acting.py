"""Whether someone may do something about an incident as it stands, and the events of it (pure)."""

from collections.abc import Container, Mapping

import msgspec

from kawal.kernel.codes import is_station
from kawal.kernel.errors import Conflict, NotPermitted, Rejected
from kawal.kernel.language import Message, msg
from kawal.store.events import Decision, Event, Sealed
from kawal.watch.cases import Case
from kawal.watch.events import IncidentClosed, IncidentStepped, Result, Step

LONGEST_NOTE = 400
NOTHING = b"-"
"""The private part of an end without words."""
OF_AGENCY: frozenset[Step] = frozenset({"read", "accepted", "returned", "arrived", "answered", "settled"})
"""What an agency does, itself or by telephone through the desk."""
ONCE: frozenset[Step] = frozenset({"read", "arrived", "settled"})
TOWARDS: frozenset[Step] = frozenset({"told", "asked", "handed_on"})
"""What the desk does towards an agency."""
WITH_REASON: frozenset[Step] = frozenset({"noted", "returned", "asked", "answered", "handed_on", "reopened"})
"""What says nothing without words."""


class Act(msgspec.Struct, frozen=True, kw_only=True):
    """What someone wants to do: the step, the agency it concerns, the other entry of a merging, words, by whom.

    `agencies` are those for which a liaison acts; None for the desk, which acts for the node and notes what agencies
    say by telephone.
    """

    step: Step
    agency: str = ""
    other: int = -1
    note: str = ""
    actor: str
    agencies: frozenset[str] | None = None


def decide_act(case: Case, act: Act, known: Container[str], others: Mapping[int, Case]) -> Decision:
    """The events of an act. `known` are the agencies there are, `others` the incidents it can be merged into.

    Raises Rejected for an act without its agency or words, NotPermitted for an agency that acts beyond its own part,
    Conflict for what was done already or by someone else.
    """
    if act.step in WITH_REASON and not act.note:
        raise Rejected(msg("catatan"), msg("alasan atau isi"), msg("kosong"))
    if act.agencies is not None:
        _as_agency(case, act)
    if act.step == "reopened":
        if case.is_open:
            raise Conflict(msg("insiden ini masih terbuka"))
    elif not case.is_open and act.step != "noted":
        raise Conflict(msg("insiden ini sudah ditutup pada nomor %(n)s", n=case.end.index if case.end else ""))
    elif act.step == "merged":
        return _merging(case, act, others)
    elif act.step in OF_AGENCY | TOWARDS:
        _about_agency(case, act, known)
    else:
        _at_the_desk(case, act)
    return _events(case, act)


def _at_the_desk(case: Case, act: Act) -> None:
    """An operator takes it, lets it go, notes something, says where it is."""
    if act.step == "taken" and case.handler:
        raise Conflict(msg("insiden ini sudah ditangani"))
    if act.step == "released" and not case.handler:
        raise Conflict(msg("insiden ini belum ditangani"))
    if act.step == "released" and case.handler != act.actor and not act.note:
        raise Rejected(msg("catatan"), msg("alasan melepas dari orang lain"), msg("kosong"))
    if act.step in ("inside", "outside"):
        if not is_station(case.place):
            raise Rejected(msg("tempat"), msg("TPS"), case.place)
        if case.where == act.step:
            raise Conflict(msg("tempatnya sudah begitu"))


def decide_end(case: Case, result: Result, note: str) -> Decision:
    """The event of an end. Raises Conflict for an incident that ended."""
    if case.end is not None:
        raise Conflict(msg("insiden ini sudah ditutup pada nomor %(n)s", n=case.end.index))
    event = IncidentClosed(incident=case.heard.index, place=case.place, result=result)
    return Decision((Sealed(event, note.encode() or NOTHING),))


def _as_agency(case: Case, act: Act) -> None:
    if act.step not in OF_AGENCY | {"noted"} or act.agency not in (act.agencies or ()):
        raise NotPermitted(msg("peran Anda tidak berhak melakukan ini"))
    if case.part_of(act.agency) is None:
        raise NotPermitted(msg("insiden ini bukan urusan instansi Anda"))


def _about_agency(case: Case, act: Act, known: Container[str]) -> None:
    if act.agency not in known:
        raise Rejected(msg("instansi"), msg("instansi yang dikenal"), act.agency or msg("kosong"))
    part = case.part_of(act.agency)
    if act.step == "handed_on" and act.agency == case.owner:
        raise Conflict(msg("insiden ini sudah pada instansi itu"))
    if act.step in ("handed_on", "told"):  # whoever there is can be drawn in
        return
    if part is None:
        raise Rejected(msg("instansi"), msg("instansi pada insiden ini"), act.agency)
    if act.step in ONCE and act.step in part.steps:
        raise Conflict(msg("sudah tercatat"))
    if act.step == "accepted" and part.has_accepted:
        raise Conflict(msg("instansi ini sudah menerima"))
    if act.step == "answered" and not part.is_asked:
        raise Conflict(msg("tidak ada pertanyaan yang menunggu instansi ini"))


def _merging(case: Case, act: Act, others: Mapping[int, Case]) -> Decision:
    other = others.get(act.other)
    if other is None or act.other == case.heard.index or not other.is_open:
        raise Rejected(msg("insiden"), msg("nomor insiden lain yang masih terbuka"), act.other)
    end = IncidentClosed(incident=case.heard.index, place=case.place, result="duplicate")
    return Decision((*_events(case, act).events, end))


def _events(case: Case, act: Act) -> Decision:
    event: Event = IncidentStepped(
        incident=case.heard.index, place=case.place, step=act.step, agency=act.agency, other=act.other
    )
    return Decision((Sealed(event, act.note.encode()) if act.note else event,))


def kept_note(note: str) -> str:
    """Words in one line. Raises Rejected for too many."""
    kept = " ".join(note.split())
    if len(kept) > LONGEST_NOTE:
        expected: Message = msg("paling banyak %(n)s huruf", n=LONGEST_NOTE)
        raise Rejected(msg("catatan"), expected, len(kept))
    return kept
