"""Whether someone may do something about an incident as it stands, and the events of it (pure)."""

from collections.abc import Collection, Container, Mapping

import msgspec

from kawal.kernel.codes import is_station
from kawal.kernel.errors import Conflict, NotPermitted, Rejected
from kawal.kernel.language import Message, msg
from kawal.store.events import Decision, Event, Job, Sealed
from kawal.watch.events import IncidentClosed, IncidentPlaced, IncidentStepped, Result, Step
from kawal.watch.incidents.cases import Case
from kawal.watch.incidents.mediation import MEDIATION_STEPS, check_mediation
from kawal.watch.incidents.teams import TEAM_PRESENCE, TEAM_STEPS, TeamPresence

LONGEST_NOTE = 400
NOTHING = b"-"
"""The private part of an end without words."""
MEDIATES: frozenset[Step] = frozenset(MEDIATION_STEPS[1:])
"""What local figures say who were asked to mediate, themselves or by telephone through the desk."""
OF_AGENCY: frozenset[Step] = frozenset({"read", "accepted", "returned", "arrived", "answered", "settled"})
"""What an agency does, itself or by telephone through the desk."""
ONCE: frozenset[Step] = frozenset({"read", "arrived", "settled"})
TOWARDS: frozenset[Step] = frozenset({"told", "asked", "handed_on"})
"""What the desk does towards an agency."""
WITH_REASON: frozenset[Step] = frozenset({"noted", "returned", "asked", "answered", "handed_on", "reopened"})
"""What says nothing without words."""
TELLING: frozenset[Step] = frozenset({"handed_on", "returned", "asked", "reopened", "inside", "outside", "placed"})
"""After which an agency may have to be told; see `watch.noticedesk`."""
SERVES: frozenset[Step] = OF_AGENCY | {"told", "asked", "noted", "taken", "released", "merged", "reopened", "placed"}
"""All that is done about a peaceful assembly."""
LOOK = "notice_look"


class Act(msgspec.Struct, frozen=True, kw_only=True):
    """What someone wants to do: the step, the agency it concerns, the other entry of a merging, where it really
    is, words, by whom.

    `agencies` are those for which a liaison acts; None for the desk, which acts for the node and notes what agencies
    say by telephone.
    """

    step: Step
    agency: str = ""
    other: int = -1
    team: int = 0
    site: str = ""
    note: str = ""
    actor: str
    agencies: frozenset[str] | None = None


class World(msgspec.Struct, frozen=True, kw_only=True):
    """What an act may name: the agencies and places there are, incidents by their entries, teams, those that are
    out with the entry of their incident, those of whom nobody is there."""

    agencies: Container[str] = ()
    places: Container[str] = ()
    incidents: Mapping[int, Case] = {}
    teams: Collection[int] = ()
    busy: Mapping[int, int] = {}
    not_here: Mapping[int, TeamPresence] = {}


def decide_act(case: Case, act: Act, world: World) -> Decision:
    """The events of an act.

    Raises Rejected for an act without its agency or words, NotPermitted for an agency that acts beyond its own part,
    Conflict for what was done already or by someone else.
    """
    if act.step in WITH_REASON and not act.note:
        raise Rejected(msg("catatan"), msg("alasan atau isi"), msg("kosong"))
    if act.agencies is not None:
        _as_agency(case, act)
    if case.is_peaceful:
        _serving(case, act)
    if act.step == "reopened":
        if case.is_open:
            raise Conflict(msg("insiden ini masih terbuka"))
    elif not case.is_open and act.step != "noted":
        raise Conflict(msg("insiden ini sudah ditutup pada nomor %(n)s", n=case.end.index if case.end else ""))
    elif act.step == "merged":
        return _merging(case, act, world.incidents)
    elif act.step in OF_AGENCY | TOWARDS:
        _about_agency(case, act, world.agencies)
    elif act.step in MEDIATION_STEPS:
        check_mediation(case, act.step, act.agency, act.note)
    elif act.step in TEAM_STEPS:
        _about_team(case, act, world)
    else:
        _at_the_desk(case, act, world)
    return _events(case, act)


def _serving(case: Case, act: Act) -> None:
    """A peaceful assembly is served: by the agencies of what it asks for, never by force."""
    if act.step not in SERVES:
        raise Rejected(msg("langkah"), msg("langkah layanan: kumpulan damai dilayani, tidak ditindak"), act.step)
    if act.agency and case.part_of(act.agency) is None:
        raise Rejected(msg("instansi"), msg("instansi layanan kumpulan damai ini"), act.agency)


