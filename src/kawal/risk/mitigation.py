"""The mitigation matrix: what officers alone cannot reduce, as place x agency x measure x due x done (pure)."""

from collections.abc import Mapping
from datetime import date, timedelta

from kawal.election.model import Registry
from kawal.risk.model import Assessment, Measure, MeasureState, Priority

Marked = Mapping[tuple[str, str, str], tuple[MeasureState, date, int]]
"""What was said of (place, indicator, agency): state, day, entry."""
Taken = Mapping[tuple[str, str, str], tuple[date, int]]
"""Until when (place, indicator, agency) was taken, and by which entry."""
MATRIX_PRIORITIES: tuple[Priority, ...] = (1, 2)


def matrix(
    registry: Registry,
    assessment: Assessment,
    marked: Marked,
    election_day: date,
    wanted: tuple[Priority, ...] = MATRIX_PRIORITIES,
    taken: Taken | None = None,
) -> tuple[Measure, ...]:
    """All rows, by place, indicator and agency.

    Stations of the wanted priorities get a row for each agency of each indicator that was seen there; what was seen
    in a whole ward or larger region gets rows for that region once, not for each of its stations. Service needs
    (voters with disabilities) are rows like others, although they are no danger.
    """
    instrument = assessment.instrument
    known = {indicator.id: indicator for indicator in instrument.indicators}
    priority = {str(risk.station): risk.priority for risk in assessment.stations}
    places: set[tuple[str, str]] = set()
    for mark in registry.indicator_marks:
        if mark.indicator not in known:
            continue
        if "." in mark.place or known[mark.indicator].service or priority.get(mark.place) in wanted:
            places.add((mark.place, mark.indicator))
    rows = []
    unmarked: tuple[MeasureState, None, int] = ("not_yet", None, -1)
    for place, indicator in sorted(places):
        mitigation = instrument.mitigation_of(indicator)
        for agency in mitigation.agencies:
            state, changed_on, said = marked.get((place, indicator, agency), unmarked)
            last = election_day - timedelta(days=mitigation.lead_days)
            due, entry = (taken or {}).get((place, indicator, agency), (last, -1))
            rows.append(
                Measure(
                    place=place,
                    indicator=indicator,
                    agency=agency,
                    due=due,
                    state=state,
                    changed_on=changed_on,
                    marked=said,
                    taken=entry,
                )
            )
    return tuple(rows)
