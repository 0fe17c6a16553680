"""Long content is worked on beside the event loop, so that nobody else waits for it."""

from __future__ import annotations

import asyncio
import json
import sys
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest
from gateway import Gateway

from bench.kinds import HOSTILE, made
from isthmus.detect import Detector, Glance, Reading, built_in
from isthmus.domain.aside import LONG, aside
from isthmus.domain.breath import Abandoned, still_wanted
from isthmus.domain.content import Scan, Span
from isthmus.domain.turns import Turns
from isthmus.redact import Found, disguise

_PLAIN = Reading()
LONG_TEXT = "Please read this to alice@example.org. " * (LONG // 30)


class Held(Detector):
    """Reads long texts only when it is let go."""

    begun, let_go = threading.Event(), threading.Event()

    def glance(self, texts: Sequence[str], reading: Reading = _PLAIN) -> Scan | Glance:
        if sum(map(len, texts)) > LONG:
            self.begun.set()
            assert self.let_go.wait(30)
        return super().glance(texts, reading)


def test_while_long_content_is_read_others_are_answered(build: Callable[..., Gateway]) -> None:
    gateway = build()
    house = gateway.house
    held = Held([])
    house.runtime = replace(house.runtime, detector=held)
    client = gateway.client()

    def ask(text: str) -> str:
        said = client.chat.completions.create(model="chat", messages=[{"role": "user", "content": text}])
        return said.choices[0].message.content or ""

    with ThreadPoolExecutor(1) as pool:
        long = pool.submit(ask, "x" * (2 * LONG))
        assert held.begun.wait(30)
        assert ask("short")
        assert not long.done()
        held.let_go.set()
        assert long.result(30)


@pytest.mark.parametrize("times", [1, 10])
def test_long_content_crosses_disguised_and_comes_back(gateway: Gateway, times: int) -> None:
    text = LONG_TEXT * times
    said = gateway.client().chat.completions.create(model="echo", messages=[{"role": "user", "content": text}])
    assert said.choices[0].message.content == text
    assert b"alice" not in gateway.sandbox.raw()



def test_a_step_over_long_content_lets_other_threads_go_on() -> None:
    """Compiled code does so only where it is made to."""
    text = "".join(f"Write to a{n}@example{n}.org today.\n" for n in range(4_000))
    values = [Found("personal.email", f"a{n}@example{n}.org") for n in range(4_000)]

    def work() -> None:
        disguise({"m": text}, values, ("*",), b"k" * 32).watch.residue(text.encode())

    step, turns = threading.Thread(target=work), 0
    before = sys.getswitchinterval()
    sys.setswitchinterval(0.000_5)
    try:
        step.start()
        while step.is_alive():
            time.sleep(0)  # lets the other thread go on, and goes on when that one does the same
            turns += 1
    finally:
        sys.setswitchinterval(before)
    assert turns > 30


def test_what_is_costly_to_read_is_read_beside_the_loop_whatever_its_size(build: Callable[..., Gateway]) -> None:
    """A model that reads names takes a millisecond for a kilobyte."""
    gateway, threads = build(), []

    class Reader:
        name, categories = "reader", ("custom.name",)

        def find(self, text: str) -> list[Span]:
            return []

        def find_all(self, texts: Sequence[str]) -> list[list[Span]]:
            threads.append(threading.current_thread())
            return [[] for _ in texts]

    house = gateway.house
    house.runtime = replace(house.runtime, detector=Detector([*built_in(), Reader()]))
    for text, apart in (("Hello. " * 100, False), ("Hello. " * 1_200, True)):
        gateway.chat(text)
        assert (threads.pop() is not gateway._thread) is apart


def test_work_ends_soon_after_its_caller_left() -> None:
    begun, ended = threading.Event(), threading.Event()

    def step() -> None:
        try:
            while True:
                begun.set()
                still_wanted()
        except Abandoned:
            ended.set()

    async def leave() -> None:
        task = asyncio.ensure_future(aside(LONG + 1, step))
        await asyncio.to_thread(begun.wait, 30)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(leave())
    assert ended.wait(30)


@pytest.mark.parametrize("kind", ["short addresses", "a at b dot", "colons"])
def test_what_is_given_up_is_unread_and_stays(gateway: Gateway, kind: str) -> None:
    [(_, content)] = made(64_000, {kind: HOSTILE[kind]})
    before = gateway.sandbox.raw()
    status, headers, _ = gateway.request("POST", "/v1/chat/completions", content)
    assert status == 403
    assert gateway.sandbox.raw() == before
    [step] = [step for step in gateway.account(headers["x-request-id"]).steps if step.verb == "label"]
    assert "not read whole" in step.why


def test_too_many_lists_are_refused_before_any_is_made(gateway: Gateway) -> None:
    [(_, content)] = made(1_000_000, {"empty lists": HOSTILE["empty lists"]})
    status, _, body = gateway.request("POST", "/v1/chat/completions", content)
    assert (status, b"lists and objects" in body) == (413, True)
    code = json.dumps("[{,}]" * 200_000)
    said = b'{"model": "chat", "messages": [{"role": "user", "content": %s}]}' % code.encode()
    assert gateway.request("POST", "/v1/chat/completions", said)[0] == 200


def test_content_that_is_longer_than_what_is_read_takes_its_turn(build: Callable[..., Gateway]) -> None:
    """Its first pass ends with all that fits read whole: there may be a hundred thousand findings to be labelled."""
    gateway, taken = build(), []

    class Noting(Turns):
        async def take(self, step: str, *given: Any) -> Any:
            taken.append(step)
            return await super().take(step, *given)

    rt = gateway.house.runtime
    gateway.house.runtime = replace(
        rt, detector=Detector(built_in(), max_chars=50), turns=Noting(lambda: 0, lambda: 0.0)
    )
    gateway.chat("Write to alice@example.org. " * 10)
    assert "label" in taken
