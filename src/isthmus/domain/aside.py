"""Work on content that takes long, beside the event loop: there it would hold up all other requests."""

from __future__ import annotations

import asyncio
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

_long, _longest = ThreadPoolExecutor(_AT_ONCE, "long"), ThreadPoolExecutor(_AT_ONCE, "longest")
_T = TypeVar("_T")


async def aside(weight: int, step: Callable[..., _T], *given: object) -> _T:
    """A pure step that weighs so much: at once when it is light, in a thread when it is not. When its caller goes away
    it ends at the next place where it asks (`breath.still_wanted`)."""
    if weight <= LONG:
        return step(*given)
    caller, context = Caller(), copy_context()
    context.run(CALLER.set, caller)
    threads = _long if weight < _LONGEST else _longest
    try:
        return await asyncio.get_running_loop().run_in_executor(threads, context.run, step, *given)
    except asyncio.CancelledError:
        caller.gone = True
        raise
