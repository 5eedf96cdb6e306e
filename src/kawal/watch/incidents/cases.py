"""The life of an incident: whose it is, who has it, what was done, what is due; from its report and its steps (pure).

A case is an incident as one entry told of it at one place. Every act is a step in the log; nothing is overwritten.
"""

from collections.abc import Mapping, Sequence
from typing import Literal

import msgspec

from kawal.field import assembly
from kawal.jurisdiction.incidents import Graded, IncidentRules, IncidentType, Severity, Way
from kawal.jurisdiction.load import Named
from kawal.kernel.codes import RegionCode, StationId, is_station
from kawal.kernel.language import Message, msg
from kawal.watch.events import Result, Step
from kawal.watch.model import Heard, Value
from kawal.watch.queries import IncidentEnd, StepRow

KINDS = ("incident", "welfare")
"""Reports of trouble; a peaceful assembly is none, and what counts or calls for trouble never sees one."""
Where = Literal["inside", "outside"]
Part = Literal["owner", "assist", "inform", "on_request", "next"]
_SICK: Mapping[str, Severity] = {"sick": "moderate", "collapsed": "severe", "evacuated": "severe"}
SEVERITIES: tuple[Graded, ...] = ("minor", "moderate", "severe")
HOUR_MS = 3_600_000
RESULTS: dict[Result, Message] = {
    "resolved": msg("sudah tertangani"),
    "referred": msg("diteruskan ke instansi lain"),
    "unfounded": msg("tidak terjadi"),
    "duplicate": msg("sudah tercatat pada nomor lain"),
}
STEP_NAMES: dict[Step, Message] = {
    "taken": msg("menangani insiden ini"),
    "released": msg("melepas insiden ini"),
    "noted": msg("mencatat"),
    "inside": msg("menetapkan: di dalam TPS"),
    "outside": msg("menetapkan: di luar TPS"),
    "placed": msg("membetulkan tempat: %(site)s"),
    "told": msg("memberi tahu %(agency)s"),
    "read": msg("%(agency)s membaca"),
    "accepted": msg("%(agency)s menerima"),
    "returned": msg("%(agency)s mengembalikan"),
    "arrived": msg("%(agency)s tiba di tempat"),
    "settled": msg("%(agency)s menyatakan selesai"),
    "asked": msg("bertanya kepada %(agency)s"),
    "answered": msg("%(agency)s menjawab"),
    "handed_on": msg("meneruskan kepada %(agency)s"),
    "sent": msg("mengirim TRC %(team)s"),
    "confirmed": msg("TRC %(team)s menjawab siap"),
    "on_site": msg("TRC %(team)s tiba di tempat"),
    "freed": msg("TRC %(team)s kembali siap"),
    "mediation_asked": msg("meminta %(agency)s menengahi"),
    "mediating": msg("%(agency)s menengahi"),
    "mediated": msg("%(agency)s berhasil menengahi"),
    "mediation_failed": msg("%(agency)s tidak berhasil menengahi"),
    "merged": msg("menggabungkan dengan nomor %(other)s"),
    "reopened": msg("membuka kembali"),
}
AGENCY_WORDS: dict[Step, Message] = {
    "told": msg("diberi tahu"),
    "read": msg("membaca"),
    "accepted": msg("menerima"),
    "returned": msg("mengembalikan"),
    "arrived": msg("tiba di tempat"),
    "settled": msg("menyatakan selesai"),
    "asked": msg("ditanya"),
    "answered": msg("menjawab"),
    "handed_on": msg("diserahi"),
    "mediation_asked": msg("diminta menengahi"),
    "mediating": msg("menengahi"),
    "mediated": msg("berhasil menengahi"),
    "mediation_failed": msg("tidak berhasil menengahi"),
}
"""What an agency did last, or what was done towards it, beside its name."""


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


