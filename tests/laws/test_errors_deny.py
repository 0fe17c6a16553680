"""Law 8: whatever throws, the request takes its safe answer, and the record says why; law 6: never with what."""

from __future__ import annotations

import dataclasses
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from gateway import captured

from isthmus.crossing import authorise
from isthmus.detect import Detector, Glance, built_in
from isthmus.domain.errors import IsthmusError
from isthmus.domain.records import Account
from isthmus.egress import Door
from isthmus.work import Runtime
from laws.staged import Stage

POLICY = '@id("all") permit(principal, action, resource);'
ERRING = POLICY + """
@id("erring") forbid(principal, action, resource) when { context.level + 9223372036854775807 > 0 };
"""
CANARY = "grace.canary@example.org"
SAID = f"Write to {CANARY}"


class Throwing:
    """Throws what it was given: the worst that an error message can hold."""

    name = "throwing"
    version = "1"
    categories = ("personal.email",)
    reads_language = False

    def find(self, text: str) -> Any:
        raise ValueError(text)

    def glance(self, texts: Any, reading: Any) -> Any:
        raise ValueError(texts)

    def again(self, texts: Any, before: Any, scan: Any, reading: Any) -> Any:
        raise ValueError(texts)


def a_recogniser_throws(rt: Runtime) -> Runtime:
    return dataclasses.replace(rt, detector=Detector([Throwing(), *built_in()]))


def the_detector_throws(rt: Runtime) -> Runtime:
    return dataclasses.replace(rt, detector=Throwing())  # type: ignore[arg-type]


def the_closer_look_throws(rt: Runtime) -> Runtime:
    class Closer(Detector):
        def closer(self, seen: Glance) -> Any:
            raise ValueError(seen.texts)

    return dataclasses.replace(rt, detector=Closer(built_in()))


def the_doors_detector_throws(rt: Runtime) -> Runtime:
    async def record(crossing: Any, payload: bytes, begun: Any) -> Any:
        raise AssertionError("the bytes were not authorised")

    return dataclasses.replace(rt, door=Door(authorise(rt.policy, Throwing()), record, Nobody()))  # type: ignore[arg-type]


def the_record_throws(rt: Runtime) -> Runtime:
    def record(crossing: Any, payload: bytes, begun: Any) -> Any:
        raise OSError(28, payload.decode())

    return dataclasses.replace(rt, door=Door(authorise(rt.policy, rt.detector), record, Nobody()))


def as_it_is(rt: Runtime) -> Runtime:
    return rt


class Nobody:
    async def send(self, url: str, headers: Any, body: bytes, *, deadline: float, owner: Any) -> Any:
        raise AssertionError("something crossed")

    async def close(self) -> None: ...


Wrap = Callable[[Runtime], Runtime]
CASES: dict[str, tuple[Wrap, str, dict[str, str], list[str], str]] = {
    "a recogniser": (a_recogniser_throws, POLICY, {}, ["eu-one"], "throwing"),
    "the detector": (the_detector_throws, POLICY, {}, ["eu-one"], "the detector threw ValueError"),
    "a closer look": (the_closer_look_throws, POLICY, {}, ["eu-one"], "the detector threw ValueError"),
    "the detector at the door": (the_doors_detector_throws, POLICY, {}, ["eu-one"], "model `eu-one` threw ValueError"),
    "making the contract durable": (the_record_throws, POLICY, {}, ["eu-one"], "model `eu-one` threw OSError"),
    "a policy": (as_it_is, ERRING, {}, ["faq", "eu-one"], "built-in:policy-error"),
    "a local model": (as_it_is, POLICY, {"faq": "throws"}, ["faq"], "model `faq` threw ValueError"),
    "the transport": (as_it_is, POLICY, {"in-house": "throws"}, ["in-house"], "model `in-house` threw RuntimeError"),
}


def why(account: Account) -> str:
    return "\n".join(f"{step.decided} {' '.join(step.why)}" for step in account.steps)


@pytest.mark.req("E5", "D7")
@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
@pytest.mark.parametrize("stream", [False, True], ids=["whole", "streamed"])
async def test_what_throws_gives_the_safe_answer_and_the_record_says_why(
    tmp_path: Path, case: tuple[Wrap, str, dict[str, str], list[str], str], stream: bool
) -> None:
    wrap, policy, behaviours, plan, reason = case
    log = io.StringIO()
    with captured(log):
        stage = Stage(tmp_path, plan, policy, behaviours, wrap=wrap)
        headers, answer = await stage.ask(SAID, stream=stream)
        await stage.close()
    assert headers["x-isthmus-fallback"] in ("denied", "unavailable")
    assert b"A safe answer." in answer
    [account] = stage.accounts()
    assert reason in why(account)
    assert account.fallback == headers["x-isthmus-fallback"]
    assert stage.runtime.gate.inside == 0
    assert CANARY not in log.getvalue()
    assert not [path for path in stage.disk.paths() if CANARY.encode() in stage.disk.read(path)]


@pytest.mark.req("E5", "D7")
@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
async def test_without_a_safe_answer_it_is_an_error_that_quotes_nothing(
    tmp_path: Path, case: tuple[Wrap, str, dict[str, str], list[str], str]
) -> None:
    wrap, policy, behaviours, plan, reason = case
    stage = Stage(tmp_path, plan, policy, behaviours, wrap=wrap, fallback=False)
    with pytest.raises(IsthmusError) as ended:
        await stage.ask(SAID)
    await stage.close()
    assert ended.value.status >= 400
    assert CANARY not in ended.value.message
    [account] = stage.accounts()
    assert reason in why(account)
    assert account.outcome == ended.value.code


@pytest.mark.parametrize("part", ["draw", "keys", "routes"])
async def test_what_throws_before_anything_is_known_of_the_request_leaves_its_place_free(
    tmp_path: Path, part: str
) -> None:
    class Broken:
        def __getattr__(self, name: str) -> Any:
            raise RuntimeError(CANARY)

        def __call__(self, *_: Any) -> Any:
            raise RuntimeError(CANARY)

    stage = Stage(tmp_path, ["eu-one"], POLICY, {})
    sound = stage.runtime
    stage.runtime = dataclasses.replace(sound, **{part: Broken()})
    with pytest.raises(RuntimeError):
        await stage.ask(SAID)
    assert stage.runtime.gate.inside == 0
    stage.runtime = sound
    assert await stage.tried() == "eu-one"
    await stage.close()
