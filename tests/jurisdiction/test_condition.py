"""The language of rules: read by a whitelist, three values, and what settled them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kawal.jurisdiction.condition import (
    RELATIONS,
    Compared,
    Condition,
    Joined,
    Not,
    Outcome,
    condition,
    evaluate,
    names_in,
)
from kawal.jurisdiction.expression import Field, Number
from kawal.kernel.errors import Rejected

NAMES = ("a", "b_c", "SUM_X")
quantities = st.one_of(st.integers(0, 5).map(Number), st.sampled_from(NAMES).map(Field))
comparisons = st.builds(
    Compared, st.sampled_from(NAMES).map(Field), st.sampled_from(list(RELATIONS.values())), quantities
)
trees: st.SearchStrategy[Condition] = st.recursive(
    comparisons,
    lambda inner: st.one_of(
        st.builds(Not, inner),
        st.builds(Joined, st.sampled_from(["and", "or"]), st.lists(inner, min_size=2, max_size=3).map(tuple)),
    ),
    max_leaves=8,
)
known = st.dictionaries(st.sampled_from(NAMES), st.integers(0, 5))


def written(tree: Condition) -> str:
    """A tree as text, every part in brackets."""
    match tree:
        case Compared(left, relation, right):
            return f"{_quantity(left)} {relation} {_quantity(right)}"
        case Not(of):
            return f"not ({written(of)})"
        case Joined(by, parts):
            return f" {by} ".join(f"({written(one)})" for one in parts)


def _quantity(one: Number | Field) -> str:
    if isinstance(one, Number):
        return str(one.value)
    return f"finding({one.name})" if one.name.isupper() else one.name


@given(trees)
def test_a_condition_that_is_written_down_is_read_as_the_same_tree(tree: Condition) -> None:
    assert condition(written(tree), "rule X") == tree


@given(trees, known)
def test_more_knowledge_never_turns_an_answer_round(tree: Condition, some: dict[str, int]) -> None:
    """What holds, or does not, by a part of the facts does so by all of them: the rest is set to anything."""
    first = evaluate(tree, some)
    for filler in (0, 3, 5):
        complete = evaluate(tree, dict.fromkeys(NAMES, filler) | some)
        assert complete.holds is not None
        assert first.holds in {None, complete.holds}


@given(trees, known)
def test_the_facts_that_settled_it_settle_it_alone_and_none_of_them_lacks(
    tree: Condition, some: dict[str, int]
) -> None:
    outcome = evaluate(tree, some)
    if outcome.holds is None:
        assert outcome.lacking
        assert not set(outcome.lacking) & set(some)
        assert outcome.because == ()
    else:
        alone = {name: some[name] for name in outcome.because}
        assert evaluate(tree, alone).holds is outcome.holds
        assert not outcome.lacking


@given(trees, known)
def test_not_turns_an_answer_round_and_leaves_what_is_unknown(tree: Condition, some: dict[str, int]) -> None:
    one, other = evaluate(tree, some).holds, evaluate(Not(tree), some).holds
    assert other is None if one is None else other is not one


def test_one_part_that_holds_settles_an_or_while_the_other_is_unknown() -> None:
    tree = condition("closed >= 1 or dark >= 1", "rule X")
    assert evaluate(tree, {"closed": 1}) == Outcome(True, ("closed",))
    assert evaluate(tree, {"closed": 0}) == Outcome(None, (), ("dark",))
    assert evaluate(tree, {"closed": 0, "dark": 0}) == Outcome(False, ("closed", "dark"))


def test_a_finding_is_named_by_its_identity() -> None:
    assert names_in(condition("finding(TOTAL_SUM) >= 1 and voters > most", "rule X")) == (
        "TOTAL_SUM",
        "voters",
        "most",
    )


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a",
        "1 >= 1",
        "a != 1",
        "a in b",
        "1 <= a <= 2",
        "a >= 1.5",
        "a >= True",
        "a >= -1",
        "a >= 'x'",
        "a + b >= 1",
        "A >= 1",
        "finding(a) >= 1",
        "finding(A, B) >= 1",
        "found(A) >= 1",
        "a.b >= 1",
        "a[0] >= 1",
        "a >= 1 if b >= 1 else c >= 1",
        "__import__('os').system('x') >= 1",
        "(lambda: 1)() >= 1",
        "a >= 1; b >= 1",
        "not " * 30 + "a >= 1",
        "\x00",
    ],
)
def test_anything_but_comparisons_of_facts_is_refused_with_where(text: str) -> None:
    with pytest.raises(Rejected, match="rule X"):
        condition(text, "rule X")
