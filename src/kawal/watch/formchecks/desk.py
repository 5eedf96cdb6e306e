"""A finding becomes an incident: a report of who saw it, and an entry that ties both together."""

from collections.abc import Mapping
from typing import Literal

from sqlalchemy.engine import Connection

from kawal.access.model import Account
from kawal.count.formqueries import form_view
from kawal.count.model import ContestKind, Finding
from kawal.field.desk import FieldDesk
from kawal.field.door import RECORDED, REPEATED
from kawal.field.withheld import kept_words
from kawal.jurisdiction.incidents import Severity
from kawal.kernel.codes import StationId
from kawal.kernel.errors import Missing, Rejected
from kawal.kernel.language import msg
from kawal.store.events import Decision
from kawal.watch.formchecks.events import FindingRaised
from kawal.watch.formchecks.queries import incidents_of_form

What = Literal["procedure", "custody"]
"""As what an incident about a form is opened: the procedure was broken, or ballots are not where they must be."""


class FormCheckDesk:
    """Incidents about forms on one node."""

    def __init__(self, field: FieldDesk) -> None:
        self.field, self.store = field, field.store

    def known(self, connection: Connection, station: str, contest: str) -> Mapping[tuple[int, str, str], int]:
        """The entry of the incident of each finding of a form that has one."""
        return incidents_of_form(connection, station, contest)

    def finding(self, station: StationId, contest: ContestKind, round_: int, what: str, part: str) -> Finding:
        """A finding that stands now. Raises Missing for one that is gone."""
        with self.store.engine.connect().execution_options(read_only=True) as connection:
            waiting = form_view(connection, station, contest, round_).findings
        found = next((one.finding for one in waiting if (one.finding.what, one.finding.part) == (what, part)), None)
        if found is None:
            raise Missing(msg("temuan"), msg("temuan yang masih ada"), f"{what} {part}".strip()[:60])
        return found

    async def raise_incident(
        self, account: Account, identity: str, found: Finding, what: What, severity: Severity, words: str
    ) -> int:
        """Open an incident about a finding; its entry. One that has an incident already keeps it.

        Figures of votes in the words are dots: an incident may be handed on to a node that must hold none. Raises
        NotPermitted for who may report no incident, Rejected for words that are too long.
        """
        there = await self.field.in_thread(self._there, found)
        if there is not None:
            return there
        kind = self.field.book().newest("incident")
        if kind is None:
            raise Missing(msg("formulir"), msg("formulir insiden"), "incident")
        answer = await self.field.send_for(
            account,
            identity,
            (kind.id, kind.version),
            found.place,
            {"what": what, "severity": severity},
            {"note": kept_words(words.strip(), takes_results=False)},
        )
        if answer.status not in (RECORDED, REPEATED):
            raise Rejected("id", msg("laporan baru"), identity)
        await self.field.in_thread(self._tie, found, answer.index, account.id)
        return answer.index

    def _there(self, found: Finding) -> int | None:
        with self.store.engine.connect().execution_options(read_only=True) as connection:
            return self.known(connection, found.place, found.contest).get((found.round, found.what, found.part))

    def _tie(self, found: Finding, incident: int, actor: str) -> None:
        event = FindingRaised(
            incident=incident,
            station=found.place,
            contest=found.contest,
            round=found.round,
            what=found.what,
            part=found.part,
            entries=found.entries,
        )

        def decide(connection: Connection) -> Decision:
            key = (found.round, found.what, found.part)
            told = self.known(connection, found.place, found.contest).get(key)
            return Decision() if told is not None else Decision((event,))

        self.store.writer.commit(decide, actor)