def _at_the_desk(case: Case, act: Act, world: World) -> None:
    """An operator takes it, lets it go, notes something, says where it is."""
    if act.step == "taken" and case.handler:
        raise Conflict(msg("insiden ini sudah ditangani"))
    if act.step == "released" and not case.handler:
        raise Conflict(msg("insiden ini belum ditangani"))
    if act.step == "released" and case.handler != act.actor and not act.note:
        raise Rejected(msg("catatan"), msg("alasan melepas dari orang lain"), msg("kosong"))
    if act.step in ("inside", "outside"):
        if not is_station(case.site):
            raise Rejected(msg("tempat"), msg("TPS"), case.site)
        if case.where == act.step:
            raise Conflict(msg("tempatnya sudah begitu"))
    if act.step == "placed":
        if act.site not in world.places:
            raise Rejected(
                msg("tempat"), msg("TPS atau wilayah yang terdaftar di simpul ini"), act.site or msg("kosong")
            )
        if act.site == case.site:
            raise Conflict(msg("tempatnya sudah begitu"))


def decide_end(case: Case, result: Result, note: str) -> Decision:
    """The event of an end. Raises Conflict for an incident that ended."""
    if case.end is not None:
        raise Conflict(msg("insiden ini sudah ditutup pada nomor %(n)s", n=case.end.index))
    event = IncidentClosed(incident=case.heard.index, place=case.place, what=case.what, result=result)
    return Decision((*_freed(case), Sealed(event, note.encode() or NOTHING)))


def _freed(case: Case) -> tuple[Event, ...]:
    """Teams that are out for an incident are free when it ends."""
    return tuple(
        IncidentStepped(incident=case.heard.index, place=case.place, what=case.what, step="freed", team=team)
        for team in case.teams
    )


def _as_agency(case: Case, act: Act) -> None:
    if act.step not in OF_AGENCY | MEDIATES | {"noted"} or act.agency not in (act.agencies or ()):
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


def _about_team(case: Case, act: Act, world: World) -> None:
    if act.step == "sent":
        if act.team not in world.teams:
            raise Rejected("TRC", msg("tim pada rencana terakhir"), act.team)
        if act.team in world.busy:
            raise Conflict(
                msg("TRC %(team)s sedang bertugas pada insiden %(n)s", team=act.team, n=world.busy[act.team])
            )
        if act.team in world.not_here:
            raise Conflict(
                msg(
                    "TRC %(team)s tidak siap: %(state)s; catat dahulu anggotanya hadir pada apel",
                    team=act.team,
                    state=TEAM_PRESENCE[world.not_here[act.team]],
                )
            )
        return
    last = case.team_step(act.team)
    if act.team not in case.teams or last is None:
        raise Conflict(msg("TRC %(team)s tidak bertugas pada insiden ini", team=act.team))
    if TEAM_STEPS.index(act.step) <= TEAM_STEPS.index(last.step):
        raise Conflict(msg("sudah tercatat"))


def _merging(case: Case, act: Act, others: Mapping[int, Case]) -> Decision:
    other = others.get(act.other)
    if other is not None and other.is_peaceful != case.is_peaceful:
        raise Rejected(
            msg("nomor"), msg("kumpulan damai hanya dengan kumpulan damai, insiden dengan insiden"), act.other
        )
    if other is None or act.other == case.heard.index or not other.is_open:
        raise Rejected(msg("insiden"), msg("nomor insiden lain yang masih terbuka"), act.other)
    end = IncidentClosed(incident=case.heard.index, place=case.place, what=case.what, result="duplicate")
    return Decision((*_freed(case), *_events(case, act).events, end))


def _events(case: Case, act: Act) -> Decision:
    event: Event
    if act.step == "placed":
        event = IncidentPlaced(incident=case.heard.index, place=case.place, what=case.what, site=act.site)
        return Decision((Sealed(event, act.note.encode()) if act.note else event,))
    event = IncidentStepped(
        incident=case.heard.index,
        place=case.place,
        what=case.what,
        step=act.step,
        agency=act.agency,
        other=act.other,
        team=act.team,
    )
    return Decision((Sealed(event, act.note.encode()) if act.note else event,))


def look_jobs(key: tuple[int, str, str], step: Step, now_ms: int) -> tuple[Job, ...]:
    """The job that a step leaves after which someone is to be told; at most one for each incident and moment."""
    return (Job(LOOK, " ".join(map(str, (*key, step, now_ms)))),) if step in TELLING else ()


def kept_note(note: str) -> str:
    """Words in one line. Raises Rejected for too many."""
    kept = " ".join(note.split())
    if len(kept) > LONGEST_NOTE:
        expected: Message = msg("paling banyak %(n)s huruf", n=LONGEST_NOTE)
        raise Rejected(msg("catatan"), expected, len(kept))
    return kept
