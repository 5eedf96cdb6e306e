"""Words that came through a door other than a form: what the door knows of them, and what became of them (pure)."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta, tzinfo
from typing import Literal

import msgspec

from kawal.field.answers import check_answers
from kawal.field.grammar.gazetteer import Gazetteer
from kawal.field.grammar.model import Ask, Fact, Reading
from kawal.field.grammar.say import told
from kawal.field.kinds import KindBook, ReportKind
from kawal.field.model import Assurance, SaidFact
from kawal.kernel.canonical import sha256_hex
from kawal.kernel.codes import RegionCode, StationId, make_station_id
from kawal.kernel.errors import Rejected
from kawal.kernel.language import language
from kawal.kernel.numbers import written

Channel = Literal["radio", "telephone", "whatsapp", "sms", "telegram", "odk", "import", "paper", "peer"]
LineState = Literal["read", "asked", "noise", "withheld", "dropped"]
"""`withheld`: it gives votes to a node that takes none; its figures are not kept. `dropped`: set aside by a clerk."""
LATEST_AHEAD = timedelta(minutes=5)
"""A line may name a moment that is so far ahead: people round; what is further ahead is asked."""
FAST_CLOCK = timedelta(minutes=15)
"""So much the clock of a door may be fast: its message counts as sent now."""
HALF_DAY, EARLY = timedelta(hours=12), 6
"""Before six in the morning a time of the evening is that of the evening before; later in the day it is asked."""


_ROLE = re.compile(
    r"(danru|danton|danki|pps|ppk|kpps|ptps|pkd|panwas\w*|pengawas|linmas|babinsa|bhabin\w*|polsek|koramil|lurah|camat|"
    r"satpol ?pp|rt|rw)[ .]*[0-9]{0,3}",
    re.IGNORECASE,
)


def role_of(source: str) -> str:
    """The role or call sign in a named source ("Danru 4", "PPS"), which is no personal datum; empty for all else."""
    text = " ".join(source.split())
    return text.upper() if _ROLE.fullmatch(text) else ""


def key_digest(channel: str, gate: str, key: str) -> str:
    """What a door calls a message, as the log holds it."""
    return sha256_hex(f"{channel}\n{gate}\n{key}".encode())


class Incoming(msgspec.Struct, frozen=True, kw_only=True):
    """Words as a door hands them over."""

    channel: Channel
    text: str
    at: datetime
    """When it was sent or heard, by the door's clock; the moment of entry where the door has none."""
    key: str = ""
    """What the door calls this message: the same when it is delivered again. Empty: the identity alone is the key."""
    identity: str = ""
    """A UUIDv7 given by a form, so that a second press is harmless; empty: a fresh one."""
    gate: str = ""
    """The gateway through which it came, to which a reply goes back."""
    sender: str = ""
    """Who sent it, as the door shows it: a telephone number, a name in a chat, a call sign. Private."""
    person: str = ""
    """The registered person that the sender is known to be."""
    ward: RegionCode | None = None
    """The ward that is known from elsewhere: the sender's unit, the group of the chat."""
    sheet: str = ""
    """The serial number of the paper sheet it was written on."""
    re: str = ""
    """The id of the line that it answers, or corrects."""
    corrects: bool = False
    meant_at: datetime | None = None
    """The moment of what it answers or corrects: what names no time is about that one."""
    only_day: bool = False
    """Of `at` only the day is known (a sheet that was written by hand): what names no time is asked."""
    cut: bool = False
    """Parts of the message never came: what is there is kept and asked, nothing of it counts."""
    dropped: bool = False
    """A clerk sets the line `re` aside; nothing is read."""

    @property
    def digest(self) -> str:
        """The key as the log holds it, empty without one."""
        return key_digest(self.channel, self.gate, self.key) if self.key else ""


class Author(msgspec.Struct, frozen=True):
    """For whom the node signs: an account or a gateway, how sure that is, and which places it may speak of.

    `home` is where a line belongs that names no place; the node's region when it is not given.
    """

    by: str
    assurance: Assurance
    reaches: Callable[[str], bool]
    home: RegionCode | None = None


class Understood(msgspec.Struct, frozen=True, kw_only=True):
    """A line ready to be kept: its moment, its state, its facts as they are signed, what is left to ask."""

    at: datetime
    state: LineState
    facts: tuple[SaidFact, ...]
    asks: tuple[Ask, ...]
    reading: Reading


