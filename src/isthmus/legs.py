"""Several attempts at once: which answer is given, and when. It knows neither models nor requests."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from typing import Any, TypeVar

T = TypeVar("T")


async def first_good(
    legs: Sequence[Coroutine[Any, Any, T]], patience: float, unwanted: Callable[[T], Awaitable[None]]
) -> tuple[T | None, list[int]]:
    """The answer that no leg before it in the list can still beat, and which of those before it were given up.

    A leg brings an answer or None. Whoever is before the first answer has `patience` seconds more: who hangs keeps
    nobody from being answered. All others are ended, and their answers handed to `unwanted`. Raises what a leg raised;
    then, and when this is cancelled, all of them are ended.
    """
    tasks = [asyncio.ensure_future(leg) for leg in legs]
    given: T | None = None
    try:
        best = await _best(tasks, patience)
        if best is None:
            return None, []
        given = tasks[best].result()
        return given, [n for n in range(best) if not tasks[n].done()]
    finally:
        for task in tasks:
            task.cancel()
        for ended in await asyncio.gather(*tasks, return_exceptions=True):
            if ended is not None and ended is not given and not isinstance(ended, BaseException):
                await unwanted(ended)


async def _best(tasks: Sequence[asyncio.Future[Any]], patience: float) -> int | None:
    loop, until = asyncio.get_running_loop(), None
    while True:
        pending = [task for task in tasks if not task.done()]
        answered = [n for n, task in enumerate(tasks) if task.done() and task.result() is not None]
        left = None
        if answered:
            until = loop.time() + patience if until is None else until
            left = until - loop.time()
            if left <= 0 or all(task.done() for task in tasks[: answered[0]]):
                return answered[0]
        elif not pending:
            return None
        await asyncio.wait(pending, timeout=left, return_when=asyncio.FIRST_COMPLETED)
