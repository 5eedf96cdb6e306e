"""The desk of the identity provider: a journey is begun here, kept for ten minutes, and ended once."""

import hmac
import secrets as random
from collections.abc import Callable

from sqlalchemy import Engine

from kawal.access import bindings, secrets
from kawal.access.leaving import Stay, Stays, way_out
from kawal.access.model import Directory
from kawal.access.provider import Journey, Provider, ProviderRefused, Vouched, describe, vouched, way_there
from kawal.access.throttle import Throttle, Turnstile
from kawal.access.waiting import Waiting
from kawal.kernel.clock import Clock
from kawal.kernel.errors import Missing, NotPermitted, Rejected, Unavailable
from kawal.kernel.language import msg
from kawal.store.sealing import Sealer
from kawal.store.writer import Writer

JOURNEY_S, OFFER_S = 10 * 60, 15 * 60
RANDOM_BYTES = 32
BURST, PER_S = 10, 0.5
"""Journeys that one address may begin: each makes the node call the provider."""
MOST_CALLING = 3


class ProviderDesk:
    """Bindings of one node, and the provider that it is served with, if any."""

    def __init__(
        self, engine: Engine, writer: Writer, sealer: Sealer, real: Clock, directory: Callable[[], Directory]
    ) -> None:
        self._engine, self._writer, self._sealer, self._real = engine, writer, sealer, real
        self._directory = directory
        self._journeys: Waiting[Journey] = Waiting(JOURNEY_S)
        self._offers: Waiting[str] = Waiting(OFFER_S)
        self._stays = Stays()
        self._begun, self._calling = Throttle(BURST, PER_S), Turnstile(MOST_CALLING)
        self.provider: Provider | None = None

    @property
    def believed(self) -> bool:
        """Whether the provider's word about a second factor counts."""
        return self.provider is not None and self.provider.second_factor

    def holders(self) -> frozenset[str]:
        """The accounts that are bound."""
        with self._engine.connect().execution_options(read_only=True) as connection:
            return bindings.holders(connection)

    def offer(self, account: str) -> str:
        """What a page of this node puts into the link by which an account sets out to be bound: no foreign page knows
        it, so that none can send someone on that journey."""
        return self._offers.keep(account)

    def begin(self, address: str, returns: str, to: str = "") -> tuple[str, str]:
        """(ticket, address at the provider) for who wants to come in; `returns` is where the provider sends them.

        Raises Missing without a provider, NotPermitted when asked too often, Unavailable when it does not answer.
        """
        return self._begin(address, returns, to, "")

    def begin_binding(self, account: str, offer: str, address: str, returns: str) -> tuple[str, str]:
        """The same for who is signed in and wants to be bound; raises Rejected without a page's offer."""
        self._served()
        if self._offers.look(offer) != account:
            raise Rejected(msg("tautan hubungkan"), msg("tautan dari Akun saya"), offer)
        return self._begin(address, returns, "", account)

    def ended(self, ticket: str, state: str) -> Journey:
        """The journey of a browser's ticket, which is over; raises ProviderRefused for none, or another's state."""
        self._served()
        journey = self._journeys.take(ticket)
        if journey is None or not hmac.compare_digest(journey.state.encode(), state.encode("utf-8", "replace")):
            raise ProviderRefused
        return journey

    def who_came(self, journey: Journey, code: str) -> Vouched:
        """Whom the provider vouches for; see `provider.vouched` for refusals."""
        provider = self._served()
        if not code:  # they said no there
            raise ProviderRefused
        with self._calling.passing():
            return vouched(provider, journey, code, self._real())

    def account_of(self, who: Vouched) -> str:
        """The open account of a person; raises NotPermitted when none is bound to them."""
        provider = self._served()
        with self._engine.connect().execution_options(read_only=True) as connection:
            account = bindings.account_of(connection, self._hashed(provider, who))
        if account is None or self._directory().accounts[account].closed:
            sentence = msg(
                "identitas Anda di %(name)s belum terhubung dengan akun di sini; masuk dengan cara lain, lalu "
                "hubungkan di Akun saya",
                name=provider.name,
            )
            raise NotPermitted(sentence)
        return account

    def stays(self, session: str, stay: Stay) -> None:
        """Keep what a session that the provider vouched for needs to end there."""
        self._stays.keep(session, stay)

    def left(self, session: str, way: str, returns: str) -> str:
        """The address at the provider that ends a session there too; empty for one that came another way, and when
        the provider has no door for it or is not served any more.

        Of a session from before this process only its way is known: the provider asks who leaves.
        """
        stay, provider = self._stays.take(session), self.provider
        if provider is None:
            return ""
        if stay is None and way in ("provider", "provider_factor"):
            try:
                with self._calling.passing():
                    stay = Stay(describe(provider).end_session_endpoint)
            except Unavailable:  # whoever leaves here has left; a provider that is down keeps nobody
                return ""
        return way_out(provider, stay, returns) if stay else ""

    def bind(self, account: str, who: Vouched) -> None:
        """Bind an account to a person; see `bindings.bind` for refusals."""
        subject = self._hashed(self._served(), who)
        self._writer.commit(lambda rows: bindings.bind(rows, self._directory(), account, subject), account)

    def unbind(self, account: str, actor: str) -> None:
        """Take the binding off an account; when another does it, its sessions end."""
        self._writer.commit(lambda rows: bindings.unbind(rows, account), actor)
        if actor != account:
            with self._engine.begin() as connection:
                secrets.end_sessions(connection, account)

    def _begin(self, address: str, returns: str, to: str, account: str) -> tuple[str, str]:
        provider = self._served()
        if not self._begun.allow(address):
            raise NotPermitted(msg("terlalu banyak percobaan; tunggu setengah menit"))
        with self._calling.passing():
            described = describe(provider)
        state, nonce, verifier = (random.token_urlsafe(RANDOM_BYTES) for _ in range(3))
        journey = Journey(described, returns, state, nonce, verifier, to, account)
        return self._journeys.keep(journey), way_there(provider, journey)

    def _served(self) -> Provider:
        if self.provider is None:
            raise Missing(msg("penyedia identitas"), msg("simpul dengan kawal serve --oidc"), msg("tanpa"))
        return self.provider

    def _hashed(self, provider: Provider, who: Vouched) -> str:
        return bindings.hashed(self._sealer, provider.issuer, who.subject)
