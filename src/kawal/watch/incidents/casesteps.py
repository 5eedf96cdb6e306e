"""The case that a report and the steps after it make: whose it is, who has it, where it is (pure)."""

from collections.abc import Sequence

import msgspec

from kawal.field import assembly
from kawal.jurisdiction.incidents import IncidentRules, Way
from kawal.kernel.codes import RegionCode, is_station
from kawal.watch.events import Step
from kawal.watch.incidents.cases import ACCEPTING, AgencyPart, Case, Part, Where
from kawal.watch.incidents.told import severity_of, what_of
from kawal.watch.model import Heard
from kawal.watch.queries import IncidentEnd, StepRow


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
