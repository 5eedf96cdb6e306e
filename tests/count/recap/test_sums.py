"""What must hold within a column of a recapitulation."""

from hypothesis import given
from hypothesis import strategies as st

from kawal.count.oneform import check_form
from kawal.count.recap.forms import Recap
from kawal.count.recap.sums import additive, column_checks
from kawal.jurisdiction.forms import forms
from tests.count.recap.towns import CONTEST, DISTRICTS, OPTIONS, WARDS, form

FIELDS = tuple(name for field in forms().form.fields for name in field.names(OPTIONS))


def test_a_column_that_does_not_add_up_is_named_with_both_sides() -> None:
    """210 + 150 + 40 = 400 valid votes, 401 stand there; the total's own column is asked by itself."""
    column = form(210, 150, 40, 10) | {"valid_total": 401, "ballots_counted": 411, "used_total": 411}
    recap = Recap(region=DISTRICTS[0], contest=CONTEST, columns={WARDS[0]: column}, total=form(1, 2, 3, 4))
    [(place, check)] = column_checks(recap, OPTIONS)
    assert (place, check.identity, check.left, check.right) == (WARDS[0], "VALID_SUM", 400, 401)


def test_limits_of_one_station_and_rounding_are_not_asked_of_sums() -> None:
    named = {one.id for one in additive()}
    assert {"SPLIT_SUM", "USERS_SUM", "VALID_SUM", "TOTAL_SUM", "COUNTED_EQ_VOTERS", "BALLOT_BALANCE"} <= named
    assert not named & {"TPS_MAX", "RECEIVED_EQ", "TURNOUT_100"}


@given(st.lists(st.fixed_dictionaries(dict.fromkeys(FIELDS, st.integers(0, 2))), min_size=1, max_size=4))
def test_what_holds_of_every_form_holds_of_their_sum(rows: list[dict[str, int]]) -> None:
    """An identity fails in a column only when it fails on one of the forms."""
    total = {name: sum(row[name] for row in rows) for name in FIELDS}
    failing = {(c.identity, c.part) for row in rows for c in check_form(row, OPTIONS, additive()) if c.holds is False}
    recap = Recap(region=DISTRICTS[0], contest=CONTEST, total=total)
    assert {(check.identity, check.part) for _place, check in column_checks(recap, OPTIONS)} <= failing
