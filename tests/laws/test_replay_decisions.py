"""Law 7: from what the record says was given, the decision comes out again, bit for bit."""

from __future__ import annotations

import asyncio
from itertools import combinations, permutations, product
from pathlib import Path
from string import ascii_uppercase
from typing import Any

import msgspec
import pytest
from gateway import hashed
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from isthmus.decision import NotReplayable, decider, replay
from isthmus.domain.labels import Level
from isthmus.domain.places import DEVICE, Facts
from isthmus.domain.records import Account
from isthmus.policy import load
from laws.staged import BEHAVIOURS, CHAT, LOCAL, Stage
from laws.test_authority_shrinks import PLANS

POLICY = """
@id("device") permit(principal, action, resource) when { resource.trust == "device" };
@id("premises") permit(principal, action, resource) when { resource.trust == "premises" && context.level <= 2 };
@id("disguised") @disguise("personal.*")
permit(principal, action, resource) when { resource.trust == "hosted" && context.level <= 2 };
@id("agents-only") forbid(principal, action, resource)
when { resource.jurisdiction == "US" } unless { principal in Role::"agent" };
@id("consent") forbid(principal, action, resource)
when { resource.trust == "hosted" && context.categories.contains("personal.email") } unless { context.consented };
"""
KEYS = [
    hashed({"id": "k1", "secret": "one", "roles": ["agent", "clerk"], "baseline": "public"}),
    hashed({"id": "k2", "secret": "two", "roles": [], "baseline": "confidential", "tenant": "other"}),
]
SAID = st.sampled_from(["Good morning", "Write to erin@example.org", "AKIAIOSFODNN7EXAMPLE", "4111 1111 1111 1111"])
HEADERS = st.fixed_dictionaries(
    {"authorization": st.sampled_from(["Bearer one", "Bearer two"])},
    optional={
        "x-isthmus-level": st.sampled_from(["public", "internal", "confidential", "restricted"]),
        "x-isthmus-residency": st.sampled_from(["EU", "DE, US", "US"]),
        "x-isthmus-consent": st.just("v2"),
    },
)


Recorded = tuple[Stage, Account]
Makes = pytest.TempPathFactory


def recorded(made: Makes, plan: list[Any], failing: dict[str, str], said: str, headers: dict[str, str]) -> Recorded:
    async def history() -> Recorded:
        stage = Stage(made.mktemp("stage"), plan, POLICY, failing, keys=KEYS, deadline="80ms")
        await stage.tried(said, headers)
        await stage.close()
        [account] = stage.accounts()
        return stage, account

    return asyncio.run(history())


FAILING = st.fixed_dictionaries({name: st.sampled_from(BEHAVIOURS) for name in CHAT})


@pytest.mark.req("A7", "E9")
@given(PLANS, FAILING, SAID, HEADERS)
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
def test_the_decision_is_recomputed_from_its_record_bit_for_bit(
    tmp_path_factory: Makes, plan: list[Any], failing: dict[str, str], said: str, headers: dict[str, str]
) -> None:
    stage, account = recorded(tmp_path_factory, plan, failing, said, headers)
    afresh = load(stage.settings.policies, stage.settings.zones)  # as another process would
    again = replay(account, afresh)
    assert again.digest == account.decision
    assert list(again.steps) == [step for step in account.steps if step.number in (3, 4)]


OTHERWISE: dict[str, Any] = {
    "level": 0, "categories": ["personal.phone"], "integrity": 1, "purposes": ["marketing"], "residency": ["US"],
    "retention_days": 3, "roles": ["stranger"], "purpose": "marketing", "consent": "v9", "latency": "fast",
    "budget": "over", "owners": ["hr"], "disguised": ["personal.email"],
    "route": {"plan": {"type": "ask", "model": "us-one"}, "places": {"us-one": "hosted-us"}},
}  # fmt: skip


@pytest.mark.req("A7")
def test_whatever_is_altered_in_the_record_gives_another_decision(tmp_path_factory: Makes) -> None:
    headers = {"authorization": "Bearer one", "x-isthmus-residency": "EU", "x-isthmus-consent": "v2"}
    stage, account = recorded(tmp_path_factory, ["faq", "eu-one"], {}, "Write to erin@example.org", headers)
    policy = stage.runtime.policy
    assert set(OTHERWISE) == set(account.given) - {"detector", "scores"}
    for name, value in OTHERWISE.items():
        assert account.given[name] != value, name
        altered = msgspec.structs.replace(account, given={**account.given, name: value})
        assert replay(altered, policy).digest != account.decision, name
    for name in ("tenant", "application", "route"):
        altered = msgspec.structs.replace(account, **{name: "another"})
        assert replay(altered, policy).digest != account.decision, name


@pytest.mark.req("A7", "D14")
def test_another_policy_or_a_record_that_says_too_little_is_told_apart(tmp_path_factory: Makes) -> None:
    headers = {"authorization": "Bearer one"}
    stage, account = recorded(tmp_path_factory, [*LOCAL, "eu-one"], {}, "Good morning", headers)
    edited = {name: text.replace("<= 2", "<= 1") for name, text in stage.settings.policies.items()}
    other = load(edited, stage.settings.zones)
    with pytest.raises(NotReplayable, match="at hand"):
        replay(account, other)
    for name in ("level", "route", "roles"):
        short = msgspec.structs.replace(account, given={k: v for k, v in account.given.items() if k != name})
        with pytest.raises(NotReplayable, match="does not hold"):
            replay(short, stage.runtime.policy)


@pytest.mark.req("A7")
async def test_what_would_not_fit_the_record_is_refused_before_anything_crosses(tmp_path: Path) -> None:
    stage = Stage(tmp_path, ["eu-one"], POLICY, {}, keys=KEYS)
    places = ",".join(["EU", *("".join(three) for three in product(ascii_uppercase, repeat=3))])
    ended = await stage.tried("Good morning", {"authorization": "Bearer one"}, metadata={"isthmus_residency": places})
    assert ended == "invalid_request"
    await stage.close()
    assert stage.transport.asked == []
    assert stage.runtime.gate.inside == 0


def test_the_record_tells_the_same_facts_in_the_same_bytes_whichever_was_found_first(tmp_path: Path) -> None:
    """A set of words has no order of its own: two that met the same words differently may tell them differently."""
    names = [f"personal.kind_{letter}" for letter in ascii_uppercase.lower()]
    one, other = next(
        (frozenset(four), frozenset(turned))
        for four in combinations(names, 4)
        for turned in permutations(four)
        if list(frozenset(four)) != list(frozenset(turned))
    )
    rt = Stage(tmp_path, ["eu-one"], POLICY, {}).runtime
    route, said = rt.routes["route"], []
    for categories in (one, other):
        facts = Facts(
            DEVICE, Level.INTERNAL, categories, 0, None, None, None, "t", "a", frozenset(), "route", "support", "",
            "standard", "within", frozenset(),
        )  # fmt: skip
        said.append(bytes(decider(rt.policy, {"eu-one": route.zones[0].name})(route, facts).given))
    assert said[0] == said[1]
