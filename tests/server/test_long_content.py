"""Long content is worked on beside the event loop, so that nobody else waits for it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from gateway import Gateway

from isthmus.detect import Detector, Glance
from isthmus.domain.aside import LONG
from isthmus.domain.content import Scan

LONG_TEXT = "Please read this to alice@example.org. " * (LONG // 30)


class Held(Detector):
    """Reads long texts only when it is let go."""

    begun, let_go = threading.Event(), threading.Event()

    def glance(self, texts: Sequence[str]) -> Scan | Glance:
        if sum(map(len, texts)) > LONG:
            self.begun.set()
            assert self.let_go.wait(30)
        return super().glance(texts)


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

