"""QR codes of presence: on a letter of assignment, and at the place of a muster. Statements that this node signed.

A code carries no personal data: a letter by its number in a version of the plan, a place by its unit. It marks nobody
by itself: whoever opens it must be signed in, have the right, and confirm. A letter's code is good for its election
until noon of the day after the vote; a place's until the moment it names.
"""

import base64
import hmac
from datetime import date, datetime, time, timedelta

import msgspec

from kawal.kernel.errors import NotPermitted, Rejected
from kawal.kernel.language import msg

PATH = "/apel/hadir"
LONGEST = 300
PAST_THE_DAY = timedelta(hours=36)
"""Counting may run twelve hours past the day of the vote."""
_MAC_BYTES = 16


class LetterCode(msgspec.Struct, frozen=True, array_like=True, tag="L"):
    """A letter of assignment: of which election (its day), by its number in a version of the plan."""

    day: date
    version: int
    number: int


class PlaceCode(msgspec.Struct, frozen=True, array_like=True, tag="P"):
    """The place of a unit's muster; `until_s` in seconds since 1970 by the civil clock."""

    unit: str
    until_s: int


Code = LetterCode | PlaceCode


class ScanCodes:
    """The codes of one node; `folder_key` is the key of its folder."""

    def __init__(self, folder_key: bytes) -> None:
        self._key = hmac.digest(folder_key, b"kawal muster code", "sha256")

    def path(self, code: Code) -> str:
        """The path that a QR code holds."""
        body = msgspec.json.encode(code)
        return f"{PATH}/{_text(body + self._mac(body))}"

    def read(self, token: str) -> Code:
        """What a code says. Raises Rejected for one that this node did not sign."""
        refused = Rejected(msg("kode QR"), msg("kode utuh yang dibuat simpul ini; pindai sekali lagi"), token[:12])
        if len(token) > LONGEST or not token.isascii():
            raise refused
        try:
            raw = base64.b64decode(token + "=" * (-len(token) % 4), altchars=b"-_", validate=True)
        except ValueError:
            raise refused from None
        body, mac = raw[:-_MAC_BYTES], raw[-_MAC_BYTES:]
        if _text(raw) != token or not body or not hmac.compare_digest(mac, self._mac(body)):
            raise refused
        code: Code = msgspec.json.decode(body, type=Code)
        return code

    def _mac(self, body: bytes) -> bytes:
        return hmac.digest(self._key, body, "sha256")[:_MAC_BYTES]


def _text(raw: bytes) -> str:
    """Bytes as they stand in a code. One text for the same bytes: another ending that decodes alike is refused."""
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def check_code(code: Code, now: datetime, election: date | None) -> None:
    """Raise NotPermitted for a code that is too old or of another election; `now` by the region's clock."""
    if isinstance(code, PlaceCode):
        if now.timestamp() >= code.until_s:
            raise NotPermitted(msg("kode tempat apel ini sudah lewat waktunya; pindai yang sedang ditampilkan"))
        return
    if code.day != election:
        raise NotPermitted(
            msg("surat ini untuk pemilihan %(day)s, bukan pemilihan yang sedang berjalan", day=code.day.isoformat())
        )
    if now >= datetime.combine(code.day, time(), now.tzinfo) + PAST_THE_DAY:
        raise NotPermitted(msg("surat ini berlaku sampai tengah hari sesudah hari pemungutan; masanya sudah lewat"))
