"""Requests that are under way together take a step together: first all of them this one, then all of them the next.

What a step needs (its code, its tables) has left the processor's caches by the time the same request has been through
all the others, and the first to take it again waits for the memory: twice as long as whoever comes right behind it.
So among many, requests wait for their turn at a step, and it is taken for one after another (cohort scheduling; Larus
and Parkes, "Using Cohort Scheduling to Enhance Server Performance", 2002). The steps take turns in their order, so
none is passed over. Among few nobody waits, and long content is worked on aside.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from isthmus.domain.aside import LONG, aside
from isthmus.domain.seams import Tick

STEPS = ("label", "disguise", "sign")
"""In the order in which a request takes them."""
MANY = 4
"""Requests under way from which on it pays to wait for each other."""
MOST, LONGEST = 16, 0.002
"""Requests that take a step together at most, and seconds until no further one does: then what came in meanwhile is
looked at."""

_T = TypeVar("_T")


class Turns:
    """`crowd` tells how many requests are under way. Belongs to one event loop."""

    __slots__ = ("_at", "_called", "_crowd", "_queues", "_steps", "_tick")

    def __init__(self, crowd: Callable[[], int], tick: Tick, steps: Sequence[str] = STEPS) -> None:
        self._crowd, self._tick = crowd, tick
        self._queues: list[deque[_Waiting]] = [deque() for _ in steps]
        self._steps = dict(zip(steps, self._queues, strict=True))
        self._at, self._called = 0, False

    async def take(self, step: str, size: int, work: Callable[..., _T], *given: object) -> _T:
        """What `work`, which is pure, makes of content of so many bytes; raises what it raises."""
        if size > LONG or self._crowd() < MANY:
            return await aside(size, work, *given)
        loop = asyncio.get_running_loop()
        turn: asyncio.Future[_Done] = loop.create_future()
        self._steps[step].append((turn, work, given))
        if not self._called:
            self._called = True
            loop.call_soon(self._serve)
        made, thrown = await turn
        try:
            if thrown is not None:
                raise thrown
            result: _T = made
            return result
        finally:
            del thrown  # which holds this frame, and all that was given

    def _serve(self) -> None:
        """The next step that somebody waits for, taken for all who do."""
        queues = self._queues
        for _ in queues:
            queue = queues[self._at]
            self._at = (self._at + 1) % len(queues)
            if queue:
                break
        else:
            self._called = False
            return
        loop = queue[0][0].get_loop()
        loop.call_soon(self._serve)
        until = self._tick() + LONGEST
        for _ in range(min(len(queue), MOST)):
            turn, work, given = queue.popleft()
            if not turn.done():  # else its caller went away
                turn.set_result(_done(work, given))
            if self._tick() > until:
                break


_Done = tuple[Any, BaseException | None]
"""What was made, or what was thrown: as a result, since an error that nobody fetches any more would be logged."""
_Waiting = tuple["asyncio.Future[_Done]", Callable[..., Any], tuple[object, ...]]


def _done(work: Callable[..., Any], given: tuple[object, ...]) -> _Done:
    try:
        return work(*given), None
    except BaseException as thrown:
        return None, thrown
