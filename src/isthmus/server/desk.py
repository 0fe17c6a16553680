"""What is looked up in the evidence for those who ask: in threads of its own, and only so much at a time.

It reads files, so it takes a while; nobody who asks for an answer waits for it, and one caller does not take all of it.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from isthmus.domain.errors import IsthmusError, Overloaded

THREADS, WAITING, EACH = 2, 32, 8
"""Look-ups that are carried out at once, that there is room for, and that there is room for of one caller."""

_T = TypeVar("_T")


class TooMany(IsthmusError):
    status, kind, code = 429, "rate_limit_error", "rate_limit_exceeded"
    retry_after = 1.0


class Desk:
    """Belongs to one event loop."""

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="look-up")
        self._asked: Counter[str] = Counter()

    async def read(self, caller: str, look: Callable[..., _T], *given: object) -> _T:
        """What `look` finds. Raises `TooMany` when this caller waits for enough already, `Overloaded` when all do."""
        if self._asked[caller] >= EACH:
            raise TooMany(f"{EACH} look-ups of yours are under way; wait for them first")
        if self._asked.total() >= WAITING:
            raise Overloaded("too many look-ups are under way; try again shortly")
        self._asked[caller] += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._threads, look, *given)
        finally:
            self._asked[caller] -= 1
            if not self._asked[caller]:
                del self._asked[caller]

    def close(self) -> None:
        self._threads.shutdown(wait=False, cancel_futures=True)
