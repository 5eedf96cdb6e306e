"""Signed notes (C2SP signed-note): a text, an empty line, one signature line per key. Ed25519 only.

Two kinds of signature: 0x01 over the text itself (the log), 0x04 over the text with a time before it (a witness's
cosignature, C2SP tlog-cosignature).
"""

import base64
import binascii
import hashlib
from typing import Literal

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from kawal.kernel.errors import Rejected
from kawal.kernel.language import msg
from kawal.record.merkle import ProofError

KeyKind = Literal[1, 4]
PLAIN: KeyKind = 1
COSIGNATURE: KeyKind = 4
SIGNATURE_BYTES, TIME_BYTES, ID_BYTES = 64, 8, 4
DASH = "— "
MOST_NOTE_BYTES = 100_000


class VerifierKey(msgspec.Struct, frozen=True):
    """A public key and the name it signs under; written `name+hash+key`."""

    name: str
    kind: KeyKind
    public: bytes

    @property
    def id(self) -> bytes:
        """The first four bytes of SHA-256(name, newline, kind, key)."""
        return key_id(self.name, self.kind, self.public)

    def __str__(self) -> str:
        return f"{self.name}+{self.id.hex()}+{_b64(bytes([self.kind]) + self.public)}"

    @classmethod
    def parse(cls, text: str) -> "VerifierKey":
        """Read `name+hash+key`; raises Rejected for a malformed key or a hash that is not its own."""
        name, mark, rest = text.strip().partition("+")
        digest, mark2, encoded = rest.partition("+")
        raw = _unb64(encoded)
        if not (name and mark and mark2) or raw is None or len(raw) != 33 or raw[0] not in (PLAIN, COSIGNATURE):
            raise Rejected(msg("kunci pemeriksa"), "name+hash+base64", text)
        key = cls(name, raw[0], raw[1:])
        if key.id.hex() != digest:
            raise Rejected(msg("kunci pemeriksa %(name)s", name=name), key.id.hex(), digest)
        return key


class SigningKey:
    """A private key with its name. Its text `PRIVATE+KEY+name+hash+key` is a secret and never shown."""

    def __init__(self, name: str, seed: bytes, kind: KeyKind = PLAIN) -> None:
        if not name or "+" in name or any(one.isspace() for one in name):
            raise Rejected(msg("nama kunci"), msg("tanpa spasi dan tanpa +"), name)
        self._private = Ed25519PrivateKey.from_private_bytes(seed)
        self.verifier = VerifierKey(name, kind, self._private.public_key().public_bytes_raw())

    @classmethod
    def parse(cls, text: str) -> "SigningKey":
        """Read the secret text of a key; raises Rejected without repeating it."""
        parts = text.strip().split("+", 4)
        raw = _unb64(parts[4]) if len(parts) == 5 and parts[:2] == ["PRIVATE", "KEY"] else None
        if raw is None or len(raw) != 33 or raw[0] not in (PLAIN, COSIGNATURE):
            raise Rejected(msg("kunci penanda tangan"), "PRIVATE+KEY+name+hash+base64", msg("isi lain"))
        return cls(parts[2], raw[1:], raw[0])

    def secret_text(self) -> str:
        """The text to keep in a file that only the owner reads."""
        key = self.verifier
        secret = _b64(bytes([key.kind]) + self._private.private_bytes_raw())
        return f"PRIVATE+KEY+{key.name}+{key.id.hex()}+{secret}"

    def sign(self, text: str, time_s: int | None = None) -> str:
        """One signature line for a note's text, which ends with a newline; `time_s` is for cosignatures only."""
        if self.verifier.kind == COSIGNATURE:
            if time_s is None:
                raise ValueError("a cosignature has a time")
            signed = time_s.to_bytes(TIME_BYTES, "big") + self._private.sign(_timed(text, time_s))
        else:
            signed = self._private.sign(text.encode())
        return f"{DASH}{self.verifier.name} {_b64(self.verifier.id + signed)}\n"


class Note(msgspec.Struct, frozen=True):
    """A note taken apart: its text with the final newline, and its signature lines (name, key id, signature)."""

    text: str
    signatures: tuple[tuple[str, bytes, bytes], ...]

    @classmethod
    def parse(cls, note: str) -> "Note":
        """Take a note apart without checking signatures; raises ProofError when it is malformed."""
        body, mark, lines = note.rpartition("\n\n")
        if not mark or not note.endswith("\n") or len(note.encode()) > MOST_NOTE_BYTES or _controls(note):
            raise ProofError(msg("catatan bertanda tangan tidak terbaca"))
        return cls(body + "\n", tuple(_signature(line) for line in lines.removesuffix("\n").split("\n")))

    def verify(self, key: VerifierKey) -> int | None:
        """Check the line of `key`: its time in seconds (cosignature) or 0; None when the key has not signed.

        Raises ProofError when a line of this key is there and does not verify.
        """
        public = Ed25519PublicKey.from_public_bytes(key.public)
        for name, identity, signed in self.signatures:
            if name != key.name or identity != key.id:
                continue
            time_s = int.from_bytes(signed[:TIME_BYTES], "big") if key.kind == COSIGNATURE else 0
            message = _timed(self.text, time_s) if key.kind == COSIGNATURE else self.text.encode()
            signature = signed[TIME_BYTES:] if key.kind == COSIGNATURE else signed
            try:
                public.verify(signature, message)
            except InvalidSignature:
                raise ProofError(msg("tanda tangan %(name)s tidak sah", name=name)) from None
            return time_s
        return None


def key_id(name: str, kind: int, public: bytes) -> bytes:
    """The four bytes by which a signature line names its key."""
    return hashlib.sha256(name.encode() + b"\n" + bytes([kind]) + public).digest()[:ID_BYTES]


def _timed(text: str, time_s: int) -> bytes:
    return f"cosignature/v1\ntime {time_s}\n{text}".encode()


def _signature(line: str) -> tuple[str, bytes, bytes]:
    name, _, encoded = line.removeprefix(DASH).partition(" ")
    raw = _unb64(encoded)
    if not line.startswith(DASH) or not name or raw is None or len(raw) <= ID_BYTES:
        raise ProofError(msg("baris tanda tangan tidak terbaca: %(line)s", line=line[:60]))
    return name, raw[:ID_BYTES], raw[ID_BYTES:]


def _controls(text: str) -> bool:
    return any(ord(one) < 0x20 and one != "\n" for one in text)


def _b64(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


def _unb64(text: str) -> bytes | None:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return None
