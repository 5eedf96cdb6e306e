"""What a form can be filled in from: a ground, an incident, a finding, a difference of the recapitulation, an
objection; each read from the log's tables and put into Indonesian sentences."""

import re
from collections.abc import Iterable
from datetime import datetime, timedelta, tzinfo
from functools import partial

import msgspec
from sqlalchemy.engine import Connection

from kawal.access.model import Who
from kawal.count.model import ContestKind, FindingKey
from kawal.count.names import CONTESTS
from kawal.disputes.grounds.desk import GroundDesk
from kawal.disputes.grounds.facts import FactLine
from kawal.disputes.grounds.limits import Limit
from kawal.disputes.grounds.objections import Objection, Plenary, answer_text, stands
from kawal.disputes.papers.filling import Subject
from kawal.field.notice import moment_text
from kawal.field.queries import ReportRow
from kawal.jurisdiction.papers import Of
from kawal.jurisdiction.rules import rules
from kawal.kernel.codes import Level, RegionCode, is_station, level_of
from kawal.kernel.errors import Missing, NotPermitted, Rejected
from kawal.kernel.language import Language, language, msg
from kawal.watch.formchecks.desk import FormCheckDesk
from kawal.watch.formchecks.queries import findings_of_incident
from kawal.watch.formchecks.told import Asking, articles_of
from kawal.watch.incidents.casedesk import CaseDesk
from kawal.watch.incidents.formal import formal_draft
from kawal.watch.incidents.proving import leaf_of, proofs_of, reports_of

