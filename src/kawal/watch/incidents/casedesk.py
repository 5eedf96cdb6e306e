"""The desk of incidents: which there are, what each looks like to whom, and what is done about one."""

from collections.abc import Callable, Sequence

import msgspec
from sqlalchemy.engine import Connection

from kawal.access.model import Account, Who
from kawal.count.desk import Study
from kawal.deployment.queries import latest_version, load_plan
from kawal.field import assembly
from kawal.field.notice import Notice, notice_from
from kawal.field.withheld import kept_words
from kawal.jurisdiction.incidents import IncidentRules, incident_rules
from kawal.jurisdiction.law import Law
from kawal.jurisdiction.load import agencies
from kawal.kernel.errors import Missing
from kawal.kernel.language import Language, msg
from kawal.risk.assess import election_day
from kawal.risk.desk import RiskDesk
from kawal.store.events import Decision
from kawal.store.sealed import open_entries
from kawal.watch.desk import WatchDesk
from kawal.watch.events import Result
from kawal.watch.incidents.acting import NOTHING, Act, World, decide_act, decide_end, kept_note, look_jobs
from kawal.watch.incidents.cases import Case
from kawal.watch.incidents.casesteps import case_of
from kawal.watch.incidents.clocks import urgency
from kawal.watch.incidents.legal import LegalClock, known_at, legal_clocks
from kawal.watch.incidents.teams import (
    Offer,
    Task,
    Team,
    TeamPresence,
    not_here,
    offers,
    presence_of_teams,
    tasks_of,
    teams_of,
)
from kawal.watch.incidents.told import KINDS, what_of
from kawal.watch.muster.muster import here_of
from kawal.watch.muster.musterdesk import MusterDesk
from kawal.watch.queries import IncidentKey, closed_incidents, incident_steps

Ending = Callable[[Connection, Case, Result], Decision]
"""What else follows, in the same transaction, when an incident is closed with a result."""

Studies = Callable[[Connection, int, Who, Language], Sequence[Study]]
"""The open studies of law that rest on an entry and that this person may read: the disputes know them, if any."""


