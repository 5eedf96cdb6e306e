"""What falls due next."""

from datetime import date

import pytest

from kawal.risk.due import next_due
from kawal.risk.model import Measure, MeasureState


def row(place: str, agency: str, day: int, state: MeasureState = "not_yet", indicator: str = "V1.7") -> Measure:
    """A measure due on a day of November."""
    return Measure(
        place=place, indicator=indicator, agency=agency, due=date(2024, 11, day), state=state, changed_on=None
    )


def test_a_measure_at_many_places_is_told_once_with_what_is_left_to_each_agency() -> None:
    """KPU has two places left, Bawaslu one of two: one line of two places; another day or indicator is another."""
    found = next_due(
        [
            row("6371011001001", "KPU_KOTA", 24),
            row("6371011001002", "KPU_KOTA", 24, "under_way"),
            row("6371011001001", "BAWASLU", 24),
            row("6371011001002", "BAWASLU", 24, "done"),
            row("6371011001001", "DISHUB", 26, indicator="V2.1"),
            row("6371011001001", "KPU_KOTA", 20),
        ],
        date(2024, 11, 21),
    )
    assert [(one.day.day, one.indicator, one.places, one.begun, one.left, one.is_late) for one in found] == [
        (20, "V1.7", 1, 0, (("KPU_KOTA", 1),), True),
        (24, "V1.7", 2, 1, (("KPU_KOTA", 2), ("BAWASLU", 1)), False),
        (26, "V2.1", 1, 0, (("DISHUB", 1),), False),
    ]


@pytest.mark.parametrize("day", [date(2024, 11, 21), date(2024, 11, 28)])
def test_what_is_done_falls_due_no_more(day: date) -> None:
    """Before its day and after it."""
    assert next_due([row("6371011001001", "KPU_KOTA", 24, "done")], day) == []
