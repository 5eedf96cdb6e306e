"""Timestamps: a reply of OpenSSL's holds for its digest and for no other; a changed byte is found."""

from datetime import UTC, datetime
from pathlib import Path
from random import Random

import pytest

from kawal.record.merkle import ProofError
from kawal.record.timestamp import check_timestamp, timestamp_request
from tests.support.authority import Authority

DIGEST = bytes.fromhex("aebf6c3251e27b6a4e265cbbcb3036887ba860071e1df9669cd36179ac82eaed")


@pytest.fixture(scope="module")
def reply(shared: Path) -> bytes:
    return (shared / "vectors" / "record" / "rfc3161_example_response.tsr").read_bytes()


def test_the_published_reply_says_when_and_who(reply: bytes) -> None:
    """As another library reads it: serial 3, 23 November 2026 19:02:56 UTC, CN=tsa."""
    found = check_timestamp(reply, DIGEST)
    assert (found.at, found.authority, found.serial) == (datetime(2026, 11, 23, 19, 2, 56, tzinfo=UTC), "CN=tsa", 3)


def test_a_reply_over_another_digest_is_refused(reply: bytes) -> None:
    with pytest.raises(ProofError, match="sidik lain"):
        check_timestamp(reply, bytes(32))


def test_no_changed_byte_gives_another_moment_or_authority(reply: bytes) -> None:
    """Every byte, one bit: refused, or (where nothing is signed: the words of the status, the certificate's issuer
    signature) the very same is said."""
    whole, passed = check_timestamp(reply, DIGEST), 0
    for at in range(len(reply)):
        broken = reply[:at] + bytes([reply[at] ^ 1]) + reply[at + 1 :]
        try:
            assert check_timestamp(broken, DIGEST) == whole, at
            passed += 1
        except ProofError:
            continue
    assert passed < len(reply) // 20


@pytest.mark.parametrize("key", [(), ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256")])
def test_an_authority_of_openssl_answers_our_request(tmp_path: Path, key: tuple[str, ...]) -> None:
    """With an RSA and an elliptic key: the reply holds for what was asked, and for nothing else."""
    reply = Authority(tmp_path / "tsa", *key).answer(timestamp_request(DIGEST))
    assert check_timestamp(reply, DIGEST).authority == "CN=uji"
    with pytest.raises(ProofError, match="sidik lain"):
        check_timestamp(reply, bytes(32))
    whole = check_timestamp(reply, DIGEST)
    chance = Random(5)  # noqa: S311  repeatable
    for _ in range(300):
        at = chance.randrange(len(reply))
        broken = reply[:at] + bytes([reply[at] ^ (1 << chance.randrange(8))]) + reply[at + 1 :]
        try:
            assert check_timestamp(broken, DIGEST) == whole
        except ProofError:
            continue


def test_a_certificate_that_is_for_something_else_is_refused(tmp_path: Path) -> None:
    """OpenSSL refuses to sign with one: the name of its purpose is changed in the reply."""
    reply = Authority(tmp_path / "tsa").answer(timestamp_request(DIGEST))
    purpose = bytes.fromhex("2b06010505070308")
    assert purpose in reply
    with pytest.raises(ProofError):
        check_timestamp(reply.replace(purpose, purpose[:-1] + b"\1"), DIGEST)


def test_a_request_is_der_over_the_digest() -> None:
    """48 + 8 bytes: version 1, SHA-256 with NULL, the digest, certificate wanted."""
    request = timestamp_request(bytes(32))
    assert request.hex() == "3039020101303130" + "0d060960864801650304020105000420" + "00" * 32 + "0101ff"


@pytest.mark.parametrize(
    "odd", [b"", b"\x30", b"\x30\x80", b"\x30\x03\x02\x01\x02", b"\x31\x00", b"x" * 100, bytes(70_000)]
)
def test_what_is_no_reply_is_refused_in_one_sentence(odd: bytes) -> None:
    with pytest.raises(ProofError):
        check_timestamp(odd, DIGEST)
