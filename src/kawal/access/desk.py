"""The desk of accounts: everything that is asked about who may come in, with the present directory kept."""

import secrets as random
import threading
from collections.abc import Sequence
from contextlib import AbstractContextManager

from sqlalchemy import Engine
from sqlalchemy.engine import Connection

from kawal.access import decide, secrets
from kawal.access.denials import Denials
from kawal.access.entrance import Entrance
from kawal.access.events import EVENTS, Export, PeopleExported
from kawal.access.factors import FactorDesk
from kawal.access.model import Account, Directory, Founding, Grant, Who
from kawal.access.ownaccount import OwnDesk
from kawal.access.passkeydesk import PasskeyDesk
from kawal.access.project import Identity
from kawal.access.providerdesk import ProviderDesk
from kawal.access.queries import load_directory, load_founding
from kawal.access.roles import Role, Wanted
from kawal.kernel.clock import Clock, system_clock
from kawal.kernel.errors import NotPermitted
from kawal.kernel.language import msg
from kawal.store.erase import BodyErased
from kawal.store.events import Decision, Recorded
from kawal.store.lanes import Entry
from kawal.store.sealing import Sealer
from kawal.store.writer import Writer


def new_account() -> str:
    """The name of an account that is not there yet."""
    return f"a-{random.token_hex(6)}"


