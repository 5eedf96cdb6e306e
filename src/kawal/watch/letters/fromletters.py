"""What a letter of another node says of places here: a line with its facts, as if it had come by radio (pure)."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import UTC, datetime

from kawal.exchange.envelope import HELPS, STAGE_KINDS, Letter, Stage, StageKind
from kawal.exchange.letters import Peer
from kawal.field.grammar.model import Reading
from kawal.field.incoming import Author, Incoming, Understood, key_digest
from kawal.field.kinds import KindBook
from kawal.field.line_queries import PEER
from kawal.field.model import SaidFact
from kawal.kernel.codes import RegionCode, StationId, is_station, make_station_id, ward_of
from kawal.kernel.errors import Rejected
from kawal.kernel.language import msg
from kawal.kernel.numbers import read_written, written
from kawal.watch.model import Heard

LONGEST_TEXT = 2_000
UNWELL = "welfare"


def digest_of(letter: str) -> str:
    """Under which key the line of a letter is kept."""
    return key_digest(PEER, "", letter)


def check_places(letter: Letter, knows: Callable[[str], bool]) -> None:
    """Raise Rejected for a letter about a place that is not registered here."""
    places = [letter.subject.place] if letter.subject.place else []
    for stage in letter.stages:
        try:
            numbers = read_written(stage.stations)
        except ValueError:
            numbers = ()
        if not numbers:
            raise Rejected(msg("TPS"), msg("nomor seperti 1-12,14"), stage.stations[:40])
        places += [make_station_id(RegionCode(stage.ward), number) for number in numbers]
    for place in places:
        if not knows(place):
            raise Rejected(msg("tempat"), msg("TPS atau wilayah yang terdaftar di simpul ini"), place)


def line_of(letter: Letter, peer: Peer, book: KindBook, now: datetime) -> tuple[Incoming, Understood, Author] | None:
    """The line of a letter, ready to be signed by this node; None for one that says nothing of a place.

    A referral and a request for support are an incident here, a milestone is the stages it names.
    """
    facts = _stages(letter, book) if letter.kind == "milestone" else _incident(letter, book)
    if not facts:
        return None
    said_ms = letter.subject.at_ms if letter.kind == "referral" else letter.at_ms
    at = min(datetime.fromtimestamp((said_ms or letter.at_ms) / 1000, UTC), now)
    text = f"{_named(letter)} {peer.institution}. {letter.words}".strip()[:LONGEST_TEXT]
    line = Incoming(channel="peer", text=text, at=at, key=letter.id, sender=peer.institution)
    understood = Understood(at=at, state="read", facts=facts, asks=(), reading=Reading())
    return line, understood, Author(peer.origin, "gateway", lambda _: True)


def stages_of(
    facts: Iterable[SaidFact], at_ms: int, stations: Mapping[RegionCode, Sequence[StationId]]
) -> tuple[Stage, ...]:
    """The stages that facts tell of; what is said of a ward is said of all its stations."""
    found = []
    for fact in facts:
        ward = RegionCode(fact.place)
        numbers = fact.stations or written(number_of(one) for one in stations.get(ward, ()))
        kind = next((one for one in STAGE_KINDS if one == fact.kind), None)
        if kind and numbers:
            found.append(Stage(kind, ward, numbers, fact.at or at_ms))
    return tuple(found)


def news_of(
    heard: Iterable[tuple[StationId, Heard]], kinds: Collection[StageKind], told: Collection[tuple[str, str]]
) -> tuple[Stage, ...]:
    """The stages of some kinds that stations have reached, by our own word, and that were not told yet: `told` are
    (kind, station). One for each kind and ward, at the moment of the last of them."""
    reached: dict[tuple[StageKind, RegionCode], dict[int, int]] = {}
    for station, one in heard:
        kind = next((each for each in kinds if each == one.kind), None)
        if kind and one.source.channel != PEER and (kind, station) not in told:
            reached.setdefault((kind, ward_of(station)), {})[number_of(station)] = one.at_ms
    return tuple(
        Stage(kind, ward, written(numbers), max(numbers.values())) for (kind, ward), numbers in reached.items()
    )


def stations_of(stage: Stage) -> tuple[StationId, ...]:
    """The stations that a stage is about."""
    return tuple(make_station_id(RegionCode(stage.ward), number) for number in read_written(stage.stations))


def number_of(station: str) -> int:
    """The number of a station within its ward."""
    return int(station[-3:])


def _incident(letter: Letter, book: KindBook) -> tuple[SaidFact, ...]:
    kind, subject = book.newest("incident"), letter.subject
    if letter.kind not in ("referral", "support") or kind is None or not subject.place:
        return ()
    choices = {field.id: [one.id for one in field.choices] for field in kind.fields}
    what = "injury" if subject.what in (UNWELL, "medical") else subject.what
    data: dict[str, str | int | bool] = {
        "what": what if letter.kind == "referral" and what in choices["what"] else "other",
        "severity": subject.severity if subject.severity in choices["severity"] else "moderate",
    }
    return (_fact(kind.id, kind.version, subject.place, data),)


def _stages(letter: Letter, book: KindBook) -> tuple[SaidFact, ...]:
    found = []
    for stage in letter.stages:
        kind = book.newest(stage.kind)
        if kind is not None and kind.id not in book.retired:
            at = min(stage.at_ms, letter.at_ms)
            place = RegionCode(stage.ward)
            found.append(SaidFact(kind=kind.id, v=kind.version, place=place, stations=stage.stations, at=at))
    return tuple(found)


def _fact(kind: str, version: int, place: str, data: dict[str, str | int | bool]) -> SaidFact:
    if is_station(place):
        ward, number = ward_of(StationId(place)), str(number_of(place))
        return SaidFact(kind=kind, v=version, place=ward, stations=number, data=data)
    return SaidFact(kind=kind, v=version, place=place, data=data)


def _named(letter: Letter) -> str:
    """What a letter is, in the language of the log."""
    if letter.kind == "support":
        helped = next((words.msgid for name, words in HELPS.items() if name == letter.subject.what), "")
        return f"Permintaan bantuan {helped} dari".replace("  ", " ")
    return "Rujukan dari" if letter.kind == "referral" else "Tahapan dari"
