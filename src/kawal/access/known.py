"""Browsers in which an account has come in before: strangers who try its login cannot keep its owner out.

A known browser carries a mark (random bytes and their hash under the folder's key, bound to the account); its tries
are counted for themselves, and it does not stand in line with strangers. Nothing is kept here.
"""

import hmac
import secrets

from kawal.store.sealing import Sealer

MARK_BYTES = 12


class KnownBrowsers:
    """Gives marks and knows them again."""

    def __init__(self, sealer: Sealer) -> None:
        self._sealer = sealer

    def mark(self, account: str) -> str:
        """A new mark for a browser in which this account has come in."""
        own = secrets.token_urlsafe(MARK_BYTES)
        return f"{own}.{self._seal(account, own)}"

    def key(self, account: str, mark: str) -> str:
        """Under what tries with a mark are counted; empty when it is no mark of this account."""
        own, _, seal = mark.partition(".")
        real = hmac.compare_digest(self._seal(account, own).encode(), seal.encode())
        return f"known {own}" if real else ""

    def _seal(self, account: str, own: str) -> str:
        return self._sealer.digest(f"known browser {account}", own)
