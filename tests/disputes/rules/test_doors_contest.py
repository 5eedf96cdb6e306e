"""Rules about the sums of a contest, a decree or ballots received, through the doors of a node: each a number that
triggers it, and the one beside it that just does not. Sums of all forms name the ballot and the newest form."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from kawal.jurisdiction.zones import WITA
from tests.disputes.rules.test_late import CITY, PAIRS, WARDS, Case
from tests.support.indications import Row, row, row_of, rows_of

PROVINCE = "63"
FORM = {"votes_1": 40, "valid_total": 40, "invalid_total": 40, "ballots_counted": 80}


class City(Case):
    """Two wards of two stations, and what the rules say of it."""

    @property
    def stations_here(self) -> list[str]:
        """Its stations."""
        return [one for held in self.stations.values() for one in held]

    def says(self, rule: str) -> list[Row]:
        """The indications of one rule, which the page shows as the desk says them."""
        said = [row_of(one) for one in self.said(rule)]
        assert [one for one in rows_of(self.get("/sengketa/indikasi")) if one.rule == rule] == said
        return said


@pytest.fixture
def city(tmp_path: Path) -> Iterator[City]:
    made = City(tmp_path / "city", CITY, WARDS, datetime(2024, 12, 20, 10, 0, tzinfo=WITA))
    yield made
    made.close()


def test_ballots_that_are_not_the_registered_voters_and_the_reserve(city: City) -> None:
    """2.5 % of 400 are 10: 410 ballots. One more or less is let pass, so 409 and 411 are, 408 and 412 are not."""
    city.contest("2024-11-27", *PAIRS)
    received = dict(zip(city.stations_here, (408, 409, 411, 412), strict=True))
    city.count({one: FORM | {"registered": 400, "received": number} for one, number in received.items()})
    entry = city.size() - 1
    few, *_, many = received
    assert city.says("BALLOT-RESERVE") == [
        row("BALLOT-RESERVE", one, {"RECEIVED_EQ": 1}, (entry,), "mayor", ("paper",)) for one in (few, many)
    ]


def test_more_votes_for_a_cancelled_pair_than_valid_ones(city: City) -> None:
    """Of four stations 4 x 40 = 160 are as many as the valid ones, 3 x 40 + 41 = 161 are more; 160 of 320 are half of
    all votes, 161 of 321 more than half."""
    city.contest("2024-11-27", "1,pair,active", "2,pair,cancelled")
    ballot = city.size() - 1
    city.count(dict.fromkeys(city.stations_here, FORM | {"invalid_cancelled": 40}))
    assert city.says("BALLOT-CANCELLED-PAIR") == []
    more = {"invalid_total": 41, "ballots_counted": 81, "invalid_cancelled": 41}
    city.count({city.stations_here[0]: FORM | more})
    told, entries = {"cancelled_votes": 161, "valid_votes": 160, "void_results": 1}, (ballot, city.size() - 1)
    assert city.says("BALLOT-CANCELLED-PAIR") == [
        row("BALLOT-CANCELLED-PAIR", CITY, told, entries, "mayor", ("paper",))
    ]


def test_as_many_votes_for_the_blank_column_as_for_the_single_pair(city: City) -> None:
    """Three stations of four give the blank column 3 x 51 = 153 and the pair 3 x 49 = 147: not all are in yet. With
    47 and 54 of the last it has 200 of 401 and the pair 201, with 48 and 54 each has 201."""
    city.contest("2024-11-27", "1,pair,active", "2,blank,active")
    ballot = city.size() - 1
    *three, last = city.stations_here
    city.count({one: {"votes_1": 49, "votes_2": 51, "valid_total": 100} for one in three})
    assert city.says("SINGLE-PAIR-WIN") == []
    city.count({last: {"votes_1": 54, "votes_2": 47, "valid_total": 101}})
    assert city.says("SINGLE-PAIR-WIN") == []
    city.count({last: {"votes_1": 54, "votes_2": 48, "valid_total": 102}})
    told, entries = {"blank_votes": 201, "pair_votes": 201}, (ballot, city.size() - 1)
    assert city.says("SINGLE-PAIR-WIN") == [row("SINGLE-PAIR-WIN", CITY, told, entries, "mayor", ("paper",))]


def test_a_margin_of_a_governor_of_exactly_the_limit_is_within_and_one_vote_more_is_not(city: City) -> None:
    """South Kalimantan 2024: 4,305,281 people, so 1.5 % of 1,977,574 valid votes, 29,663.61, cut off: 29,663."""
    path = city.folder / "governor.csv"
    head = "contest_id,kind,region,day,option_number,option_kind,option_status"
    path.write_text("\n".join([head, *(f"governor,governor,63,2024-11-27,{one}" for one in PAIRS)]))
    city.take("contests", path)
    people = {"region": PROVINCE, "people": 4_305_281, "source": "uji", "as_of": "2024-06-30"}
    city.post("/sengketa/ambang/penduduk", people)
    known = city.size() - 1

    def decreed(margin: int) -> None:
        numbers = {"votes_1": 1_000_000, "votes_2": 1_000_000 - margin, "valid_total": 1_977_574}
        city.announce(numbers, contest="governor", region=PROVINCE, at="2024-12-07T15:00")

    decreed(29_664)
    assert city.says("MK-158-1") == []
    decreed(29_663)
    told = {"margin": 29_663, "margin_limit": 29_663}
    entries = (known, city.size() - 1)
    assert city.says("MK-158-1") == [row("MK-158-1", PROVINCE, told, entries, "governor", ("session",))]
    assert city.said("MK-158-2") == []
