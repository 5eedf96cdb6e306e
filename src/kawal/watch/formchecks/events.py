"""What is recorded when a finding becomes an incident.

No figure of the form is in it: an incident may go on to a node that must never hold one.
"""

from kawal.store.events import Event


class FindingRaised(Event, frozen=True, tag="finding_raised/1", kw_only=True):
    """The incident that came as entry `incident` asks to check a form for a finding; `entries` show it."""

    incident: int
    station: str
    contest: str
    round: int
    what: str
    part: str
    entries: tuple[int, ...] = ()


class RecapFindingRaised(Event, frozen=True, tag="recap_finding_raised/1", kw_only=True):
    """The incident that came as entry `incident` asks to check the column `place` of the recapitulation's form of the
    region `form`; `entries` are the forms that were compared."""

    incident: int
    form: str
    place: str
    contest: str
    round: int
    entries: tuple[int, ...] = ()


EVENTS: tuple[type[Event], ...] = (FindingRaised, RecapFindingRaised)
