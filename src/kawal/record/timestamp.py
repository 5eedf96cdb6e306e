"""Timestamps of an authority outside (RFC 3161): the request over a digest, and the reply checked.

Checked are the imprint, the signature (RFC 5652, section 5.4) by a certificate that the reply carries, that this one
is for timestamps and named by the signature (RFC 5035). Whether its issuer is to be trusted is for the reader.
"""

import hashlib
from collections.abc import Iterator
from datetime import UTC, datetime

import msgspec
from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256, SHA384, SHA512, HashAlgorithm
from cryptography.utils import CryptographyDeprecationWarning
from cryptography.x509.oid import ExtendedKeyUsageOID

from kawal.kernel.language import msg
from kawal.record.merkle import ProofError
from kawal.record.note import Note

MOST_REPLY_BYTES = 60_000
INTEGER, OCTETS, OID, SEQUENCE, SET, TIME, CONTEXT_0 = 0x02, 0x04, 0x06, 0x30, 0x31, 0x18, 0xA0
SHA256_ID = bytes.fromhex("608648016503040201")
HASHES: dict[bytes, HashAlgorithm] = {
    SHA256_ID: SHA256(),
    bytes.fromhex("608648016503040202"): SHA384(),
    bytes.fromhex("608648016503040203"): SHA512(),
}
SIGNED_DATA, TST_INFO = bytes.fromhex("2a864886f70d010702"), bytes.fromhex("2a864886f70d0109100104")
CONTENT_TYPE, MESSAGE_DIGEST = bytes.fromhex("2a864886f70d010903"), bytes.fromhex("2a864886f70d010904")
SIGNING_CERTIFICATES = {
    bytes.fromhex("2a864886f70d010910020c"): "sha1",
    bytes.fromhex("2a864886f70d010910022f"): "sha256",
}
MALFORMED = (
    *(ValueError, IndexError, KeyError, UnsupportedAlgorithm, x509.InvalidVersion),
    *(x509.ExtensionNotFound, x509.DuplicateExtension, x509.UnsupportedGeneralNameType),
    CryptographyDeprecationWarning,  # where warnings are errors
)
"""How a reply that is none shows itself while it is taken apart."""
UNREADABLE = msg("cap waktu tidak terbaca")


class Stamped(msgspec.Struct, frozen=True):
    """What an authority says: that the digest was there at this moment (UTC), and who says so."""

    at: datetime
    authority: str
    serial: int


class _Node(msgspec.Struct, frozen=True):
    """One value of DER: its tag, what it holds, and all its bytes."""

    tag: int
    body: bytes
    raw: bytes

    def parts(self) -> "list[_Node]":
        return list(_nodes(self.body))


def checkpoint_digest(note: str) -> bytes:
    """What is stamped of a checkpoint: the SHA-256 of its text, which later cosignatures leave as it is."""
    return hashlib.sha256(Note.parse(note).text.encode()).digest()


def timestamp_request(digest: bytes) -> bytes:
    """A request (TimeStampReq) over a SHA-256 digest; it asks for the certificate and has no nonce."""
    algorithm = _der(SEQUENCE, _der(OID, SHA256_ID) + b"\x05\x00")
    imprint = _der(SEQUENCE, algorithm + _der(OCTETS, digest))
    return _der(SEQUENCE, b"\x02\x01\x01" + imprint + b"\x01\x01\xff")


def check_timestamp(reply: bytes, digest: bytes) -> Stamped:
    """Check a reply (TimeStampResp) over a SHA-256 digest; raises ProofError with what does not hold."""
    try:
        return _checked(reply, digest)
    except MALFORMED:
        raise ProofError(UNREADABLE) from None


