"""What a form can be filled in from: a ground, an incident, a finding, a difference of the recapitulation, an
objection; each read from the log's tables and put into Indonesian sentences."""

import re
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta, tzinfo

import msgspec
from sqlalchemy.engine import Connection

from kawal.access.model import Who
from kawal.count.formqueries import form_view
from kawal.count.model import ContestKind
from kawal.count.names import CONTESTS, field_name, finding_title
from kawal.count.recapdesk import RecapDesk
from kawal.disputes.grounds.desk import GroundDesk
from kawal.disputes.grounds.facts import FactLine
from kawal.disputes.grounds.objections import ANSWERS, AT, Objection, Plenary
from kawal.disputes.papers.filling import Subject
from kawal.field.notice import moment_text
from kawal.field.queries import ReportRow, report_at
from kawal.jurisdiction.papers import Of
from kawal.jurisdiction.rules import rules
from kawal.kernel.codes import Level, RegionCode, StationId, is_station, level_of
from kawal.kernel.errors import Missing, NotPermitted, Rejected
from kawal.kernel.language import Language, language, msg
from kawal.record.merkle import hash_leaf
from kawal.store.log import read_entries
from kawal.watch.incidents.casedesk import CaseDesk
from kawal.watch.incidents.formal import Proof, formal_draft

WORDS: Language = language("id")
_LEVEL: dict[Level, Plenary] = {
    Level.WARD: "district",
    Level.DISTRICT: "district",
    Level.CITY: "city",
    Level.PROVINCE: "province",
}
NO_RIGHT = msg("peran Anda tidak berhak melakukan ini")
MOST_CELLS = 40
BREACHED_BY_A_DIFFERENCE = "RECAP-MECH"
"""The rule of columns that differ. That one may object (the rule OBJECTION) is a right, and no article in breach."""
SAME_DAY = timedelta(hours=12)
_HOUR = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]")


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """What a form is wanted of, as an address or a form names it."""

    of: Of
    entry: int = -1
    place: str = ""
    what: str = ""
    part: str = ""
    contest: ContestKind | None = None
    round: int = 1


