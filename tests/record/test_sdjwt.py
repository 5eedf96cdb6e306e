"""Reports as SD-JWT: RFC 9901's own examples, a JOSE library as referee, and what must be refused."""

import json
import secrets

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from joserfc import jws as jose
from joserfc.jwk import ECKey, OKPKey
from joserfc.jws import JWSRegistry

from kawal.kernel.errors import Rejected
from kawal.record.jws import Jws, PrivateKey, b64url, public_key, raw_public, sign_jws, thumbprint, unb64url
from kawal.record.merkle import ProofError
from kawal.record.sdjwt import SdJwt, digest, disclosed, disclosure, issue
from tests.record import rfc9901

KEYS: list[PrivateKey] = [ec.generate_private_key(ec.SECP256R1()), Ed25519PrivateKey.generate()]
PUBLIC = {"id": "x", "kind": "incident", "data": {"severity": "minor"}}
PRIVATE = {"note": "catatan", "name": "seseorang"}


def test_the_rfc_example_verifies_and_is_processed_as_printed() -> None:
    """Section 5.1: signature by the key of appendix A.5, ten digests, and the processed payload."""
    token = SdJwt.parse(rfc9901.ISSUED)
    point = b"\x04" + unb64url(rfc9901.ISSUER_X) + unb64url(rfc9901.ISSUER_Y)
    signed = Jws.parse(token.jws)
    signed.verify(public_key(point))
    payload = json.loads(signed.payload)
    assert disclosed(payload, token.disclosures) == rfc9901.PROCESSED
    named = {json.loads(unb64url(one))[-2]: digest(one) for one in token.disclosures[:8]}
    assert named == rfc9901.DIGESTS
    elements = {json.loads(unb64url(one))[-1]: digest(one) for one in token.disclosures[8:]}
    assert elements == rfc9901.NATIONALITY_DIGESTS
    assert str(token) == rfc9901.ISSUED


def test_the_digests_of_section_4_hold() -> None:
    """The disclosures of sections 4.2.1 and 4.2.2 have the digests of 4.2.3."""
    assert digest(rfc9901.SECTION_4_2_1[0]) == rfc9901.SECTION_4_2_3_DIGEST
    assert digest(rfc9901.SECTION_4_2_2[0]) == rfc9901.SECTION_4_2_2[1]
    opened = disclosed({"_sd": [rfc9901.SECTION_4_2_3_DIGEST]}, [rfc9901.SECTION_4_2_1[0]])
    assert opened == {"family_name": "Möbius"}


def test_without_disclosures_the_public_part_remains() -> None:
    """What is not disclosed is absent, and digests leave no trace."""
    payload = json.loads(Jws.parse(SdJwt.parse(rfc9901.ISSUED).jws).payload)
    assert disclosed(payload, []) == {
        "iss": "https://issuer.example.com",
        "iat": 1683000000,
        "exp": 1883000000,
        "sub": "user_42",
        "nationalities": [],
        "cnf": rfc9901.PROCESSED["cnf"],
    }


@pytest.mark.parametrize("key", KEYS, ids=["ES256", "Ed25519"])
def test_a_jose_library_accepts_our_reports_and_we_accept_its_own(key: PrivateKey) -> None:
    """joserfc verifies what we sign, and signs what we verify."""
    token = issue(PUBLIC, PRIVATE, key, "kid-1", "kawal-report+sd-jwt", secrets.token_bytes)
    raw = raw_public(key.public_key())
    if isinstance(key, Ed25519PrivateKey):
        jwk: ECKey | OKPKey = OKPKey.import_key({"kty": "OKP", "crv": "Ed25519", "x": b64url(raw)})
        private: ECKey | OKPKey = OKPKey.import_key(
            {"kty": "OKP", "crv": "Ed25519", "x": b64url(raw), "d": b64url(key.private_bytes_raw())}
        )
        algorithm = "Ed25519"
    else:
        numbers: dict[str, str | list[str]] = {
            "kty": "EC",
            "crv": "P-256",
            "x": b64url(raw[1:33]),
            "y": b64url(raw[33:]),
        }
        secret = key.private_numbers().private_value.to_bytes(32, "big")
        jwk, private = ECKey.import_key(numbers), ECKey.import_key(numbers | {"d": b64url(secret)})
        algorithm = "ES256"
    registry = JWSRegistry(algorithms=[algorithm])
    accepted = jose.deserialize_compact(token.jws, jwk, registry=registry)
    assert disclosed(json.loads(accepted.payload), token.disclosures) == PUBLIC | PRIVATE
    assert jwk.thumbprint() == thumbprint(raw)
    theirs = jose.serialize_compact({"alg": algorithm, "kid": "k"}, b"{}", private, registry=registry)
    Jws.parse(theirs).verify(public_key(raw))


@pytest.mark.parametrize("key", KEYS, ids=["ES256", "Ed25519"])
def test_a_changed_report_or_another_key_is_refused(key: PrivateKey) -> None:
    """Payload, header, signature, key and algorithm are all bound."""
    text = sign_jws(b'{"a":1}', key, "kid", "t")
    head, _, signature = text.split(".")
    body = text.split(".")[1]
    other_body, other_head = b64url(b'{"a":2}'), b64url(b'{"alg":"ES256","kid":"other"}')
    for changed in (f"{head}.{other_body}.{signature}", f"{other_head}.{body}.{signature}"):
        with pytest.raises(ProofError):
            Jws.parse(changed).verify(key.public_key())
    for other in KEYS:
        if other is not key:
            with pytest.raises(ProofError):
                Jws.parse(text).verify(other.public_key())


@pytest.mark.parametrize("text", ["", "a.b", "a.b.c", "e30.e30.AAAA", "eyJhbGciOiJub25lIn0.e30.AAAA", "e30.e30.=="])
def test_what_is_not_a_jws_is_refused(text: str) -> None:
    """Malformed parts, no algorithm, `none`, short signatures."""
    with pytest.raises(ProofError):
        Jws.parse(text)


@pytest.mark.parametrize("token", ["", "jws", "jws~a", "jws~~", "~a~x"])
def test_a_token_ends_with_a_tilde_and_has_no_empty_part(token: str) -> None:
    """Key binding is not used; a token with one is refused."""
    with pytest.raises(ProofError):
        SdJwt.parse(token)


def test_disclosures_that_do_not_belong_are_refused() -> None:
    """Twice, unnamed, reserved, colliding, unreadable: section 7.1 says no to each."""
    one = disclosure("note", "x", bytes(16))
    reserved = disclosure("_sd", "x", bytes(16))
    collides = disclosure("id", "x", bytes(16))
    for payload, given in (
        ({"_sd": [digest(one)]}, [one, one]),
        ({}, [one]),
        ({"_sd": [digest(reserved)]}, [reserved]),
        ({"id": 1, "_sd": [digest(collides)]}, [collides]),
        ({"_sd": [digest(one), digest(one)]}, [one]),
        ({"_sd": "x"}, [one]),
        ({"_sd": [digest("####")]}, ["####"]),
        ({"_sd_alg": "md5", "_sd": []}, []),
    ):
        with pytest.raises(ProofError):
            disclosed(payload, given)


@pytest.mark.parametrize("raw", [b"", bytes(32)[:31], b"\x04" + bytes(64), bytes(65)])
def test_what_is_not_a_key_is_refused(raw: bytes) -> None:
    """A point must lie on the curve."""
    with pytest.raises(Rejected):
        public_key(raw)
