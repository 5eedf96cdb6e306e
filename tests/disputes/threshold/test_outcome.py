"""Who is first and by how much: partial numbers, ties, one pair against the blank column, a cancelled pair."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kawal.count.effects import most_of_stations
from kawal.disputes.threshold.compare import cells
from kawal.disputes.threshold.model import Announced, AnnouncedSource
from kawal.disputes.threshold.outcome import Outcome, outcome_of
from kawal.election.model import Contest, ContestOption
from kawal.kernel.codes import RegionCode


def contest(*options: ContestOption, kind: str = "mayor") -> Contest:
    region = RegionCode("63" if kind == "governor" else "63.71")
    return Contest(id="c", kind=kind, region=region, day=date(2024, 11, 27), options=options)  # type: ignore[arg-type]


def pairs(count: int) -> Contest:
    return contest(*(ContestOption(number=number) for number in range(1, count + 1)))


SINGLE = contest(ContestOption(number=1, kind="blank"), ContestOption(number=2))
"""The blank column may be number 1: its number is drawn by lot."""


def test_without_votes_nothing_is_said() -> None:
    """No first, no margin; which options are unknown is known."""
    assert outcome_of(pairs(2), {}, 1000) == Outcome(unknown=(1, 2))


def test_a_tie_has_no_margin_and_the_lower_number_stands_first() -> None:
    """50 and 50 of 100: margin 0, one moved vote changes the order, within any threshold."""
    found = outcome_of(pairs(2), {"votes_1": 50, "votes_2": 50}, 1000)
    (other,) = found.against
    assert (found.first, other.margin, other.lead.moved) == (1, 0, 1)
    assert other.limit is not None
    assert other.limit.within


def test_numbers_of_some_options_give_no_sum_and_still_a_margin() -> None:
    """Pairs 2 and 4 of the Court: 89,378 - 81,262 = 8,116 of 235,441; no sum of all options to compare."""
    found = outcome_of(pairs(4), {"votes_2": 89_378, "votes_4": 81_262, "valid_total": 235_441}, 671_383)
    assert (found.unknown, found.added, found.open_votes) == ((1, 3), None, 0)
    assert [(one.option, one.margin) for one in found.against] == [(4, 8_116)]


def test_options_that_do_not_add_up_to_the_valid_votes_leave_votes_open() -> None:
    """34,875 + 89,378 + 29,925 + 81,262 = 235,440 of 235,441."""
    numbers = {"votes_1": 34_875, "votes_2": 89_378, "votes_3": 29_925, "votes_4": 81_262, "valid_total": 235_441}
    assert outcome_of(pairs(4), numbers, None).open_votes == 1


def test_without_a_population_or_with_one_that_cannot_be_there_is_no_limit() -> None:
    """Not recorded; fewer people than valid votes."""
    numbers = {"votes_1": 60, "votes_2": 40}
    assert outcome_of(pairs(2), numbers, None).against[0].limit is None
    assert outcome_of(pairs(2), numbers, 99).against[0].limit is None
    assert outcome_of(pairs(2), numbers, 100).against[0].limit is not None


@pytest.mark.parametrize(("votes", "elected"), [(50, False), (51, True)])
def test_a_single_pair_needs_strictly_more_than_half(votes: int, elected: object) -> None:
    """50 of 100 is half and not more; at least 51 are needed."""
    found = outcome_of(SINGLE, {"votes_1": 100 - votes, "votes_2": votes}, None)
    assert found.single is not None
    assert (found.single.pair, found.single.needed, found.single.elected) == (2, 51, elected)


def test_half_of_an_odd_number_is_cut_the_right_way() -> None:
    """Of 107,458 at least 53,730, of 101 at least 51."""
    found = outcome_of(SINGLE, {"votes_1": 50, "votes_2": 51}, None)
    assert found.single is not None
    assert (found.single.needed, found.single.elected) == (51, True)


def test_two_pairs_and_a_cancelled_one_are_measured_without_it() -> None:
    """The cancelled pair has no row; invalid 30 of 130 is below the alarm."""
    held = contest(ContestOption(number=1), ContestOption(number=2, status="cancelled"), ContestOption(number=3))
    numbers = {"votes_1": 60, "votes_3": 40, "invalid_total": 30, "invalid_cancelled": 20}
    found = outcome_of(held, numbers, None)
    assert [one.option for one in found.against] == [3]
    assert found.void is not None
    assert (found.void.options, found.void.votes, found.void.alarm) == ((2,), 20, "look")


@given(st.lists(st.integers(0, 10**9), min_size=2, max_size=6))
def test_every_margin_is_what_lies_between(votes: list[int]) -> None:
    """The first has the most; margins are the differences; all options once."""
    found = outcome_of(pairs(len(votes)), {f"votes_{number}": n for number, n in enumerate(votes, 1)}, None)
    assert found.first_votes == max(votes)
    assert all(one.margin == max(votes) - one.votes for one in found.against)
    assert sorted([found.first or 0, *(one.option for one in found.against)]) == list(range(1, len(votes) + 1))


def announced(source: AnnouncedSource, **numbers: int) -> Announced:
    return Announced(
        index=1,
        contest="mayor",
        region="63.71",
        round=1,
        source=source,
        at_ms=0,
        place="",
        reference="x",
        numbers=numbers,
        actor="a",
    )


def test_a_difference_of_one_vote_is_a_cell_and_silence_is_none() -> None:
    """235,440 here, 235,441 there: +1. What a source does not give is no zero; what nobody gives is no row."""
    said = (announced("court", valid_total=235_441), announced("press", votes_1=5))
    first, second = cells(
        ("votes_1", "valid_total", "invalid_total"), {"valid_total": 235_440}, said, is_complete=True
    )
    assert [(one.value, one.off) for one in second.told] == [(235_441, 1), (None, None)]
    assert (first.own, [one.off for one in first.told], first.conflict) == (None, [None, None], False)


def test_what_moves_from_one_option_to_another_counts_twice_and_other_faults_of_the_form_once() -> None:
    """25 from 1 to 2 are 50 of the margin; the same form's sum being 25 off says the same; elsewhere 9 too many."""
    parts = [("A", "votes_1", 25), ("A", "votes_2", 25), ("A", "", 25), ("A", "valid_total", 25), ("B", "", 9)]
    assert most_of_stations(parts) == {"A": 50, "B": 9}
