"""From which share of invalid votes the count asks for a look, as data."""

from functools import cache
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from kawal.jurisdiction.lawfile import decoded, shipped
from kawal.jurisdiction.load import Named
from kawal.kernel.errors import Rejected
from kawal.kernel.language import msg

FILE = "count_alarms.yaml"
Share = Annotated[float, Meta(gt=0, lt=1)]
Level = Literal["", "look", "alarm"]


class InvalidShare(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Shares of invalid votes, 0..1, of sums of at least `from_ballots` ballots; each limit with its source, and
    whether it is an assumption."""

    from_ballots: Annotated[int, Meta(ge=1)]
    look: Share
    look_source: Named
    look_assumed: bool
    alarm: Share
    alarm_source: Named
    alarm_assumed: bool

    def level(self, valid: int, invalid: int) -> Level:
        """How grave the share of invalid votes is; "" for one as seen elsewhere, and for few ballots."""
        ballots = valid + invalid
        if ballots < self.from_ballots:
            return ""
        share = invalid / ballots
        return "alarm" if share > self.alarm else "look" if share > self.look else ""


class CountAlarms(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All alarms of the count."""

    invalid_share: InvalidShare


@cache
def count_alarms() -> CountAlarms:
    """The alarms as shipped."""
    return decode_alarms(shipped(FILE), FILE)


def decode_alarms(data: bytes, file: str) -> CountAlarms:
    """Decode and check. Raises Rejected with the first thing that is wrong."""
    found = decoded(data, CountAlarms, file, msg("batas hitungan seperti yang dikirim bersama Kawal"))
    if found.invalid_share.look >= found.invalid_share.alarm:
        raise Rejected(f"{file}, invalid_share", msg("look di bawah alarm"), found.invalid_share.look)
    return found
