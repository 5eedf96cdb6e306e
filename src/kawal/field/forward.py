"""A report and the quarantine as texts to pass on: what is public of them, no free words."""

from collections.abc import Sequence
from datetime import datetime, tzinfo

from kawal.election.model import Registry
from kawal.field.grammar.model import Fact
from kawal.field.grammar.say import told
from kawal.field.kinds import FieldKind, KindBook, ReportKind
from kawal.field.model import SaidFact
from kawal.field.queries import QuarantineRow, ReportRow
from kawal.kernel.codes import RegionCode
from kawal.kernel.language import Language
from kawal.outputs.messenger import page_text

FORWARDED: frozenset[FieldKind] = frozenset({"choice", "flag", "count"})
"""Answers that nobody typed in words."""


def report_text(
    report: ReportRow,
    facts: Sequence[SaidFact],
    kind: ReportKind,
    registry: Registry,
    zone: tzinfo,
    language: Language,
) -> str:
    """Kind, place, times, answers that are choices, counts or yes and no, and what a line of words says as facts.

    Typed words stay behind.
    """
    happened = language.moment(datetime.fromtimestamp(report.at_ms / 1000, zone))
    entered = language.moment(datetime.fromisoformat(report.received).astimezone(zone))
    lines = [language.text("Bukan hasil resmi.")] if kind.group == "result" else []
    lines += [
        registry.place_name(report.place),
        language.text("Terjadi %(happened)s, masuk %(entered)s", happened=happened, entered=entered),
    ]
    lines += [_fact_told(one, registry, language) for one in facts]
    for field in kind.fields:
        value = report.data.get(field.id)
        if value is not None and field.kind in FORWARDED:
            lines.append(f"{field.title.of(language.code)}: {field.told(value, language)}")
    title = language.text("Laporan %(index)s", index=str(report.index))
    return page_text(f"{title}: {kind.title.of(language.code)}", lines, language)


def reports_text(
    reports: Sequence[ReportRow], book: KindBook, registry: Registry, zone: tzinfo, language: Language
) -> str:
    """When, what kind, of which place: one line for each report of a page."""
    lines = []
    for one in reports:
        kind = book.get(one.kind, one.version)
        moment = language.time(datetime.fromtimestamp(one.at_ms / 1000, zone))
        lines.append(
            f"{moment} {registry.place_name(one.place)}: {kind.title.of(language.code) if kind else one.kind}"
        )
    return page_text(language.text("Laporan"), lines, language)


def _fact_told(fact: SaidFact, registry: Registry, language: Language) -> str:
    place = registry.region_name(RegionCode(fact.place))
    data = {name: value for name, value in fact.data.items() if name != "seal"}
    said = told(Fact(kind=fact.kind, place=RegionCode(fact.place), data=data), language)
    return f"TPS {fact.stations} {place} {said}" if fact.stations else f"{place} {said}"


def quarantine_text(waiting: list[QuarantineRow], done: list[QuarantineRow], zone: tzinfo, language: Language) -> str:
    """How many wait and since when, how many became reports or were set aside; not from whom and not what."""
    lines = [language.text("menunggu: %(n)s", n=len(waiting))]
    if waiting:
        oldest = min(datetime.fromisoformat(row.received) for row in waiting)
        lines.append(language.text("tertua: %(moment)s", moment=language.moment(oldest.astimezone(zone))))
    became = sum(bool(row.report) for row in done)
    lines.append(language.text("menjadi laporan: %(n)s", n=became))
    lines.append(language.text("dikesampingkan: %(n)s", n=len(done) - became))
    return page_text(language.text("Karantina"), lines, language)