class Subjects:
    """Finds subjects for someone, and refuses what the person may not see."""

    def __init__(self, grounds: GroundDesk, cases: CaseDesk, recap: RecapDesk) -> None:
        self._grounds, self._cases, self._recap = grounds, cases, recap

    def find(self, connection: Connection, asked: Asked, who: Who) -> Subject:
        """The subject. Raises Missing when there is none, NotPermitted out of reach, Rejected without its contest."""
        match asked.of:
            case "ground":
                return self._ground(connection, asked, who)
            case "incident":
                return self._incident(connection, asked, who)
            case "finding":
                return self._finding(connection, asked, who)
            case "recap":
                return self._difference(connection, asked, who)
            case "objection":
                return self._objection(connection, asked, who)

    def _ground(self, connection: Connection, asked: Asked, who: Who) -> Subject:
        ground = self._grounds.one(connection, asked.entry)
        _require(who.may("dispute.read", ground.station))
        reports = _reports(connection, ground.entries)
        law, limit = rules().rule(ground.rule), self._grounds.limits(connection)(ground)
        facts = self._grounds.facts.read(connection, ground.entries, ground.station, WORDS)
        return Subject(
            of="ground",
            reference=f"Dasar {WORDS.integer(ground.index)}",
            entry=ground.index,
            place=ground.station,
            event=law.title.id if law else ground.rule,
            happened=self._first(reports.values()),
            contest=ground.contest,
            facts=tuple(told_of(one) for one in facts),
            articles=_articles(ground.rule),
            proofs=_proofs(connection, ground.entries, reports, {one.index: one.title for one in facts}),
            limit=f"{limit.deadline.what.id}: aman sampai {moment_text(limit.span.safe, self._grounds.zone, WORDS)}"
            if limit.span
            else "",
            sealed=tuple(reports),
        )

    def _incident(self, connection: Connection, asked: Asked, who: Who) -> Subject:
        case = self._cases.one(connection, asked.entry, asked.place, asked.what)
        reaches = who.account is not None and self._cases.reaches(who.account, case)
        _require(reaches and who.may("dispute.read", case.place))
        reports = _reports(connection, (asked.entry,))
        hashes = {asked.entry: _leaf(connection, asked.entry)}
        draft = formal_draft(case, (), self._cases, reports, hashes, {}, WORDS)
        facts = self._grounds.facts.read(connection, (asked.entry,), case.place, WORDS)
        return Subject(
            of="incident",
            reference=f"Insiden {WORDS.integer(asked.entry)}",
            entry=asked.entry,
            place=case.site,
            event=draft.what,
            happened=draft.happened,
            facts=tuple(told_of(one) for one in facts),
            proofs=draft.proofs,
            sealed=tuple(reports),
        )

    def _finding(self, connection: Connection, asked: Asked, who: Who) -> Subject:
        kind = _contest(asked)
        if not is_station(asked.place):
            raise Missing(msg("TPS"), msg("TPS terdaftar"), asked.place[:20])
        _require(who.may("count.read", asked.place) and who.may("dispute.read", asked.place))
        view = form_view(connection, StationId(asked.place), kind, asked.round)
        found = next(
            (
                one.finding
                for one in view.findings
                if (one.finding.what, one.finding.part) == (asked.what, asked.part)
            ),
            None,
        )
        if found is None:
            raise Missing(msg("temuan"), msg("temuan yang masih ada"), f"{asked.what} {asked.part}".strip()[:60])
        reports = _reports(connection, found.entries)
        event = f"Tidak cocok: {finding_title(found.what, found.part, WORDS)}"
        name = self._grounds.field.registry().place_name(asked.place)
        against = (
            f"{WORDS.integer(found.got)} lawan {WORDS.integer(found.expected)}"
            if found.got is not None and found.expected is not None
            else "satu angka tidak ada"
        )
        return Subject(
            of="finding",
            reference=f"Temuan pada formulir {name}, {WORDS.say(CONTESTS[kind])}",
            entry=max(found.entries, default=0),
            place=asked.place,
            event=event,
            happened=self._first(reports.values()),
            contest=kind,
            facts=(f"{event}: {against}. Dari catatan {', '.join(map(WORDS.integer, found.entries))}.",),
            articles=_articles(found.hook),
            proofs=_proofs(connection, found.entries, reports, {}),
        )

    def _difference(self, connection: Connection, asked: Asked, who: Who) -> Subject:
        kind = _contest(asked)
        contest = self._recap.contest(kind, asked.place)
        _require(who.may("count.read", asked.place) and who.may("dispute.read", asked.place))
        found = next(
            (
                one
                for one in self._recap.compared(connection, contest).differences
                if (one.form, one.place, one.round) == (asked.place, asked.part, asked.round)
            ),
            None,
        )
        if found is None:
            raise Missing(msg("selisih rekapitulasi"), msg("kolom yang berbeda"), f"{asked.place} {asked.part}"[:60])
        registry = self._grounds.field.registry()
        name = registry.place_name(found.place)
        cells = tuple(
            f"{field_name(one.field, WORDS)}: tertulis {WORDS.integer(one.got)}, "
            f"jumlah di bawahnya {WORDS.integer(one.expected)}"
            for one in found.cells[:MOST_CELLS]
        )
        return Subject(
            of="recap",
            reference=f"Rekapitulasi {registry.place_name(found.form)}",
            entry=max(found.entries, default=0),
            place=found.form,
            event=f"Selisih pada kolom {name}",
            contest=kind,
            facts=cells,
            articles=_articles(BREACHED_BY_A_DIFFERENCE),
            proofs=_proofs(connection, found.entries, _reports(connection, found.entries), {}),
            level=_LEVEL[level_of(RegionCode(found.form))],
        )

    def _objection(self, connection: Connection, asked: Asked, who: Who) -> Subject:
        objection = self._grounds.objection(connection, asked.entry)
        report = objection.report
        _require(who.may("dispute.read", report.place))
        told = self._grounds.facts.read(connection, (report.index,), report.place, WORDS)[0]
        pair = report.data.get("pair", 0)
        return Subject(
            of="objection",
            reference=f"Keberatan {WORDS.integer(report.index)}",
            entry=report.index,
            place=report.place,
            event=told.title,
            happened=self._first((report,)),
            contest=objection.contest,
            facts=told.answers,
            proofs=_proofs(connection, (report.index,), {report.index: report}, {report.index: told.title}),
            level=objection.level,
            is_waiting=objection.waits_at is not None,
            is_carried=objection.level == "station" and not objection.was_corrected,
            pair=pair if isinstance(pair, int) else 0,
            resolution=_resolution(objection),
            sealed=(report.index,),
        )

    def _first(self, reports: Iterable[ReportRow]) -> datetime | None:
        """The earliest moment that reports tell of: the hour at which they say that it happened, else their own."""
        return min((happened(one, self._grounds.zone) for one in reports), default=None)