def understand(
    line: Incoming,
    reading: Reading,
    book: KindBook,
    gazetteer: Gazetteer,
    author: Author,
    zone: tzinfo,
    now: datetime,
) -> Understood:
    """What of a reading counts: facts in the author's reach that can be, at their moments; the rest is asked.

    Votes are never read as facts; on a node that takes no results the line is `withheld`.
    """
    if line.dropped:
        return Understood(at=line.at, state="dropped", facts=(), asks=(), reading=reading)
    if line.cut and not reading.results:
        ask = Ask(code="words", words="...")
        return Understood(at=line.at, state="asked", facts=(), asks=(ask,), reading=reading)
    if reading.results:
        takes = any(kind.group == "result" for kind in book.current)
        ask = Ask(code="votes", words="")
        return Understood(
            at=line.at,
            state="asked" if takes else "withheld",
            facts=(),
            asks=(ask,) if takes else (),
            reading=reading,
        )
    asks = list(reading.asks)
    said: list[SaidFact] = []
    moment = _moment(line.at, reading.time, zone, now, asks)
    if moment is not None and not reading.time and line.meant_at is not None:
        moment = min(line.meant_at, now)
    if any(ask.code == "time" for ask in reading.asks):  # it names a time that is none
        moment = None
    if line.only_day and not reading.time and reading.facts:
        asks.append(Ask(code="time", words=""))
        moment = None
    for fact in reading.facts:
        kind = book.newest(fact.kind)
        if kind is None or kind.id in book.retired:
            asks.append(Ask(code="words", words=told(fact, language("id"))))
            continue
        if not all(author.reaches(one) for one in places_of(fact)):
            asks.append(Ask(code="place", words=gazetteer.name(fact.place), places=(fact.place,)))
            continue
        if not _can_be(kind, fact):
            asks.append(Ask(code="value", words=told(fact, language("id"))))
            continue
        own = _moment(line.at, fact.time, zone, now, asks) if fact.time else moment
        if own is None or moment is None:  # what is asked does not count before it is answered
            continue
        said.append(
            SaidFact(
                kind=kind.id,
                v=kind.version,
                place=fact.place,
                stations=written(fact.stations),
                at=0 if own == moment else _ms(own),
                data=_told_time(kind, fact.time or reading.time) | dict(fact.data),
            )
        )
    state: LineState = "asked" if asks else "read" if said else "noise"
    at = min(line.at, now) if moment is None else moment
    return Understood(at=at, state=state, facts=tuple(said), asks=tuple(dict.fromkeys(asks)), reading=reading)


def _told_time(kind: ReportKind, named: str) -> dict[str, str | int | bool]:
    """The moment that was named, as the answer to the one question of the kind that asks for a time."""
    asked = [field.id for field in kind.fields if field.kind == "time"]
    return {asked[0]: named} if named and len(asked) == 1 else {}


def _can_be(kind: ReportKind, fact: Fact) -> bool:
    """Whether the answers of a fact lie within the bounds of its kind."""
    try:
        check_answers(kind, fact.data, {}, partial=True)
    except Rejected:
        return False
    return True


def places_of(fact: Fact) -> tuple[StationId | RegionCode, ...]:
    """The stations a fact is about, or its place."""
    if not fact.stations:
        return (fact.place,)
    return tuple(make_station_id(fact.place, number) for number in fact.stations)


def place_of(facts: tuple[SaidFact, ...], home: RegionCode) -> RegionCode:
    """The smallest region that holds all places of a line; `home` for a line without one."""
    parts = [fact.place.split(".") for fact in facts]
    if not parts:
        return home
    shared: list[str] = []
    for level in zip(*parts, strict=False):
        if len(set(level)) > 1:
            break
        shared.append(level[0])
    return RegionCode(".".join(shared)) if shared else home


def _moment(sent: datetime, said: str, zone: tzinfo, now: datetime, asks: list[Ask]) -> datetime | None:
    """The moment that a line names, on the day that fits the moment at which it was sent best.

    None, and a question, for a moment that is still to come.
    """
    if sent - now > FAST_CLOCK:
        asks.append(Ask(code="time", words=f"{sent.astimezone(zone):%d/%m %H:%M}"))
        return None
    sent = min(sent, now)
    if not said:
        return sent
    hour, _, minute = said.partition(":")
    local = sent.astimezone(zone)
    named = local.replace(hour=int(hour), minute=int(minute), second=0, microsecond=0)
    if named - local > HALF_DAY and local.hour < EARLY:
        named -= timedelta(days=1)  # written after midnight about the evening before
    if named - local > LATEST_AHEAD:
        asks.append(Ask(code="time", words=said))
        return None
    return named


def _ms(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)
