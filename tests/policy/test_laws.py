"""Laws of the decision, over generated policies, labels and requests."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from isthmus.domain.labels import Label
from isthmus.domain.places import Facts, Verdict, Zone
from isthmus.policy import load

from . import generated
from . import reference as ref

LAWS = settings(max_examples=60, deadline=None, derandomize=True, database=None)
ANYTHING = '@id("anything") permit(principal, action, resource);\n'
OPEN = load({"open.cedar": ANYTHING}, generated.ZONES)


def labelled(label: Label, zone: Zone, purpose: str) -> Facts:
    return Facts(
        zone,
        label.level,
        label.categories,
        label.integrity,
        label.purposes,
        label.residency,
        label.retention_days,
        purpose=purpose,
        owners=label.owners,
    )


@LAWS
@given(st.lists(generated.forbids, min_size=1, max_size=4).map(tuple), generated.facts)
def test_without_a_permit_nothing_goes_anywhere(policies: tuple[ref.Policy, ...], facts: Facts) -> None:
    assert not load({"p.cedar": ref.cedar(policies)}, generated.ZONES).decide(facts).allowed


@LAWS
@given(generated.policies, generated.facts)
def test_a_forbid_that_applies_wins_over_every_permit(policies: tuple[ref.Policy, ...], facts: Facts) -> None:
    never = '@id("never") forbid(principal, action, resource);\n'
    assert not load({"p.cedar": ref.cedar(policies) + never}, generated.ZONES).decide(facts).allowed


@LAWS
@given(generated.policies, generated.facts)
def test_a_forbid_that_fails_to_evaluate_denies(policies: tuple[ref.Policy, ...], facts: Facts) -> None:
    failing = (
        f'@id("failing") forbid(principal, action, resource) when {{ -1 - {ref.LARGEST} - context.level - 1 > 0 }};\n'
    )
    assert not load({"p.cedar": ref.cedar(policies) + failing}, generated.ZONES).decide(facts).allowed


@LAWS
@given(generated.policies, generated.forbids, generated.facts)
def test_one_more_forbid_never_opens_a_zone(policies: tuple[ref.Policy, ...], forbid: ref.Policy, facts: Facts) -> None:
    before = load({"p.cedar": ref.cedar(policies)}, generated.ZONES).decide(facts)
    after = load({"p.cedar": ref.cedar((*policies, forbid))}, generated.ZONES).decide(facts)
    assert before.allowed or not after.allowed


@pytest.mark.req("A2")
@settings(LAWS, max_examples=300)
@given(generated.labels, generated.labels, st.sampled_from(generated.PURPOSES))
def test_a_stricter_label_never_gains_a_zone(label: Label, more: Label, purpose: str) -> None:
    for zone in generated.ZONES.values():
        stricter = OPEN.decide(labelled(label.join(more), zone, purpose))
        assert not stricter.allowed or OPEN.decide(labelled(label, zone, purpose)).allowed


@LAWS
@given(generated.policies, st.lists(generated.facts, min_size=3, max_size=3))
def test_a_remembered_verdict_is_the_one_decided_afresh(policies: tuple[ref.Policy, ...], asked: list[Facts]) -> None:
    loaded = load({"p.cedar": ref.cedar(policies)}, generated.ZONES)
    for facts in asked:
        first = loaded.decide(facts)
        assert first == loaded.decide(facts) == loaded.decide_afresh(facts)


@LAWS
@given(generated.policies, st.data(), generated.facts)
def test_the_order_of_policies_and_files_changes_nothing(
    policies: tuple[ref.Policy, ...], data: st.DataObject, facts: Facts
) -> None:
    texts = [policy.cedar(f"p{number}") for number, policy in enumerate(policies)]
    shuffled = data.draw(st.permutations(texts))
    apart: dict[str, str] = {f"{number}.cedar": text for number, text in enumerate(shuffled)}
    one: Verdict = load({"all.cedar": "".join(texts)}, generated.ZONES).decide(facts)
    assert load(apart, generated.ZONES).decide(facts) == one
