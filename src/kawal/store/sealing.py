"""Encryption at rest: a random key for each private part and each blob, wrapped by the folder's key.

AES-256-GCM; what is sealed is bound to its place, so that two rows cannot be exchanged. Destroying the wrapped key
destroys the content, in every copy that does not hold that key.
"""

import hashlib
import hmac
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from kawal.kernel.errors import RecordError
from kawal.kernel.language import msg

KEY_BYTES, NONCE_BYTES = 32, 12


class Sealer:
    """Seals and opens with the folder's key."""

    def __init__(self, folder_key: bytes) -> None:
        self._wrapping = AESGCM(folder_key)
        self._hashing = hmac.digest(folder_key, b"kawal: digests of short secrets", hashlib.sha256)

    def seal(self, place: str, content: bytes) -> tuple[bytes, bytes]:
        """(wrapped key, sealed content) with a fresh key."""
        key = os.urandom(KEY_BYTES)
        bound = place.encode()
        return _encrypt(self._wrapping, key, bound), _encrypt(AESGCM(key), content, bound)

    def open(self, place: str, wrapped: bytes, sealed: bytes) -> bytes:
        """What was sealed at this place; raises RecordError when key, content or place is another."""
        bound = place.encode()
        try:
            key = _decrypt(self._wrapping, wrapped, bound)
            return _decrypt(AESGCM(key), sealed, bound)
        except (InvalidTag, ValueError):  # a nonce that was cut off is no nonce
            raise RecordError(msg("isi tertutup %(place)s rusak atau kuncinya lain", place=place)) from None

    def digest(self, place: str, secret: str) -> str:
        """A hash of a secret too short for a bare one, of use only to who holds the folder's key; in hex."""
        return hmac.digest(self._hashing, f"{place}\n{secret}".encode(), hashlib.sha256).hex()


def _encrypt(cipher: AESGCM, content: bytes, bound: bytes) -> bytes:
    nonce = os.urandom(NONCE_BYTES)
    return nonce + cipher.encrypt(nonce, content, bound)


def _decrypt(cipher: AESGCM, sealed: bytes, bound: bytes) -> bytes:
    return cipher.decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], bound)