def case_of(
    place: str,
    heard: Heard,
    steps: Sequence[StepRow],
    end: IncidentEnd | None,
    rules: IncidentRules,
    ends_before: Sequence[IncidentEnd] = (),
) -> Case:
    """The case of a report, its steps and its closings, in the order of the log."""
    kind = rules.type_of("medical" if heard.kind == "welfare" else what_of(heard))
    severity = severity_of(heard)
    site = place
    where = _first_where(site)
    handler, into = "", -1
    for step in steps:
        match step.step:
            case "inside" | "outside":
                where = step.step
            case "placed":
                site, where = step.site, _first_where(step.site)
            case "taken":
                handler = step.actor
            case "released":
                handler = ""
            case "merged":
                into = step.other
            case "reopened":
                into = -1
            case _:
                pass
    way = kind.inside if where == "inside" else kind.outside
    if severity == "none":
        asked = (agency for one in assembly.services_of(heard.data) for agency in kind.services.get(one, ()))
        way = msgspec.structs.replace(way, assist=tuple(dict.fromkeys((*way.assist, *asked))))
    owner = _owner(way, steps)
    return Case(
        place=RegionCode(place),
        site=RegionCode(site),
        heard=heard,
        type=kind,
        severity=severity,
        where=where,
        owner=owner,
        handler=handler,
        agencies=_parts(way, owner, steps),
        steps=tuple(steps),
        into=into,
        end=end,
        ends_before=tuple(ends_before),
    )


def _first_where(site: str) -> Where:
    """Whether an incident is inside a station, until someone says otherwise."""
    return "inside" if is_station(site) else "outside"


def what_of(heard: Heard) -> str:
    """What happened: an entry may tell of several things at one place."""
    return heard.kind if heard.kind in ("welfare", assembly.KIND) else str(heard.data.get("what", "other"))


def severity_of(heard: Heard) -> Severity:
    """How severe a report says it is; of someone who is unwell by their state; an assembly is of severity 0."""
    return severity_said(heard.kind, heard.data)


def severity_said(kind: str, data: Mapping[str, Value]) -> Severity:
    """How severe an answered report of an incident, of someone unwell or of an assembly is."""
    if kind == assembly.KIND:
        return "none"
    if kind == "welfare":
        return _SICK.get(str(data.get("state", "")), "moderate")
    said = data.get("severity", "moderate")
    return next((one for one in SEVERITIES if one == said), "moderate")


def _owner(way: Way, steps: Sequence[StepRow]) -> str:
    """Who must act: the first of the chain, whoever it was handed on to, the next after one that handed it back, and
    one further up that accepts it before the present one has."""
    owner, accepted = way.chain[0], False
    for step in steps:
        after = way.chain[way.chain.index(owner) + 1 :] if owner in way.chain else ()
        if step.step == "handed_on":
            owner, accepted = step.agency, False
        elif step.step == "returned" and step.agency == owner:
            owner, accepted = after[0] if after else "", False
        elif step.step in ACCEPTING and (step.agency == owner or (not accepted and step.agency in after)):
            owner, accepted = step.agency, True
    return owner


def _parts(way: Way, owner: str, steps: Sequence[StepRow]) -> tuple[AgencyPart, ...]:
    parts: dict[str, Part] = {}
    if owner:
        parts[owner] = "owner"
    listed: tuple[tuple[Part, tuple[str, ...]], ...] = (
        ("assist", way.assist),
        ("inform", way.inform),
        ("on_request", way.on_request),
        ("next", way.chain),
    )
    for part, agencies in listed:
        for agency in agencies:
            parts.setdefault(agency, part)
    for step in steps:  # whoever was drawn in beside the way
        if step.agency:
            parts.setdefault(step.agency, "assist")
    last: dict[str, dict[Step, StepRow]] = {agency: {} for agency in parts}
    for step in steps:
        if step.agency:
            last[step.agency][step.step] = step
    return tuple(AgencyPart(agency, part, last[agency]) for agency, part in parts.items())


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
