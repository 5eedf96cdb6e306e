"""Who takes a measure until when, and who went to which vulnerable station."""

from datetime import date

import pytest

from kawal.jurisdiction.load import instrument
from kawal.kernel.errors import Rejected
from kawal.risk.assess import assess
from kawal.risk.commands import TakeMeasure, VisitPlace
from kawal.risk.decide import take, visit
from kawal.risk.mitigation import matrix
from kawal.risk.visits import Visit, ward_visits
from tests.risk.test_index import DAY, WARD, mark, registry

WORLD = registry(mark("V7.3"), mark("V6.3"), mark("V1.7", WARD, 1.0, 2021))
ROWS = matrix(WORLD, assess(WORLD, instrument(), DAY), {}, DAY)
TODAY = date(2024, 11, 21)


def taking(**changed: object) -> TakeMeasure:
    """The taking of the first row."""
    place, indicator, agency = ROWS[0].key
    command = {"place": place, "indicator": indicator, "agency": agency, "owner": "Kasi Trantib", "due": TODAY}
    return TakeMeasure(**(command | changed))  # type: ignore[arg-type]


def test_a_measure_is_taken_until_a_day_between_today_and_the_vote() -> None:
    """21 November is today, 27 the vote: both fit, the day before and the day after do not. Who is sealed."""
    for due in (TODAY, DAY):
        sealed = take(taking(due=due), ROWS, TODAY, DAY)
        assert sealed.private == b"Kasi Trantib"
        assert b"Trantib" not in repr(sealed.event).encode()
    for due in (date(2024, 11, 20), date(2024, 11, 28)):
        with pytest.raises(Rejected, match="hari pemungutan"):
            take(taking(due=due), ROWS, TODAY, DAY)
    with pytest.raises(Rejected, match="matriks"):
        take(taking(agency="TNI"), ROWS, TODAY, DAY)
    with pytest.raises(Rejected, match="jabatan"):
        take(taking(owner="   "), ROWS, TODAY, DAY)


def test_the_agreed_day_stands_in_place_of_the_matrix_and_makes_late() -> None:
    """Agreed for the 23rd: late on the 24th, whatever day the matrix names."""
    agreed = {ROWS[0].key: (date(2024, 11, 23), 40)}
    rows = matrix(WORLD, assess(WORLD, instrument(), DAY), {}, DAY, taken=agreed)
    assert (rows[0].due, rows[0].taken, rows[1].taken) == (date(2024, 11, 23), 40, -1)
    assert rows[0].late(date(2024, 11, 24))
    assert not rows[0].late(date(2024, 11, 23))


def test_a_visit_is_of_a_known_place_and_not_of_a_day_to_come() -> None:
    """A station and a ward are places; tomorrow is not visited yet."""
    for place in (WORLD.stations[0].id, WARD):
        sealed = visit(VisitPlace(place=place, day=TODAY, who="Lurah", found=" titian  patah "), WORLD, TODAY)
        assert sealed.private == b'{"who":"Lurah","found":"titian patah"}'
    with pytest.raises(Rejected, match="terdaftar"):
        visit(VisitPlace(place="6399011001001", day=TODAY, who="Lurah"), WORLD, TODAY)
    for day in (DAY, date(1900, 1, 1)):
        with pytest.raises(Rejected, match="sebelumnya"):
            visit(VisitPlace(place=WARD, day=day, who="Lurah"), WORLD, TODAY)


def test_a_ward_is_covered_by_visits_to_its_vulnerable_stations_only() -> None:
    """Of those with priority 1 to 4 each counts once however often it was visited; the whole ward counts none."""
    assessment = assess(WORLD, instrument(), DAY)
    first = WORLD.stations[0].id
    visits = [Visit(1, first, TODAY, "a"), Visit(2, first, TODAY, "a"), Visit(3, WARD, TODAY, "a")]
    (ward,) = ward_visits(assessment, visits, (1, 2, 3, 4))
    assert ward.visited == (first,)
    assert len(ward.missing) == len(WORLD.stations) - 1
    assert ward.stations == len(WORLD.stations)
    assert ward_visits(assessment, visits, ()) == ()