def happened(report: ReportRow, zone: tzinfo) -> datetime:
    """When a report says that it happened: its `happened_at` on the day of the report. A time a little after the
    sending is a clock that differs, not yesterday; one more than 12 hours after it was told past midnight of the
    evening before. Without an hour: the moment of the report."""
    told, said = datetime.fromtimestamp(report.at_ms / 1000, zone), str(report.data.get("happened_at", ""))
    if not _HOUR.fullmatch(said):
        return told
    at = told.replace(hour=int(said[:2]), minute=int(said[3:]), second=0, microsecond=0)
    return at if at <= told + SAME_DAY else at - timedelta(days=1)


def told_of(fact: FactLine) -> str:
    """A fact as a sentence of a form, with its entry."""
    return "; ".join([f"{fact.title} (catatan {WORDS.integer(fact.index)})", *fact.answers])


def _resolution(objection: Objection) -> str:
    if objection.was_corrected:
        return "diterima dan dibetulkan seketika"
    said = [f"{WORDS.say(AT[one.level])}: {WORDS.say(ANSWERS[one.answer])}" for one in objection.answers]
    waiting = [f"dibawa ke {WORDS.say(AT[objection.waits_at])}"] if objection.waits_at else []
    return "; ".join([*said, *waiting]) or "tidak selesai di pleno"


def _reports(connection: Connection, entries: Sequence[int]) -> dict[int, ReportRow]:
    found = ((entry, report_at(connection, entry)) for entry in entries)
    return {entry: row for entry, row in found if row is not None}


def _proofs(
    connection: Connection, entries: Sequence[int], reports: dict[int, ReportRow], titles: dict[int, str]
) -> tuple[Proof, ...]:
    """Each entry with its leaf in the log, and each photo of its report with its own hash."""
    found: list[Proof] = []
    for entry in entries:
        found.append(Proof(entry, f"catatan: {titles.get(entry, 'angka formulir')}", _leaf(connection, entry)))
        photos = reports[entry].photos if entry in reports else ()
        found += [Proof(entry, f"foto {number}", sha) for number, sha in enumerate(photos, 1)]
    return tuple(found)


def _leaf(connection: Connection, entry: int) -> str:
    return next(hash_leaf(body).hex() for _, body in read_entries(connection, entry, entry + 1))


def _articles(rule: str) -> tuple[str, ...]:
    law = rules().rule(rule) if rule else None
    if law is None:
        return ()
    return (f"{law.title.id}: {law.cite(WORDS)}{'' if law.is_verified else ' (belum diverifikasi)'}",)


def _contest(asked: Asked) -> ContestKind:
    if asked.contest is None:
        raise Rejected(msg("pemilihan"), msg("pemilihan yang berlangsung di sini"), msg("kosong"))
    return asked.contest


def _require(allowed: bool) -> None:
    if not allowed:
        raise NotPermitted(NO_RIGHT)
