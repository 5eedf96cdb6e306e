"""Signing out at the identity provider too: OpenID Connect RP-Initiated Logout 1.0, section 2.

A browser that leaves this node and stays signed in at the provider lets the next person at the desk in by one click.
"""

import threading
from collections import OrderedDict
from urllib.parse import urlencode, urlsplit

import msgspec

from kawal.access.provider import Provider

MOST_STAYS = 2_000


class Stay(msgspec.Struct, frozen=True):
    """What a session that the provider vouched for needs to end there: the provider's door for it, empty when it has
    none, and the ID token that says who leaves; without that the provider asks them."""

    door: str
    token: str = ""


class Stays:
    """Stays by session token, in memory only: an ID token names a person. The oldest go when there are too many."""

    def __init__(self, most: int = MOST_STAYS) -> None:
        self._most, self._lock = most, threading.Lock()
        self._kept: OrderedDict[str, Stay] = OrderedDict()

    def keep(self, session: str, stay: Stay) -> None:
        """Keep what a new session needs to end."""
        with self._lock:
            while len(self._kept) >= self._most:
                self._kept.popitem(last=False)
            self._kept[session] = stay

    def take(self, session: str) -> Stay | None:
        """What a session needs to end, once; None for one that nobody vouched for, or from before this process."""
        with self._lock:
            return self._kept.pop(session, None)


def way_out(provider: Provider, stay: Stay, returns: str) -> str:
    """The address at the provider that signs a browser out there and sends it to `returns`, where the provider knows
    that address of this client; empty when it has no such door."""
    if not stay.door:
        return ""
    said = {"client_id": provider.client_id, "post_logout_redirect_uri": returns}
    if stay.token:
        said["id_token_hint"] = stay.token
    return f"{stay.door}{'&' if urlsplit(stay.door).query else '?'}{urlencode(said)}"
