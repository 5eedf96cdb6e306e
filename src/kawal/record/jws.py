"""Compact JWS (RFC 7515) with the two algorithms that reports use: ES256 (RFC 7518) and Ed25519 (RFC 9864)."""

import base64
import binascii
import hashlib
from typing import Literal

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ec import (
    ECDSA,
    SECP256R1,
    EllipticCurvePrivateKey,
    EllipticCurvePublicKey,
    derive_private_key,
)
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from kawal.kernel.canonical import canonical
from kawal.kernel.errors import Rejected
from kawal.kernel.language import msg
from kawal.record.merkle import ProofError

Algorithm = Literal["ES256", "Ed25519"]
PublicKey = EllipticCurvePublicKey | Ed25519PublicKey
PrivateKey = EllipticCurvePrivateKey | Ed25519PrivateKey
POINT_BYTES, EDWARDS_BYTES, SIGNATURE_BYTES = 65, 32, 64
_ECDSA = ECDSA(SHA256())


class Header(msgspec.Struct, frozen=True):
    """The protected header of a report; what else it holds is signed and not used."""

    alg: Algorithm
    kid: str = ""
    typ: str = ""


_HEADER = msgspec.json.Decoder(Header)


class Jws(msgspec.Struct, frozen=True):
    """A compact JWS taken apart; `signed` are the bytes under the signature."""

    header: Header
    payload: bytes
    signed: bytes
    signature: bytes

    @classmethod
    def parse(cls, text: str) -> "Jws":
        """Take a compact JWS apart without checking it; raises ProofError when it is malformed."""
        parts = text.split(".")
        try:
            encoded_header, encoded_payload, encoded_signature = parts
            header = _HEADER.decode(unb64url(encoded_header))
            payload, signature = unb64url(encoded_payload), unb64url(encoded_signature)
        except (ValueError, msgspec.MsgspecError):
            raise ProofError(msg("laporan bertanda tangan tidak terbaca")) from None
        if len(signature) != SIGNATURE_BYTES:
            raise ProofError(msg("tanda tangan harus 64 byte, didapat %(got)s", got=str(len(signature))))
        return cls(header, payload, f"{encoded_header}.{encoded_payload}".encode(), signature)

    def verify(self, key: PublicKey) -> None:
        """Check the signature; raises ProofError when it is not by this key or of another algorithm."""
        if self.header.alg != ("Ed25519" if isinstance(key, Ed25519PublicKey) else "ES256"):
            raise ProofError(msg("tanda tangan %(name)s tidak sah", name=self.header.kid))
        try:
            if isinstance(key, Ed25519PublicKey):
                key.verify(self.signature, self.signed)
            else:
                r, s = int.from_bytes(self.signature[:32], "big"), int.from_bytes(self.signature[32:], "big")
                key.verify(encode_dss_signature(r, s), self.signed, _ECDSA)
        except InvalidSignature:
            raise ProofError(msg("tanda tangan %(name)s tidak sah", name=self.header.kid)) from None


def sign_jws(payload: bytes, key: PrivateKey, kid: str, typ: str) -> str:
    """A compact JWS over a payload."""
    edwards = isinstance(key, Ed25519PrivateKey)
    header = f'{{"alg":"{"Ed25519" if edwards else "ES256"}","kid":"{kid}","typ":"{typ}"}}'
    signed = f"{b64url(header.encode())}.{b64url(payload)}"
    if isinstance(key, Ed25519PrivateKey):
        signature = key.sign(signed.encode())
    else:
        r, s = decode_dss_signature(key.sign(signed.encode(), _ECDSA))
        signature = r.to_bytes(32, "big") + s.to_bytes(32, "big")
    return f"{signed}.{b64url(signature)}"


def public_key(raw: bytes) -> PublicKey:
    """A public key from its raw bytes: 32 are Ed25519, 65 an uncompressed point of P-256. Raises Rejected."""
    try:
        if len(raw) == EDWARDS_BYTES:
            return Ed25519PublicKey.from_public_bytes(raw)
        if len(raw) == POINT_BYTES:
            return EllipticCurvePublicKey.from_encoded_point(SECP256R1(), raw)
    except ValueError:
        pass  # said below, in one sentence for every malformed key
    raise Rejected(msg("kunci publik"), msg("titik P-256 65 byte atau Ed25519 32 byte"), str(len(raw)))


def raw_public(key: PublicKey) -> bytes:
    """The raw bytes of a public key."""
    if isinstance(key, Ed25519PublicKey):
        return key.public_bytes_raw()
    return key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def private_key(seed: bytes, algorithm: Algorithm) -> PrivateKey:
    """A private key from 32 secret bytes."""
    if algorithm == "Ed25519":
        return Ed25519PrivateKey.from_private_bytes(seed)
    return derive_private_key(int.from_bytes(seed, "big"), SECP256R1())


def thumbprint(raw: bytes) -> str:
    """The name of a public key: its JWK thumbprint (RFC 7638), base64url of SHA-256."""
    if len(raw) == EDWARDS_BYTES:
        jwk = {"crv": "Ed25519", "kty": "OKP", "x": b64url(raw)}
    else:
        jwk = {"crv": "P-256", "kty": "EC", "x": b64url(raw[1:33]), "y": b64url(raw[33:])}
    return b64url(hashlib.sha256(canonical(jwk)).digest())


def b64url(raw: bytes) -> str:
    """Base64url without padding."""
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def unb64url(text: str) -> bytes:
    """Bytes of unpadded base64url; raises ValueError for anything else, other spellings of the same bytes too."""
    try:
        raw = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except binascii.Error as error:
        raise ValueError(str(error)) from None
    if b64url(raw) != text:
        raise ValueError("not canonical base64url")
    return raw
