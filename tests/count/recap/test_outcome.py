"""What a difference could do to the outcome, worked by hand."""

from fractions import Fraction

from kawal.count.recap.outcome import Effect, Standing, effect, standing


def test_the_margins_are_those_of_the_first_over_each_other_option() -> None:
    """136,925 - 80,410 = 56,515 and 136,925 - 68,331 = 68,594 (mayor of Banjarmasin 2024)."""
    stands = standing({1: 68331, 2: 136925, 3: 80410})
    assert stands == Standing(2, ((1, 68594), (3, 56515)))
    assert stands.margin == 56515


def test_votes_moved_between_the_first_and_the_second_count_twice() -> None:
    """25 fewer for the first and 25 more for the second bring them 50 closer; 12 to the second alone bring 12."""
    stands = Standing(1, ((2, 100),))
    assert effect({1: -25, 2: 25}, stands) == Effect(50, 2, 100)
    assert effect({1: 0, 2: 12}, stands) == Effect(12, 2, 100)
    assert effect({1: 5, 2: 5}, stands) == Effect(0, 2, 100)


def test_the_rival_whose_margin_is_used_up_most_is_named() -> None:
    """40 votes for number 3 are 40 / 50 of its margin; 60 for number 2 are 60 / 100 of its own."""
    stands = Standing(1, ((2, 100), (3, 50)))
    assert effect({1: 0, 2: 60, 3: 40}, stands) == Effect(40, 3, 50)
    assert effect({1: 0, 2: 60, 3: 40}, stands).share == Fraction(4, 5)


def test_one_vote_decides_a_tie_and_a_whole_margin_decides() -> None:
    tie = standing({1: 77, 2: 77})
    assert tie == Standing(1, ((2, 0),))
    assert effect({1: 0, 2: 1}, tie).decides
    assert effect({1: 0, 2: 1}, tie).share is None
    assert not effect({1: 0, 2: 0}, tie).decides
    assert effect({1: 0, 2: 5}, Standing(1, ((2, 5),))).decides
    assert not effect({1: 0, 2: 4}, Standing(1, ((2, 5),))).decides


def test_the_order_is_ties_then_shares_then_votes() -> None:
    ranked = sorted(
        [Effect(9, 2, 10), Effect(90, 2, 1000), Effect(1, 2, 0), Effect(9, 2, None)], key=lambda e: e.rank
    )
    assert [one.margin for one in ranked] == [None, 1000, 10, 0]


def test_without_a_standing_it_is_the_most_between_any_two() -> None:
    """+7 and -3 bring those two 10 closer or further; one option alone has nobody to be closer to."""
    assert effect({1: 7, 2: 0, 3: -3}, None) == Effect(10)
    assert effect({1: -1}, None) == Effect(1)
    assert effect({}, None) == Effect(0)
    assert standing({1: 5}) is None
