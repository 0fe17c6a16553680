"""Many deadlines on one timer, on a loop whose time stands still until it is moved."""

from __future__ import annotations

import heapq
from collections.abc import Callable
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from isthmus.egress.deadlines import Deadline, Deadlines


class Timer:
    def __init__(self, call: Callable[[], None]) -> None:
        self.call, self.cancelled = call, False

    def cancel(self) -> None:
        self.cancelled = True


class StillLoop:
    """A loop's clock and timers, and nothing else of it."""

    def __init__(self) -> None:
        self.now, self._number = 0.0, 0
        self._timers: list[tuple[float, int, Timer]] = []

    def time(self) -> float:
        return self.now

    def call_at(self, when: float, call: Callable[[], None]) -> Timer:
        self._number += 1
        timer = Timer(call)
        heapq.heappush(self._timers, (when, self._number, timer))
        return timer

    def until(self, when: float) -> None:
        while self._timers and self._timers[0][0] <= when:
            at, _, timer = heapq.heappop(self._timers)
            self.now = max(self.now, at)
            if not timer.cancelled:
                timer.call()
        self.now = max(self.now, when)

    @property
    def waiting(self) -> int:
        return sum(not timer.cancelled for _, _, timer in self._timers)


def on(loop: StillLoop) -> Deadlines:
    fake: Any = loop
    return Deadlines(fake)


@given(st.lists(st.tuples(st.floats(0.001, 100), st.floats(0.001, 100), st.booleans()), max_size=200))
def test_each_deadline_that_is_not_met_passes_at_its_time_and_no_other(plans: list[tuple[float, float, bool]]) -> None:
    loop = StillLoop()
    deadlines = on(loop)
    passed: dict[int, float] = {}
    expected: dict[int, float] = {}
    begun: list[Deadline] = []
    for number, (pause, seconds, meets) in enumerate(plans):
        loop.until(loop.now + pause)
        begun.append(deadlines.within(seconds, lambda number=number: passed.setdefault(number, loop.now)))  # type: ignore[misc]
        if meets:
            begun[number].met()
        else:
            expected[number] = begun[number].when
        assert loop.waiting <= 1
    loop.until(loop.now + 1_000)
    assert passed == expected
    assert loop.waiting == 0


def test_what_was_met_is_not_kept() -> None:
    loop = StillLoop()
    deadlines = on(loop)
    for _ in range(10_000):
        deadlines.within(60.0, lambda: None).met()
    assert len(deadlines._heap) <= 64


def test_what_is_late_may_begin_something_new() -> None:
    loop = StillLoop()
    deadlines = on(loop)
    passed: list[float] = []

    def again() -> None:
        passed.append(loop.now)
        if len(passed) < 3:
            deadlines.within(1.0, again)

    deadlines.within(1.0, again)
    loop.until(10.0)
    assert passed == [1.0, 2.0, 3.0]
