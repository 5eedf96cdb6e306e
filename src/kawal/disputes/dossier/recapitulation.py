"""What does not add up on the forms of the recapitulation, for the places of a dossier."""

from functools import partial

from sqlalchemy.engine import Connection

from kawal.count.model import ContestKind, Finding
from kawal.count.names import field_name, finding_title
from kawal.count.recap.diff import Difference
from kawal.count.recap.findings import finding_of
from kawal.count.recapqueries import recap_differences
from kawal.disputes.dossier.model import Found, both, said
from kawal.disputes.dossier.scope import Reach
from kawal.election.model import Registry
from kawal.kernel.language import Language, msg

EXPLAINED = said(msg("dijelaskan catatan pembetulan"))


def recapitulated(connection: Connection, registry: Registry, reach: Reach) -> tuple[Found, ...]:
    """The columns that are not the sum of what stands below them, explained ones too; of a contest all of them."""
    places = reach.places | reach.regions
    return tuple(
        _found(one, contest.kind, registry)
        for contest in registry.contests
        if contest.kind in reach.contests
        for one in recap_differences(connection, registry, contest).differences
        if one.place in places
    )


def _found(one: Difference, kind: ContestKind, registry: Registry) -> Found:
    finding = finding_of(one)
    return Found(
        what=both(partial(_title, finding, registry.place_name(one.form))),
        place=one.place,
        contest=kind,
        round=one.round,
        severity=finding.severity,
        expected=finding.expected,
        got=finding.got,
        effect=finding.effect,
        entries=finding.entries,
        ended=EXPLAINED if one.explained else None,
    )


def _title(finding: Finding, form: str, told: Language) -> str:
    return told.text(
        "formulir rekapitulasi %(form)s, %(field)s: %(title)s",
        form=form,
        field=field_name(finding.part, told),
        title=finding_title(finding.what, "", told),
    )
