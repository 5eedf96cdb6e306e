"""The corpus as readings: what each line should be understood as."""

from pathlib import Path

import msgspec
import yaml

from kawal.field.assembly import KIND, band_of
from kawal.field.grammar.gazetteer import Gazetteer
from kawal.field.grammar.model import Answer, Fact, Reading
from kawal.kernel.codes import Level, RegionCode

FOLDER = Path(__file__).parent
NUMBER = {"check_in": "present", "turnout": "arrived", "incident": "people"}


class ExpectedFact(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A fact of the corpus; see its README."""

    what: str
    place: str
    stations: list[int] | str = ""
    time: str = ""
    number: int | None = None
    type: str = ""
    severity: str = ""
    state: str = ""
    who: str = ""
    seal: str = ""
    receiver: str = ""
    reason: str = ""


class Expected(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"source": "from"}):
    """A line of the corpus."""

    line: str
    facts: list[ExpectedFact]
    ward: str = ""
    time: str = ""
    source: str = ""
    asks: bool = False
    results: bool = False


def corpus(name: str) -> list[Expected]:
    """The lines of one file."""
    return msgspec.convert(yaml.safe_load((FOLDER / name).read_text("utf-8")), list[Expected])


def code_of(gazetteer: Gazetteer, name: str) -> RegionCode:
    """The place of a name as it is registered."""
    return next(place.code for place in gazetteer.places if place.name == name)


def facts_of(expected: Expected, gazetteer: Gazetteer) -> list[Fact]:
    """The expected facts; all stations of a district are those of its wards."""
    found: list[Fact] = []
    for one in expected.facts:
        code = code_of(gazetteer, one.place)
        data: dict[str, Answer] = {"what": one.type} if one.type else {}
        for name in ("severity", "state", "who", "seal", "receiver", "reason"):
            value = getattr(one, name)
            data |= {name: value} if value else {}
        if one.number is not None and one.what == KIND:
            data["size"] = band_of(one.number)
        elif one.number is not None:
            data[NUMBER[one.what]] = one.number
        places: list[tuple[RegionCode, tuple[int, ...]]] = [
            (code, tuple(one.stations) if isinstance(one.stations, list) else ())
        ]
        if one.stations == "all":
            wards = [p.code for p in gazetteer.places if p.level is Level.WARD and p.code.startswith(code)]
            places = [(ward, gazetteer.ordinary(ward)) for ward in wards]
        found += [
            Fact(kind=one.what, place=place, stations=numbers, time=one.time, data=data) for place, numbers in places
        ]
    return found


def difference(expected: Expected, reading: Reading, gazetteer: Gazetteer) -> list[str]:
    """What a reading has other than the expected one; nothing when it is fully right."""
    wanted, got = facts_of(expected, gazetteer), list(reading.facts)
    wrong = []
    if sorted(map(_key, wanted)) != sorted(map(_key, got)):
        wrong.append(f"facts: expected {_short(wanted)} got {_short(got)}")
    if not expected.results and expected.time != reading.time:
        wrong.append(f"time: expected {expected.time!r} got {reading.time!r}")
    if not expected.results and expected.source.lower().strip() != reading.source.lower().strip():
        wrong.append(f"from: expected {expected.source!r} got {reading.source!r}")
    if expected.results != reading.results:
        wrong.append(f"results: expected {expected.results}")
    if not expected.results and expected.asks != bool(reading.asks):
        wrong.append(f"asks: expected {expected.asks} got {[(a.code, a.words) for a in reading.asks]}")
    return wrong


def _key(fact: Fact) -> str:
    return repr((fact.kind, fact.place, fact.stations, fact.time, sorted(fact.data.items())))


def _short(facts: list[Fact]) -> list[tuple[object, ...]]:
    return [(f.kind, f.place[-7:], f.stations[:3], len(f.stations), f.time, dict(f.data)) for f in facts]
