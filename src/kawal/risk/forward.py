"""The mitigation matrix as a text to pass on."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date

from kawal.election.model import Registry
from kawal.kernel.language import Language
from kawal.outputs.messenger import page_text
from kawal.risk.model import Measure
from kawal.risk.visits import WardVisits


def matrix_text(
    measures: Sequence[Measure],
    today: date,
    registry: Registry,
    agencies: Mapping[str, str],
    measure_text: Callable[[Measure], str],
    language: Language,
) -> str:
    """The counts, then what is overdue, the oldest first; notes stay behind."""
    count = {state: sum(one.state == state for one in measures) for state in ("done", "under_way")}
    late = sorted((one for one in measures if one.late(today)), key=lambda one: (one.due, one.place))
    lines = [
        language.text(
            "%(done)s selesai, %(under_way)s berjalan, %(late)s lewat tenggat, dari %(n)s tindakan",
            n=len(measures),
            late=len(late),
            **count,
        )
    ]
    lines += [
        language.text(
            "%(place)s: %(what)s (%(agency)s), tenggat %(day)s",
            place=registry.place_name(one.place),
            what=measure_text(one),
            agency=agencies.get(one.agency, one.agency),
            day=language.short_day(one.due),
        )
        for one in late
    ]
    return page_text(language.text("Matriks mitigasi"), lines, language)


def visits_text(wards: Sequence[WardVisits], registry: Registry, language: Language) -> str:
    """How many vulnerable stations somebody went to, then those of each ward nobody did; who and what stay behind."""
    visited, stations = sum(len(one.visited) for one in wards), sum(one.stations for one in wards)
    lines = [language.text("%(n)s dari %(all)s TPS rawan sudah dikunjungi", n=visited, all=stations)]
    lines += [
        language.text(
            "%(ward)s belum: TPS %(numbers)s",
            ward=registry.region_name(one.ward),
            numbers=", ".join(str(int(station[10:])) for station in one.missing),
        )
        for one in wards
        if one.missing
    ]
    return page_text(language.text("Kunjungan titik rawan"), lines, language)
