"""Who is told what happens: each listener by itself, in order, and unable to change an answer.

Those of the house (counts, the log) are told at once. For all others it is put down and told in the next turn of the
event loop, off the path; what does not fit is counted and left out. A listener that throws changes no answer, no count
of requests under way, and nothing for the others.
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
    """Tells every listener of everything. Belongs to one event loop; where none runs, all are told at once."""

    def __init__(self, at_once: Sequence[Listener], later: Sequence[Listener] = ()) -> None:
        self._at_once, self._later = tuple(at_once), tuple(later)
        self._waiting: deque[Happening] = deque()
        self._called = False
        self.failed = 0
        """How often a listener threw."""
        self.dropped = 0
        """How much there was no room for."""

    def __call__(self, happening: Happening) -> None:
        for listener in self._at_once:
            try:
                listener(happening)
            except Exception:
                self._threw()
        if self._later:
            self._put_down(happening)

    def tell(self) -> None:
        """Everything that waits."""
        self._called = False
        while self._waiting:
            happening = self._waiting.popleft()
            for listener in self._later:
                try:
                    listener(happening)
                except Exception:
                    self._threw()

    def _put_down(self, happening: Happening) -> None:
        if len(self._waiting) >= ROOM:
            self.dropped += 1
            return
        self._waiting.append(happening)
        if not self._called:
            self._soon()

    def _threw(self) -> None:
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
