"""The files of a batch audit are such as Arlo loads, and are refused while a ballot of the contest is not in them."""

import pytest
from hypothesis import assume, given

from kawal.count.exports.arlo import Unready, batch_files, unready
from kawal.count.exports.options import in_the_running, label
from kawal.count.model import Tabulation, Tally
from kawal.kernel.codes import RegionCode
from kawal.kernel.errors import Conflict, Missing
from kawal.kernel.language import language
from tests.count.exports import arlo_rules
from tests.count.exports.world import (
    BLANK,
    CANCELLED,
    CITY,
    FIRST,
    KELAYAN,
    MANTUIL,
    SECOND,
    THIRD,
    form,
    rolled_up,
    station,
    tabulations,
    three_stations,
)

WHOLE = [station(FIRST, form(100, 80, 5)), station(SECOND, form(60, 90, 0)), station(THIRD, form(10, 1200, 7))]


def test_a_batch_is_a_station_with_its_ballots_and_votes() -> None:
    """100 + 80 + 5 = 185, 60 + 90 = 150, 10 + 1200 + 7 = 1217; digits only, no grouping; the blank column by name."""
    files = batch_files(rolled_up(WHOLE, BLANK), CITY)
    assert files.manifest.decode() == (
        "Batch Name,Number of Ballots\n6371011001001,185\n6371011001002,150\n6371011002001,1217\n"
    )
    assert files.tallies.decode() == (
        "Batch Name,1,blank\n6371011001001,100,80\n6371011001002,60,90\n6371011002001,10,1200\n"
    )
    assert arlo_rules.load(files.manifest, files.tallies, ["1", "blank"])[FIRST] == {
        "ballots": 185,
        "1": 100,
        "blank": 80,
    }


def test_a_jurisdiction_has_the_stations_of_its_region_only() -> None:
    """Arlo asks each jurisdiction for its own files: Mantuil has two of the three stations."""
    assert len(batch_files(three_stations(), MANTUIL).manifest.splitlines()) == 1 + 2


def test_a_cancelled_pair_is_no_choice_and_its_votes_are_ballots() -> None:
    """100 valid votes, 40 invalid ballots, 31 of them for the cancelled pair: 140 ballots, one choice."""
    files = batch_files(rolled_up([station(FIRST, form(100, 0, 40, invalid_cancelled=31))], CANCELLED), CITY)
    assert arlo_rules.load(files.manifest, files.tallies, ["1"]) == {FIRST: {"ballots": 140, "1": 100}}


def test_nothing_is_made_while_a_form_is_missing_open_or_wrong() -> None:
    """One sentence says how many stations keep the files back, and each is listed under its first reason."""
    tabulation = rolled_up(
        [
            station(FIRST, form(100, 80, 5), differing=1),
            station(SECOND, form(60, 90, 0) | {"ballots_counted": 149}),
            Tally(place=THIRD),
        ]
    )
    assert unready(tabulation, CITY) == Unready(missing=(THIRD,), differing=(FIRST,), overfull=(SECOND,))
    with pytest.raises(Conflict) as refused:
        batch_files(tabulation, CITY)
    assert refused.value.tell(language("en")) == (
        "The audit files of 63.71 need all 3 polling stations: without a whole form 1, with differing copies 1, "
        "with more votes than ballots 1"
    )
    assert unready(tabulation, KELAYAN) == Unready(missing=(THIRD,))


def test_a_form_that_was_read_in_part_is_not_whole() -> None:
    """The votes of number 2 are not known: 0 would be a claim."""
    partly = {name: value for name, value in form(100, 80, 5).items() if name != "votes_2"}
    assert unready(rolled_up([station(FIRST, partly)]), CITY) == Unready(missing=(FIRST,))


def test_a_region_without_stations_and_a_ballot_without_options_have_no_files() -> None:
    with pytest.raises(Missing):
        batch_files(three_stations(), RegionCode("63.72"))
    with pytest.raises(Missing):
        batch_files(rolled_up(WHOLE, ()), CITY)


def test_a_last_station_as_large_as_all_others_is_not_taken_for_a_total() -> None:
    """185 + 150 = 335: Arlo refuses a last row of 335 ballots, so the second station closes the file."""
    tabulation = rolled_up([*WHOLE[:2], station(THIRD, form(160, 170, 5))])
    files = batch_files(tabulation, CITY)
    assert files.manifest.splitlines()[-1] == b"6371011001002,150"
    assert set(arlo_rules.load(files.manifest, files.tallies, ["1", "2"])) == {FIRST, SECOND, THIRD}
    in_order = b"Batch Name,Number of Ballots\n1,185\n2,150\n3,335\n"
    with pytest.raises(arlo_rules.Refused, match="total"):
        arlo_rules.load(in_order, files.tallies, ["1", "2"])


def test_two_equal_stations_alone_cannot_be_told_from_a_total() -> None:
    """185 = 185 in whatever order."""
    twins = rolled_up([station(FIRST, form(100, 80, 5)), station(SECOND, form(80, 100, 5))])
    with pytest.raises(Conflict, match="baris jumlah"):
        batch_files(twins, CITY)


@given(tabulations(whole=True))
def test_arlo_loads_every_whole_count_with_its_numbers(tabulation: Tabulation) -> None:
    """Ballots and votes of each station come back as they were counted."""
    found = [one.numbers for one in tabulation.stations]
    assume(len(found) != 2 or all(found[0][name] != found[1][name] for name in ("ballots_counted", "votes_1")))
    options = in_the_running(tabulation.contest)
    files = batch_files(tabulation, CITY)
    loaded = arlo_rules.load(files.manifest, files.tallies, [label(option) for option in options])
    assert loaded == {
        one.place: {
            "ballots": one.numbers["ballots_counted"],
            **{label(option): one.numbers[f"votes_{option.number}"] for option in options},
        }
        for one in tabulation.stations
    }
