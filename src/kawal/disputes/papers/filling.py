"""What a form is filled in with: facts, articles, times and exhibits of one thing that the log knows (pure).

Nothing here is the name, the address or the signature of a person: those rows stay lines for a hand.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

import msgspec

from kawal.count.model import ContestKind
from kawal.count.names import CONTESTS
from kawal.disputes.grounds.objections import AT, Plenary
from kawal.election.model import Registry
from kawal.jurisdiction.papers import Fill, Of, Paper
from kawal.kernel.codes import Level, RegionCode, StationId, is_station, level_of, number_of, parent_of, ward_of
from kawal.kernel.language import Language
from kawal.watch.incidents.formal import Proof

STAGE = "Pemungutan, penghitungan, dan rekapitulasi suara"


class Subject(msgspec.Struct, frozen=True, kw_only=True):
    """What a form is about.

    `reference` names it at its foot ("Dasar 31"), `entry` is its number; `facts`, `articles` are sentences, `limit`
    is one about the deadline; `pair` is a ballot number, 0 for none; `words` are sealed ones to be printed. `level`
    is where it was made; `is_carried` when a plenary has it from a station, `is_waiting` while one must answer it;
    `is_breach` when it is an incident that may be a breach of election law.
    """

    of: Of
    reference: str
    entry: int
    place: str
    event: str
    happened: datetime | None = None
    contest: ContestKind | None = None
    facts: tuple[str, ...] = ()
    articles: tuple[str, ...] = ()
    proofs: tuple[Proof, ...] = ()
    limit: str = ""
    level: Plenary = "station"
    is_carried: bool = False
    is_waiting: bool = False
    pair: int = 0
    resolution: str = ""
    is_breach: bool = False
    sealed: tuple[int, ...] = ()
    words: tuple[str, ...] = ()

    @property
    def course(self) -> tuple[str, ...]:
        """The facts, and what was answered where somebody had to."""
        return (*self.facts, *([f"Penyelesaian: {self.resolution}"] if self.resolution else []))


class Filled(msgspec.Struct, frozen=True):
    """A section of a form with its rows: the title, and what stands there ("" for a hand)."""

    title: str
    rows: tuple[tuple[str, str], ...]
    is_seen: bool


def fits(paper: Paper, subject: Subject) -> bool:
    """Whether a form can be filled in from this."""
    if subject.of not in paper.of:
        return False
    here = "station" if is_station(subject.place) and subject.level == "station" else "plenary"
    return paper.at in ("", here) or (paper.at == "plenary" and subject.is_carried)


def filled(paper: Paper, subject: Subject, registry: Registry, language: Language) -> tuple[Filled, ...]:
    """The sections of a form."""
    values = _values(subject, registry, language)
    return tuple(
        Filled(
            section.title,
            tuple((row.title, values.get(row.fill, "")) for row in section.rows),
            section.confidence != "low",
        )
        for section in paper.sections
    )


def _values(subject: Subject, registry: Registry, language: Language) -> Mapping[Fill, str]:
    place = registry.place_name(subject.place)
    time = _moment(subject.happened, language) if subject.happened else ""
    regions = _regions(subject.place, registry)
    return {
        "stage": STAGE,
        "event": subject.event,
        "facts": _lines(subject.facts),
        "course": _lines(subject.course),
        "articles": _lines(subject.articles),
        "place": place,
        "time": time,
        "time_place": f"{time}, {place}" if time else place,
        "summary": f"{time}, di {place}: {subject.event}" if time else f"{place}: {subject.event}",
        "station": f"{number_of(StationId(subject.place)):03d}" if is_station(subject.place) else "",
        "ward": regions.get(Level.WARD, ""),
        "district": regions.get(Level.DISTRICT, ""),
        "city": regions.get(Level.CITY, ""),
        "province": regions.get(Level.PROVINCE, ""),
        "contest": language.say(CONTESTS[subject.contest]) if subject.contest else "",
        "level": language.say(AT[subject.level]),
        "pair": str(subject.pair) if subject.pair else "",
        "resolution": subject.resolution,
    }


def _lines(sentences: Sequence[str]) -> str:
    return "\n".join(f"{number}. {one}" for number, one in enumerate(sentences, 1)) if sentences else ""


def _regions(place: str, registry: Registry) -> dict[Level, str]:
    found: dict[Level, str] = {}
    code: RegionCode | None = ward_of(StationId(place)) if is_station(place) else RegionCode(place)
    while code is not None:
        known = registry.region_by_code.get(code)
        if known is not None:
            found[level_of(code)] = known.name
        code = parent_of(code)
    return found


def _moment(at: datetime, language: Language) -> str:
    return f"{language.day(at.date())}, {language.time(at)} {at.tzname()}"
