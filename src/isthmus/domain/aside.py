"""Work on content that takes long, beside the event loop: there it would hold up all other requests."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from typing import TypeVar

from isthmus.domain.breath import CALLER, Caller

SHARE = 0.004
"""Seconds that a step may keep the loop."""
LONG = 64 * 1024
"""The weight from which on a step takes longer than other requests may wait. A byte of ordinary content weighs one;
what a step makes of it may weigh more (`detect.Glance.weight`)."""
_LONGEST = 32 * LONG
"""The weight from which on a step waits in a queue of its own: what takes seconds holds up what takes seconds only."""
_AT_ONCE = 2
"""Steps of one queue taken at the same time: each takes the interpreter from the loop in turn, so the others wait."""

_THAW = 30.0
"""Seconds after which the collector looks again at what such steps left."""

_long, _longest = ThreadPoolExecutor(_AT_ONCE, "long"), ThreadPoolExecutor(_AT_ONCE, "longest")
_T = TypeVar("_T")


async def aside(weight: int, step: Callable[..., _T], *given: object) -> _T:
    """A pure step that weighs so much: at once when it is light, in a thread when it is not. When its caller goes away
    it ends at the next place where it asks (`breath.still_wanted`)."""
    if weight <= LONG:
        return step(*given)
    caller, context, loop = Caller(), copy_context(), asyncio.get_running_loop()
    context.run(CALLER.set, caller)
    try:
        if weight < _LONGEST:
            return await loop.run_in_executor(_long, context.run, step, *given)
        return await _uncollected(loop, loop.run_in_executor(_longest, context.run, step, *given))
    except asyncio.CancelledError:
        caller.gone = True
        raise


class _Collector:
    """Python's collector goes through all objects, holding up everybody: a fifth of a second with those of megabytes.
    What a step makes is freed without it. So it stands still meanwhile, and passes over what is left for a while."""

    held = 0
    since = 0.0
    thaw: asyncio.TimerHandle | None = None


async def _uncollected(loop: asyncio.AbstractEventLoop, made: asyncio.Future[_T]) -> _T:
    if not _Collector.held:
        gc.disable()
        _Collector.since = loop.time()
    elif loop.time() - _Collector.since > _THAW:  # one long step after another must not keep it still for ever
        _collect()
        _Collector.since = loop.time()
    _Collector.held += 1
    try:
        return await made
    finally:
        _Collector.held -= 1
        if not _Collector.held:
            gc.freeze()
            gc.enable()
            if _Collector.thaw is not None:
                _Collector.thaw.cancel()
            _Collector.thaw = loop.call_later(_THAW, _collect)


def _collect() -> None:
    """Once through everything, and what is left need not be visited again."""
    gc.unfreeze()
    gc.collect()
    gc.freeze()
