"""From whom a report is, without a name: the role, where it is held, and the number of the account."""

from collections import defaultdict

from sqlalchemy import select
from sqlalchemy.engine import Connection

from kawal.access.roles import ROLE_NAMES, ROLES
from kawal.access.tables import ACCOUNT, DEVICE, GRANT
from kawal.disputes.dossier.hearing import Account
from kawal.disputes.dossier.texts import Both, both, said
from kawal.election.model import Registry, Roster
from kawal.election.pairs import pair_of
from kawal.field.incoming import role_of
from kawal.field.line_queries import HeardRow
from kawal.kernel.language import Language, Message, msg

ROSTERS: dict[Roster, Message] = {
    "linmas": msg("linmas"),
    "order_officer": msg("petugas ketertiban"),
    "poll_worker": msg("KPPS"),
    "supervisor": msg("pengawas TPS"),
    "agent": msg("saksi pasangan calon"),
}
UNNAMED = said(msg("sumber tanpa nama"))
AT_COMMAND = said(msg("perintah pada komputer simpul"))


class Senders:
    """Everyone who may have sent something to this node."""

    def __init__(self, connection: Connection, registry: Registry) -> None:
        self._registry = registry
        self._account_of_key = {row.kid: row.account for row in connection.execute(select(DEVICE))}
        self._number = {row.id: row.position for row in connection.execute(select(ACCOUNT))}
        self._of_person = {row.person: row.id for row in connection.execute(select(ACCOUNT)) if row.person}
        self._grants: dict[str, list[tuple[str, str, str]]] = defaultdict(list)
        for row in connection.execute(select(GRANT)):
            self._grants[row.account].append((row.role, row.agency, row.region))

    def key(self, row: HeardRow) -> str:
        """Who said it, where that is known: an account, else a registered person; "" where only a role is known."""
        if not row.is_named:
            return ""
        account = self._account_of_key.get(row.who, row.who)
        account = self._of_person.get(account, account)
        return account if account in self._number or account in self._registry.person_by_id else ""

    def source(self, row: HeardRow) -> Both:
        """The role of who said it."""
        key = self.key(row)
        if key:
            return self.account(key).role
        return {"id": role, "en": role} if (role := role_of(row.who)) else UNNAMED

    def recorder(self, actor: str) -> Both:
        """The role and the number of the account that recorded an event of the node; of a command that it was one."""
        if actor not in self._number:
            return AT_COMMAND
        account = self.account(actor)
        return both(lambda told: f"{account.role[told.code]}, {told.text('akun %(n)s', n=account.number)}")

    def account(self, key: str) -> Account:
        """Who this is, without entries yet."""
        number = self._number.get(key)
        if number is None:
            person = self._registry.person_by_id[key]
            unit = next((one for one in self._registry.units if one.id == person.unit), None)
            return Account(person.id, said(ROSTERS[person.roster]), unit.region if unit else "")
        grants = sorted(self._grants.get(key, ()), key=lambda one: ROLES.index(one[0]) if one[0] in ROLES else 99)
        if not grants:
            return Account(str(number), UNNAMED, "")
        role, agency, region = grants[-1]
        return Account(str(number), both(lambda told: _role(role, agency, told)), region)


def _role(role: str, agency: str, told: Language) -> str:
    pair = pair_of(agency)
    if role == "pair_agent" and pair is not None:
        return told.text("saksi pasangan calon nomor urut %(n)s", n=f"{pair[1]:02d}")
    return told.say(ROLE_NAMES[role]) if role in ROLE_NAMES else role
