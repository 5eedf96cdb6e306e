"""Ways to come in: name and password with the code after them, a passkey, the institution's identity provider."""

from collections.abc import Callable

import msgspec
from sqlalchemy import Engine

from kawal.access import secrets
from kawal.access.factors import FactorDesk
from kawal.access.known import KnownBrowsers
from kawal.access.leaving import Stay
from kawal.access.model import Directory
from kawal.access.passkeydesk import PasskeyDesk
from kawal.access.passkeys import PasskeyRefused, Site
from kawal.access.provider import Journey
from kawal.access.providerdesk import ProviderDesk
from kawal.access.throttle import Turnstile
from kawal.access.tries import Tries
from kawal.access.waiting import Waiting
from kawal.kernel.clock import Clock
from kawal.kernel.errors import NotPermitted
from kawal.kernel.language import msg
from kawal.store.sealing import Sealer

HALF_S = 5 * 60.0
"""So long the code may take after the password."""
MOST_HASHING = 8
"""So many strangers, and so many known browsers, wait for their passwords to be checked, one after the other: each
takes 64 MiB and a tenth of a second of one core."""


class Half(msgspec.Struct, frozen=True):
    """Who has given the right password, or came from the provider (`stay`), and not yet the code."""

    account: str
    browser: str
    stay: Stay | None = None


class CodeNeeded(NotPermitted):
    """The password was right; the account has an authenticator app, whose code comes next, with this ticket."""

    def __init__(self, ticket: str) -> None:
        self.ticket = ticket
        super().__init__(msg("akun ini memakai verifikasi dua langkah; masuk dahulu dengan kode di halaman Masuk"))


class Entrance:
    """Lets in who proves to be someone; each way counts its tries and ends in a session."""

    def __init__(
        self,
        engine: Engine,
        sealer: Sealer,
        real: Clock,
        directory: Callable[[], Directory],
        factors: FactorDesk,
        passkeys: PasskeyDesk,
        provider: ProviderDesk,
        denied: Callable[[str, str, str], None],
    ) -> None:
        self._engine, self._real, self._directory = engine, real, directory
        self._factors, self._passkeys, self._provider = factors, passkeys, provider
        self._half: Waiting[Half] = Waiting(HALF_S)
        self._hashing, self._hashing_known = Turnstile(MOST_HASHING), Turnstile(MOST_HASHING)
        self._tries = Tries(denied)
        self.known = KnownBrowsers(sealer)

    def sign_in(self, login: str, password: str, address: str, browser: str = "", mark: str = "") -> str:
        """A session token; `mark` is that of a browser in which someone came in before.

        Raises NotPermitted, which does not tell which of both was wrong, or that it was tried too often; CodeNeeded
        when a code is asked next; Unavailable when too many come at once.
        """
        account = self._directory().by_login(login)
        known = self.known.key(account.id, mark) if account and mark else ""
        line = self._hashing_known if known else self._hashing
        with self._tries.counted(f"login {login}", address, account.id if account else "", known=known):
            with line.passing(), self._engine.connect().execution_options(read_only=True) as connection:
                matches = secrets.password_matches(connection, account.id if account else None, password)
            if account is None or not matches:
                raise NotPermitted(msg("nama masuk atau kata sandi salah"))
        return self.half_way(account.id, browser)

    def give_code(self, ticket: str, code: str, address: str) -> str:
        """A session token for the code after the password. Raises NotPermitted for a wrong or used one, and when it
        took too long or was tried too often."""
        half = self._half.look(ticket)
        if half is None:
            raise NotPermitted(msg("terlalu lama; mulai lagi dari kata sandi"))
        with self._tries.counted(f"code {half.account}", address, half.account):
            if not self._factors.prove(half.account, code):
                raise NotPermitted(msg("kode salah atau sudah dipakai"))
        self._half.take(ticket)
        return self.begin(half.account, "code", half.browser, stay=half.stay)

    def sign_in_by_passkey(self, site: Site, ticket: str, answer: str, address: str, browser: str = "") -> str:
        """A session token for a signed challenge; raises NotPermitted for any other, and for a closed account."""
        with self._tries.counted(f"passkey {address}", address, ""):
            account = self._passkeys.account_of(site, ticket, answer)
            if self._directory().accounts[account].closed:
                raise PasskeyRefused
        return self.begin(account, "passkey", browser)

    def sign_in_by_provider(self, journey: Journey, code: str, address: str, browser: str = "") -> str:
        """A session token for a code of the identity provider.

        Raises NotPermitted for any other, for a person who is bound to no open account and when it was tried too
        often; CodeNeeded for an account with an authenticator app, unless the provider has seen a second factor
        and is believed; Unavailable when it does not answer.
        """
        with self._tries.counted(f"provider {address}", address, ""):
            who = self._provider.who_came(journey, code)
            account = self._provider.account_of(who)
        stay = Stay(journey.described.end_session_endpoint, who.token)
        if who.strong:
            return self.begin(account, "provider_factor", browser, stay=stay)
        return self.half_way(account, browser, "provider", stay)

    def half_way(self, account: str, browser: str, way: secrets.Way = "password", stay: Stay | None = None) -> str:
        """A session token for who needs no code; raises CodeNeeded for who does."""
        if account in self._factors.holders():
            raise CodeNeeded(self._half.keep(Half(account, browser, stay)))
        return self.begin(account, way, browser, stay=stay)

    def begin(
        self, account: str, way: secrets.Way, browser: str = "", device: str = "", stay: Stay | None = None
    ) -> str:
        """A session token; with the `device` whose session it is, and the `stay` at a provider that vouched."""
        with self._engine.begin() as connection:
            token = secrets.begin_session(connection, account, self._real(), way, browser, device)
        if stay is not None:
            self._provider.stays(token, stay)
        return token
