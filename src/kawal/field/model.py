"""A report: its public part as it is signed, what is private, and how sure one can be of who wrote it (pure)."""

import re
import uuid
from collections.abc import Mapping
from typing import Annotated, Literal

import msgspec

from kawal.kernel.canonical import sha256_hex
from kawal.kernel.errors import Rejected
from kawal.kernel.language import msg
from kawal.record.jws import Jws
from kawal.record.merkle import ProofError
from kawal.record.sdjwt import SdJwt, disclosed

TYPE = "kawal-report+sd-jwt"
MOST_TOKEN_BYTES = 40_000
MOST_SAFE = 2**53 - 1
FormChannel = Literal["", "odk", "telegram"]
"""The door through which a form came; empty for the phone's own and a page of this node."""
Assurance = Literal["device", "session", "gateway", "clerk", "paper"]
"""How sure the author is: signed on a phone, signed in with a password, or written down for someone by the node."""
_UUID7 = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")
Digest = Annotated[str, msgspec.Meta(pattern="^[A-Za-z0-9_-]{43}$")]
Sha256 = Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{64}$")]
Name = Annotated[str, msgspec.Meta(pattern="^[a-z][a-z0-9_]{0,39}$")]
Answer = (
    Annotated[str, msgspec.Meta(max_length=2000)] | Annotated[int, msgspec.Meta(ge=-MOST_SAFE, le=MOST_SAFE)] | bool
)


class SaidFact(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, kw_only=True):
    """One thing that a line of words says: answers of a report kind, for some stations of a ward or for a place.

    `stations` are numbers within the ward `place` ("1-12,14-23"); empty when it is about the place as a whole.
    `at` is its own moment in milliseconds, 0 for that of the line.
    """

    kind: Name
    v: Annotated[int, msgspec.Meta(ge=1, le=1_000)]
    place: Annotated[str, msgspec.Meta(min_length=2, max_length=13)]
    stations: Annotated[str, msgspec.Meta(max_length=1000, pattern="^([0-9,-]*)$")] = ""
    at: Annotated[int, msgspec.Meta(ge=0, le=MOST_SAFE)] = 0
    data: Annotated[dict[Name, Answer], msgspec.Meta(max_length=20)] = {}


class PublicPart(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What is signed and stands in the log. `at` is the author's clock in milliseconds, `seq` counts on its device.

    `by`, `assurance`, `channel` and `facts` are there only in what the node signs for someone.
    """

    id: str
    kind: Name
    v: Annotated[int, msgspec.Meta(ge=1, le=1_000)]
    place: Annotated[str, msgspec.Meta(min_length=2, max_length=13)]
    seq: Annotated[int, msgspec.Meta(ge=1, le=MOST_SAFE)]
    at: Annotated[int, msgspec.Meta(ge=0, le=MOST_SAFE)]
    data: Annotated[dict[Name, Answer], msgspec.Meta(max_length=40)] = {}
    photos: Annotated[tuple[Sha256, ...], msgspec.Meta(max_length=6)] = ()
    digests: Annotated[tuple[Digest, ...], msgspec.Meta(max_length=40)] = msgspec.field(name="_sd", default=())
    digest_algorithm: Literal["sha-256"] = msgspec.field(name="_sd_alg", default="sha-256")
    facts: Annotated[tuple[SaidFact, ...], msgspec.Meta(max_length=100)] = ()
    by: str = ""
    assurance: Literal["", "session", "gateway", "clerk", "paper"] = ""
    channel: FormChannel = ""

    @property
    def key(self) -> bytes:
        """The 16 bytes of the id, which begins with its time."""
        return uuid.UUID(self.id).bytes


_DECODER = msgspec.json.Decoder(PublicPart)


class Submission(msgspec.Struct, frozen=True):
    """A token taken apart: who says to have signed it, what it says, and what is private."""

    token: SdJwt
    jws: Jws
    public: PublicPart
    private: Mapping[str, object]

    @property
    def source(self) -> str:
        """The key that signed it."""
        return self.jws.header.kid

    @property
    def digest(self) -> str:
        """SHA-256 of the compact JWS, which is the log's entry."""
        return sha256_hex(self.token.jws.encode())


def sender_of(text: str) -> Jws:
    """The signed part of a token, as far as it can be taken apart; raises ProofError when even that fails."""
    if len(text) > MOST_TOKEN_BYTES or not text.isascii():
        raise ProofError(msg("laporan bertanda tangan tidak terbaca"))
    return Jws.parse(text.partition("~")[0])


def read_submission(text: str, jws: Jws) -> Submission:
    """Take a token apart; every private part must be there. Raises Rejected or ProofError with what is wrong."""
    token = SdJwt.parse(text)
    public = read_public(jws.payload)
    if len(token.disclosures) != len(public.digests):
        raise Rejected(msg("bagian tertutup"), str(len(public.digests)), len(token.disclosures))
    private = disclosed({"_sd": list(public.digests)}, token.disclosures)
    return Submission(token, jws, public, private)


def read_public(payload: bytes) -> PublicPart:
    """The public part; raises Rejected for what is no report."""
    try:
        public = _DECODER.decode(payload)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise Rejected(msg("laporan"), msg("isi laporan"), str(error)) from None
    if not is_identity(public.id):
        raise Rejected("id", "UUIDv7", public.id)
    return public


def is_identity(text: str) -> bool:
    """Whether a text is a UUIDv7 as reports are named by (RFC 9562), in lower case."""
    return _UUID7.fullmatch(text) is not None
