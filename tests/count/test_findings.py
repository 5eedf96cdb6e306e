"""What the forms of the two contests of one station contradict each other in."""

import pytest

from kawal.count.findings import contests_findings
from kawal.kernel.codes import StationId

STATION = StationId("6371011001012")
BOTH = {"registered": 280, "used_registered": 200, "used_transferred": 4}


@pytest.mark.parametrize(
    ("mayor", "found"),
    [
        ({}, []),
        ({"registered": 281}, [("registered", 280, 281, 1)]),
        ({"used_registered": 197}, [("used_registered", 200, 197, 3)]),
        ({"used_transferred": 1}, []),  # the other three have the governor's ballot only
        ({"used_transferred": 5}, [("used_transferred", 4, 5, 1)]),
        ({"used_registered": None}, []),  # not known is no difference
    ],
)
def test_one_list_two_ballots(mayor: dict[str, int | None], found: list[tuple[str, int, int, int]]) -> None:
    """Who is registered, and who of them came, is the same in both contests; a transferred voter may have come from
    another city of the province, and then votes for the governor only."""
    told = contests_findings(STATION, {"governor": BOTH, "mayor": BOTH | mayor})
    assert [(one.part, one.expected, one.got, one.effect) for one in told] == found
    assert {one.severity for one in told} <= {"soft"}


def test_one_contest_alone_contradicts_nothing() -> None:
    assert contests_findings(STATION, {"mayor": BOTH}) == ()
