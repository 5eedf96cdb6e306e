"""Entries of the log that the form of a station is made of, in words: whose copy, who read it when, which numbers."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, tzinfo

import msgspec
from sqlalchemy import Row, or_, select
from sqlalchemy.engine import Connection

from kawal.count.findings import fields_of
from kawal.count.formqueries import form_view, in_order
from kawal.count.formrows import Numbers
from kawal.count.model import ContestKind
from kawal.count.names import BECAUSE, CONTESTS, READERS, field_name, source_name
from kawal.count.tables import DECISION, READING
from kawal.jurisdiction.forms import option_of
from kawal.kernel.codes import StationId, is_station
from kawal.kernel.language import Language


class CountEntry(msgspec.Struct, frozen=True, kw_only=True):
    """A reading of a copy, or a decision about a form: at `at_ms` (civil ms) by the account `actor`; `title` is whose
    copy of which contest, `how` who read it or on what it was decided."""

    index: int
    station: StationId
    contest: ContestKind
    round: int
    title: str
    how: str
    actor: str
    at_ms: int
    numbers: Numbers

    @property
    def path(self) -> str:
        """The page of its form."""
        return f"/hitung/tps/{self.station}/{self.contest}?round={self.round}"

    def told(self, zone: tzinfo, words: Language) -> str:
        """Who read it, when."""
        return f"{self.how}, {words.moment(datetime.fromtimestamp(self.at_ms / 1000, zone))}"

    def figures(self, fields: Collection[str], words: Language) -> tuple[str, ...]:
        """Those of its numbers that are among these fields, in the order of the form."""
        return tuple(
            f"{field_name(name, words)}: {words.text('tidak terbaca') if value is None else words.integer(value)}"
            for name, value in in_form_order(self.numbers)
            if name in fields
        )


def in_form_order(numbers: Numbers) -> Iterable[tuple[str, int | None]]:
    """Numbers in the order of the form."""
    options = tuple(sorted(option for name in numbers if (option := option_of(name)) is not None))
    return ((name, numbers[name]) for name, _ in in_order(dict.fromkeys(numbers, 0), options))


def entries_told(
    connection: Connection, entries: Sequence[int], station: str, words: Language
) -> Mapping[int, CountEntry]:
    """Those of these entries that brought numbers of a form of a station, by entry."""
    if not is_station(station) or not entries:
        return {}
    read = select(READING).where(
        READING.c.station == station, or_(READING.c.position.in_(entries), READING.c.copy.in_(entries))
    )
    ruled = select(DECISION).where(DECISION.c.station == station, DECISION.c.position.in_(entries))
    found: dict[int, CountEntry] = {}
    for row in connection.execute(read.order_by(READING.c.position)):
        title, how = source_name(row.source, words), words.text("dibaca %(who)s", who=READERS[row.reader])
        told = _told(row, words.text("Salinan %(source)s", source=title), how, words)
        for index in {row.position, row.copy} & set(entries):
            found.setdefault(index, msgspec.structs.replace(told, index=index))
    for row in connection.execute(ruled):
        how = words.text("alasan: %(what)s", what=BECAUSE[row.because])
        found[row.position] = _told(row, words.text("Putusan"), how, words)
    return found


def questioned(connection: Connection, one: CountEntry) -> frozenset[str]:
    """The numbers of an entry that findings on its form are about."""
    findings = form_view(connection, one.station, one.contest, one.round).findings
    here = (each.finding for each in findings if one.index in each.finding.entries)
    return frozenset(name for each in here for name in fields_of(each.what, each.part, one.numbers))


def _told(row: Row[tuple[object, ...]], title: str, how: str, words: Language) -> CountEntry:
    kind: ContestKind = row.contest
    return CountEntry(
        index=row.position,
        station=row.station,
        contest=kind,
        round=row.round,
        title=f"{title}, {words.say(CONTESTS[kind])}",
        how=how,
        actor=row.actor,
        at_ms=row.at_ms,
        numbers=msgspec.json.decode(row.numbers, type=Numbers),
    )
