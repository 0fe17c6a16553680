"""Whatever happens to a request, its place is free again afterwards, its receipts are gone, and it has its entry."""

from __future__ import annotations

import asyncio
import dataclasses
import gc
import json
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from isthmus import pipeline
from isthmus.domain.errors import IsthmusError
from isthmus.domain.turns import Turns
from isthmus.work import Call, Runtime
from laws.staged import BEHAVIOURS, CHAT, LOCAL, LOCAL_BEHAVIOURS, Stage
from laws.test_authority_shrinks import PLANS, policy

EVERYWHERE = policy(dict.fromkeys(("device", "DE", "EU", "US"), 3))
FAILING = st.fixed_dictionaries(
    {**{n: st.sampled_from(LOCAL_BEHAVIOURS) for n in LOCAL}, **{n: st.sampled_from(BEHAVIOURS) for n in CHAT}}
)
ASKED = st.fixed_dictionaries(
    {
        "stream": st.booleans(),
        "read": st.integers(0, 4),  # pieces of a stream before the caller leaves; 4 is all of them
        "turns": st.integers(0, 40),  # turns of the loop before the caller leaves
        "body": st.sampled_from(["good", "good", "good", "not JSON", "no such route", "deep", "no messages"]),
    }
)


def written(asked: dict[str, Any]) -> bytes:
    good = {"model": "route", "messages": [{"role": "user", "content": "hello"}], "stream": asked["stream"]}
    match asked["body"]:
        case "not JSON":
            return b"{"
        case "no such route":
            return json.dumps({**good, "model": "elsewhere"}).encode()
        case "deep":
            return b'{"model":"route","messages":' + b"[" * 5_000 + b"]" * 5_000 + b"}"
        case "no messages":
            return json.dumps({**good, "messages": []}).encode()
    return json.dumps(good).encode()


async def one(stage: Stage, asked: dict[str, Any]) -> None:
    with suppress(IsthmusError):
        reply = await pipeline.answer(stage.runtime, Call({}, written(asked)))
        if not isinstance(reply.body, bytes):
            stream: Any = reply.body
            try:
                for _ in range(1 + asked["read"] if asked["read"] < 4 else 1_000_000):
                    await anext(stream)
            except StopAsyncIteration:
                pass
            finally:
                await stream.aclose()


async def one_who_may_leave(stage: Stage, asked: dict[str, Any]) -> None:
    task = asyncio.ensure_future(one(stage, asked))
    for _ in range(asked["turns"]):
        await asyncio.sleep(0)
    if asked["turns"] < 35 or not task.done():
        for _ in range(50):  # some wait for a disk, which takes as long as it takes
            if task.done() or asked["turns"] < 35:
                break
            await asyncio.sleep(0.001)
        task.cancel()
    with suppress(asyncio.CancelledError):
        await task


@pytest.mark.req("D20")
@given(PLANS, FAILING, st.lists(ASKED, min_size=1, max_size=8), st.booleans(), st.integers(0, 30))
@settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck))
def test_after_any_mix_of_errors_and_callers_who_leave_every_place_is_free(
    tmp_path_factory: pytest.TempPathFactory, plan: list[Any], failing: dict[str, str], asked: list[dict[str, Any]],
    fallback: bool, operations: int,
) -> None:  # fmt: skip
    async def history() -> None:
        stage = Stage(tmp_path_factory.mktemp("stage"), plan, EVERYWHERE, failing, fallback=fallback)
        if operations < 20:
            stage.disk.stop_after = stage.disk.operations + operations
        await asyncio.gather(*(one_who_may_leave(stage, one) for one in asked))
        assert stage.runtime.gate.inside == 0
        assert not stage.runtime.door._Door__open  # type: ignore[attr-defined]
        left = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        assert not left, "something goes on that nobody waits for"
        await stage.close()

    asyncio.run(history())


@pytest.mark.parametrize("pieces", [1, 1_000])
async def test_no_stream_is_left_for_the_collector_to_close(tmp_path: Path, pieces: int) -> None:
    """It would be closed some time later, by a task that nobody waits for."""
    stage, left = Stage(tmp_path, ["eu-one"], EVERYWHERE, {}), []
    before = sys.get_asyncgen_hooks().finalizer
    sys.set_asyncgen_hooks(finalizer=lambda stream: left.append(stream.__qualname__))
    try:
        await one(stage, {"stream": True, "read": 4 if pieces > 1 else 0, "body": "good"})
        gc.collect()
    finally:
        sys.set_asyncgen_hooks(finalizer=before)
    assert left == []
    await stage.close()


async def test_of_a_caller_who_leaves_after_the_entry_is_written_it_is_the_only_one(tmp_path: Path) -> None:
    class Leaving(Turns):
        async def take(self, step: str, *given: Any) -> Any:
            if step == "sign":
                asking.cancel()
                await asyncio.sleep(0)
            return await super().take(step, *given)

    def wrap(rt: Runtime) -> Runtime:
        return dataclasses.replace(rt, turns=Leaving(lambda: 0, rt.tick))

    stage = Stage(tmp_path, ["faq"], EVERYWHERE, {"faq": "answers"}, wrap=wrap)
    asking = asyncio.ensure_future(stage.ask())
    with pytest.raises(asyncio.CancelledError):
        await asking
    await stage.close()
    assert [account.outcome for account in stage.accounts()] == ["answered"]
    assert stage.runtime.gate.inside == 0
