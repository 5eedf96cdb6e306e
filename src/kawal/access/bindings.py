"""Which account an identity provider's person is: made by who is signed in, never by a name or an e-mail.

The log holds a hash of issuer and subject under the folder's key: it binds, and tells nobody who it is.
"""

from sqlalchemy import Column, MetaData, String, Table, delete, insert, select
from sqlalchemy.engine import Connection

from kawal.access.model import Directory
from kawal.kernel.errors import Conflict
from kawal.kernel.language import msg
from kawal.store.events import Bodies, Decision, Event, Projection, Recorded
from kawal.store.sealing import Sealer


class ProviderBound(Event, frozen=True, tag="provider_bound/1", kw_only=True):
    """An account comes in by an identity provider from now on; `subject` is a hash under the folder's key."""

    account: str
    subject: str


class ProviderUnbound(Event, frozen=True, tag="provider_unbound/1", kw_only=True):
    """It does not any more: by its owner, by an administrator, or since a closed account's person has another."""

    account: str


EVENTS: tuple[type[Event], ...] = (ProviderBound, ProviderUnbound)
METADATA = MetaData()
BINDING = Table(
    "provider_binding",
    METADATA,
    Column("account", String, primary_key=True),
    Column("subject", String(64), nullable=False, unique=True),
)


def hashed(sealer: Sealer, issuer: str, subject: str) -> str:
    """HMAC-SHA-256 of issuer and subject, in hex; an issuer holds no line break, so that no two pairs are one."""
    return sealer.digest("identity provider", f"{issuer}\n{subject}")


def account_of(connection: Connection, subject: str) -> str | None:
    """The account of a hashed subject."""
    found: str | None = connection.scalar(select(BINDING.c.account).where(BINDING.c.subject == subject))
    return found


def holders(connection: Connection) -> frozenset[str]:
    """The accounts that are bound."""
    return frozenset(connection.scalars(select(BINDING.c.account)))


def bind(connection: Connection, directory: Directory, account: str, subject: str) -> Decision:
    """Bind an account; nothing happens when it is so.

    Raises Conflict when it is bound to another person, or the person to another account that is open.
    """
    holder = account_of(connection, subject)
    if holder == account:
        return Decision()
    if account in holders(connection):
        raise Conflict(msg("akun ini sudah terhubung; putuskan dahulu"))
    bound = ProviderBound(account=account, subject=subject)
    if holder is None:
        return Decision((bound,))
    if not directory.accounts[holder].closed:
        raise Conflict(msg("identitas ini sudah terhubung dengan akun lain"))
    return Decision((ProviderUnbound(account=holder), bound))


def unbind(connection: Connection, account: str) -> Decision:
    """Take the binding off an account; nothing happens when it has none."""
    return Decision((ProviderUnbound(account=account),)) if account in holders(connection) else Decision()


def _bound(connection: Connection, entry: Recorded[ProviderBound], _bodies: Bodies) -> None:
    connection.execute(insert(BINDING).values(account=entry.event.account, subject=entry.event.subject))


def _unbound(connection: Connection, entry: Recorded[ProviderUnbound], _bodies: Bodies) -> None:
    connection.execute(delete(BINDING).where(BINDING.c.account == entry.event.account))


PROJECTION = Projection(
    name="bindings", version=1, tables=METADATA, folds={ProviderBound: _bound, ProviderUnbound: _unbound}
)
