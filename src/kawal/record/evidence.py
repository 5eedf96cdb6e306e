"""What a receipt is about: an entry as it stands in the log, or a report with what may be seen of its sealed part.

The log holds the signed part of a report alone. What stands behind it after a `~` counts only when the signed part
names its digest; a receipt that let anything else pass would lend its proof to words that nobody signed.
"""

import json
from collections.abc import Mapping

import msgspec

from kawal.kernel.language import msg
from kawal.record.jws import Jws, public_key, thumbprint, unb64url
from kawal.record.merkle import ProofError
from kawal.record.sdjwt import Json, SdJwt, disclosed
from kawal.record.verify import JWS_START


class Evidence(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """What a saved receipt carries in its extra line, so that one file can be verified.

    Nothing of it is believed: the proof covers the report, its header names the signer's key by its thumbprint, and
    the log's key is to be compared with the announced one.
    """

    report: str
    """The token: compact JWS and disclosures, each with `~` behind it."""
    log_key: str
    """The verifier key of the log, `name+hash+key`."""
    signer: str = ""
    """The raw public key of who signed the report, base64url."""

    def encode(self) -> bytes:
        """The bytes of the extra line."""
        return msgspec.json.encode(self)

    @classmethod
    def decode(cls, extra: bytes) -> "Evidence":
        """Read the extra line of a receipt; raises ProofError for another's."""
        try:
            return msgspec.json.decode(extra, type=cls)
        except (msgspec.MsgspecError, UnicodeDecodeError):
            raise ProofError(msg("isi tambahan tanda terima tidak terbaca")) from None


class Shown(msgspec.Struct, frozen=True):
    """An entry taken apart: its bytes in the log; of a report also what it says, and how many disclosures it has."""

    entry: bytes
    jws: Jws | None = None
    said: Mapping[str, Json] = {}
    disclosures: int = 0

    @classmethod
    def parse(cls, given: bytes) -> "Shown":
        """Take an entry or a token apart. Raises ProofError for a disclosure that the signed part does not name."""
        given = given.strip()
        if not given.startswith(JWS_START):
            return cls(given)
        text = given.decode("ascii", "replace")
        token = SdJwt.parse(text) if "~" in text else SdJwt(text, ())
        jws = Jws.parse(token.jws)
        try:
            payload = json.loads(jws.payload)
        except (ValueError, RecursionError):
            payload = None
        if not isinstance(payload, dict):
            raise ProofError(msg("laporan bertanda tangan tidak terbaca"))
        return cls(token.jws.encode(), jws, disclosed(payload, token.disclosures), len(token.disclosures))

    def check_signer(self, signer: str) -> None:
        """Check the report's signature with the key that its header names. Raises ProofError."""
        try:
            raw = unb64url(signer)
        except ValueError:
            raw = b""
        if self.jws is None or thumbprint(raw) != self.jws.header.kid:
            raise ProofError(msg("kunci penanda tangan bukan yang disebut oleh laporan"))
        self.jws.verify(public_key(raw))
