"""SD-JWT (RFC 9901): a signed public part that names the digests of salted, separate disclosures.

A token is `JWS~disclosure~disclosure~`. The log keeps the JWS alone; a disclosure can be kept, shown or destroyed
without any effect on the signature. Key binding (section 4.3) is not used: a token that ends in one is refused.
"""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence

import msgspec

from kawal.kernel.canonical import canonical
from kawal.kernel.language import msg
from kawal.record.jws import PrivateKey, b64url, sign_jws, unb64url
from kawal.record.merkle import ProofError

SALT_BYTES = 16
DIGESTS, ALGORITHM, ELEMENT = "_sd", "_sd_alg", "..."
Json = object
"""Any JSON value."""


class SdJwt(msgspec.Struct, frozen=True):
    """A token taken apart."""

    jws: str
    disclosures: tuple[str, ...]

    @classmethod
    def parse(cls, token: str) -> "SdJwt":
        """Split a token; raises ProofError when it does not end with `~`."""
        parts = token.split("~")
        if len(parts) < 2 or parts[-1] or not all(parts[:-1]):
            raise ProofError(msg("laporan bertanda tangan tidak terbaca"))
        return cls(parts[0], tuple(parts[1:-1]))

    def __str__(self) -> str:
        return "~".join([self.jws, *self.disclosures, ""])


def disclosure(name: str, value: Json, salt: bytes) -> str:
    """A disclosure of an object's member: base64url of [salt, name, value] (section 4.2.1)."""
    return b64url(json.dumps([b64url(salt), name, value], ensure_ascii=False, separators=(",", ":")).encode())


def digest(text: str) -> str:
    """What the signed part says of a disclosure: base64url of the SHA-256 of its text (section 4.2.3)."""
    return b64url(hashlib.sha256(text.encode()).digest())


def issue(
    public: Mapping[str, Json],
    private: Mapping[str, Json],
    key: PrivateKey,
    kid: str,
    typ: str,
    random_bytes: Callable[[int], bytes],
) -> SdJwt:
    """Sign a public part with the digests of the private members, which become disclosures."""
    disclosures = tuple(disclosure(name, value, random_bytes(SALT_BYTES)) for name, value in private.items())
    payload = dict(public)
    if disclosures:
        payload |= {DIGESTS: sorted(digest(one) for one in disclosures), ALGORITHM: "sha-256"}
    return SdJwt(sign_jws(canonical(payload), key, kid, typ), disclosures)


def disclosed(payload: Mapping[str, Json], disclosures: Sequence[str]) -> dict[str, Json]:
    """The payload with what is disclosed in its place, and without digests (section 7.1).

    Raises ProofError when a disclosure is malformed, twice there, names a reserved member, collides with one that
    is there, or is not named by any digest.
    """
    if payload.get(ALGORITHM, "sha-256") != "sha-256":
        raise ProofError(msg("cara sidik %(got)s tidak dikenal", got=str(payload[ALGORITHM])))
    waiting: dict[str, list[Json]] = {}
    for one in disclosures:
        if digest(one) in waiting:
            raise ProofError(msg("bagian tertutup muncul dua kali"))
        waiting[digest(one)] = _opened(one)
    seen: set[str] = set()
    try:
        result = _revealed(payload, waiting, seen)
    except RecursionError:
        raise ProofError(msg("bagian tertutup tidak terbaca")) from None
    if waiting:
        raise ProofError(msg("bagian tertutup tidak disebut oleh laporan yang ditandatangani"))
    if not isinstance(result, dict):
        raise TypeError("an object stays an object")
    result.pop(ALGORITHM, None)
    return result


def _opened(text: str) -> list[Json]:
    try:
        value = json.loads(unb64url(text))
        json.dumps(value, ensure_ascii=False).encode()  # half a character cannot be kept or shown
    except (ValueError, RecursionError):
        value = None
    if not isinstance(value, list) or len(value) not in (2, 3) or not isinstance(value[0], str):
        raise ProofError(msg("bagian tertutup tidak terbaca"))
    return value


def _revealed(value: Json, waiting: dict[str, list[Json]], seen: set[str]) -> Json:
    if isinstance(value, Mapping):
        members = {name: _revealed(inner, waiting, seen) for name, inner in value.items() if name != DIGESTS}
        for one in _digests(value):
            opened = _take(one, waiting, seen, 3)
            if opened is None:
                continue
            name = opened[1]
            if not isinstance(name, str) or name in (DIGESTS, ELEMENT) or name in members:
                raise ProofError(msg("bagian tertutup bernama %(name)s tidak boleh ada di sini", name=str(name)))
            members[name] = _revealed(opened[2], waiting, seen)
        return members
    if isinstance(value, list):
        items: list[Json] = []
        for item in value:
            if not (isinstance(item, Mapping) and list(item) == [ELEMENT]):
                items.append(_revealed(item, waiting, seen))
                continue
            opened = _take(item[ELEMENT], waiting, seen, 2)
            if opened is not None:
                items.append(_revealed(opened[1], waiting, seen))
        return items
    return value


def _digests(value: Mapping[str, Json]) -> list[Json]:
    digests = value.get(DIGESTS, [])
    if not isinstance(digests, list):
        raise ProofError(msg("laporan bertanda tangan tidak terbaca"))
    return digests


def _take(one: Json, waiting: dict[str, list[Json]], seen: set[str], length: int) -> list[Json] | None:
    if not isinstance(one, str) or one in seen:
        raise ProofError(msg("sidik bagian tertutup muncul dua kali"))
    seen.add(one)
    opened = waiting.pop(one, None)
    if opened is not None and len(opened) != length:
        raise ProofError(msg("bagian tertutup tidak terbaca"))
    return opened