WORDS: Language = language("id")
_LEVEL: dict[Level, Plenary] = {
    Level.WARD: "district",
    Level.DISTRICT: "district",
    Level.CITY: "city",
    Level.PROVINCE: "province",
}
NO_RIGHT = msg("peran Anda tidak berhak melakukan ini")
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

    def __init__(self, grounds: GroundDesk, cases: CaseDesk, checks: FormCheckDesk) -> None:
        self._grounds, self._cases, self._recap, self._teller = grounds, cases, checks.recap, checks.teller

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
        reports = reports_of(connection, ground.entries)
        law, limit = rules().rule(ground.rule), self._grounds.limits(connection)(ground)
        figures = who.may("count.read", ground.station)
        facts = self._grounds.facts.read(connection, ground.entries, ground.station, WORDS, figures=figures)
        return Subject(
            of="ground",
            reference=f"Dasar {WORDS.integer(ground.index)}",
            entry=ground.index,
            place=ground.station,
            event=law.title.id if law else ground.rule,
            happened=self._shown(facts),
            contest=ground.contest,
            facts=tuple(told_of(one) for one in facts),
            articles=articles_of(ground.rule, WORDS),
            proofs=proofs_of(connection, {one.index: one.title for one in facts}),
            limit=self._until(limit),
            sealed=tuple(reports),
        )

    def _until(self, limit: Limit) -> str:
        """By when, with its mark where the text was not read; "" while it does not run."""
        if limit.span is None:
            return ""
        unread = "" if limit.deadline.is_verified else " (belum diverifikasi)"
        safe = moment_text(limit.span.safe, self._grounds.zone, WORDS)
        return f"{limit.deadline.what.id}: aman sampai {safe}{unread}"

    def _incident(self, connection: Connection, asked: Asked, who: Who) -> Subject:
        case = self._cases.one(connection, asked.entry, asked.place, asked.what)
        reaches = who.account is not None and self._cases.reaches(who.account, case)
        _require(reaches and who.may("dispute.read", case.place))
        reports = reports_of(connection, (asked.entry,))
        hashes = {asked.entry: leaf_of(connection, asked.entry)}
        raised = findings_of_incident(connection, asked.entry)
        findings = self._teller.raised(connection, raised, self._asking(who))
        shown_by = {index: title for one in findings for index, title in one.titles.items()}
        contests = {one.contest for one in findings}
        draft = formal_draft(case, (), self._cases, reports, hashes, {}, WORDS, findings)
        facts = self._grounds.facts.read(connection, (asked.entry,), case.place, WORDS)
        return Subject(
            of="incident",
            reference=f"Insiden {WORDS.integer(asked.entry)}",
            entry=asked.entry,
            place=case.site,
            event=draft.what,
            happened=draft.happened,
            contest=contests.pop() if len(contests) == 1 else None,
            facts=(*draft.account, *(told_of(one) for one in facts)),
            articles=tuple(dict.fromkeys(article for one in findings for article in one.articles)),
            proofs=(*draft.proofs, *proofs_of(connection, shown_by)),
            is_breach=bool(case.type.violation),
            sealed=tuple(reports),
        )

    def _finding(self, connection: Connection, asked: Asked, who: Who) -> Subject:
        kind = _contest(asked)
        if not is_station(asked.place):
            raise Missing(msg("TPS"), msg("TPS terdaftar"), asked.place[:20])
        _require(who.may("count.read", asked.place) and who.may("dispute.read", asked.place))
        key = FindingKey(place=asked.place, contest=kind, round=asked.round, what=asked.what, part=asked.part)
        told = self._teller.tell(connection, key, self._asking(who))
        name = self._grounds.field.registry().place_name(asked.place)
        return Subject(
            of="finding",
            reference=f"Temuan pada formulir {name}, {WORDS.say(CONTESTS[kind])}",
            entry=max(told.titles, default=0),
            place=asked.place,
            event=told.event,
            happened=told.happened,
            contest=kind,
            facts=told.facts,
            articles=told.articles,
            proofs=proofs_of(connection, told.titles),
        )

    def _difference(self, connection: Connection, asked: Asked, who: Who) -> Subject:
        kind = _contest(asked)
        self._recap.contest(kind, asked.place)
        _require(who.may("count.read", asked.place) and who.may("dispute.read", asked.place))
        key = FindingKey(place=asked.part, contest=kind, round=asked.round, form=asked.place)
        told = self._teller.tell(connection, key, self._asking(who))
        return Subject(
            of="recap",
            reference=f"Rekapitulasi {self._grounds.field.registry().place_name(asked.place)}",
            entry=max(told.titles, default=0),
            place=asked.place,
            event=told.event,
            contest=kind,
            facts=told.facts,
            articles=told.articles,
            proofs=proofs_of(connection, told.titles),
            level=_LEVEL[level_of(RegionCode(asked.place))],
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
            happened=happened(report, self._grounds.zone),
            contest=objection.contest,
            facts=told.answers,
            proofs=proofs_of(connection, {report.index: told.title}),
            level=objection.level,
            is_waiting=objection.waits_at is not None,
            is_carried=objection.level == "station" and not objection.was_corrected,
            pair=pair if isinstance(pair, int) else 0,
            resolution=_resolution(objection),
            sealed=(report.index,),
        )

    def _asking(self, who: Who) -> Asking:
        return Asking(partial(who.may, "count.read"), self._grounds.zone, WORDS)

    def _shown(self, facts: Iterable[FactLine]) -> datetime | None:
        """The earliest moment that facts tell of: the hour at which a report says that it happened, else its own, or
        that of a copy."""
        zone = self._grounds.zone
        told = (happened(one.report, zone) for one in facts if one.report)
        read = (datetime.fromtimestamp(one.count.at_ms / 1000, zone) for one in facts if one.count and not one.report)
        return min((*told, *read), default=None)


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
    void = f", dibetulkan oleh nomor {WORDS.integer(fact.voided)}" if fact.voided is not None else ""
    return "; ".join([f"{fact.title} (catatan {WORDS.integer(fact.index)}{void})", *fact.answers])


def _resolution(objection: Objection) -> str:
    if objection.was_corrected:
        return "diterima dan dibetulkan seketika"
    said = [f"{answer_text(one, WORDS)} (catatan {WORDS.integer(one.index)})" for one in objection.answers]
    return "; ".join([*said, WORDS.say(stands(objection))])


def _contest(asked: Asked) -> ContestKind:
    if asked.contest is None:
        raise Rejected(msg("pemilihan"), msg("pemilihan yang berlangsung di sini"), msg("kosong"))
    return asked.contest


def _require(allowed: bool) -> None:
    if not allowed:
        raise NotPermitted(NO_RIGHT)
