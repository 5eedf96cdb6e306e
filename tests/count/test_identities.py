"""What must hold on a form: worked by hand, published figures that do not add up, one form and a million alike."""

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from kawal.count.columns import columns_of, holds
from kawal.count.oneform import Check, check_form
from kawal.jurisdiction.forms import ROUND, SPECIAL, forms

IDENTITIES = tuple(one for one in forms().identities if one.scope == "form")
OPTIONS = (1, 2, 3)
NAMES = tuple(
    name + tail for field in forms().form.fields for name in field.names(OPTIONS) for tail in ("", "_words", "_tally")
)


def failing(numbers: dict[str, int], options: tuple[int, ...] = OPTIONS) -> set[str]:
    return {one.identity for one in check_form(numbers, options, IDENTITIES) if one.holds is False}


def test_a_form_that_adds_up_fails_nothing() -> None:
    """68,331 + 136,925 + 80,410 = 285,666 valid and 17,261 invalid make 302,927 (mayor of Banjarmasin 2024)."""
    numbers = {
        "votes_1": 68331, "votes_2": 136925, "votes_3": 80410,
        "valid_total": 285666, "invalid_total": 17261, "ballots_counted": 302927,
    }  # fmt: skip
    assert failing(numbers) == set()


def test_one_vote_that_is_missing_in_the_sum_is_shown() -> None:
    """1,629,457 + 348,118 = 1,977,575, three outlets print 1,977,574 (governor of South Kalimantan 2024)."""
    numbers = {"votes_1": 1629457, "votes_2": 348118, "valid_total": 1977574}
    [check] = [one for one in check_form(numbers, (1, 2), IDENTITIES) if one.holds is False]
    assert check == Check("VALID_SUM", "", 1977575, 1977574, holds=False)
    assert check.difference == 1


def test_men_and_women_that_do_not_make_the_total_are_named_by_their_row() -> None:
    """237,169 + 247,527 = 484,696, printed 485,145 (registered voters of Banjarmasin 2024)."""
    checks = check_form({"registered_m": 237169, "registered_f": 247527, "registered": 485145}, OPTIONS, IDENTITIES)
    assert [(one.identity, one.part, one.difference) for one in checks if one.holds is False] == [
        ("SPLIT_SUM", "registered", 484696 - 485145),
        ("TPS_MAX", "", 485145 - 600),
    ]


def test_what_is_not_on_the_form_is_not_asked_and_zero_is_a_number() -> None:
    """Without the invalid votes nobody can say whether the total is right; with zero invalid votes one can."""
    partly = {"valid_total": 10, "ballots_counted": 11}
    assert [one.holds for one in check_form(partly, (), IDENTITIES) if one.identity == "TOTAL_SUM"] == [None]
    whole = partly | {"invalid_total": 0}
    assert [one.holds for one in check_form(whole, (), IDENTITIES) if one.identity == "TOTAL_SUM"] == [False]


def test_the_reserve_is_two_and_a_half_percent_rounded_up() -> None:
    """500 registered: 12.5 -> 13 in reserve, 513; one ballot more or less is let pass, two are not."""
    asked = {registered: failing({"registered": 500, "received": registered}) for registered in (511, 512, 514, 515)}
    assert {number for number, found in asked.items() if "RECEIVED_EQ" in found} == {511, 515}


def test_special_stations_and_re_polls_are_not_asked_for_the_reserve() -> None:
    numbers = {"registered": 500, "received": 900}
    assert "RECEIVED_EQ" in failing(numbers)
    for special, round_ in ((True, 1), (False, 2)):
        checks = check_form(numbers, OPTIONS, IDENTITIES, special=special, round_=round_)
        assert [one.holds for one in checks if one.identity == "RECEIVED_EQ"] == [None]


def test_only_counted_against_voters_carries_the_hook_of_a_recount() -> None:
    assert [one.id for one in forms().identities if one.hook] == ["COUNTED_EQ_VOTERS"]


@given(
    st.lists(
        st.dictionaries(st.sampled_from(NAMES), st.integers(0, 40) | st.integers(0, 999), max_size=len(NAMES)),
        min_size=1,
        max_size=6,
    ),
    st.booleans(),
    st.integers(1, 2),
)
def test_one_form_and_many_forms_give_the_same_answer(rows: list[dict[str, int]], special: bool, round_: int) -> None:
    """An identity fails in the table where one of its comparisons fails on the form, is null where none was asked."""
    frame = pl.DataFrame(
        {name: [row.get(name) for row in rows] for name in NAMES}, schema=dict.fromkeys(NAMES, pl.Int64)
    ).with_columns(pl.lit(int(special)).alias(SPECIAL), pl.lit(round_).alias(ROUND))
    column = columns_of(frame.columns)
    table = frame.select(holds(one, column, OPTIONS).alias(one.id) for one in IDENTITIES).to_dicts()
    for row, many in zip(rows, table, strict=True):
        single: dict[str, bool | None] = dict.fromkeys((one.id for one in IDENTITIES), None)
        for check in check_form(row, OPTIONS, IDENTITIES, special=special, round_=round_):
            if check.holds is not None:
                single[check.identity] = check.holds and single[check.identity] is not False
        assert many == single
