"""An agency as a page shows it: what it handles, whom to call, which doors it has, what is with it."""

from collections.abc import Sequence

import msgspec
from sqlalchemy.engine import Connection

from kawal.access.model import Account, Who
from kawal.access.people import shown_contact
from kawal.election.model import Contact
from kawal.exchange.letters import load_peers
from kawal.kernel.language import Language
from kawal.watch.agencies.contactqueries import last_tries
from kawal.watch.agencies.contacts import call_order, contacts_at
from kawal.watch.incidents.casedesk import CaseDesk
from kawal.watch.incidents.cases import Case
from kawal.watch.incidents.caseview import clock_shown


class AgencyView(msgspec.Struct, frozen=True, kw_only=True):
    """An agency; `callee` is whom to call now for the whole region of the node, as this reader sees them.

    `open_cases` are with it (`Case.is_with`), `overdue` counts those of them that it must act on itself."""

    id: str
    name: str
    handles: tuple[str, ...]
    phone: str
    callee: Contact | None
    contacts: int
    nodes: tuple[str, ...]
    liaisons: tuple[str, ...]
    open_cases: tuple[Case, ...]
    overdue: int
    gatherings: tuple[Case, ...] = ()
    """Peaceful assemblies that go on and want something of it, or that it coordinates; they are no incidents."""

    @property
    def is_near(self) -> bool:
        """Whether something of it is shown before the rest: it is reached, be it by its telephone alone, or something
        is or can be with it."""
        reached = self.nodes or self.liaisons or self.contacts or self.phone
        return bool(reached or self.open_cases or self.gatherings or self.handles)


def agencies_of_reader(desk: CaseDesk, account: Account) -> tuple[str, ...]:
    """The agencies of a page: all for the desk, for a liaison the own ones."""
    known = desk.known_agencies()
    if any(grant.role != "liaison" for grant in account.grants) and account.may("log.read"):
        return tuple(known)
    return tuple(dict.fromkeys(grant.agency for grant in account.grants if grant.agency in known))


def agency_views(
    desk: CaseDesk, connection: Connection, ids: Sequence[str], account: Account, words: Language
) -> tuple[AgencyView, ...]:
    """Agencies, those with overdue and open incidents first, then by name."""
    watch, now_ms = desk.watch, desk.watch.now_ms()
    access, registry = watch.field.access, watch.field.registry()
    local, tries, who = watch.clock().astimezone(watch.lines.zone), last_tries(connection), Who(account)
    open_cases = [one for one in desk.all(connection) if one.is_open and desk.reaches(account, one)]
    nodes: dict[str, list[str]] = {}
    for peer in load_peers(connection):
        nodes.setdefault(peer.agency, []).append(peer.institution)
    liaisons: dict[str, dict[str, None]] = {}
    for one in access.directory().accounts.values():
        for grant in one.grants:
            if grant.role == "liaison" and not one.closed:
                liaisons.setdefault(grant.agency, {})[one.name or one.login] = None
    going_on = [one for one in desk.gatherings(connection) if one.is_open and desk.reaches(account, one)]
    views = []
    for agency in ids:
        with_it = tuple(one for one in open_cases if one.is_with(agency))
        owned = [one for one in with_it if one.owner == agency]
        late = [clock for one in owned if (clock := clock_shown(one, desk)) is not None and clock.due_ms < now_ms]
        order = call_order(contacts_at(registry.contacts, agency, access.founding.region), local, tries)
        views.append(
            AgencyView(
                id=agency,
                name=desk.agency_name(agency, words),
                handles=handled(desk, agency, words),
                phone=desk.agency_phone(agency),
                callee=shown_contact(order[0], who) if order else None,
                contacts=sum(one.agency == agency for one in registry.contacts),
                nodes=tuple(nodes.get(agency, ())),
                liaisons=tuple(liaisons.get(agency, ())),
                open_cases=with_it,
                overdue=len(late),
                gatherings=tuple(one for one in going_on if one.is_with(agency)),
            )
        )
    return tuple(sorted(views, key=lambda one: (-one.overdue, -len(one.open_cases), one.name.casefold())))


def handled(desk: CaseDesk, agency: str, words: Language) -> tuple[str, ...]:
    """The types of incidents for which an agency is the first of the chain, inside or outside the station."""
    return tuple(
        one.name.say(words)
        for one in desk.rules.types
        if agency
        in (one.inside.chain[0], one.outside.chain[0], *(who for asked in one.services.values() for who in asked))
    )


def dialled(phone: str) -> str:
    """A telephone number as a link dials it; empty for one that is masked or none."""
    return "".join(one for one in phone if one.isdigit() or one == "+") if "*" not in phone else ""
