"""Whose an incident is, as data: types with their chain of agencies inside and outside the station, and clocks."""

from collections.abc import Mapping
from functools import cache
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from kawal.jurisdiction.lawfile import decoded, shipped
from kawal.jurisdiction.load import Named, agencies
from kawal.kernel.errors import Rejected
from kawal.kernel.language import msg

FILE = "incidents.yaml"
Graded = Literal["minor", "moderate", "severe"]
Severity = Literal["none"] | Graded
"""`none` is severity 0: a peaceful assembly, which is served and never escalated."""
Minutes = Annotated[int, Meta(ge=1, le=24 * 60)]


class Limits(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Minutes by severity."""

    minor: Minutes
    moderate: Minutes
    severe: Minutes

    def of(self, severity: Severity) -> int:
        """The minutes of a severity; raises ValueError for severity 0, which has no clock."""
        if severity == "none":
            raise ValueError(severity)
        return {"minor": self.minor, "moderate": self.moderate, "severe": self.severe}[severity]


class Clocks(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Within how many minutes an agency accepts, someone is on the spot, and the next word comes; `source` says how
    sure the figures are."""

    source: Named
    accept_min: Limits
    arrive_min: Limits
    word_min: Limits


class Way(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The way of an incident: `chain` is who must act, then whom it is handed on to; who helps, who helps only when
    the owner asks, who is told, what holds there."""

    chain: Annotated[tuple[str, ...], Meta(min_length=1)]
    assist: tuple[str, ...] = ()
    on_request: tuple[str, ...] = ()
    inform: tuple[str, ...] = ()
    note: Named | None = None

    @property
    def agencies(self) -> tuple[str, ...]:
        """Everyone on the way, each once, the owner first."""
        return tuple(dict.fromkeys((*self.chain[:1], *self.assist, *self.inform, *self.on_request, *self.chain[1:])))


class Mediation(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Who of the neighbourhood may settle it by words before a team is sent, and up to which severity; `source` says
    what that rests on."""

    ask: Annotated[tuple[str, ...], Meta(min_length=1)]
    severities: Annotated[tuple[Graded, ...], Meta(min_length=1)]
    source: Named


class IncidentType(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A type of incident: which answers of a report are of it, its ways, its legal source.

    `services` are the agencies that are asked for what a report wants. `violation` is the class of a breach of
    election law: such a one is Bawaslu's to judge and has a legal clock.
    """

    id: str
    name: Named
    kinds: Annotated[tuple[str, ...], Meta(min_length=1)]
    source: Annotated[str, Meta(min_length=1)]
    inside: Way
    outside: Way
    services: Mapping[str, tuple[str, ...]] = {}
    first_call: tuple[str, ...] = ()
    violation: Literal["", "administrative", "criminal"] = ""
    note: Named | None = None
    mediation: Mediation | None = None


class IncidentRules(msgspec.Struct, frozen=True, forbid_unknown_fields=True, dict=True):
    """All types, and the clocks that run on each."""

    clocks: Clocks
    types: tuple[IncidentType, ...]

    def type_of(self, what: str) -> IncidentType:
        """The type of an answer; what no type names is "other"."""
        return next((one for one in self.types if what in one.kinds), self.types[-1])


@cache
def incident_rules() -> IncidentRules:
    """The types and clocks as shipped."""
    return decode_rules(shipped(FILE), FILE)


def decode_rules(data: bytes, file: str) -> IncidentRules:
    """Decode and check: every agency is known, no answer is of two types, the last type is "other".

    Raises Rejected with the first thing that is wrong.
    """
    found = decoded(data, IncidentRules, file, msg("jenis insiden seperti yang dikirim bersama Kawal"))
    seen: set[str] = set()
    for one in found.types:
        named = (
            *one.inside.agencies,
            *one.outside.agencies,
            *(agency for asked in one.services.values() for agency in asked),
            *one.first_call,
            *(one.mediation.ask if one.mediation else ()),
        )
        unknown = next((agency for agency in named if agency not in agencies()), None)
        if unknown is not None:
            raise Rejected(file, msg("instansi yang dikenal"), unknown)
        twice = seen & set(one.kinds)
        if twice:
            raise Rejected(file, msg("setiap kejadian pada satu jenis saja"), ", ".join(sorted(twice)))
        seen |= set(one.kinds)
    if not found.types or found.types[-1].id != "other":
        raise Rejected(file, msg('"other" sebagai jenis terakhir'), found.types[-1].id if found.types else "")
    return found
