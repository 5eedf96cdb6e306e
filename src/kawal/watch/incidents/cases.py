"""An incident as it stands: whose it is, who has it, what was done; with what each agency did in it (pure).

A case is an incident as one entry told of it at one place. Every act is a step in the log; nothing is overwritten.
"""

from collections.abc import Mapping, Sequence
from typing import Literal

import msgspec

from kawal.field import assembly
from kawal.jurisdiction.incidents import IncidentType, Severity, Way
from kawal.jurisdiction.load import Named
from kawal.kernel.codes import RegionCode, StationId
from kawal.watch.events import Step
from kawal.watch.incidents.told import what_of
from kawal.watch.model import Heard
from kawal.watch.queries import IncidentEnd, StepRow

Where = Literal["inside", "outside"]
Part = Literal["owner", "assist", "inform", "on_request", "next"]
HOUR_MS = 3_600_000
MEDIATION: frozenset[Step] = frozenset({"mediation_asked", "mediating", "mediated", "mediation_failed"})
ACCEPTING: tuple[Step, ...] = ("accepted", "arrived", "settled")


class AgencyPart(msgspec.Struct, frozen=True):
    """An agency in a case: its part, and the last step of each sort that it took or that was taken towards it."""

    agency: str
    part: Part
    steps: Mapping[Step, StepRow]

    @property
    def has_accepted(self) -> bool:
        """Whether it accepted and did not hand back since; who arrived or settled it has accepted it too."""
        return any(self._after(step, "returned") for step in ACCEPTING)

    @property
    def has_come(self) -> bool:
        """Whether it arrived; who settled it has nothing to arrive for."""
        return "arrived" in self.steps or "settled" in self.steps

    @property
    def is_asked(self) -> bool:
        """Whether a question to it waits for its answer."""
        return self._after("asked", "answered")

    def _after(self, step: Step, other: Step) -> bool:
        first, second = self.steps.get(step), self.steps.get(other)
        return first is not None and (second is None or second.index < first.index)


class Case(msgspec.Struct, frozen=True, kw_only=True):
    """An incident at one place, as it stands."""

    place: StationId | RegionCode
    """As it was told; the key of the incident, which nothing changes."""
    site: StationId | RegionCode
    """Where it is: as it was told, or as the desk learned since."""
    heard: Heard
    type: IncidentType
    severity: Severity
    where: Where
    owner: str
    """The agency that must act now; empty when the chain is at its end and the desk decides."""
    handler: str
    """The account at the desk that handles it; empty when nobody does."""
    agencies: tuple[AgencyPart, ...]
    steps: tuple[StepRow, ...]
    into: int
    """The entry of the incident that it was merged into, -1 for none."""
    end: IncidentEnd | None
    ends_before: tuple[IncidentEnd, ...] = ()
    """How it was closed before it was opened again."""

    @property
    def what(self) -> str:
        """What happened, as the report answers it."""
        return what_of(self.heard)

    @property
    def is_peaceful(self) -> bool:
        """Whether it is a peaceful assembly, severity 0: it is served, without clock, team or escalation."""
        return self.severity == "none"

    @property
    def services(self) -> Mapping[str, tuple[str, ...]]:
        """The services that an assembly asks for, each with the agencies that are asked."""
        wanted = assembly.services_of(self.heard.data) if self.is_peaceful else ()
        return {one: self.type.services.get(one, ()) for one in wanted}

    def services_from(self, agency: str) -> tuple[str, ...]:
        """What an agency is asked for."""
        return tuple(one for one, agencies in self.services.items() if agency in agencies)

    @property
    def way(self) -> Way:
        """Its way, by where it is."""
        return self.type.inside if self.where == "inside" else self.type.outside

    @property
    def note(self) -> Named | None:
        """What holds for its way, else for its type."""
        return self.way.note or self.type.note

    @property
    def teams(self) -> tuple[int, ...]:
        """The teams that are out for it, in the order in which they were sent."""
        out: dict[int, None] = {}
        for step in self.steps:
            if step.step == "sent":
                out[step.team] = None
            elif step.step == "freed":
                out.pop(step.team, None)
        return tuple(out)

    def team_step(self, team: int) -> StepRow | None:
        """The last step of a team in it."""
        return next((step for step in reversed(self.steps) if step.team == team), None)

    @property
    def ends(self) -> tuple[IncidentEnd, ...]:
        """Every closing of it, in the order of the log."""
        return (*self.ends_before, self.end) if self.end else self.ends_before

    @property
    def is_open(self) -> bool:
        """Whether someone must still act."""
        return self.end is None

    @property
    def is_accepted(self) -> bool:
        """Whether the agency that must act has accepted it."""
        owner = self.part_of(self.owner)
        return owner is not None and owner.has_accepted

    @property
    def mediator(self) -> str:
        """The agency that mediates at this moment; empty for none."""
        said = [step for step in self.steps if step.step in MEDIATION]
        return said[-1].agency if said and said[-1].step == "mediating" else ""

    @property
    def is_handled(self) -> bool:
        """Whether anyone has it in hand: the desk, the agency that accepted it, or who mediates."""
        return bool(self.handler or self.mediator) or self.is_accepted

    def is_with(self, agency: str) -> bool:
        """Whether an agency has something to do with it: its owner, one that assists, or one that was drawn in."""
        part = self.part_of(agency)
        return part is not None and (part.part in ("owner", "assist") or bool(part.steps))

    def part_of(self, agency: str) -> AgencyPart | None:
        """An agency's part in it; None when it has none."""
        return next((one for one in self.agencies if one.agency == agency), None)


def alike(case: Case, others: Sequence[Case]) -> tuple[Case, ...]:
    """Open cases that may be the same: at the same place, of the same type, told within an hour."""
    return tuple(
        one
        for one in others
        if (one.heard.index, one.what) != (case.heard.index, case.what)
        and one.site == case.site
        and one.type.id == case.type.id
        and abs(one.heard.at_ms - case.heard.at_ms) <= HOUR_MS
    )
