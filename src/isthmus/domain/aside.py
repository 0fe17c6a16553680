"""Work on content that takes long, beside the event loop: there it would hold up all other requests."""

from __future__ import annotations

import asyncio
import gc
import sys
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from contextvars import copy_context
from functools import partial
from typing import ClassVar, TypeVar

from isthmus.domain.breath import CALLER, Caller, let_go
from isthmus.domain.lots import taken_aside

SHARE = 0.004
"""Seconds that a step may keep the loop."""
LONG = 64 * 1024
"""The weight from which on a step takes longer than other requests may wait. A byte of ordinary content weighs one;
what a step makes of it may weigh more (`detect.Glance.weight`)."""
_LONGEST = 32 * LONG
"""The weight from which on a step waits in a queue of its own: what takes seconds holds up what takes seconds only."""
_AT_ONCE = 2
"""Steps of one queue taken at the same time: each takes the interpreter from the loop in turn, so the others wait."""

_STILL = 50
"""Such requests, each begun before the one before it ended, after which the collector looks all the same."""
_HANDOVER = 0.0005
"""Seconds for which a thread keeps the interpreter while another waits for it, as long as there are such steps. A
request comes back to the loop a dozen times, and each time it waits for so long; Python's own are ten times as many."""

_long, _longest = ThreadPoolExecutor(_AT_ONCE, "long"), ThreadPoolExecutor(_AT_ONCE, "longest")
_T = TypeVar("_T")


async def aside(weight: int, step: Callable[..., _T], *given: object) -> _T:
    """A pure step that weighs so much: at once when it is light, in a thread when it is not. When its caller goes away
    it ends at the next place where it asks (`breath.still_wanted`)."""
    if weight <= LONG:
        return step(*given)
    caller, context = Caller(), copy_context()
    context.run(CALLER.set, caller)
    _Manners.begin()
    taken = (_long if weight < _LONGEST else _longest).submit(context.run, step, *given)
    taken.add_done_callback(partial(_ended, asyncio.get_running_loop()))
    try:
        return await asyncio.wrap_future(taken)
    except asyncio.CancelledError:
        caller.gone = True  # it goes on until it asks
        raise


def _ended(loop: asyncio.AbstractEventLoop, _taken: object) -> None:
    with suppress(RuntimeError):  # the loop is closed
        loop.call_soon_threadsafe(_Manners.end)


class _Manners:
    """How soon a thread gives way, while there are long steps."""

    under_way = 0
    usual = 0.005

    @classmethod
    def begin(cls) -> None:
        if not cls.under_way:
            cls.usual = sys.getswitchinterval()
            sys.setswitchinterval(_HANDOVER)
            taken_aside(True)
        cls.under_way += 1

    @classmethod
    def end(cls) -> None:
        cls.under_way -= 1
        if not cls.under_way:
            sys.setswitchinterval(cls.usual)
            taken_aside(False)


class Burden:
    """What a request of such a weight leaves lying about, from its first long step to its end.

    Python's collector goes through all objects, holding up everybody: a fifth of a second with those of megabytes. What
    such a request makes is freed without it, so it stands still meanwhile. To free it takes long too: that is done in
    a thread, in lots.
    """

    __slots__ = ("_held",)

    def __init__(self) -> None:
        self._held = False

    def weigh(self, weight: int) -> None:
        """What a step of it weighs, once that is known."""
        if weight >= _LONGEST and not self._held:
            self._held = True
            _Collector.hold()

    def lay_down(self, *things: Iterable[object]) -> None:
        """The request is over, and nobody else holds these."""
        try:
            freed = _long.submit(let_go, list(things))
        except RuntimeError:  # the process ends
            return
        if self._held:
            freed.add_done_callback(_Collector.let_go)


class _Collector:
    """It stands still while there are such requests; but one after another must not keep it so for ever."""

    held: ClassVar[list[None]] = []
    since = 0

    @classmethod
    def hold(cls) -> None:
        cls.held.append(None)
        cls.since += 1
        if len(cls.held) == 1:
            cls.since = 1
            gc.disable()
        elif cls.since > _STILL:
            cls.since = 0
            gc.collect()

    @classmethod
    def let_go(cls, _freed: object) -> None:
        cls.held.pop()
        if not cls.held:
            gc.enable()
