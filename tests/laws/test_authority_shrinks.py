"""Law 3: whatever fails, no model is asked outside the zones that policy permits, and a refusal is no way round."""

from __future__ import annotations

import asyncio
import base64
import dataclasses
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from isthmus.crossing import authorise, recorder
from isthmus.domain.content import Scan
from isthmus.domain.happenings import Charged
from isthmus.domain.records import Account, Intent
from isthmus.egress import Door
from isthmus.route import Price
from isthmus.work import Runtime
from laws.staged import BEHAVIOURS, CHAT, LOCAL, LOCAL_BEHAVIOURS, Stage

LEVELS = ("public", "internal", "confidential", "restricted")
SAID = {"Good morning": 0, "Write to dora@example.org": 2, "my key is AKIAIOSFODNN7EXAMPLE": 3}
"""What is said, and the level of what a recogniser finds in it."""
NAMES = st.sampled_from([*LOCAL, *CHAT])


def steps(depth: int) -> st.SearchStrategy[Any]:
    sure = st.fixed_dictionaries({"model": st.sampled_from(LOCAL), "accept": st.just({"confidence": 0.5})})
    one = st.one_of(NAMES, sure)  # a condition on a chat model is refused at start
    if depth == 0:
        return one
    several = st.lists(steps(depth - 1), min_size=1, max_size=3)
    return st.one_of(
        one,
        st.fixed_dictionaries({"in_order": several}),
        st.fixed_dictionaries({"together": several}),
        st.fixed_dictionaries({"quick": steps(depth - 1), "better": steps(depth - 1)}),
    )


PLANS = st.lists(steps(2), min_size=1, max_size=4)
FAILING = st.fixed_dictionaries(
    {**{n: st.sampled_from(LOCAL_BEHAVIOURS) for n in LOCAL}, **{n: st.sampled_from(BEHAVIOURS) for n in CHAT}}
)
HIGHEST = st.fixed_dictionaries({place: st.integers(-1, 3) for place in ("device", "DE", "EU", "US")})
"""By place: the highest level that policy lets go there, or -1 for none at all."""


def policy(highest: dict[str, int]) -> str:
    rules = ['@id("never") forbid(principal, action, resource) when { context.level < 0 };']
    for place, level in highest.items():
        where = 'resource.trust == "device"' if place == "device" else f'resource.jurisdiction == "{place}"'
        if level >= 0:
            when = f"{where} && context.level <= {level}"
            rules.append(f'@id("p-{place}") permit(principal, action, resource) when {{ {when} }};')
    return "\n".join(rules)


def permitted(highest: dict[str, int], level: int) -> set[str]:
    """Computed from what the policies were made of, not by asking them."""
    place_of = {"premises": "DE", "hosted-eu": "EU", "hosted-us": "US"}
    local = set(LOCAL) if level <= highest["device"] else set()
    return local | {name for name, zone in CHAT.items() if level <= highest[place_of[zone]]}


@pytest.mark.req("A2", "E5")
@given(PLANS, HIGHEST, FAILING, st.sampled_from(sorted(SAID)), st.sampled_from(LEVELS), st.booleans(), st.booleans())
@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
def test_no_model_outside_the_permitted_set_is_ever_asked_whatever_fails(
    tmp_path_factory: pytest.TempPathFactory, plan: list[Any], highest: dict[str, int], failing: dict[str, str],
    said: str, raised: str, stream: bool, fallback: bool,
) -> None:  # fmt: skip
    level = max(SAID[said], LEVELS.index(raised), 1)  # the route's baseline is internal

    async def history() -> None:
        folder = tmp_path_factory.mktemp("stage")
        stage = Stage(folder, plan, policy(highest), failing, fallback=fallback, deadline="80ms")
        await stage.tried(said, {"x-isthmus-level": raised}, stream=stream)
        await stage.close()
        assert set(stage.transport.asked) <= permitted(highest, level)
        assert stage.runtime.gate.inside == 0
        report = stage.audit()
        assert report.ok, report.findings
        remote = [name for name in stage.transport.asked if name in CHAT]
        assert sum(report.crossings.values()) >= len(remote)  # who is given up before it is sent has a contract too
        [account] = stage.accounts()
        assert len(account.crossings) == sum(report.crossings.values())
        assert sorted(outcome.crossing for outcome in account.outcomes) == sorted(account.crossings)

    asyncio.run(history())


@pytest.mark.req("A2")
@pytest.mark.parametrize("refusal", ["400", "refuses"])
@pytest.mark.parametrize("stream", [False, True])
async def test_a_refusal_is_never_a_reason_to_ask_another(tmp_path: Path, refusal: str, stream: bool) -> None:
    everywhere = dict.fromkeys(("device", "DE", "EU", "US"), 3)
    stage = Stage(tmp_path, ["eu-one", "eu-two", "us-one"], policy(everywhere), {"eu-one": refusal})
    ended = await stage.tried(stream=stream)
    assert stage.transport.asked == ["eu-one"]
    assert ended == ("eu-one" if refusal == "refuses" else "upstream_rejected")
    await stage.close()


