"""Opening files when the process has few descriptors left: some are kept back for what makes evidence durable."""

from __future__ import annotations

import os
import threading
from errno import EDQUOT, EMFILE, ENFILE, ENOMEM, ENOSPC

from isthmus.domain.disk import NothingWritten

KEPT = 8
WANTING = frozenset({EMFILE, ENFILE})
"""No descriptor is left, of this process or of the machine."""
BEGUN_BY_NONE = WANTING | {ENOSPC, EDQUOT, ENOMEM}
"""Why opening a file, or writing one that has no name yet, fails without anything being lost."""

_kept: list[int] = []
_given_up: list[bool] = []
_alone = threading.Lock()


def keep_some() -> None:
    """Puts descriptors aside, as many of `KEPT` as can be had."""
    with _alone:
        try:
            while len(_kept) < KEPT:
                _kept.append(os.open(os.devnull, os.O_RDONLY | os.O_CLOEXEC))
            _given_up.clear()
        except OSError:
            return


def opened(path: str, flags: int, mode: int = 0o600) -> int:
    """Like `os.open`, with a descriptor from those kept back when there is no other. Raises `NothingWritten` too."""
    while True:
        try:
            return os.open(path, flags | os.O_CLOEXEC, mode)
        except OSError as wrong:
            if wrong.errno in WANTING and _give_up_one():
                continue
            raise untouched(wrong) from None


def closed(descriptor: int) -> None:
    os.close(descriptor)
    if _given_up:
        keep_some()


def untouched(wrong: OSError) -> OSError:
    """What an error is when nothing that counts had been written before it."""
    if wrong.errno in BEGUN_BY_NONE:
        return NothingWritten(wrong.errno, wrong.strerror, wrong.filename)
    return wrong


def _give_up_one() -> bool:
    with _alone:
        if not _kept:
            return False
        os.close(_kept.pop())
        _given_up.append(True)
        return True
