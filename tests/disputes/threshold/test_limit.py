"""The threshold of art. 158 in whole votes: real cases with their arithmetic, edges, wrong votes that matter."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kawal.disputes.threshold.limit import Limit, limit_of, limit_votes, to_be_within, to_lead
from kawal.jurisdiction.thresholds import LEVELS, Level, thresholds
from kawal.kernel.errors import Rejected


@pytest.mark.parametrize(
    ("level", "population", "valid", "first", "petitioner", "per_mille", "limit", "margin", "within"),
    [
        # Banjarmasin 2021 after the re-poll: 235,441 x 10 / 1000 = 2,354.41; 89,378 - 81,262 = 8,116
        ("city", 671_383, 235_441, 89_378, 81_262, 10, 2_354, 8_116, False),
        # Banjarmasin 2020: 2,327.06; 90,980 - 74,154 = 16,826: 7.23 % of the valid votes, and granted in part
        ("city", 671_383, 232_706, 90_980, 74_154, 10, 2_327, 16_826, False),
        # Banjarmasin 2024: 2,856.66; 136,925 - 80,410 = 56,515
        ("city", 681_693, 285_666, 136_925, 80_410, 10, 2_856, 56_515, False),
        # Banjarbaru, re-poll of 2025: 107,458 x 15 / 1000 = 1,611.87; 56,043 - 51,415 = 4,628
        ("city", 285_546, 107_458, 56_043, 51_415, 15, 1_611, 4_628, False),
        # Governor of South Kalimantan 2024: 1,977,574 x 15 / 1000 = 29,663.61; 1,629,456 - 348,118 = 1,281,338
        ("province", 4_305_281, 1_977_574, 1_629_456, 348_118, 15, 29_663, 1_281_338, False),
    ],
)
def test_real_cases_come_out_as_the_court_computed(
    level: Level,
    population: int,
    valid: int,
    first: int,
    petitioner: int,
    per_mille: int,
    limit: int,
    margin: int,
    within: bool,
) -> None:
    """The share of the bracket, cut off to whole votes, against the margin."""
    found = limit_of(level, population, valid, first - petitioner)
    assert (found.bracket.per_mille, found.votes, found.margin, found.within) == (per_mille, limit, margin, within)


@pytest.mark.parametrize(
    ("level", "population", "letter", "per_mille"),
    [
        ("city", 1, "a", 20),
        ("city", 250_000, "a", 20),
        ("city", 250_001, "b", 15),
        ("city", 500_000, "b", 15),
        ("city", 500_001, "c", 10),
        ("city", 1_000_000, "c", 10),
        ("city", 1_000_001, "d", 5),
        ("province", 2_000_000, "a", 20),
        ("province", 2_000_001, "b", 15),
        ("province", 6_000_000, "b", 15),
        ("province", 6_000_001, "c", 10),
        ("province", 12_000_000, "c", 10),
        ("province", 12_000_001, "d", 5),
        ("province", 9_999_999_999, "d", 5),
    ],
)
def test_a_bracket_includes_its_upper_edge(level: Level, population: int, letter: str, per_mille: int) -> None:
    """One person more is the next bracket."""
    found = thresholds().of(level).bracket(population)
    assert (found.letter, found.per_mille) == (letter, per_mille)


def test_a_margin_of_exactly_the_limit_is_within_and_one_vote_more_is_not() -> None:
    """1 % of 235,441 is 2,354 by cutting off .41; 2,354 is within, 2,355 is not."""
    assert limit_of("city", 671_383, 235_441, 2_354).within
    assert not limit_of("city", 671_383, 235_441, 2_355).within


def test_half_a_vote_is_cut_off_and_never_rounded_up() -> None:
    """0.5 % of 199 is 0.995: no vote; of 200 it is one. 1.5 % of 99 is 1.485, of 133 it is 1.995: one vote each."""
    assert [limit_votes(5, valid) for valid in (0, 199, 200)] == [0, 0, 1]
    assert [limit_votes(15, valid) for valid in (99, 133, 134)] == [1, 1, 2]


def test_no_votes_at_all_are_a_tie_within() -> None:
    """0 of 0: nothing to be behind by."""
    assert limit_of("city", 1, 0, 0).within


def test_how_many_wrong_votes_would_change_who_is_first() -> None:
    """8,116 apart: 4,059 moved votes are 8,118 of the margin, two more than it; or 8,117 votes of the first void.
    A tie needs one."""
    assert (to_lead(8_116).moved, to_lead(8_116).removed) == (4_059, 8_117)
    assert (to_lead(8_117).moved, to_lead(0).moved, to_lead(0).removed) == (4_059, 1, 1)


def test_how_many_wrong_votes_would_bring_it_within() -> None:
    """8,116 - 2,354 = 5,762 too many: 2,881 moved votes. Taken away they lower the limit too: after 5,820 the margin
    is 2,296 and 1 % of 229,621 is 2,296; after 5,819 it is 2,297 against 2,296."""
    found = to_be_within(limit_of("city", 671_383, 235_441, 8_116))
    assert (found.moved, found.removed) == (2_881, 5_820)
    assert (235_441 - 5_820) // 100 == 8_116 - 5_820 == 2_296
    near = to_be_within(limit_of("city", 671_383, 235_441, 2_354))
    assert (near.moved, near.removed) == (0, 0)


@st.composite
def limits(draw: st.DrawFn) -> Limit:
    """Any contest that can be."""
    population = draw(st.integers(1, 20_000_000))
    valid = draw(st.integers(0, population))
    return limit_of(draw(st.sampled_from(LEVELS)), population, valid, draw(st.integers(0, valid)))


@given(limits())
def test_the_fewest_wrong_votes_are_enough_and_one_fewer_is_not(found: Limit) -> None:
    """Moved votes leave the valid votes as many, votes that are taken away do not."""
    lead, near, share = to_lead(found.margin), to_be_within(found), found.bracket.per_mille
    assert 2 * lead.moved > found.margin >= 2 * (lead.moved - 1)
    assert found.margin - 2 * near.moved <= found.votes
    assert near.moved == 0 or found.margin - 2 * (near.moved - 1) > found.votes
    assert found.margin - near.removed <= limit_votes(share, found.valid - near.removed)
    fewer = near.removed - 1
    assert near.removed == 0 or found.margin - fewer > limit_votes(share, found.valid - fewer)


@pytest.mark.parametrize(
    ("population", "valid", "margin"), [(0, 0, 0), (100, 101, 0), (100, -1, 0), (100, 50, 51), (100, 50, -1)]
)
def test_numbers_that_cannot_be_are_refused(population: int, valid: int, margin: int) -> None:
    """Nobody lives there; more votes than people; a margin below nothing or above all votes."""
    with pytest.raises(Rejected):
        limit_of("city", population, valid, margin)
