"""HTTP digest authentication as OpenRosa clients speak it: RFC 7616 with MD5 and qop "auth" (pure but for its clock).

Nonces are signed moments, so that none is kept; what is kept is which count of a nonce was used, so that a request
that someone recorded cannot be sent again with another body.
"""

import hashlib
import hmac
import re
import secrets
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping

import msgspec

REALM = "kawal"
NONCE_S = 300
MOST_USED = 20_000
_PART = re.compile(r'([a-z]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]+))', re.IGNORECASE)
NEEDED = ("username", "realm", "nonce", "uri", "response", "qop", "nc", "cnonce")


class Proof(msgspec.Struct, frozen=True):
    """What a client says to prove that it knows a password."""

    username: str
    realm: str
    nonce: str
    uri: str
    response: str
    qop: str
    nc: str
    cnonce: str

    def holds(self, method: str, ha1: str) -> bool:
        """Whether the response follows from the password behind `ha1` (RFC 7616, 3.4.1)."""
        ha2 = md5_hex(f"{method}:{self.uri}")
        expected = md5_hex(f"{ha1}:{self.nonce}:{self.nc}:{self.cnonce}:{self.qop}:{ha2}")
        return hmac.compare_digest(expected.encode(), self.response.lower().encode())


def md5_hex(text: str) -> str:
    """MD5 as the protocol asks for it; the passwords behind it are random and long."""
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()


def ha1_of(login: str, password: str) -> str:
    """What is kept of a password: H(user:realm:password)."""
    return md5_hex(f"{login}:{REALM}:{password}")


def read_proof(header: str) -> Proof | None:
    """The proof in an `Authorization` header; None for another scheme, or one that lacks a part."""
    scheme, _, rest = header.partition(" ")
    if scheme.lower() != "digest":
        return None
    parts: Mapping[str, str] = {
        name.lower(): re.sub(r"\\(.)", r"\1", quoted) if quoted else bare
        for name, quoted, bare in _PART.findall(rest)
    }
    if not all(parts.get(name) for name in NEEDED) or parts["qop"] != "auth" or parts["realm"] != REALM:
        return None
    if parts.get("algorithm", "MD5").upper() != "MD5":
        return None
    return Proof(**{name: parts[name] for name in NEEDED})


class Nonces:
    """Makes nonces, and says whether one with its count may be used now."""

    def __init__(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._monotonic, self._key = monotonic, secrets.token_bytes(32)
        self._lock = threading.Lock()
        self._used: OrderedDict[tuple[str, str], None] = OrderedDict()

    def challenge(self, *, stale: bool = False) -> str:
        """A `WWW-Authenticate` header with a fresh nonce."""
        moment = f"{int(self._monotonic() * 1000):x}-{secrets.token_hex(8)}"
        more = ", stale=true" if stale else ""
        return f'Digest realm="{REALM}", qop="auth", algorithm=MD5, nonce="{moment}-{self._signed(moment)}"{more}'

    def use(self, proof: Proof) -> bool:
        """Take a nonce and its count; False when it is not ours, too old, or was used."""
        moment, _, signature = proof.nonce.rpartition("-")
        if not hmac.compare_digest(self._signed(moment).encode(), signature.encode()):
            return False
        age_s = self._monotonic() - int(moment.partition("-")[0], 16) / 1000
        if age_s > NONCE_S:
            return False
        key = (proof.nonce, proof.nc)
        with self._lock:
            if key in self._used:
                return False
            self._used[key] = None
            while len(self._used) > MOST_USED:
                self._used.popitem(last=False)
        return True

    def _signed(self, moment: str) -> str:
        return hmac.new(self._key, moment.encode(), hashlib.sha256).hexdigest()[:32]