def _checked(reply: bytes, digest: bytes) -> Stamped:
    status, token = _one(reply, SEQUENCE).parts()[:2]
    if int.from_bytes(status.parts()[0].body, "big") not in (0, 1):
        raise ProofError(msg("pemberi cap waktu menolak permintaan ini"))
    kind, content = token.parts()
    signed = _one(content.body, SEQUENCE).parts()
    if kind.body != SIGNED_DATA:
        raise ValueError(kind)
    content_kind, wrapped = signed[2].parts()
    info = _one(wrapped.body, OCTETS).body
    if content_kind.body != TST_INFO:
        raise ValueError(content_kind)
    _version, _policy, imprint, serial, moment = _one(info, SEQUENCE).parts()[:5]
    algorithm, stamped = imprint.parts()
    if (algorithm.parts()[0].body, stamped.body) != (SHA256_ID, digest):
        raise ProofError(
            msg(
                "cap waktu untuk sidik lain: diharapkan %(expected)s, didapat %(got)s",
                expected=digest.hex(),
                got=stamped.body.hex(),
            )
        )
    certificates = [one for one in signed[3:] if one.tag == CONTEXT_0]
    [signer] = signed[-1].parts()
    leaf = _verified(signer, [one.raw for node in certificates for one in node.parts()], info)
    at = datetime.strptime(moment.body.decode("ascii").partition(".")[0].rstrip("Z"), "%Y%m%d%H%M%S")
    if moment.tag != TIME:
        raise ValueError(moment)
    return Stamped(at.replace(tzinfo=UTC), leaf.subject.rfc4514_string(), int.from_bytes(serial.body, "big"))


def _verified(signer: _Node, certificates: list[bytes], info: bytes) -> x509.Certificate:
    """The certificate whose key signed; raises ProofError when none of the reply's did."""
    _version, named, hashed, attributes, _algorithm, signature = signer.parts()[:6]
    kind = HASHES[hashed.parts()[0].body]
    said = {one.parts()[0].body: one.parts()[1].parts()[0] for one in attributes.parts()}
    digest = hashlib.new(kind.name, info).digest()
    if said[CONTENT_TYPE].body != TST_INFO or said[MESSAGE_DIGEST].body != digest:
        raise ProofError(msg("tanda tangan cap waktu tidak sah"))
    issuer, serial = named.parts()
    found = [x509.load_der_x509_certificate(one) for one in certificates]
    leaf = next(
        (
            one
            for one in found
            if (one.serial_number, one.issuer.public_bytes()) == (int.from_bytes(serial.body, "big"), issuer.raw)
        ),
        None,
    )
    if leaf is None:
        raise ProofError(msg("sertifikat pemberi cap waktu tidak ada dalam balasannya"))
    use = leaf.extensions.get_extension_for_class(x509.ExtendedKeyUsage)
    raw = next(one for one in certificates if x509.load_der_x509_certificate(one) == leaf)
    bound = [
        hashlib.new(name, raw, usedforsecurity=False).digest() in said[identity].raw
        for identity, name in SIGNING_CERTIFICATES.items()
        if identity in said
    ]
    if ExtendedKeyUsageOID.TIME_STAMPING not in use.value or not bound or not all(bound):
        raise ProofError(msg("sertifikat dalam balasan bukan untuk cap waktu"))
    _verify(leaf, signature.body, bytes([SET]) + attributes.raw[1:], kind)
    return leaf


def _verify(leaf: x509.Certificate, signature: bytes, message: bytes, kind: HashAlgorithm) -> None:
    key = leaf.public_key()
    try:
        if isinstance(key, RSAPublicKey):
            key.verify(signature, message, PKCS1v15(), kind)
        elif isinstance(key, EllipticCurvePublicKey):
            key.verify(signature, message, ECDSA(kind))
        else:
            raise ProofError(msg("jenis kunci pemberi cap waktu tidak dikenal"))
    except InvalidSignature:
        raise ProofError(msg("tanda tangan cap waktu tidak sah")) from None


def _one(data: bytes, tag: int) -> _Node:
    [found] = _nodes(data)
    if found.tag != tag:
        raise ValueError(found.tag)
    return found


def _nodes(data: bytes) -> Iterator[_Node]:
    """The values that follow one another; raises ValueError for what is no DER of one-byte tags."""
    if len(data) > MOST_REPLY_BYTES:
        raise ValueError(len(data))
    at = 0
    while at < len(data):
        tag, size, start = data[at], data[at + 1], at + 2
        if size & 0x80:
            more = size & 0x7F
            if not 1 <= more <= 3:
                raise ValueError(size)
            size, start = int.from_bytes(data[start : start + more], "big"), start + more
        if tag & 0x1F == 0x1F or start + size > len(data):
            raise ValueError(tag)
        yield _Node(tag, data[start : start + size], data[at : start + size])
        at = start + size


def _der(tag: int, body: bytes) -> bytes:
    return bytes([tag, len(body)]) + body  # all of a request is shorter than 128 bytes
