"""Options as columns."""

from kawal.count.exports.options import cancelled, field, in_the_running, label
from tests.count.exports.world import BLANK, CANCELLED, PAIRS, contest


def test_options_stand_in_the_order_of_the_ballot_under_their_number() -> None:
    """Number 2 was registered first; the blank column is called so, and a cancelled pair is not in the running."""
    assert [label(option) for option in in_the_running(contest(PAIRS))] == ["1", "2"]
    assert [label(option) for option in in_the_running(contest(BLANK))] == ["1", "blank"]
    assert [label(option) for option in in_the_running(contest(CANCELLED))] == ["1"]
    assert [field(option) for option in cancelled(contest(CANCELLED))] == ["invalid_cancelled"]
