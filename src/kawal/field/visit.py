"""A visit to a ward office, where the result forms of all its stations hang: what the phone needs to go through them
one by one (pure)."""

import msgspec

from kawal.election.model import Registry
from kawal.field.kinds import ReportKind
from kawal.field.phonepage import PhonePage
from kawal.kernel.codes import StationId, is_station, ward_of, within

POSTED = "posted"
"""Which form a copy shows: the one that hangs at the ward office."""
MOST_STATIONS = 2_000
"""Who may report from more than a city has is no visitor of its offices; the page would not fit into a phone."""


class Ward(msgspec.Struct, frozen=True):
    """A ward whose office is visited, with its stations in their order."""

    code: str
    name: str
    stations: tuple[str, ...]


class Vote(msgspec.Struct, frozen=True):
    """A contest whose forms hang there: its kind, its region, its ballot numbers."""

    kind: str
    region: str
    options: tuple[int, ...]


class Visit(msgspec.Struct, frozen=True):
    """The form that is filled in for each station, and the wards and contests that can be chosen."""

    kind: ReportKind
    wards: tuple[Ward, ...]
    votes: tuple[Vote, ...]

    @property
    def choices(self) -> str:
        """Wards and contests as the script reads them."""
        return msgspec.json.encode({"wards": self.wards, "votes": self.votes}).decode()


def visit_of(page: PhonePage, registry: Registry) -> Visit | None:
    """The visits that this account can make; None for who sends no copies of forms, and where none is voted on."""
    kind = next((one for one in page.kinds if one.group == "result" and _asks_which(one)), None)
    stations = [StationId(code) for code, _ in page.places if is_station(code)]
    if kind is None or not 0 < len(stations) <= MOST_STATIONS:
        return None
    wards: dict[str, list[str]] = {}
    for station in sorted(stations):
        wards.setdefault(ward_of(station), []).append(station)
    contest = kind.field("contest")
    asked = {choice.id for choice in contest.choices} if contest else set()
    votes = tuple(
        Vote(one.kind, one.region, tuple(sorted(option.number for option in one.options)))
        for one in registry.contests
        if one.kind in asked and any(within(ward_of(station), one.region) for station in stations)
    )
    known = tuple(Ward(code, registry.place_name(code), tuple(held)) for code, held in wards.items())
    return Visit(kind, known, votes) if votes else None


def _asks_which(kind: ReportKind) -> bool:
    field = kind.field("copy")
    return field is not None and any(choice.id == POSTED for choice in field.choices)
