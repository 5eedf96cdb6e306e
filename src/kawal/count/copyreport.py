"""Copies of the result form as reports from the field bring them -> the fields of the form (pure)."""

from collections.abc import Mapping

import msgspec

from kawal.count.model import ContestKind
from kawal.count.sources import CONTEST_KINDS, OWN
from kawal.field.model import PublicPart
from kawal.jurisdiction.forms import votes_of
from kawal.kernel.codes import StationId, is_station

KIND = "results_copy"
MOST_OPTIONS = 6
FIELDS: Mapping[str, str] = {
    **{f"option_{number}": votes_of(number) for number in range(1, MOST_OPTIONS + 1)},
    "valid": "valid_total",
    "invalid": "invalid_total",
    "counted": "ballots_counted",
    "voters": "used_total",
    "registered": "registered",
}
"""The answers of a report, and the field of the form that each is."""


class CopyReport(msgspec.Struct, frozen=True):
    """A copy as a report brings it; `seen` says where: the sender's own, the one that hangs, the official form."""

    station: StationId
    contest: ContestKind
    seen: str
    numbers: dict[str, int]


def copy_of(public: PublicPart) -> CopyReport | None:
    """The copy that a report brings; None for a report of anything else, and for one without a number."""
    contest = next((kind for kind in CONTEST_KINDS if kind == public.data.get("contest")), None)
    if public.kind != KIND or contest is None or not is_station(public.place):
        return None
    numbers = {
        field: value
        for answer, field in FIELDS.items()
        if isinstance(value := public.data.get(answer), int) and not isinstance(value, bool)
    }
    seen = str(public.data.get("copy", OWN))
    return CopyReport(StationId(public.place), contest, seen, numbers) if numbers else None