class AccessDesk:
    """Accounts, rights, sessions, links and devices of one node. Time-outs use the real clock, not the civil one."""

    def __init__(
        self, engine: Engine, writer: Writer, sealer: Sealer, clock: Clock, real: Clock = system_clock
    ) -> None:
        self._engine, self._writer, self._real = engine, writer, real
        self.factors = FactorDesk(engine, writer, sealer, real)
        self.passkeys = PasskeyDesk(engine, writer, real)
        self.provider = ProviderDesk(engine, writer, sealer, real, self.directory)
        self.own = OwnDesk(engine, real)
        self._lock = threading.Lock()
        self._kept: Directory | None = None
        self._denials = Denials(clock)
        self.entrance = Entrance(
            engine, sealer, real, self.directory, self.factors, self.passkeys, self.provider, self.denied
        )
        writer.listeners.append(self._recorded)
        with self._reading() as connection:
            self.founding: Founding = load_founding(connection)

    def directory(self) -> Directory:
        """All accounts and devices, read again only after one of them changed."""
        kept = self._kept
        if kept is not None:
            return kept
        with self._engine.connect().execution_options(read_only=True) as connection, self._lock:
            self._kept = load_directory(connection)
            return self._kept

    def open_account(self, login: str, name: str, grants: tuple[Grant, ...], actor: str, person: str = "") -> Account:
        """Open an account, of a registered person if `person` is given; see `decide.open_account` for refusals."""
        account = new_account()
        identity = Identity(login=login, name=name)
        self._writer.commit(lambda _: decide.open_account(self.directory(), account, identity, grants, person), actor)
        return self.directory().accounts[account]

    def close_account(self, account: str, actor: str) -> None:
        """Close an account and end its sessions."""
        self._writer.commit(lambda _: decide.close_account(self.directory(), account), actor)
        with self._engine.begin() as connection:
            secrets.end_sessions(connection, account)

    def grant(self, account: str, grant: Grant, actor: str) -> None:
        """Give a role."""
        self._writer.commit(lambda _: decide.grant_role(self.directory(), account, grant), actor)

    def revoke(self, account: str, grant: Grant, actor: str) -> None:
        """Take a role away."""
        self._writer.commit(lambda _: decide.revoke_role(self.directory(), account, grant), actor)

    def enrol(self, token: str, public_key: str) -> tuple[str, str]:
        """(kid, session token) of a phone that comes with a link; the same key may come with it again.

        Raises NotPermitted for a link that is used up by another.
        """
        kid = decide.name_of_key(public_key)
        with self._engine.begin() as connection:
            account = secrets.use_device_link(connection, token, kid, self._real())
            if account is None:
                raise NotPermitted(msg("tautan ini tidak berlaku lagi"))
            decision = decide.enrol_device(self.directory(), account, public_key)  # a refusal leaves the link unused
        self._writer.commit(lambda _: decision, account)
        return kid, self.entrance.begin(account, "device", device=kid)

    def revoke_device(self, kid: str, actor: str) -> None:
        """Refuse a key from now on."""
        self._writer.commit(lambda _: decide.revoke_device(self.directory(), kid), actor)

    def link(self, account: str, purpose: secrets.Purpose) -> str:
        """The token of a new one-time link."""
        decide.known(self.directory(), account)
        with self._engine.begin() as connection:
            return secrets.make_link(connection, account, purpose, self._real())

    def look_at_link(self, token: str) -> tuple[Account, secrets.Purpose]:
        """Whose link this is and what for; raises NotPermitted when it does not work any more."""
        with self._reading() as connection:
            found = secrets.look_at_link(connection, token, self._real())
        if found is None:
            raise NotPermitted(msg("tautan ini tidak berlaku lagi"))
        return self.directory().accounts[found[0]], found[1]

    def choose_password(self, token: str, password: str, browser: str = "") -> str:
        """Use a link to set a password; returns a session token. A refused password leaves the link usable.

        Raises CodeNeeded, with the password set, for an account with an authenticator app.
        """
        with self._engine.begin() as connection:
            account = secrets.use_link(connection, token, "password", self._real())
            if account is None:
                raise NotPermitted(msg("tautan ini tidak berlaku lagi"))
            secrets.set_password(connection, account, password)
        return self.entrance.half_way(account, browser)

    def come_in(self, token: str, browser: str = "") -> str:
        """Use a one-tap link; returns a session token."""
        with self._engine.begin() as connection:
            account = secrets.use_link(connection, token, "session", self._real())
        if account is None:
            raise NotPermitted(msg("tautan ini tidak berlaku lagi"))
        return self.entrance.begin(account, "link", browser)

    def redeem(self, token: str, purpose: secrets.Purpose) -> Account:
        """Use a link up for what another part does with it; raises NotPermitted when it does not work (any more)."""
        with self._reading() as connection:
            found = secrets.look_at_link(connection, token, self._real())
        if found is None or found[1] != purpose:
            raise NotPermitted(msg("tautan ini tidak berlaku lagi"))
        with self._engine.begin() as connection:
            account = secrets.use_link(connection, token, purpose, self._real())
        if account is None:
            raise NotPermitted(msg("tautan ini tidak berlaku lagi"))
        return self.directory().accounts[account]

    def sign_out(self, token: str) -> None:
        """End a session."""
        with self._engine.begin() as connection:
            secrets.end_session(connection, token)

    def leave(self, token: str, returns: str) -> str:
        """End a session; returns where its browser is signed out at the identity provider too, which then sends it
        to `returns`; empty for a session that came another way."""
        with self._reading() as connection:
            session = secrets.find_session(connection, token, self._real())
        self.sign_out(token)
        return self.provider.left(token, session.way, returns) if session else ""

    def who(self, token: str | None) -> Who:
        """The person behind a session token."""
        if not token:
            return Who()
        with self._reading() as connection:
            session = secrets.find_session(connection, token, self._real())
        directory = self.directory()
        account = directory.accounts.get(session.account) if session else None
        if session is None or account is None or account.closed:
            return Who()
        device = directory.devices.get(session.device)
        if device is not None and device.revoked:
            return Who()
        return Who(account, session.device, proven=session.way == "provider_factor" and self.provider.believed)

    def needs_first_password(self) -> Account | None:
        """The administrator of a new node, while no administrator has a password."""
        administrators = [one for one in self.directory().accounts.values() if "administrator" in one.roles]
        with self._reading() as connection:
            ready = any(secrets.has_password(connection, one.id) for one in administrators)
        return administrators[0] if administrators and not ready else None

    def want_factor(self, role: Role, wanted: Wanted, actor: str) -> None:
        """Want a second factor of a role, or not; see `decide.want_factor` for refusals."""
        self._writer.commit(lambda _: decide.want_factor(self.directory(), role, wanted), actor)

    def lacks_factor(self, account: Account, *, proven: bool = False) -> Wanted:
        """What is wanted of an account that it does not have: an authenticator app or a passkey; none in a session
        for which the identity provider has `proven` one."""
        wanted = self.directory().wanted_of(account)
        has = (
            proven
            or wanted == "none"
            or account.id in self.factors.holders()
            or account.id in self.passkeys.holders()
        )
        return "none" if has else wanted

    def exported(self, what: Export, number: int, people: int | None, actor: str) -> None:
        """Record that a file with personal data goes out; before it does."""
        event = PeopleExported(what=what, number=number, people=people)
        self._writer.commit(lambda _: Decision((event,)), actor)

    def denied(self, account: str, address: str, right: str) -> None:
        """Count a denied act."""
        decision = self._denials.count(account, address, right)
        if decision.events:
            self._writer.commit(lambda _: decision, "node")

    def record_denials(self) -> None:
        """Record the counts of the minutes that are over."""
        decision = self._denials.over()
        if decision.events:
            self._writer.commit(lambda _: decision, "node")

    def close(self) -> None:
        """Record what is still counted."""
        decision: Decision = self._denials.rest()
        if decision.events:
            self._writer.commit(lambda _: decision, "node")

    def _reading(self) -> AbstractContextManager[Connection]:
        return self._engine.connect().execution_options(read_only=True)

    def _recorded(self, entries: Sequence[Entry]) -> None:
        if any(isinstance(one, Recorded) and isinstance(one.event, (*EVENTS, BodyErased)) for one in entries):
            with self._lock:  # after whoever reads now, so that what they keep is not older than this
                self._kept = None
