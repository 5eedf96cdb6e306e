"""The desk of passkeys: a challenge is given out, kept here for five minutes, and answered once."""

import os
from collections.abc import Sequence

import msgspec
from sqlalchemy import Engine
from sqlalchemy.engine import Connection
from sqlalchemy.exc import IntegrityError

from kawal.access import passkeys, secrets
from kawal.access.events import SecondFactorRemoved, SecondFactorSet
from kawal.access.kept import Kept
from kawal.access.model import Account
from kawal.access.passkeys import Passkey, PasskeyRefused, Site
from kawal.access.throttle import Throttle
from kawal.access.waiting import Waiting
from kawal.kernel.clock import Clock
from kawal.kernel.errors import Conflict, NotPermitted, Rejected
from kawal.kernel.language import msg
from kawal.store.events import Decision
from kawal.store.writer import Writer

CHALLENGE_S = 5 * 60.0
CHALLENGE_BYTES = 32
MOST_PASSKEYS, MOST_NAME = 10, 40
OFFER_BURST, OFFER_PER_S = 30, 1.0
"""Challenges to sign in that one address may ask for: nobody has come in yet who could be asked to wait."""


class Challenge(msgspec.Struct, frozen=True):
    """Random bytes that a passkey is to sign, for whom (empty: whoever signs in) and where."""

    account: str
    site: Site
    random: bytes


class _Identified(msgspec.Struct):
    id: str


class PasskeyDesk:
    """Passkeys of one node."""

    def __init__(self, engine: Engine, writer: Writer, real: Clock) -> None:
        self._engine, self._writer, self._real = engine, writer, real
        self._challenges: Waiting[Challenge] = Waiting(CHALLENGE_S)
        self._offers = Throttle(OFFER_BURST, OFFER_PER_S)
        self._holders = Kept(engine, passkeys.holders)

    def of(self, account: str) -> Sequence[Passkey]:
        """The passkeys of an account, the oldest first."""
        with self._engine.connect().execution_options(read_only=True) as connection:
            return passkeys.of_account(connection, account)

    def holders(self) -> frozenset[str]:
        """The accounts that have a passkey, read again only after that changed."""
        return self._holders.get()

    def offer_new(self, account: Account, site: Site) -> tuple[str, str]:
        """(ticket, options as JSON) of a passkey to be made; raises Conflict when the account has ten."""
        held = self.of(account.id)
        if len(held) >= MOST_PASSKEYS:
            raise Conflict(msg("paling banyak %(n)s kunci sandi; hapus satu dahulu", n=MOST_PASSKEYS))
        ticket, random = self._challenge(account.id, site)
        here = [one for one in held if one.host == site.host]
        return ticket, passkeys.creation_options(site, random, account.id, account.login, account.name, here)

    def add(self, account: str, site: Site, ticket: str, name: str, answer: str) -> Passkey:
        """Keep a passkey that was made; raises PasskeyRefused for another answer, a second one, a late one."""
        called = " ".join(name.split())
        if not 1 <= len(called) <= MOST_NAME:
            raise Rejected(msg("nama kunci sandi"), msg("1 sampai %(n)s huruf", n=MOST_NAME), name)
        challenge = self._answered(ticket, account, site)
        key = passkeys.created_passkey(site, challenge.random, answer, account, called, self._real())

        def kept(connection: Connection) -> Decision:
            if passkeys.find(connection, key.id):
                raise PasskeyRefused
            passkeys.save(connection, key)
            return Decision((SecondFactorSet(account=account, kind="passkey"),))

        try:
            self._writer.commit(kept, account)
        except IntegrityError as error:
            raise PasskeyRefused from error
        self._holders.forget()
        return key

    def offer_sign_in(self, site: Site, address: str) -> tuple[str, str]:
        """(ticket, options as JSON) for whoever wants to come in; raises NotPermitted when asked too often."""
        if not self._offers.allow(address):
            raise NotPermitted(msg("terlalu banyak percobaan; tunggu setengah menit"))
        ticket, random = self._challenge("", site)
        return ticket, passkeys.request_options(site, random)

    def account_of(self, site: Site, ticket: str, answer: str) -> str:
        """The account whose passkey signed the challenge of this ticket, which is used up; raises PasskeyRefused."""
        challenge = self._answered(ticket, "", site)
        try:
            identity = msgspec.json.decode(answer, type=_Identified).id
        except msgspec.MsgspecError:
            raise PasskeyRefused from None
        with self._engine.connect().execution_options(read_only=True) as connection:
            key = passkeys.find(connection, identity)
        if key is None:
            raise PasskeyRefused
        count = passkeys.used_count(site, challenge.random, answer, key)
        with self._engine.begin() as connection:
            if not passkeys.mark_used(connection, key, count, self._real()):
                raise PasskeyRefused
        return key.account

    def remove(self, account: str, identity: str, actor: str) -> None:
        """Take a passkey off an account; nothing happens when it has no such one."""

        def dropped(connection: Connection) -> Decision:
            if not passkeys.drop(connection, account, identity):
                return Decision()
            return Decision((SecondFactorRemoved(account=account, kind="passkey"),))

        self._writer.commit(dropped, actor)
        self._holders.forget()

    def remove_all(self, account: str, actor: str) -> None:
        """Take every passkey off an account, as when they were lost, and end its sessions."""
        for key in self.of(account):
            self.remove(account, key.id, actor)
        with self._engine.begin() as connection:
            secrets.end_sessions(connection, account)

    def _challenge(self, account: str, site: Site) -> tuple[str, bytes]:
        random = os.urandom(CHALLENGE_BYTES)
        return self._challenges.keep(Challenge(account, site, random)), random

    def _answered(self, ticket: str, account: str, site: Site) -> Challenge:
        challenge = self._challenges.take(ticket)
        if challenge is None or (challenge.account, challenge.site) != (account, site):
            raise PasskeyRefused
        return challenge
