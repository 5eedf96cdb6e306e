"""The entries behind a ground in words: what a report answers, what was understood of a line, its words."""

from collections.abc import Mapping, Sequence

import msgspec
from sqlalchemy.engine import Connection

from kawal.access.blind import reads_blind
from kawal.access.model import Account
from kawal.count.entrytold import CountEntry, entries_told, questioned
from kawal.disputes.grounds.queries import voided
from kawal.field.desk import FieldDesk
from kawal.field.grammar.model import Reading
from kawal.field.grammar.say import said
from kawal.field.kinds import KindBook, ReportKind
from kawal.field.line_queries import facts_of_lines
from kawal.field.lineproject import LINE_KIND
from kawal.field.lines import LineDesk
from kawal.field.queries import ReportRow, report_at
from kawal.field.withheld import kept_words
from kawal.kernel.codes import RegionCode, StationId, is_station, ward_of, within
from kawal.kernel.language import Language
from kawal.watch.board.board import places_of
from kawal.watch.dutylog.dutylog import facts_of


class FactLine(msgspec.Struct, frozen=True, kw_only=True):
    """An entry that the ground was opened from: its report with what it answers, or what it is in the count; the
    `words` of one that came in words, empty if not shown; `voided` the entry that corrected or replaced it."""

    index: int
    title: str
    answers: tuple[str, ...] = ()
    report: ReportRow | None = None
    count: CountEntry | None = None
    words: str = ""
    voided: int | None = None


class FactReader:
    """Reads what entries of one node say of a place."""

    def __init__(self, field: FieldDesk, lines: LineDesk) -> None:
        self._field, self._lines = field, lines

    def read(
        self,
        connection: Connection,
        entries: Sequence[int],
        place: str,
        language: Language,
        words_for: Account | None = None,
        *,
        figures: bool = False,
    ) -> tuple[FactLine, ...]:
        """What entries say of a station or region: of a line of words what was understood of that place (all, when
        it names another), with the words themselves for an account that may see them; of the count's who read which
        copy, with `figures` also the numbers that findings are about."""
        reports = {one: row for one in entries if (row := report_at(connection, one)) is not None}
        lines = facts_of_lines(connection, list(reports))
        here = {
            index: facts_of([one for one in facts if any(concerns(at, place) for at in places_of(one))] or facts)
            for index, facts in lines.items()
        }
        gazetteer = self._lines.gazetteer()
        understood = {index: said(Reading(facts=facts), gazetteer, language) for index, facts in here.items()}
        counted = entries_told(connection, entries, place, language)
        void = voided(connection)
        corrected = {index: void[row.id] for index, row in reports.items() if row.id in void}
        words = self._words(connection, [reports[one] for one in lines], words_for) if words_for else {}
        told = (
            self._counted(connection, one, counted[one.index], language, figures=figures)
            if one.index in counted
            else one
            for one in fact_lines(entries, reports, understood, self._field.book(), language)
        )
        return tuple(
            msgspec.structs.replace(one, words=words.get(one.index, ""), voided=corrected.get(one.index))
            for one in told
        )

    def _counted(
        self, connection: Connection, line: FactLine, entry: CountEntry, language: Language, *, figures: bool
    ) -> FactLine:
        """An entry of the count; a report that brought numbers says all of them when none is in question."""
        asked = entry.figures(questioned(connection, entry), language) or line.answers
        answers = (entry.told(self._lines.zone, language), *(asked if figures else ()))
        return msgspec.structs.replace(line, title=entry.title, answers=answers, count=entry)

    def _words(self, connection: Connection, rows: Sequence[ReportRow], account: Account) -> dict[int, str]:
        open_to = {row.index: row for row in rows if account.may("report.private", row.place)}
        private = self._field.private_parts(connection, list(open_to))
        return {
            index: kept_words(
                str(parts.get("text", "")), takes_results=not reads_blind(account, open_to[index].place)
            )
            for index, parts in private.items()
        }


def fact_lines(
    entries: Sequence[int],
    reports: Mapping[int, ReportRow],
    understood: Mapping[int, str],
    book: KindBook,
    language: Language,
) -> tuple[FactLine, ...]:
    """The entries of a ground in words; nothing that is private. `understood` is what lines of words say, by entry,
    in a sentence each."""
    lines = []
    for index in entries:
        report = reports.get(index)
        kind = book.get(report.kind, report.version) if report else None
        if report is None or kind is None:
            lines.append(FactLine(index=index, title=language.text("catatan tentang formulir TPS ini")))
            continue
        title, told = kind.title.of(language.code), understood.get(index, "")
        answers = answers_of(report, kind, language)
        if report.kind == LINE_KIND:
            asked = (field for field in kind.fields if field.id in ("channel", "state"))
            channel, *more = (one.told(report.data[one.id], language) for one in asked)
            answers = (f"{title}: {channel}",) if told else (channel, *more)
        lines.append(FactLine(index=index, title=told or title, answers=answers, report=report))
    return tuple(lines)


def answers_of(report: ReportRow, kind: ReportKind, language: Language) -> tuple[str, ...]:
    """What a report answers in public, question by question."""
    return tuple(
        f"{field.title.of(language.code)}: {field.told(report.data[field.id], language)}"
        for field in kind.fields
        if field.id in report.data and not field.private
    )


def concerns(told: str, place: str) -> bool:
    """Whether what is told of one place can be about another, a station or region: told of it, or of a region that
    holds it."""
    region = ward_of(StationId(place)) if is_station(place) else RegionCode(place)
    return told == place or (not is_station(told) and within(region, RegionCode(told)))