class CaseDesk:
    """Incidents of one node."""

    def __init__(
        self,
        watch: WatchDesk,
        risk: RiskDesk,
        muster: MusterDesk,
        rules: IncidentRules | None = None,
        law: Law | None = None,
    ) -> None:
        self.watch, self._risk, self._muster, self.law = watch, risk, muster, law or Law()
        self.rules = rules or incident_rules()
        self.ending: Ending = lambda *_: Decision()
        self.studies: Studies = lambda *_: ()

    def all(self, connection: Connection) -> tuple[Case, ...]:
        """Every incident: open ones first, by their urgency; those that ended, the newest first. A peaceful assembly
        is none: see `gatherings`."""
        found = [one for one in self._cases(connection) if not one.is_peaceful]
        still_open = sorted((one for one in found if one.is_open), key=lambda one: urgency(one, self.rules))
        ended = sorted((one for one in found if not one.is_open), key=lambda one: -(one.end.index if one.end else 0))
        return (*still_open, *ended)

    def gatherings(self, connection: Connection) -> tuple[Case, ...]:
        """Every peaceful assembly: those that go on first, the newest first."""
        found = [one for one in self._cases(connection) if one.is_peaceful]
        return tuple(sorted(found, key=lambda one: (not one.is_open, -one.heard.index)))

    def of_entry(self, connection: Connection, entry: int) -> tuple[Case, ...]:
        """The incidents that an entry tells of; raises Missing when it tells of none, or was corrected."""
        found = tuple(one for one in self._cases(connection) if one.heard.index == entry)
        if not found:
            raise Missing(msg("insiden"), msg("nomor laporan insiden"), str(entry))
        return found

    def one(self, connection: Connection, entry: int, place: str, what: str) -> Case:
        """One incident; raises Missing when there is none."""
        return _found(self._cases(connection), (entry, place, what))

    def merged_into(self, connection: Connection, entry: int) -> tuple[Case, ...]:
        """The incidents that were joined to this one."""
        return tuple(one for one in self._cases(connection) if one.into == entry)

    def act(self, key: IncidentKey, act: Act) -> None:
        """Do something about an incident; see `acting.decide_act` for refusals. Words with votes lose their figures
        where no results are taken."""
        takes_results = self.watch.lines.takes_results()
        note = kept_words(kept_note(act.note), takes_results=takes_results)
        kept = msgspec.structs.replace(act, note=note)

        def decide(connection: Connection) -> Decision:
            cases = self._cases(connection)
            world = World(
                agencies=self.known_agencies(),
                places=self._places(),
                incidents={one.heard.index: one for one in cases},
                teams=[one.number for one in self.teams(connection)] if kept.team else (),
                busy={team: task.incident for team, task in self.tasks(connection).items()},
                not_here=not_here(self.presence(connection)) if kept.team else {},
            )
            decision = decide_act(_found(cases, key), kept, world)
            return msgspec.structs.replace(decision, jobs=look_jobs(key, kept.step, self.watch.now_ms()))

        self.watch.field.store.writer.commit(decide, act.actor)

    def close(self, key: IncidentKey, result: Result, note: str, actor: str) -> None:
        """End an incident. Raises Missing for an unknown one, Rejected for a long note, Conflict once it ended."""
        kept = kept_words(kept_note(note), takes_results=self.watch.lines.takes_results())

        def decide(connection: Connection) -> Decision:
            case = _found(self._cases(connection), key)
            ended, more = decide_end(case, result, kept), self.ending(connection, case, result)
            return Decision((*ended.events, *more.events), jobs=(*ended.jobs, *more.jobs))

        self.watch.field.store.writer.commit(decide, actor)

    def open_entries(self, connection: Connection) -> frozenset[int]:
        """The entries that tell of an incident which is open."""
        return frozenset(one.heard.index for one in self._cases(connection) if one.is_open and not one.is_peaceful)

    def notes(self, connection: Connection, cases: Sequence[Case]) -> dict[int, str]:
        """The words of steps and ends, by their entries; erased ones are not there."""
        indexes = [step.index for one in cases for step in one.steps]
        indexes += [end.index for one in cases for end in one.ends]
        sealed = open_entries(connection, self.watch.field.store.blobs.sealer, indexes)
        return {index: words for index, body in sealed.items() if body != NOTHING and (words := body.decode())}

    def teams(self, connection: Connection) -> tuple[Team, ...]:
        """The teams of the newest frozen plan; none before there is one."""
        if latest_version(connection) == 0:
            return ()
        return teams_of(load_plan(connection), self.watch.field.registry())

    def ready_teams(self, connection: Connection) -> tuple[Team, ...]:
        """The teams that are not out and of whom someone may be there, whether or not each can come everywhere."""
        busy = {*self.tasks(connection), *not_here(self.presence(connection))}
        return tuple(one for one in self.teams(connection) if one.number not in busy)

    def tasks(self, connection: Connection) -> dict[int, Task]:
        """What the teams that are out do, by their numbers."""
        steps = [step for rows in incident_steps(connection).values() for step in rows]
        return tasks_of(sorted(steps, key=lambda one: one.index))

    def presence(self, connection: Connection) -> dict[int, TeamPresence]:
        """How the teams of the newest plan stand in today's muster, by their numbers."""
        plan = self._muster.plan(connection)
        if plan is None:
            return {}
        said = {person: one.presence for person, one in self._muster.marks(connection).items()}
        return presence_of_teams(plan, self.watch.field.registry(), said)

    def people(self, connection: Connection) -> tuple[int, int, int]:
        """How many people of the units are there, are absent or sick, are unheard, by today's muster."""
        units = self._muster.units(connection)
        return (
            here_of(units),
            sum(one.count("absent", "sick") for one in units),
            sum(one.count(None) for one in units),
        )

    def offers(self, connection: Connection, case: Case) -> tuple[Offer, ...]:
        """The free teams for an incident of whom someone may be there, the nearest first; none where no plan is."""
        teams = self.teams(connection)
        if not teams:
            return ()
        urgent = {one.station for one in self._risk.present()[1].stations if one.priority == 1}
        assumptions = load_plan(connection).result.assumptions
        busy = {*self.tasks(connection), *not_here(self.presence(connection))}
        return offers(case.site, teams, busy, self.watch.field.registry(), urgent, assumptions)

    def legal_clocks(self, case: Case) -> tuple[LegalClock, ...]:
        """What the law lets end when in a breach of election law; none for any other incident."""
        if not case.type.violation:
            return ()
        return legal_clocks(case, self.law, self.watch.lines.zone, election_day(self.watch.field.registry()))

    def notice(self, case: Case) -> Notice | None:
        """What whoever tells of a breach is told about a formal report; None for any other incident."""
        if not case.type.violation:
            return None
        return notice_from(known_at(case), self.watch.lines.zone, self.law, self.watch.field.registry())

    def known_agencies(self) -> dict[str, tuple[str, str]]:
        """Agencies by id with their Indonesian and English names: the registered ones, then those of practice."""
        known = {one.id: (one.name.id, one.name.en) for one in agencies().values()}
        return known | {one.id: (one.name_id, one.name_en) for one in self.watch.field.registry().agencies}

    def agency_name(self, agency: str, language: Language) -> str:
        """What an agency is called; its id where nobody knows it."""
        names = self.known_agencies().get(agency, (agency, agency))
        return names[1] if language.code == "en" else names[0]

    def agency_phone(self, agency: str) -> str:
        """The telephone number of a registered agency, else empty."""
        return next((one.phone for one in self.watch.field.registry().agencies if one.id == agency), "")

    def reaches(self, account: Account, case: Case) -> bool:
        """Whether an account may see an incident: in its region, and for a liaison one of its own agency."""
        if any(account.may("log.read", place) for place in {case.place, case.site}):
            return True
        return any(case.part_of(agency) for agency in agencies_of(account, case.place))

    def _places(self) -> frozenset[str]:
        registry = self.watch.field.registry()
        return frozenset({*registry.station_by_id, *registry.region_by_code})

    def _cases(self, connection: Connection) -> list[Case]:
        board, steps, ends = self.watch.board(connection), incident_steps(connection), closed_incidents(connection)
        return [
            case_of(
                place,
                one,
                steps.get((one.index, place, what_of(one)), ()),
                ends.of(one.index, place, what_of(one)),
                self.rules,
                ends.before(one.index, place, what_of(one)),
            )
            for kind in (*KINDS, assembly.KIND)
            for place, one in board.all_of(kind)
        ]


def agencies_of(account: Account, place: str) -> frozenset[str]:
    """The agencies for which an account acts as their liaison at a place."""
    return frozenset(
        grant.agency for grant in account.grants if grant.role == "liaison" and grant.agency and grant.reaches(place)
    )


def _found(cases: Sequence[Case], key: IncidentKey) -> Case:
    case = next((one for one in cases if (one.heard.index, one.place, one.what) == key), None)
    if case is None:
        raise Missing(msg("insiden"), msg("nomor dan tempat insiden"), " ".join(map(str, key))[:60])
    return case
