"""The real decisions against the reference evaluator's, on generated policies and requests."""

from collections import Counter

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from isthmus.domain.places import Facts
from isthmus.policy import load

from . import generated
from . import reference as ref

_slow = [HealthCheck.too_slow, HealthCheck.data_too_large]


def _kind(reason: str) -> str:
    return reason if reason.startswith("built-in:") else "forbidden"


requests = st.lists(generated.facts, min_size=8, max_size=8)


def same(policies: tuple[ref.Policy, ...], asked: list[Facts]) -> Counter[str]:
    loaded = load({"generated.cedar": ref.cedar(policies)}, generated.ZONES)
    seen: Counter[str] = Counter()
    for facts in asked:
        expected, verdict = ref.decide(policies, facts), loaded.decide(facts)
        assert verdict.allowed == expected.allowed
        assert {str(o) for o in verdict.obligations} == expected.obligations
        assert set(verdict.reasons) == expected.reasons
        seen["allowed" if verdict.allowed else _kind(min(verdict.reasons))] += 1
    return seen


@pytest.mark.req("A2")
def test_every_decision_equals_the_reference() -> None:
    seen: Counter[str] = Counter()

    @settings(max_examples=350, deadline=None, derandomize=True, database=None, suppress_health_check=_slow)
    @given(generated.policies, requests)
    def compared(policies: tuple[ref.Policy, ...], asked: list[Facts]) -> None:
        seen.update(same(policies, asked))

    compared()
    # The comparison is worth something only when every kind of answer was among them.
    for kind in (
        "allowed",
        "forbidden",
        "built-in:no-permit",
        "built-in:policy-error",
        "built-in:residency",
        "built-in:unread",
    ):
        assert seen[kind] > 20, (kind, seen)
    assert sum(seen.values()) > 2000


@pytest.mark.soak
@settings(max_examples=20_000, deadline=None, suppress_health_check=_slow)
@given(generated.policies, requests)
def test_every_decision_equals_the_reference_at_length(policies: tuple[ref.Policy, ...], asked: list[Facts]) -> None:
    same(policies, asked)
