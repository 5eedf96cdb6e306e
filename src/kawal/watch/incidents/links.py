"""One-tap links: a liaison opens one incident in a phone's browser, without a password.

A link is a statement of this node, signed with a key of its folder: which incident, for which liaison, until when. It
opens nothing else, and nothing any more once the incident ended, the account was closed or its right was taken.
"""

import base64
import hmac
from datetime import timedelta

import msgspec
from sqlalchemy.engine import Connection

from kawal.access.model import Account
from kawal.kernel.errors import NotPermitted
from kawal.kernel.language import msg
from kawal.watch.desk import WatchDesk
from kawal.watch.incidents.casedesk import CaseDesk, agencies_of
from kawal.watch.incidents.cases import Case

PATH = "/tautan"
VALID = timedelta(hours=24)
MAC_BYTES = 16
LONGEST = 400


class Invitee(msgspec.Struct, frozen=True):
    """A liaison who can be sent a link: the account, its name, for which agency."""

    account: str
    name: str
    agency: str


class _Ticket(msgspec.Struct, frozen=True, array_like=True):
    """What a link says; `until_s` in seconds since 1970 by the civil clock."""

    entry: int
    place: str
    what: str
    account: str
    agency: str
    until_s: int


def invitees(watch: WatchDesk, case: Case) -> tuple[Invitee, ...]:
    """The liaisons in whose remit and region an incident falls."""
    return tuple(
        Invitee(account.id, account.name or account.login, agency)
        for account in watch.field.access.directory().accounts.values()
        if not account.closed and account.may("incident.act", case.place)
        for agency in sorted(agencies_of(account, case.place))
        if case.part_of(agency) is not None
    )


def make_link(watch: WatchDesk, case: Case, invitee: Invitee) -> str:
    """The path of a link, valid for a day."""
    until = int((watch.clock() + VALID).timestamp())
    body = msgspec.json.encode(
        _Ticket(case.heard.index, case.place, case.what, invitee.account, invitee.agency, until)
    )
    return f"{PATH}/{_text(body + _mac(watch, body))}"


def open_link(desk: CaseDesk, connection: Connection, token: str) -> tuple[Case, Account, str]:
    """(incident, liaison, agency) of a link. Raises NotPermitted for one that is false, too old or void."""
    watch = desk.watch
    raw = _bytes(token)
    body, mac = raw[:-MAC_BYTES], raw[-MAC_BYTES:]
    if not body or not hmac.compare_digest(mac, _mac(watch, body)):
        raise _refused()
    ticket = msgspec.json.decode(body, type=_Ticket)
    account = watch.field.access.directory().accounts.get(ticket.account)
    if account is None or not account.may("incident.act", ticket.place, ticket.agency):
        raise _refused()
    if ticket.until_s < watch.clock().timestamp():
        raise _refused()
    case = desk.one(connection, ticket.entry, ticket.place, ticket.what)
    if not case.is_open or case.part_of(ticket.agency) is None:
        raise NotPermitted(msg("insiden ini sudah selesai atau bukan lagi urusan instansi Anda"))
    return case, account, ticket.agency


def _refused() -> NotPermitted:
    return NotPermitted(msg("tautan ini tidak berlaku lagi"))


def _mac(watch: WatchDesk, body: bytes) -> bytes:
    key = hmac.digest(watch.field.store.keys.folder, b"kawal incident link", "sha256")
    return hmac.digest(key, body, "sha256")[:MAC_BYTES]


def _text(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def _bytes(text: str) -> bytes:
    if len(text) > LONGEST:
        raise _refused()
    try:
        return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except ValueError:
        raise _refused() from None
