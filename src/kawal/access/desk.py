"""The desk of accounts: everything that is asked about who may come in, with the present directory kept."""

import secrets as random
import threading
from collections.abc import Sequence

from sqlalchemy import Engine

from kawal.access import decide, secrets
from kawal.access.denials import Denials
from kawal.access.events import EVENTS
from kawal.access.model import Account, Directory, Founding, Grant, Who
from kawal.access.project import Identity
from kawal.access.queries import load_directory, load_founding
from kawal.access.throttle import Throttle
from kawal.kernel.clock import Clock, system_clock
from kawal.kernel.errors import NotPermitted
from kawal.kernel.language import msg
from kawal.store.erase import BodyErased
from kawal.store.events import Decision, Recorded
from kawal.store.lanes import Entry
from kawal.store.writer import Writer

LOGIN_BURST, LOGIN_PER_S = 8, 1 / 30
"""Eight wrong passwords at once, then one each half minute, for each login and each address."""


def new_account() -> str:
    """The name of an account that is not there yet."""
    return f"a-{random.token_hex(6)}"


class AccessDesk:
    """Accounts, rights, sessions, links and devices of one node. Time-outs use the real clock, not the civil one."""

    def __init__(self, engine: Engine, writer: Writer, clock: Clock, real: Clock = system_clock) -> None:
        self._engine, self._writer, self._real = engine, writer, real
        self._lock = threading.Lock()
        self._kept: Directory | None = None
        self._throttle = Throttle(LOGIN_BURST, LOGIN_PER_S)
        self._denials = Denials(clock)
        writer.listeners.append(self._recorded)
        with self._engine.connect().execution_options(read_only=True) as connection:
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
        return kid, self._begin(account, kid)

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
        with self._engine.connect().execution_options(read_only=True) as connection:
            found = secrets.look_at_link(connection, token, self._real())
        if found is None:
            raise NotPermitted(msg("tautan ini tidak berlaku lagi"))
        return self.directory().accounts[found[0]], found[1]

    def choose_password(self, token: str, password: str) -> str:
        """Use a link to set a password; returns a session token. A refused password leaves the link usable."""
        with self._engine.begin() as connection:
            account = secrets.use_link(connection, token, "password", self._real())
            if account is None:
                raise NotPermitted(msg("tautan ini tidak berlaku lagi"))
            secrets.set_password(connection, account, password)
        return self._begin(account)

    def come_in(self, token: str) -> str:
        """Use a one-tap link; returns a session token."""
        with self._engine.begin() as connection:
            account = secrets.use_link(connection, token, "session", self._real())
        if account is None:
            raise NotPermitted(msg("tautan ini tidak berlaku lagi"))
        return self._begin(account)

    def redeem(self, token: str, purpose: secrets.Purpose) -> Account:
        """Use a link up for what another part does with it; raises NotPermitted when it does not work (any more)."""
        with self._engine.connect().execution_options(read_only=True) as connection:
            found = secrets.look_at_link(connection, token, self._real())
        if found is None or found[1] != purpose:
            raise NotPermitted(msg("tautan ini tidak berlaku lagi"))
        with self._engine.begin() as connection:
            account = secrets.use_link(connection, token, purpose, self._real())
        if account is None:
            raise NotPermitted(msg("tautan ini tidak berlaku lagi"))
        return self.directory().accounts[account]

    def sign_in(self, login: str, password: str, address: str) -> str:
        """A session token. Raises NotPermitted, which does not tell which of both was wrong, or that it was tried
        too often."""
        keys = (f"login {login}", f"address {address}")
        allowed = [self._throttle.allow(key) for key in keys]  # both are counted, whichever says no
        if not all(allowed):
            self.denied("", address, "sign_in")
            raise NotPermitted(msg("terlalu banyak percobaan; tunggu setengah menit"))
        account = self.directory().by_login(login)
        with self._engine.connect().execution_options(read_only=True) as connection:
            matches = secrets.password_matches(connection, account.id if account else None, password)
        if account is None or not matches:
            self.denied(account.id if account else "", address, "sign_in")
            raise NotPermitted(msg("nama masuk atau kata sandi salah"))
        for key in keys:
            self._throttle.forget(key)
        return self._begin(account.id)

    def sign_out(self, token: str) -> None:
        """End a session."""
        with self._engine.begin() as connection:
            secrets.end_session(connection, token)

    def who(self, token: str | None) -> Who:
        """The person behind a session token."""
        if not token:
            return Who()
        with self._engine.connect().execution_options(read_only=True) as connection:
            session = secrets.find_session(connection, token, self._real())
        directory = self.directory()
        account = directory.accounts.get(session.account) if session else None
        if session is None or account is None or account.closed:
            return Who()
        device = directory.devices.get(session.device)
        return Who() if device is not None and device.revoked else Who(account, session.device)

    def needs_first_password(self) -> Account | None:
        """The administrator of a new node, while no administrator has a password."""
        administrators = [one for one in self.directory().accounts.values() if "administrator" in one.roles]
        with self._engine.connect().execution_options(read_only=True) as connection:
            ready = any(secrets.has_password(connection, one.id) for one in administrators)
        return administrators[0] if administrators and not ready else None

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

    def _begin(self, account: str, device: str = "") -> str:
        with self._engine.begin() as connection:
            return secrets.begin_session(connection, account, self._real(), device)

    def _recorded(self, entries: Sequence[Entry]) -> None:
        if any(isinstance(one, Recorded) and isinstance(one.event, (*EVENTS, BodyErased)) for one in entries):
            with self._lock:  # after whoever reads now, so that what they keep is not older than this
                self._kept = None
