"""Many deadlines, one timer: most answers come in time, and a timer of its own for each would cost more than the
rest of what the client does for it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from heapq import heapify, heappop, heappush

_FEW = 64


class Deadline:
    """Something that is to be over by `when` (on the loop's clock). `met` says that it is; else `late` is called."""

    __slots__ = ("_late", "when")

    def __init__(self, when: float, late: Callable[[], None]) -> None:
        self.when = when
        self._late: Callable[[], None] | None = late

    def __lt__(self, other: Deadline) -> bool:
        return self.when < other.when

    @property
    def open(self) -> bool:
        return self._late is not None

    def met(self) -> None:
        self._late = None

    def pass_by(self) -> None:
        late, self._late = self._late, None
        if late is not None:
            late()


class Deadlines:
    """Those of one loop, the next one first. What was met is forgotten when it comes up, or when most were."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._heap: list[Deadline] = []
        self._timer: asyncio.TimerHandle | None = None
        self._rings = 0.0
        self._most = _FEW

    def within(self, seconds: float, late: Callable[[], None]) -> Deadline:
        """Calls `late` after so many seconds, unless it is met before."""
        deadline = Deadline(self._loop.time() + seconds, late)
        heap = self._heap
        if len(heap) >= self._most:
            heap[:] = [each for each in heap if each.open]
            heapify(heap)
            self._most = max(_FEW, 2 * len(heap))
        heappush(heap, deadline)
        if self._timer is None or deadline.when < self._rings:
            self._ring_at(deadline.when)
        return deadline

    def _ring_at(self, when: float) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._rings = when
        self._timer = self._loop.call_at(when, self._ring)

    def _ring(self) -> None:
        self._timer = None
        now, heap = self._loop.time(), self._heap
        while heap and (not heap[0].open or heap[0].when <= now):
            heappop(heap).pass_by()
        if heap and self._timer is None:  # what was late may have begun something new
            self._ring_at(heap[0].when)
