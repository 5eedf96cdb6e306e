"""Tries to come in: counted for each login and each address, whichever of them is attacked."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from kawal.access.throttle import Throttle
from kawal.kernel.errors import NotPermitted, Unavailable
from kawal.kernel.language import msg

LOGIN_BURST, LOGIN_PER_S = 8, 1 / 30
"""Eight wrong passwords or codes at once, then one each half minute."""


class Tries:
    """Counts; what was refused is told to `denied` (account, address, right)."""

    def __init__(self, denied: Callable[[str, str, str], None]) -> None:
        self._throttle, self._denied = Throttle(LOGIN_BURST, LOGIN_PER_S), denied

    @contextmanager
    def counted(self, key: str, address: str, account: str, *, known: str = "") -> Iterator[None]:
        """One try of `account` under a key, as a login, from an address; of a `known` browser under that key alone.

        Raises NotPermitted before the block when there were too many. A block that raises it was a wrong try; one
        that ends well fills the bucket of the key and takes its own try from the address, not those of others there;
        one that raises Unavailable was none.
        """
        keys = (known,) if known else (f"address {address}", key)
        try:
            self._count(*keys)
            yield
        except NotPermitted:
            self._denied(account, address, "sign_in")
            raise
        except Unavailable:
            for one in keys:
                self._throttle.give_back(one)
            raise
        self._throttle.forget(keys[-1])
        for one in keys[:-1]:
            self._throttle.give_back(one)

    def _count(self, *keys: str) -> None:
        allowed = [self._throttle.allow(one) for one in keys]  # all are counted, whichever says no
        if not all(allowed):
            raise NotPermitted(msg("terlalu banyak percobaan; tunggu setengah menit"))
