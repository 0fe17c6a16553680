"""Who is told what happens, off the path: each listener by itself, in order, and never more than there is room for.

What happens is put down, and told in the next turn of the event loop. A listener that throws changes no answer, no
count of requests under way, and nothing for the others; what does not fit is counted and left out.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Sequence

from isthmus.domain.happenings import Happening

ROOM = 16_384
"""Happenings that wait to be told."""
_logger = logging.getLogger("isthmus.listening")

Listener = Callable[[Happening], None]


class Listeners:
    """Tells every listener of everything. Belongs to one event loop; where none runs, it tells at once."""

    def __init__(self, listeners: Sequence[Listener]) -> None:
        self._listeners = tuple(listeners)
        self._waiting: deque[Happening] = deque()
        self._called = False
        self.failed = 0
        """How often a listener threw."""
        self.dropped = 0
        """How much there was no room for."""

    def __call__(self, happening: Happening) -> None:
        if len(self._waiting) >= ROOM:
            self.dropped += 1
            return
        self._waiting.append(happening)
        if not self._called:
            self._soon()

    def tell(self) -> None:
        """Everything that waits."""
        self._called = False
        waiting = self._waiting
        while waiting:
            happening = waiting.popleft()
            for listener in self._listeners:
                try:
                    listener(happening)
                except Exception:
                    self.failed += 1
                    if self.failed == 1:  # the first tells all; a broken listener would fill the log
                        _logger.exception("a listener threw")

    def _soon(self) -> None:
        try:
            asyncio.get_running_loop().call_soon(self.tell)
        except RuntimeError:
            self.tell()
        else:
            self._called = True
