"""Who an OpenRosa client is: by digest authentication, or by the key in the address. Wrong proofs are slowed down as
wrong passwords are."""

from collections.abc import Sequence

from kawal.access.desk import AccessDesk
from kawal.access.model import Account
from kawal.access.throttle import Throttle
from kawal.access.tries import LOGIN_BURST, LOGIN_PER_S
from kawal.field.channels.odk.digest import Nonces, Proof, read_proof
from kawal.field.channels.odk.keys import account_of_key, ha1_of_account
from kawal.kernel.errors import NotPermitted
from kawal.kernel.language import Message, msg
from kawal.store.opened import Store


class Unknown(NotPermitted):
    """The client did not prove who it is; `challenge` says how it may."""

    status = 401

    def __init__(self, message: Message, challenge: str) -> None:
        super().__init__(message)
        self.challenge = challenge


class Entry:
    """Lets clients in."""

    def __init__(self, store: Store, access: AccessDesk) -> None:
        self._store, self._access = store, access
        self._nonces = Nonces()
        self._throttle = Throttle(LOGIN_BURST, LOGIN_PER_S)

    def by_key(self, secret: str, address: str) -> Account:
        """The account whose key stands in the address; raises Unknown, NotPermitted when it was tried too often."""
        keys = (f"key {address}",)
        self._count(keys)
        with self._store.engine.connect().execution_options(read_only=True) as connection:
            name = account_of_key(connection, secret)
        return self._let_in(self._access.directory().accounts.get(name), address, keys)

    def by_digest(self, method: str, path: str, header: str, address: str) -> Account:
        """The account that proves its key (RFC 7616); raises Unknown, NotPermitted when it was tried too often."""
        if not header:
            raise Unknown(msg("silakan masuk lebih dahulu"), self._nonces.challenge())
        proof = read_proof(header)
        if proof is None or _path(proof) != path:
            raise Unknown(msg("bukti masuk tidak terbaca"), self._nonces.challenge())
        keys = (f"login {proof.username}", f"address {address}")
        self._count(keys)
        account = self._access.directory().by_login(proof.username)
        with self._store.engine.connect().execution_options(read_only=True) as connection:
            ha1 = ha1_of_account(connection, self._store.blobs.sealer, account.id if account else "")
        proved = bool(ha1) and proof.holds(method, ha1)
        account = self._let_in(account if proved else None, address, keys)
        if not self._nonces.use(proof):
            raise Unknown(msg("bukti masuk sudah dipakai"), self._nonces.challenge(stale=True))
        return account

    def _count(self, keys: Sequence[str]) -> None:
        allowed = [self._throttle.allow(key) for key in keys]  # each is counted, whichever says no
        if not all(allowed):
            raise NotPermitted(msg("terlalu banyak percobaan; tunggu setengah menit"))

    def _let_in(self, account: Account | None, address: str, keys: Sequence[str]) -> Account:
        if account is None or account.closed:
            self._access.denied(account.id if account else "", address, "sign_in")
            raise Unknown(msg("nama masuk atau kunci salah"), self._nonces.challenge())
        for key in keys:
            self._throttle.forget(key)
        if not account.may("report.send"):
            raise NotPermitted(msg("peran Anda tidak berhak melakukan ini"))
        return account


def _path(proof: Proof) -> str:
    """The path of the proof's address, which some clients give in full."""
    address = proof.uri.partition("?")[0]
    return "/" + address.partition("://")[2].partition("/")[2] if "://" in address else address
