"""The desk of second factors: an authenticator app is offered, proven by a code, used, renewed, taken off."""

from collections.abc import Sequence
from typing import Literal

import msgspec
from sqlalchemy import Engine
from sqlalchemy.engine import Connection

from kawal.access import codes, secrets
from kawal.access.events import SecondFactorRemoved, SecondFactorSet
from kawal.access.kept import Kept
from kawal.access.waiting import Waiting
from kawal.kernel.clock import Clock
from kawal.kernel.errors import Conflict, NotPermitted, Rejected
from kawal.kernel.language import msg
from kawal.store.events import Decision
from kawal.store.sealing import Sealer
from kawal.store.writer import Writer

OFFER_S = 15 * 60.0
"""An offered secret waits so long, in memory only, to be proven by a code."""
Proof = Literal["code", "recovery", ""]


class Offer(msgspec.Struct, frozen=True):
    """A secret that an account was offered."""

    account: str
    secret: str


class FactorDesk:
    """Authenticator apps and recovery codes of one node. The log holds no secret, only that one was set."""

    def __init__(self, engine: Engine, writer: Writer, sealer: Sealer, real: Clock) -> None:
        self._engine, self._writer, self._sealer, self._real = engine, writer, sealer, real
        self._offers: Waiting[Offer] = Waiting(OFFER_S)
        self._holders = Kept(engine, codes.holders)

    def holders(self) -> frozenset[str]:
        """The accounts that have set up an app, read again only after that changed."""
        return self._holders.get()

    def offer(self, account: str) -> tuple[str, str]:
        """(ticket, secret) of a new app; nothing is kept until `confirm` brings its code."""
        secret = codes.new_secret()
        return self._offers.keep(Offer(account, secret)), secret

    def confirm(self, account: str, ticket: str, code: str) -> Sequence[str]:
        """Keep an offered secret, proven by a code of it; returns the recovery codes, told this once.

        Raises NotPermitted when the offer is over and Rejected for another code, which leaves the offer open.
        """
        offer = self._offers.look(ticket)
        if offer is None or offer.account != account:
            raise NotPermitted(msg("pemasangan ini sudah berakhir; mulai lagi"))
        step = codes.step_of(offer.secret, code, self._real())
        if step is None:
            raise Rejected(msg("kode"), msg("enam angka yang kini ditunjukkan aplikasi"), msg("kode lain"))

        made = codes.new_recovery_codes()

        def kept(connection: Connection) -> Decision:
            codes.save_secret(connection, self._sealer, account, offer.secret, step)
            codes.save_recovery_codes(connection, self._sealer, account, made)
            return Decision((SecondFactorSet(account=account, kind="code"),))

        self._writer.commit(kept, account)
        self._offers.take(ticket)
        self._holders.forget()
        return made

    def renew(self, account: str) -> Sequence[str]:
        """New recovery codes in the place of the old ones; raises Conflict without an app."""
        if account not in self.holders():
            raise Conflict(msg("verifikasi dua langkah belum dipasang"))
        made = codes.new_recovery_codes()
        with self._engine.begin() as connection:
            codes.save_recovery_codes(connection, self._sealer, account, made)
        return made

    def left(self, account: str) -> int:
        """How many recovery codes an account has left."""
        with self._engine.connect().execution_options(read_only=True) as connection:
            return codes.recovery_codes_left(connection, account)

    def prove(self, account: str, code: str) -> Proof:
        """As what a code is taken, and used up: of the app, of the recovery codes; empty when it is refused."""
        with self._engine.begin() as connection:
            if codes.use_code(connection, self._sealer, account, code, self._real()):
                return "code"
            return "recovery" if codes.use_recovery_code(connection, self._sealer, account, code) else ""

    def take_off(self, account: str, actor: str) -> None:
        """Forget app and recovery codes of an account and end its sessions; nothing happens when it has none."""
        if account not in self.holders():
            return

        def dropped(connection: Connection) -> Decision:
            codes.drop_secret(connection, account)
            secrets.end_sessions(connection, account)
            return Decision((SecondFactorRemoved(account=account, kind="code"),))

        self._writer.commit(dropped, actor)
        self._holders.forget()
