"""A tabulation as one table, CSV or XLSX: a row a region from the highest down, then a row a station."""

from datetime import UTC, datetime, tzinfo

from kawal.count.exports.options import (
    CANCELLED_VOTES,
    COUNTED,
    INVALID,
    REGISTERED,
    USED,
    VALID,
    cancelled,
    field,
    in_the_running,
)
from kawal.count.model import Tabulation, Tally
from kawal.election.model import Contest, ContestOption, Registry
from kawal.jurisdiction.forms import forms
from kawal.kernel.codes import Level, RegionCode, is_station, level_of
from kawal.kernel.language import Language, msg
from kawal.outputs.tables import Value, csv_bytes, xlsx_bytes

NATION = "Indonesia"
LEVELS = {
    Level.PROVINCE: msg("provinsi"),
    Level.CITY: msg("kabupaten atau kota"),
    Level.DISTRICT: msg("kecamatan"),
    Level.WARD: msg("kelurahan atau desa"),
}


def results_header(contest: Contest, language: Language) -> list[str]:
    """One name for each column, in a language."""
    titles = {one.id: one.title.say(language) for one in forms().form.fields}
    dropped = language.listing(str(option.number) for option in cancelled(contest))
    return [
        language.text("Kode"),
        language.text("Nama"),
        language.text("Tingkat"),
        language.text("Jumlah TPS"),
        language.text("TPS masuk"),
        language.text("TPS dengan salinan berbeda"),
        language.text("Cakupan"),
        *(_votes_title(option, language) for option in in_the_running(contest)),
        titles[VALID],
        titles[INVALID],
        *(
            [language.text("Di antaranya untuk nomor %(numbers)s yang dibatalkan", numbers=dropped)]
            if dropped
            else []
        ),
        titles[COUNTED],
        titles[USED],
        titles[REGISTERED],
        language.text("Formulir terbaru"),
    ]


def results_rows(tabulation: Tabulation, registry: Registry, language: Language, zone: tzinfo) -> list[list[Value]]:
    """A row a place: numbers are numbers, coverage a share in 0..1, times ISO 8601; what is not known is None, not 0.

    Sums are of the forms that came in, the registered voters too. Regions contain each other: add up one level only.
    """
    contest = tabulation.contest
    fields = [field(option) for option in in_the_running(contest)]
    fields += [VALID, INVALID, *([CANCELLED_VOTES] if cancelled(contest) else []), COUNTED, USED, REGISTERED]
    places = (*tabulation.regions, *tabulation.stations)
    return [_row(tally, fields, registry, language, zone) for tally in places]


def results_csv(tabulation: Tabulation, registry: Registry, language: Language, zone: tzinfo) -> bytes:
    """The table as CSV for spreadsheets."""
    rows = results_rows(tabulation, registry, language, zone)
    return csv_bytes(results_header(tabulation.contest, language), rows)


def results_xlsx(tabulation: Tabulation, registry: Registry, language: Language, zone: tzinfo) -> bytes:
    """The table as a workbook; equal tabulations give equal bytes."""
    rows = results_rows(tabulation, registry, language, zone)
    at = datetime.fromtimestamp(tabulation.at_ms / 1000, UTC)
    return xlsx_bytes(language.text("Hasil"), results_header(tabulation.contest, language), rows, at)


def moment(at_ms: int, zone: tzinfo) -> str:
    """A moment in a time zone to the second, ISO 8601: 2024-11-27T15:04:05+08:00."""
    return datetime.fromtimestamp(at_ms // 1000, zone).isoformat(timespec="seconds")


def _votes_title(option: ContestOption, language: Language) -> str:
    if option.kind == "blank":
        return language.text("Suara kolom kosong (nomor %(number)s)", number=str(option.number))
    return language.text("Suara nomor %(number)s", number=str(option.number))


def _row(tally: Tally, fields: list[str], registry: Registry, language: Language, zone: tzinfo) -> list[Value]:
    return [
        tally.place,
        registry.place_name(tally.place) if tally.place else NATION,
        _level(tally.place, language),
        tally.stations,
        tally.counted,
        tally.differing,
        round(tally.counted / tally.stations, 4) if tally.stations else None,
        *(tally.numbers.get(name) for name in fields),
        None if tally.latest_ms is None else moment(tally.latest_ms, zone),
    ]


def _level(place: str, language: Language) -> str:
    if not place:
        return language.text("nasional")
    return language.text("TPS") if is_station(place) else language.say(LEVELS[level_of(RegionCode(place))])
