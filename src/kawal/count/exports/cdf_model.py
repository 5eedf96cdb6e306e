"""The classes of NIST SP 1500-100r2 (Election Results Reporting, version 2.0) that a count needs, as JSON has them.

Names, required fields and enumerations are those of the specification's JSON schema; a field that is left out is not
known. https://doi.org/10.6028/NIST.SP.1500-100r2
"""

from typing import Literal

import msgspec

UnitType = Literal["country", "state", "county", "city", "other", "ward", "precinct"]
CountState = Literal["completed", "in-process", "not-processed"]
Status = Literal["unofficial-partial", "unofficial-complete"]
"""What is in a report is never `certified`: that is the electoral commission's word."""


def _tag(name: str) -> str:
    return f"ElectionResults.{name}"


class Part(
    msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, rename="pascal", tag_field="@type", tag=_tag
):
    """Anything in a report."""


class LanguageString(Part, frozen=True, kw_only=True):
    content: str
    language: str


class InternationalizedText(Part, frozen=True, kw_only=True):
    text: tuple[LanguageString, ...]


class ExternalIdentifier(Part, frozen=True, kw_only=True):
    """A code of the country; `label` says whose, `other_type` what it is when `type` is other."""

    type: Literal["national-level", "other"]
    value: str
    label: str | None = None
    other_type: str | None = None


class CountStatus(Part, frozen=True, kw_only=True):
    status: CountState
    type: Literal["total"]


class ReportingUnit(Part, frozen=True, kw_only=True):
    """A region or station; `composing_gp_unit_ids` are the ones directly inside it."""

    id: str = msgspec.field(name="@id")
    type: UnitType
    other_type: str | None = None
    name: InternationalizedText
    external_identifier: tuple[ExternalIdentifier, ...] = ()
    composing_gp_unit_ids: tuple[str, ...] = ()
    count_status: tuple[CountStatus, ...] = ()
    sub_units_reported: int | None = None
    total_sub_units: int | None = None
    voters_participated: int | None = None
    voters_registered: int | None = None


class VoteCounts(Part, frozen=True, kw_only=True):
    """Votes in a unit; those of a cancelled pair are of another type, so that nobody adds them to the valid ones."""

    gp_unit_id: str
    count: int
    type: Literal["total", "other"]
    other_type: str | None = None


class BallotCounts(Part, frozen=True, kw_only=True):
    """Ballots in a unit: all that were counted, and those of them whose vote is invalid."""

    gp_unit_id: str
    type: Literal["total"]
    ballots_cast: int | None = None
    ballots_rejected: int | None = None


class Candidate(Part, frozen=True, kw_only=True):
    """A line of the ballot under its number; Kawal keeps no names of candidates."""

    id: str = msgspec.field(name="@id")
    ballot_name: InternationalizedText
    external_identifier: tuple[ExternalIdentifier, ...]


class CandidateSelection(Part, frozen=True, kw_only=True):
    id: str = msgspec.field(name="@id")
    candidate_ids: tuple[str, ...]
    sequence_order: int
    vote_counts: tuple[VoteCounts, ...] = ()


class CandidateContest(Part, frozen=True, kw_only=True):
    id: str = msgspec.field(name="@id")
    name: str
    election_district_id: str
    votes_allowed: int
    number_elected: int
    vote_variation: Literal["n-of-m"]
    contest_selection: tuple[CandidateSelection, ...] = ()
    count_status: tuple[CountStatus, ...] = ()
    sub_units_reported: int | None = None
    total_sub_units: int | None = None


class Election(Part, frozen=True, kw_only=True):
    name: InternationalizedText
    type: Literal["general"]
    start_date: str
    end_date: str
    election_scope_id: str
    candidate: tuple[Candidate, ...]
    contest: tuple[CandidateContest, ...]
    ballot_counts: tuple[BallotCounts, ...] = ()


class ElectionReport(Part, frozen=True, kw_only=True):
    format: Literal["precinct-level", "summary-contest"]
    generated_date: str
    issuer: str
    issuer_abbreviation: str
    is_test: bool
    notes: str
    sequence_start: int
    sequence_end: int
    status: Status
    vendor_application_id: str
    gp_unit: tuple[ReportingUnit, ...]
    election: tuple[Election, ...]
