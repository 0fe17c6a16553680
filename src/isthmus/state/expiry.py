"""Keeping the promise of retention while a process lives: once at start, and whenever another day has come."""

from __future__ import annotations

import fcntl
import logging
import os
import threading
from collections.abc import Callable
from pathlib import Path

import msgspec

from isthmus.domain.seams import Now
from isthmus.state import private
from isthmus.state.descriptors import closed, opened

LOOK_SECONDS = 3_600.0
"""A machine that slept, or a clock that was set, is noticed after so long at most."""


class NotExpired(msgspec.Struct, frozen=True):
    """A line of the log: what should no longer be there could not be deleted. It is tried again."""

    errno: int


class Expiry:
    """Of several processes over one directory only one does it, and another one when that ends.

    `pause` waits until it is worth looking again, and says whether to go on.
    """

    def __init__(
        self, directory: Path, expire: Callable[[], object], now: Now, pause: Callable[[], bool] | None = None
    ) -> None:
        self._directory, self._expire, self._now = directory, expire, now
        self._pause = pause or self._paused
        self._day: int | None = None
        self._held: int | None = None
        self._woken, self._ended = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self.run, name="expiry", daemon=True)

    def begin(self) -> None:
        """Once here and now; further turns are a thread's, since deleting may take a while."""
        self.turn()
        self._thread.start()

    def wake(self) -> None:
        self._woken.set()

    def close(self) -> None:
        self._ended.set()
        self._woken.set()
        if self._thread.is_alive():
            self._thread.join()
        if self._held is not None:
            closed(self._held)
            self._held = None

    def run(self) -> None:
        while self._pause():
            self.turn()

    def turn(self) -> None:
        """Expires what is to be, if that was not done today already and is not another process's."""
        today = int(self._now() // 86_400)
        try:
            if today == self._day or not self._ours():
                return
            self._expire()
        except OSError as wrong:
            logging.getLogger("isthmus").error(NotExpired(wrong.errno or 0))
        else:
            self._day = today

    def _paused(self) -> bool:
        self._woken.wait(LOOK_SECONDS)
        self._woken.clear()
        return not self._ended.is_set()

    def _ours(self) -> bool:
        if self._held is None:
            private.make(self._directory)
            descriptor = opened(str(self._directory / "expiring"), os.O_RDWR | os.O_CREAT)
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                closed(descriptor)
                return False
            self._held = descriptor
        return True
