"""What the kernel knows of a socket, asked without handing the interpreter over.

Both questions are answered at once. Python's own functions would let another thread go on meanwhile, and on every
request the event loop would have to wait until it gets the interpreter back: dearer than all else in sending one.
"""

from __future__ import annotations

import ctypes
import select
import termios

_libc = ctypes.PyDLL(None)


class _Watched(ctypes.Structure):
    _fields_ = (("file", ctypes.c_int), ("events", ctypes.c_short), ("seen", ctypes.c_short))


class Kernel:
    """One socket, by its descriptor. What the answers are written into is its own: other threads ask of others."""

    __slots__ = ("_file", "_into", "_one", "_queued", "_watched")

    def __init__(self, file: int) -> None:
        self._file = file
        self._watched, self._queued = _Watched(file, select.POLLIN, 0), ctypes.c_int()
        self._one, self._into = ctypes.byref(self._watched), ctypes.byref(self._queued)

    def silent(self) -> bool:
        """Whether nothing has come that is not read yet: no data, no end, no error."""
        return bool(_libc.poll(self._one, 1, 0) == 0)

    def arrived(self) -> bool:
        """Whether the other side's machine has all that was written. A system that does not tell is taken at its
        best."""
        return bool(_libc.ioctl(self._file, termios.TIOCOUTQ, self._into)) or self._queued.value == 0
