"""Regions and stations as reporting units of NIST's common data format: type, code, contents, how far counted."""

from collections import defaultdict
from collections.abc import Iterable

from kawal.count.exports.cdf_model import (
    CountState,
    CountStatus,
    ExternalIdentifier,
    InternationalizedText,
    LanguageString,
    ReportingUnit,
    UnitType,
)
from kawal.count.exports.options import REGISTERED, USED
from kawal.count.exports.table import NATION
from kawal.count.model import Tally
from kawal.election.importers.contests import FIRST_CITY
from kawal.election.model import Registry
from kawal.kernel.codes import Level, RegionCode, StationId, is_station, level_of, parent_of, ward_of
from kawal.kernel.language import LANGUAGES, Message, language


def reporting_units(shown: Iterable[Tally], scope: RegionCode, registry: Registry) -> tuple[ReportingUnit, ...]:
    """A unit for each tally, and for the region of the contest also where it has none."""
    tallies = {tally.place: tally for tally in shown}
    inside: dict[str, list[str]] = defaultdict(list)
    for place in tallies:
        above = _above(place)
        if above is not None:
            inside[above].append(unit_id(place))
    tallies.setdefault(scope, Tally(place=scope, stations=0))
    return tuple(_unit(tally, tuple(inside[tally.place]), registry) for tally in tallies.values())


def unit_id(place: str) -> str:
    """The key of a place inside a report; a name of XML, so that the same keys do there."""
    return f"station-{place}" if is_station(place) else f"region-{place or 'nation'}"


def counting(tally: Tally) -> CountState:
    """How far a place is counted: completed when all forms are in and no copies differ."""
    if not tally.counted:
        return "not-processed"
    return "completed" if tally.counted == tally.stations and not tally.differing else "in-process"


def count_status(tally: Tally) -> tuple[CountStatus, ...]:
    """The same as a part of a report."""
    return (CountStatus(type="total", status=counting(tally)),)


def said(message: Message) -> InternationalizedText:
    """A text in both languages."""
    return InternationalizedText(
        text=tuple(LanguageString(content=language(code).say(message), language=code) for code in LANGUAGES)
    )


def _unit(tally: Tally, inside: tuple[str, ...], registry: Registry) -> ReportingUnit:
    station, place = is_station(tally.place), tally.place
    kind, other = _type(place)
    # Voters are said of a whole place, so they wait until every form of it is in.
    whole = tally.numbers if 0 < tally.stations == tally.counted else {}
    return ReportingUnit(
        id=unit_id(place),
        type=kind,
        other_type=other,
        name=_proper(registry.place_name(place) if place else NATION),
        external_identifier=_codes(place),
        composing_gp_unit_ids=inside,
        count_status=count_status(tally),
        sub_units_reported=None if station else tally.counted,
        total_sub_units=None if station else tally.stations,
        voters_participated=whole.get(USED),
        voters_registered=whole.get(REGISTERED),
    )


def _proper(name: str) -> InternationalizedText:
    return InternationalizedText(text=(LanguageString(content=name, language="id"),))


def _codes(place: str) -> tuple[ExternalIdentifier, ...]:
    if not place:
        return ()
    return (
        ExternalIdentifier(type="national-level", label="KPU" if is_station(place) else "Kemendagri", value=place),
    )


def _type(place: str) -> tuple[UnitType, str | None]:
    if not place:
        return "country", None
    if is_station(place):
        return "precinct", None
    match level_of(RegionCode(place)):
        case Level.PROVINCE:
            return "state", None
        case Level.CITY:
            return ("city" if int(place[3:5]) >= FIRST_CITY else "county"), None
        case Level.DISTRICT:
            return "other", "kecamatan"
        case Level.WARD:
            return "ward", None


def _above(place: str) -> str | None:
    if is_station(place):
        return ward_of(StationId(place))
    return None if not place else parent_of(RegionCode(place)) or ""
