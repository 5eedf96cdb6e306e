"""A finding becomes an incident: a report of who saw it, and an entry that ties both together."""

from typing import Literal

from sqlalchemy.engine import Connection

from kawal.access.model import Account
from kawal.count.formqueries import form_view
from kawal.count.model import FindingKey
from kawal.count.recapdesk import RecapDesk
from kawal.count.sources import CONTEST_KINDS
from kawal.field.desk import FieldDesk
from kawal.field.door import RECORDED, REPEATED
from kawal.field.withheld import kept_words
from kawal.jurisdiction.incidents import Severity
from kawal.kernel.codes import StationId
from kawal.kernel.errors import Missing, Rejected
from kawal.kernel.language import msg
from kawal.store.events import Decision
from kawal.watch.formchecks.events import FindingRaised, RecapFindingRaised
from kawal.watch.formchecks.queries import incidents_of
from kawal.watch.formchecks.told import FindingTeller

What = Literal["procedure", "custody"]
"""As what an incident about a form is opened: the procedure was broken, or ballots are not where they must be."""


class FormCheckDesk:
    """Incidents about forms on one node."""

    def __init__(self, field: FieldDesk, recap: RecapDesk) -> None:
        self.field, self.recap, self.store = field, recap, field.store
        self.teller = FindingTeller(recap)

    async def raise_incident(
        self, account: Account, identity: str, key: FindingKey, what: What, severity: Severity, words: str
    ) -> int:
        """Open an incident about a finding or a column that stands now; its entry. One that has an incident already
        keeps it.

        Figures of votes in the words are dots: an incident may be handed on to a node that must hold none. Raises
        Missing for what does not stand, NotPermitted for who may report no incident, Rejected for words that are too
        long.
        """
        entries, there = await self.field.in_thread(self._look, key)
        if there is not None:
            return there
        kind = self.field.book().newest("incident")
        if kind is None:
            raise Missing(msg("formulir"), msg("formulir insiden"), "incident")
        answer = await self.field.send_for(
            account,
            identity,
            (kind.id, kind.version),
            key.site,
            {"what": what, "severity": severity},
            {"note": kept_words(words.strip(), takes_results=False)},
        )
        if answer.status not in (RECORDED, REPEATED):
            raise Rejected("id", msg("laporan baru"), identity)
        await self.field.in_thread(self._tie, key, entries, answer.index, account.id)
        return answer.index

    def _look(self, key: FindingKey) -> tuple[tuple[int, ...], int | None]:
        """The entries that show it, and its incident, if any."""
        with self.store.engine.connect().execution_options(read_only=True) as connection:
            return self._shown_by(connection, key), incidents_of(connection, [key.place]).get(key)

    def _shown_by(self, connection: Connection, key: FindingKey) -> tuple[int, ...]:
        kind = next(one for one in CONTEST_KINDS if one == key.contest)
        if key.form:
            differences = self.recap.compared(connection, self.recap.contest(kind, key.form)).differences
            standing = {one.key: one.entries for one in differences}
        else:
            waiting = form_view(connection, StationId(key.place), kind, key.round).findings
            standing = {one.finding.key: one.finding.entries for one in waiting}
        if key not in standing:
            raise Missing(msg("temuan"), msg("temuan yang masih ada"), f"{key.what or key.place} {key.part}"[:60])
        return standing[key]

    def _tie(self, key: FindingKey, entries: tuple[int, ...], incident: int, actor: str) -> None:
        def decide(connection: Connection) -> Decision:
            told = key in incidents_of(connection, [key.place])
            return Decision() if told else Decision((_tied(key, entries, incident),))

        self.store.writer.commit(decide, actor)


def _tied(key: FindingKey, entries: tuple[int, ...], incident: int) -> FindingRaised | RecapFindingRaised:
    if key.form:
        return RecapFindingRaised(
            incident=incident,
            form=key.form,
            place=key.place,
            contest=key.contest,
            round=key.round,
            entries=entries,
        )
    return FindingRaised(
        incident=incident,
        station=key.place,
        contest=key.contest,
        round=key.round,
        what=key.what,
        part=key.part,
        entries=entries,
    )
