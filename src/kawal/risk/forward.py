"""The mitigation matrix as a text to pass on."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date

from kawal.election.model import Registry
from kawal.kernel.language import Language
from kawal.outputs.messenger import page_text
from kawal.risk.model import Measure


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