async def test_what_the_door_refuses_is_not_tried_elsewhere(tmp_path: Path) -> None:
    """The door finds in the bytes what the decision did not know of: the same content is not offered to another."""

    class Blind:
        """Sees nothing while the request is labelled, and everything afterwards."""

        version, reads_language = "blind", False

        def __init__(self, real: Any) -> None:
            self.real = real

        def glance(self, texts: Any, reading: Any) -> Any:
            return Scan(complete=True)

        def again(self, texts: Any, before: Any, scan: Any, reading: Any) -> Any:
            return self.real.again(texts, before, scan, reading)

    stage = Stage(tmp_path, ["eu-one", "us-one"], policy(dict.fromkeys(("device", "DE", "EU", "US"), 3)), {})
    rt = stage.runtime
    blind = Blind(rt.detector)
    record = recorder(stage.house.ledger, stage.house.vault, rt.policy.digest, b"k" * 32, rt.now)
    door = Door(authorise(rt.policy, blind), record, stage.transport)  # type: ignore[arg-type]
    stage.runtime = dataclasses.replace(rt, detector=blind, door=door)  # type: ignore[arg-type]
    headers, _ = await stage.ask("Write to dora@example.org")
    assert headers["x-isthmus-fallback"] == "denied"
    assert stage.transport.asked == []
    await stage.close()


EVERYWHERE = dict.fromkeys(("device", "DE", "EU", "US"), 3)


@given(st.lists(st.sampled_from(sorted(CHAT)), min_size=2, max_size=4, unique=True), st.booleans())
@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
def test_two_asked_together_have_a_contract_each(
    tmp_path_factory: pytest.TempPathFactory, names: list[str], stream: bool
) -> None:
    async def history() -> None:
        stage = Stage(tmp_path_factory.mktemp("stage"), [{"together": names}], policy(EVERYWHERE), {})
        assert await stage.tried(stream=stream) == names[0]
        await stage.close()
        report = stage.audit()
        assert report.ok, report.findings
        assert sum(report.crossings.values()) == len(names)

    asyncio.run(history())


@pytest.mark.parametrize("stream", [False, True])
@pytest.mark.parametrize("silent", ["hangs", "stalls"])
@pytest.mark.parametrize(
    "plan",
    [
        {"together": ["eu-one", "us-one"]},
        {"together": ["us-one", "eu-one"]},
        {"quick": "eu-one", "better": "us-one"},
        {"quick": "us-one", "better": "eu-one"},
        {"together": [{"in_order": ["us-one", "eu-two"]}, "eu-one"]},
    ],
)
async def test_who_hangs_keeps_nobody_from_being_answered(
    tmp_path: Path, plan: Any, silent: str, stream: bool
) -> None:
    stage = Stage(tmp_path, [plan], policy(EVERYWHERE), {"us-one": silent, "eu-two": silent}, deadline="2s")
    headers, body = await stage.ask(stream=stream)
    assert headers["x-isthmus-model"] == "eu-one"
    assert b"A hosted answer." in body
    await stage.close()
    [account] = stage.accounts()
    assert {o.model: o.result for o in account.outcomes} == {"us-one": "cancelled", "eu-one": "answered"}
    assert stage.audit().crossings == {"cancelled": 1, "answered": 1}


@pytest.mark.req("J8", "B11")
@pytest.mark.parametrize("stream", [False, True])
@pytest.mark.parametrize("answers", ["eu-one", "us-one"])
async def test_token_headers_and_cost_are_of_the_leg_that_answered(
    tmp_path: Path, answers: str, stream: bool
) -> None:
    """The other leg crosses later than the one that answers, or before it: neither changes what is said."""
    hangs = "us-one" if answers == "eu-one" else "eu-one"
    both = {"together": ["eu-one", "us-one"]}
    stage = Stage(tmp_path, [both], policy(EVERYWHERE), {hangs: "hangs"}, deadline="2s")
    headers, _ = await stage.ask(stream=stream)
    await stage.close()
    claims = json.loads(base64.urlsafe_b64decode(headers["x-isthmus-provenance"].split(".")[1] + "=="))
    named = stage.record(claims["index"])
    assert isinstance(named, Intent)
    assert named.contract.model_route["model"] == claims["model"] == headers["x-isthmus-model"] == answers
    assert "hosted-us" in headers["x-isthmus-crossed"]
    assert "hosted-eu" in headers["x-isthmus-crossed"]
    [account] = stage.accounts()
    assert f"{hangs}: closed" in [step.decided for step in account.steps]


async def test_the_token_of_an_answer_from_home_names_no_contract(tmp_path: Path) -> None:
    """The other leg is closed while its contract becomes durable: it has one, and nothing was sent."""
    stage = Stage(tmp_path, [{"together": ["faq", "us-one"]}], policy(EVERYWHERE), {"faq": "answers"})
    headers, _ = await stage.ask()
    await stage.close()
    claims = json.loads(base64.urlsafe_b64decode(headers["x-isthmus-provenance"].split(".")[1] + "=="))
    assert isinstance(stage.record(claims["index"]), Account)
    assert stage.transport.asked == ["faq"]
    assert stage.audit().crossings == {"cancelled": 1}


@pytest.mark.req("I1")
async def test_an_answer_that_was_paid_for_and_not_given_is_charged_and_said(tmp_path: Path) -> None:
    """Two whole answers are there; one is given. Prices are one and a hundred, tokens three each way."""
    spent: list[Charged] = []
    price = {"us-one": Price(input=1e6, output=1e6), "eu-one": Price(input=1e8, output=1e8)}

    def priced(rt: Runtime) -> Runtime:
        return dataclasses.replace(rt, prices=price, listen=lambda h: spent.append(h) if type(h) is Charged else None)

    stage = Stage(tmp_path, [{"together": ["us-one", "eu-one"]}], policy(EVERYWHERE), {}, wrap=priced)
    headers, _ = await stage.ask()
    assert float(headers["x-isthmus-cost"]) == 6
    assert float(headers["x-isthmus-cost-beside"]) == 600
    await stage.close()
    [account] = stage.accounts()
    assert account.cost == 606
    assert [(one.model, one.cost) for one in spent] == [("eu-one", 600)]
    assert "eu-one: not given" in [step.decided for step in account.steps]
