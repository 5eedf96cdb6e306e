"""The sheet of a handover: what is open, promised, who is ill, what was counted; frozen when it is signed (pure)."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Literal

import msgspec

from kawal.election.model import Registry
from kawal.field import assembly
from kawal.field.grammar.gazetteer import Gazetteer
from kawal.field.grammar.model import Reading
from kawal.field.grammar.say import said
from kawal.field.kinds import KindBook
from kawal.field.line_queries import LogRow
from kawal.jurisdiction.incidents import Severity
from kawal.kernel.codes import RegionCode, number_of, parent_of
from kawal.kernel.language import Language, Message, msg
from kawal.kernel.numbers import written
from kawal.watch.board.board import Board
from kawal.watch.dutylog.dutylog import facts_of
from kawal.watch.incidents.gatherings import SIZE_NAMES
from kawal.watch.incidents.told import SEVERITIES, severity_of, what_of
from kawal.watch.model import INCIDENT, STATE_NAMES, Heard, WardCover
from kawal.watch.queries import Call, Ends, Thing

MatterKind = Literal["incident", "not_open", "unknown", "disputed", "asked", "failed"]
MARKS: dict[MatterKind | Severity, tuple[str, str]] = {
    "incident": ("dia-h", "alarm"),  # of a sheet that was signed before it kept how severe one is
    "severe": ("dia", "alarm"),
    "moderate": ("dia-h", "alarm"),
    "minor": ("dia-o", "alarm"),
    "not_open": ("dot", ""),
    "unknown": ("unk", ""),
    "disputed": ("late", "warn"),
    "asked": ("unk", "warn"),
    "failed": ("late", "warn"),
}

LISTED = 40
"""As many lines to be asked stand on a sheet one by one; each is ticked by who takes over."""
MISSING: dict[str, Message] = {
    "place": msg("di mana?"),
    "station": msg("TPS nomor berapa?"),
    "state": msg("apa yang terjadi?"),
    "time": msg("jam berapa?"),
    "words": msg("apa maksudnya?"),
    "value": msg("berapa yang benar?"),
    "votes": msg("isi formulir hasil"),
}
"""What must be asked about a line; its words are sealed and stay off the sheet."""


class Matter(msgspec.Struct, frozen=True):
    """Something open that the incoming shift takes over: what, where it stands, its entry (-1 for none)."""

    kind: MatterKind
    title: str
    detail: str
    index: int = -1
    place: str = ""
    """A station that can be looked at."""
    at_ms: int = 0
    """When it happened or came in; 0 where that says nothing."""
    severity: Severity | None = None
    """How severe an incident is."""


class Promised(msgspec.Struct, frozen=True):
    """Who promised what until when (ms)."""

    id: str
    who: str
    what: str
    due_ms: int


class Ill(msgspec.Struct, frozen=True):
    """Someone who is sick, collapsed or went home unwell: where, when (ms), how it was said."""

    place: str
    at_ms: int
    said: str
    index: int
    severity: Severity = "moderate"


class Sheet(msgspec.Struct, frozen=True, kw_only=True):
    """Everything on a handover sheet; texts in Indonesian, as they are signed."""

    number: int
    until: int
    """The last entry that the sheet knows."""
    made_ms: int
    matters: tuple[Matter, ...]
    promises: tuple[Promised, ...]
    ill: tuple[Ill, ...]
    things: tuple[Thing, ...]


def open_matters(
    board: Board,
    covers: Sequence[WardCover],
    registry: Registry,
    book: KindBook,
    language: Language,
    closed: Ends,
    asked: Sequence[Matter],
    failed: int,
) -> tuple[Matter, ...]:
    """What is open: incidents that are not `closed`, the severest first; stations not open, unheard or in dispute;
    lines to be asked.

    `failed` texts were not delivered.
    """
    matters = [
        Matter(
            "incident",
            titled(book, one, language),
            registry.place_name(place),
            one.index,
            at_ms=one.at_ms,
            severity=severity_of(one),
        )
        for place, one in sorted(board.all_of("incident"), key=lambda pair: -SEVERITIES.index(severity_of(pair[1])))
        if closed.of(one.index, place, what_of(one)) is None
    ]
    late = [cover for cover in covers if cover.counts["not_open"]]
    for cover in late:
        numbers = written(number_of(station) for station, state in cover.stations if state == "not_open")
        title = f"TPS {numbers} {registry.region_name(cover.ward)}"
        matters.append(Matter("not_open", title, language.say(STATE_NAMES["not_open"])))
    unheard = Counter({cover.ward: cover.unheard for cover in covers if cover.unheard})
    for district in dict.fromkeys(parent_of(ward) for ward in unheard):
        wards = [ward for ward in unheard if parent_of(ward) == district]
        title = language.text(
            "%(n)s TPS %(place)s",
            n=sum(unheard[one] for one in wards),
            place=registry.region_name(district or RegionCode("")),
        )
        detail = language.listing(f"{registry.region_name(one)} {unheard[one]}" for one in wards[:6])
        more = language.text("dan %(n)s kelurahan lagi", n=len(wards) - 6) if len(wards) > 6 else ""
        said = language.say(STATE_NAMES["unknown"])
        matters.append(Matter("unknown", title, f"{said}: {detail}{', ' + more if more else ''}"))
    matters += [
        Matter("disputed", registry.place_name(station), language.text("sumber berbeda"), place=station)
        for cover in covers
        for station in cover.disputed
    ]
    matters += asked
    if failed:
        matters.append(
            Matter("failed", language.text("%(n)s pesan keluar", n=failed), language.text("gagal terkirim"))
        )
    return tuple(matters)


def missing_of(codes: Sequence[str], language: Language) -> str:
    """What must be asked about a line, by the codes of its questions: "di mana? jam berapa?"."""
    return " ".join(language.say(MISSING[one]) for one in codes if one in MISSING)


def lines_to_ask(
    rows: Sequence[LogRow], waiting: int, gazetteer: Gazetteer, language: Language
) -> tuple[Matter, ...]:
    """Lines that wait for an answer, one by one: what was understood of each, and what is missing.

    `waiting` is their number; those beyond `rows` stand as a number.
    """
    matters = []
    for row in rows:
        sentence = said(Reading(facts=facts_of(row.facts)), gazetteer, language)
        detail = language.text("perlu ditanyakan: %(what)s", what=missing_of(row.asks, language))
        matters.append(
            Matter(
                "asked",
                sentence or language.text("Kabar nomor %(n)s", n=row.index),
                detail,
                row.index,
                at_ms=row.at_ms,
            )
        )
    if waiting > len(rows):
        more = language.text("%(n)s kabar lagi", n=waiting - len(rows))
        matters.append(Matter("asked", more, language.text("perlu ditanyakan")))
    return tuple(matters)


def ill_people(
    board: Board,
    registry: Registry,
    book: KindBook,
    language: Language,
    calls: Mapping[str, Sequence[Call]],
) -> tuple[Ill, ...]:
    """Who is ill, newest first: by reports of welfare, who left unwell, who was sick at a call."""
    found = [
        Ill(registry.place_name(place), one.at_ms, titled(book, one, language), one.index, severity_of(one))
        for place, one in board.all_of("welfare")
    ]
    found += [
        Ill(registry.place_name(place), one.at_ms, titled(book, one, language), one.index)
        for place, one in board.all_of("check_out")
        if one.data.get("reason") == "unwell"
    ]
    names = {person.id: person.name for person in registry.people}
    found += [
        Ill(
            registry.region_name(RegionCode(call.region)),
            call.at_ms,
            language.text("%(name)s sakit saat ditelepon", name=names.get(call.person, call.person)),
            -1,
        )
        for made in calls.values()
        for call in made
        if call.outcome == "sick"
    ]
    return tuple(sorted(found, key=lambda one: -one.at_ms))


def titled(book: KindBook, heard: Heard, language: Language, *, weighed: bool = True) -> str:
    """A report in a few words: the choices it gives, else its kind; of an assembly both; not how severe it is where
    that stands beside it (`weighed` false)."""
    kind = book.newest(heard.kind)
    if kind is None:
        return heard.kind
    words = [
        choice.title.of(language.code)
        for field in kind.fields
        for choice in field.choices
        if (weighed or field.id != INCIDENT[2]) and heard.data.get(field.id) == choice.id
    ]
    if heard.kind == assembly.KIND:
        size = assembly.size_of(heard.data)
        return ", ".join([kind.title.of(language.code), *([language.say(SIZE_NAMES[size])] if size else [])])
    return ", ".join(words) if words else kind.title.of(language.code)
