"""The board, a station and the duty log as texts to pass on: what is public of them, no names."""

from collections.abc import Sequence
from datetime import datetime

from kawal.election.model import Registry
from kawal.field.kinds import KindBook
from kawal.kernel.codes import number_of
from kawal.kernel.language import Language
from kawal.kernel.numbers import written
from kawal.outputs.messenger import messenger_text, page_text
from kawal.watch.board.look import Look
from kawal.watch.board.shown import MARK_NAMES, Shown, StationView
from kawal.watch.desk import WatchDesk
from kawal.watch.dutylog.dutylog import Entry
from kawal.watch.model import STATE_NAMES, STATES, Contradiction, Heard, Value
from kawal.watch.shifts.handover import titled

NOT_IN_ORDER: tuple[Shown, ...] = ("silent", "overdue", "not_open", "unknown")


def board_text(seen: Look, registry: Registry, language: Language, now: datetime) -> str:
    """The board as a text for a messenger: the totals, then each ward that is not in order, the worst first."""
    totals = [f"{count} {language.say(MARK_NAMES[name])}" for name, count in seen.totals.items()]
    incidents = [f"{count} {language.say(MARK_NAMES[name])}" for name, count in seen.severities.items() if count]
    lines = [", ".join(totals)]
    if incidents:
        lines.append(f"{language.text('Insiden terbuka')}: {', '.join(incidents)}")
    for one in sorted(seen.wards, key=lambda each: (-each.troubled, -each.cover.unheard, each.ward)):
        parts = []
        for name in NOT_IN_ORDER:
            numbers = [number_of(station.id) for station in one.stations if station.shown == name]
            if numbers:
                parts.append(f"{language.say(MARK_NAMES[name])} {written(numbers)}")
        if parts:
            lines.append(f"{registry.region_name(one.ward)}: {'; '.join(parts)}")
    title = language.text("Papan TPS %(moment)s", moment=language.moment(now))
    return messenger_text(title, lines, language.text("… dan %(n)s kelurahan lagi"))


def station_text(
    station: StationView,
    disputes: Sequence[Contradiction],
    heard: Sequence[Heard],
    desk: WatchDesk,
    language: Language,
) -> str:
    """How far a station is, where its sources differ, and what was heard of it, the newest first."""
    book, zone, place = desk.field.book(), desk.lines.zone, station.id
    lines = [", ".join(language.say(MARK_NAMES[name]) for name in dict.fromkeys((station.shown, station.state)))]
    for one in disputes:
        values = " / ".join(told_value(one.kind, one.field, value, book, language) for _, value in one.said)
        lines.append(f"{language.text('Sumber berbeda')}: {asked(one.kind, one.field, book, language)}: {values}")
    for said in sorted(heard, key=lambda each: (-each.at_ms, -each.index)):
        moment = language.time(datetime.fromtimestamp(said.at_ms / 1000, zone))
        lines.append(f"{moment} {titled(book, said, language)}")
    return page_text(desk.field.registry().place_name(place), lines, language)


def asked(kind: str, field: str, book: KindBook, language: Language) -> str:
    """What a difference is about: the kind, and the question where there is one."""
    newest = book.newest(kind)
    question = newest.field(field) if newest else None
    names = [one.title.of(language.code) for one in (newest, question) if one is not None]
    return ", ".join(names) or kind


def told_value(kind: str, field: str, value: Value, book: KindBook, language: Language) -> str:
    """One side of a difference: a state, a choice by its title, yes or no, a number, a time."""
    if not field:
        return next((language.say(STATE_NAMES[state]) for state in STATES if state == value), str(value))
    newest = book.newest(kind)
    question = newest.field(field) if newest else None
    return question.told(value, language) if question else str(value)


def log_text(rows: Sequence[Entry], language: Language) -> str:
    """The newest rows as a text for a messenger: what was understood, without senders."""
    lines = [row.sentence for row in rows if row.sentence and not row.row.void]
    return page_text(language.text("Buku jaga"), lines, language)
