"""The duty log as the desk reads it: lines and reports in their order, with what was understood and what was said."""

from collections.abc import Collection, Mapping, Sequence
from types import MappingProxyType

import msgspec
from sqlalchemy.engine import Connection

from kawal.access.blind import reads_blind
from kawal.access.model import Account
from kawal.access.reach import reach_of
from kawal.field.grammar.gazetteer import Gazetteer
from kawal.field.grammar.model import Fact, Reading
from kawal.field.grammar.say import said
from kawal.field.line_queries import LogRow, log_rows
from kawal.field.model import SaidFact
from kawal.field.withheld import kept_words
from kawal.kernel.codes import RegionCode, StationId, is_station, make_station_id, number_of
from kawal.kernel.language import Language
from kawal.kernel.numbers import read_written
from kawal.watch.board.board import places_of, ward_of_place
from kawal.watch.board.shown import MARKS, gravest
from kawal.watch.desk import WatchDesk
from kawal.watch.incidents.told import KINDS, severity_said
from kawal.watch.model import REACHES, STATE_MARKS, Value

PAGE_ROWS = 40
SEARCHED, SEARCHED_AT_ONCE = 4000, 200
"""A search opens the sealed words of this many newest rows; what is older is found by its place or number."""


class Entry(msgspec.Struct, frozen=True):
    """A row of the log: what was understood, in a sentence; its words and sender, empty where they are hidden."""

    row: LogRow
    sentence: str
    mark: tuple[str, str]
    words: str
    sender: str


def entries(
    connection: Connection,
    desk: WatchDesk,
    account: Account,
    language: Language,
    *,
    channel: str = "",
    only_open: bool = False,
    search: str = "",
    before: int | None = None,
    most: int = PAGE_ROWS,
    names: Mapping[str, str] = MappingProxyType({}),
) -> tuple[Entry, ...]:
    """The newest rows that this account may read; words and senders only where it may open private parts.

    `search` finds words, senders, stations (also inside ranges), numbers of entries and sheets, in any case; `names`
    are those of people and accounts by their ids.
    """
    rows = log_rows(
        connection,
        before=before,
        channel=channel,
        only_open=only_open,
        places=reach_of(account, "log.read"),
        most=SEARCHED if search else most,
    )
    wanted = search.casefold().strip()
    sought = stations_sought(search, desk) if wanted else frozenset()
    found: list[Entry] = []
    for start in range(0, len(rows), SEARCHED_AT_ONCE):
        shown = entries_of(connection, desk, account, language, rows[start : start + SEARCHED_AT_ONCE], names)
        found += [entry for entry in shown if not wanted or _matches(entry, wanted, sought)]
        if len(found) >= most:
            break
    return tuple(found[:most])


def entries_of(
    connection: Connection,
    desk: WatchDesk,
    account: Account,
    language: Language,
    rows: Sequence[LogRow],
    names: Mapping[str, str] = MappingProxyType({}),
) -> list[Entry]:
    """Rows, as this account may see them."""
    opened = [row.index for row in rows if row.is_line and account.may("report.private", row.place)]
    private = desk.field.private_parts(connection, opened)
    gazetteer = desk.lines.gazetteer()
    return [
        _entry(row, _without_votes(private.get(row.index, {}), account, row.place), gazetteer, language, names)
        for row in rows
    ]


def stations_sought(search: str, desk: WatchDesk) -> frozenset[StationId]:
    """The stations that a search names ("TPS 5 Mantuil"), read like a line; empty for other words."""
    facts = desk.lines.grammar().read(f"{search} buka").facts
    return frozenset(make_station_id(fact.place, number) for fact in facts for number in fact.stations)


def _without_votes(private: Mapping[str, object], account: Account, place: str) -> Mapping[str, object]:
    """The private part as this account may see it: figures of votes are closed to who reads forms there blind."""
    if not private or not reads_blind(account, place):
        return private
    return {**private, "text": kept_words(str(private.get("text", "")), takes_results=False)}


def _entry(
    row: LogRow, private: Mapping[str, object], gazetteer: Gazetteer, language: Language, names: Mapping[str, str]
) -> Entry:
    sender = str(private.get("sender") or private.get("quoted") or row.role)
    if not sender and (row.person or not row.channel):
        sender = names.get(row.person or row.account or row.source, "")
    if row.is_line:
        sentence = said(Reading(facts=facts_of(row.facts)), gazetteer, language) if row.facts else ""
    else:
        sentence = said(Reading(facts=(form_fact(row),)), gazetteer, language)
    return Entry(row, sentence, mark_of(row), str(private.get("text", "")), sender)


def facts_of(facts: Sequence[SaidFact]) -> tuple[Fact, ...]:
    """Signed facts as the grammar has them."""
    return tuple(
        Fact(kind=fact.kind, place=RegionCode(fact.place), stations=read_written(fact.stations), data=fact.data)
        for fact in facts
    )


def form_fact(row: LogRow) -> Fact:
    """What a report that came as a form says, as the grammar has it."""
    numbers = (number_of(StationId(row.place)),) if is_station(row.place) else ()
    return Fact(kind=row.kind, place=ward_of_place(row.place), stations=numbers, data=row.data)


def mark_of(row: LogRow) -> tuple[str, str]:
    """The mark of what matters most in a row: what waits, then trouble, then the stage."""
    if row.state == "asked" and row.closed_by is None:
        return "unk", "warn"
    told: list[tuple[str, Mapping[str, Value]]] = [(fact.kind, fact.data) for fact in row.facts] or [
        (row.kind, row.data)
    ]
    worst = gravest(severity_said(kind, data) for kind, data in told if kind in KINDS)
    if worst is not None:
        return MARKS[worst]
    return next((mark for one in told if (mark := mark_of_said(*one))[0] != "dot"), ("dot", ""))


def mark_of_said(kind: str, data: Mapping[str, Value]) -> tuple[str, str]:
    """The mark of one report: how severe an incident is, the state that a stage leads to, else a dot."""
    if kind in KINDS:
        return MARKS[severity_said(kind, data)]
    return STATE_MARKS[REACHES[kind]] if kind in REACHES else ("dot", "")


def _matches(entry: Entry, wanted: str, sought: Collection[StationId]) -> bool:
    row = entry.row
    if sought and (row.place in sought or any(one in sought for fact in row.facts for one in places_of(fact))):
        return True
    shown = (entry.words, entry.sentence, entry.sender, row.sheet, str(row.index))
    return any(wanted in one.casefold() for one in shown)
