"""The draft of a formal report: what the system knows of a breach, in the fields of Bawaslu's form (pure).

The fields are those of the report form in the annex of Perbawaslu 9/2024 (which amends 8/2020). Who reports, who is
reported and who saw it stay blank: the reporter writes them by hand, and Kawal keeps no such names.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, tzinfo

import msgspec

from kawal.field.kinds import KindBook
from kawal.field.queries import ReportRow
from kawal.kernel.language import Language
from kawal.watch.board.forward import told_value
from kawal.watch.formchecks.told import ToldFinding
from kawal.watch.incidents.casedesk import CaseDesk
from kawal.watch.incidents.cases import Case
from kawal.watch.model import Heard
from kawal.watch.shifts.handover import titled


class Proof(msgspec.Struct, frozen=True):
    """A piece of evidence: the entry in the log, what it is, its SHA-256 in hex."""

    index: int
    what: str
    sha256: str


class FormalDraft(msgspec.Struct, frozen=True, kw_only=True):
    """The draft: what happened, where, when (None: not known), evidence, the account of it (empty: by hand)."""

    index: int
    what: str
    place: str
    happened: datetime | None
    proofs: tuple[Proof, ...]
    account: tuple[str, ...]
    reference: str = ""
    """What it is about, for its foot; empty: the incident of its entry."""


def formal_draft(
    case: Case,
    merged: Sequence[Case],
    desk: CaseDesk,
    reports: Mapping[int, ReportRow],
    hashes: Mapping[int, str],
    words: Mapping[int, str],
    language: Language,
    findings: Sequence[ToldFinding] = (),
) -> FormalDraft:
    """The draft of an incident and those joined to it; `hashes` are the leaves of their entries in the log, `words`
    the sealed words as far as this reader may see them, `findings` those for which they were opened: what they say is
    what happened, when it was first shown; their entries are not among the proofs."""
    zone, book = desk.watch.lines.zone, desk.watch.field.book()
    proofs: list[Proof] = []
    for one in (case, *merged):
        index = one.heard.index
        told = f"{titled(book, one.heard, language)}, {_moment(one.heard.at_ms, zone, language)}"
        proofs.append(Proof(index, language.text("catatan: %(what)s", what=told), hashes[index]))
        photos = reports[index].photos if index in reports else ()
        proofs += [Proof(index, language.text("foto %(n)s", n=n), sha) for n, sha in enumerate(photos, 1)]
    return FormalDraft(
        index=case.heard.index,
        what="; ".join(dict.fromkeys(one.event for one in findings))
        or _event(book, case.heard, case.type.name.say(language), language),
        place=desk.watch.field.registry().place_name(case.site),
        happened=min(
            (one.happened for one in findings if one.happened),
            default=datetime.fromtimestamp(case.heard.at_ms / 1000, zone),
        ),
        proofs=tuple(dict.fromkeys(proofs)),
        account=(
            *(fact for one in findings for fact in one.facts),
            *(said for one in (case, *merged) if (said := words.get(one.heard.index, ""))),
        ),
    )


def _event(book: KindBook, heard: Heard, of_type: str, language: Language) -> str:
    """What happened, without the desk's weighing of it, which is no part of a formal report."""
    said = told_value(heard.kind, "what", heard.data.get("what", ""), book, language)
    return f"{said} ({of_type})" if said not in ("", of_type) else of_type


def _moment(milliseconds: int, zone: tzinfo, language: Language) -> str:
    return language.moment(datetime.fromtimestamp(milliseconds / 1000, UTC).astimezone(zone))
