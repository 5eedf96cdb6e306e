"""How long an officer may be on duty, as data: hours in all, hours without a break, how long a break is."""

from functools import cache
from typing import Annotated

import msgspec
from msgspec import Meta

from kawal.jurisdiction.cited import Source
from kawal.jurisdiction.lawfile import decoded, shipped
from kawal.kernel.errors import Rejected
from kawal.kernel.language import msg

FILE = "duty_limits.yaml"
Minutes = Annotated[int, Meta(ge=1, le=48 * 60)]


class Limit(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`most_min` minutes at most; the last `near_min` before it are a warning. `assumed` for what no law sets."""

    most_min: Minutes
    near_min: Minutes
    source: Source
    assumed: bool


class DutyLimits(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """On duty in all, at work without a break, and from how many minutes a pause is a break."""

    duty: Limit
    stretch: Limit
    break_min: Minutes


@cache
def duty_limits() -> DutyLimits:
    """The limits as shipped."""
    return decode_limits(shipped(FILE), FILE)


def decode_limits(data: bytes, file: str) -> DutyLimits:
    """Decode and check: a warning comes before its limit. Raises Rejected with the first thing that is wrong."""
    found = decoded(data, DutyLimits, file, msg("batas jam tugas seperti yang dikirim bersama Kawal"))
    for name, limit in (("duty", found.duty), ("stretch", found.stretch)):
        if limit.near_min >= limit.most_min:
            raise Rejected(f"{file}, {name}", msg("near_min di bawah most_min"), limit.near_min)
    return found
