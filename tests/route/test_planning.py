from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from isthmus.domain.events import Usage
from isthmus.domain.plans import Ask, InOrder, Plan, QuickThenBetter, Together, asks
from isthmus.route import Price, cost, leave

MODELS = ("a", "b", "c", "d")
plans: st.SearchStrategy[Plan] = st.recursive(
    st.sampled_from(MODELS).map(Ask),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3).map(lambda steps: InOrder(tuple(steps))),
        st.lists(inner, max_size=3).map(lambda steps: Together(tuple(steps))),
        st.tuples(inner, inner).map(lambda pair: QuickThenBetter(*pair)),
    ),
    max_leaves=8,
)


@given(plans, st.sets(st.sampled_from(MODELS)))
def test_nothing_is_left_but_what_is_permitted_and_nothing_permitted_is_lost(plan: Plan, permitted: set[str]) -> None:
    left = leave(plan, permitted)
    before = [ask.model for ask in asks(plan)]
    assert [ask.model for ask in asks(left.plan)] == [model for model in before if model in permitted]
    assert set(left.models) == set(before) & permitted
    assert set(left.denied) == set(before) - permitted


@given(plans)
def test_a_plan_that_may_be_tried_whole_gives_the_same_models_in_the_same_order(plan: Plan) -> None:
    assert list(asks(leave(plan, MODELS).plan)) == list(asks(plan))


@given(plans, st.sets(st.sampled_from(MODELS)), st.sets(st.sampled_from(MODELS)))
def test_taking_away_more_never_adds(plan: Plan, permitted: set[str], fewer: set[str]) -> None:
    assert set(leave(plan, permitted & fewer).models) <= set(leave(plan, permitted).models)


def test_cached_tokens_are_paid_once_and_at_their_own_price() -> None:
    usage = Usage(prompt=1_000_000, completion=500_000, cached=400_000)
    assert cost(usage, Price(input=1.0, output=2.0, cached=0.1)) == pytest.approx(0.6 + 0.04 + 1.0)
    assert cost(usage, Price(input=1.0, output=2.0)) == 1.0 + 1.0
    assert cost(Usage(prompt=10, cached=99), Price(input=1.0, output=0.0, cached=0.0)) == 0.0
