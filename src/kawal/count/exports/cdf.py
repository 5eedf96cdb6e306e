"""A tabulation as an election results report in NIST's common data format, JSON (SP 1500-100r2, version 2.0).

How Indonesia's words map onto it, and why, is told in docs/reference/count-exports.md.
"""

from datetime import tzinfo

import msgspec

from kawal import __version__
from kawal.count.exports.cdf_model import (
    BallotCounts,
    Candidate,
    CandidateContest,
    CandidateSelection,
    Election,
    ElectionReport,
    ExternalIdentifier,
    VoteCounts,
)
from kawal.count.exports.cdf_units import count_status, counting, reporting_units, said, unit_id
from kawal.count.exports.options import COUNTED, INVALID, cancelled, field, in_the_running
from kawal.count.exports.table import moment
from kawal.count.model import Tabulation, Tally
from kawal.election.model import Contest, ContestOption, Registry
from kawal.kernel.language import LANGUAGES, Message, language, msg

OFFICES = {
    "governor": msg("Pemilihan gubernur, %(region)s"),
    "regent": msg("Pemilihan bupati, %(region)s"),
    "mayor": msg("Pemilihan wali kota, %(region)s"),
}
UNOFFICIAL = msg("Hitungan tidak resmi dari salinan formulir; hasil resmi adalah keputusan KPU.")


class Issuer(msgspec.Struct, frozen=True):
    """Who gives the report out: a name and its abbreviation."""

    name: str
    abbreviation: str


def election_report(
    tabulation: Tabulation,
    registry: Registry,
    issuer: Issuer,
    zone: tzinfo,
    *,
    stations: bool = True,
    test: bool = False,
) -> bytes:
    """The report as JSON: every region and, unless `stations` is false, every station with what was counted there.

    `test` marks an exercise. A number that is not known is left out, never 0. Equal input gives equal bytes.
    """
    contest = tabulation.contest
    shown = (*tabulation.regions, *(tabulation.stations if stations else ()))
    whole = next(
        (one for one in tabulation.regions if one.place == contest.region), Tally(place=contest.region, stations=0)
    )
    report = ElectionReport(
        format="precinct-level" if stations else "summary-contest",
        generated_date=moment(tabulation.at_ms, zone),
        issuer=issuer.name,
        issuer_abbreviation=issuer.abbreviation,
        is_test=test,
        notes=" ".join(language(code).say(UNOFFICIAL) for code in LANGUAGES),
        sequence_start=1,
        sequence_end=1,
        status="unofficial-complete" if counting(whole) == "completed" else "unofficial-partial",
        vendor_application_id=f"Kawal {__version__}",
        gp_unit=reporting_units(shown, contest.region, registry),
        election=(_election(contest, shown, whole, registry),),
    )
    return msgspec.json.encode(report)


def _election(contest: Contest, shown: tuple[Tally, ...], whole: Tally, registry: Registry) -> Election:
    name = msg(OFFICES[contest.kind].msgid, region=registry.region_name(contest.region))
    options = sorted((*in_the_running(contest), *cancelled(contest)), key=lambda option: option.number)
    return Election(
        name=said(name),
        type="general",
        start_date=contest.day.isoformat(),
        end_date=contest.day.isoformat(),
        election_scope_id=unit_id(contest.region),
        candidate=tuple(_candidate(option) for option in options),
        contest=(
            CandidateContest(
                id=f"contest-{contest.id}",
                name=str(name),
                election_district_id=unit_id(contest.region),
                votes_allowed=1,
                number_elected=1,
                vote_variation="n-of-m",
                contest_selection=tuple(_selection(option, contest, shown) for option in options),
                count_status=count_status(whole),
                sub_units_reported=whole.counted,
                total_sub_units=whole.stations,
            ),
        ),
        ballot_counts=tuple(
            BallotCounts(
                gp_unit_id=unit_id(tally.place),
                type="total",
                ballots_cast=tally.numbers.get(COUNTED),
                ballots_rejected=tally.numbers.get(INVALID),
            )
            for tally in shown
            if COUNTED in tally.numbers or INVALID in tally.numbers
        ),
    )


def _candidate(option: ContestOption) -> Candidate:
    kind = "cancelled" if option.status == "cancelled" else option.kind
    return Candidate(
        id=f"candidate-{option.number}",
        ballot_name=said(_name(option)),
        external_identifier=(
            ExternalIdentifier(type="other", other_type="ballot-number", value=str(option.number)),
            ExternalIdentifier(type="other", other_type="option-kind", value=kind),
        ),
    )


def _name(option: ContestOption) -> Message:
    if option.kind == "blank":
        return msg("Kolom kosong")
    if option.status == "cancelled":
        return msg("Nomor %(number)s (dibatalkan)", number=str(option.number))
    return msg("Nomor %(number)s", number=str(option.number))


def _selection(option: ContestOption, contest: Contest, shown: tuple[Tally, ...]) -> CandidateSelection:
    name, invalid = field(option), option.status == "cancelled"
    # The form has one sub-tally for cancelled pairs: with two of them nobody can say whose a vote is.
    counted = () if invalid and len(cancelled(contest)) > 1 else [one for one in shown if name in one.numbers]
    return CandidateSelection(
        id=f"selection-{option.number}",
        candidate_ids=(f"candidate-{option.number}",),
        sequence_order=option.number,
        vote_counts=tuple(
            VoteCounts(
                gp_unit_id=unit_id(tally.place),
                count=tally.numbers[name],
                type="other" if invalid else "total",
                other_type="invalid" if invalid else None,
            )
            for tally in counted
        ),
    )
