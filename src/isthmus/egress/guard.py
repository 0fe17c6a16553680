"""Refuses, while the runtime runs, every way out that is not the door's: sockets, names to be resolved (a question to
a name server can carry content), and other programs, which have sockets of their own.

An audit hook sees the connections of ordinary Python code. It cannot see those that uvloop or a native library
makes by itself: against these stand the import contracts and the system-call trace.
A hook cannot be taken back, so it is installed once per process, by `isthmus serve`.
"""

from __future__ import annotations

import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

_opening: ContextVar[bool] = ContextVar("isthmus_door_opening", default=False)
_installed = False
_WATCHED = frozenset(
    """socket.connect socket.sendto socket.sendmsg
    socket.getaddrinfo socket.gethostbyname socket.gethostbyaddr
    subprocess.Popen os.system os.exec os.posix_spawn os.fork os.forkpty""".split()
)


class OutsideTheDoor(PermissionError):
    """Something other than the door tried to leave."""


def install() -> None:
    """From now on only the door connects. Idempotent."""
    global _installed
    if not _installed:
        _installed = True
        sys.addaudithook(_hook)


@contextmanager
def opening() -> Iterator[None]:
    """The door is sending: what this context connects to is its business."""
    token = _opening.set(True)
    try:
        yield
    finally:
        _opening.reset(token)


def _hook(event: str, arguments: tuple[Any, ...]) -> None:
    if event not in _WATCHED or _opening.get():
        return
    peer = arguments[0] if arguments else None
    if getattr(peer, "family", None) == socket.AF_UNIX:
        return
    if event == "socket.sendmsg" and len(arguments) > 1 and arguments[1] is None:
        return  # on a connection that stands already
    raise OutsideTheDoor("only the door may leave this process; give the model a zone and let the plan ask it")
