"""What the kernel knows of a socket, asked without handing the interpreter over.

Both questions are answered at once. Python's own functions would let another thread go on meanwhile, and on every
request the event loop would have to wait until it gets the interpreter back: dearer than all else in sending one.
"""

from __future__ import annotations

import ctypes
import select
import termios

_libc = ctypes.PyDLL(None)
_queued = ctypes.c_int()
_into = ctypes.byref(_queued)


class _Watched(ctypes.Structure):
    _fields_ = (("file", ctypes.c_int), ("events", ctypes.c_short), ("seen", ctypes.c_short))


_watched = _Watched(-1, select.POLLIN, 0)
_one = ctypes.byref(_watched)


def silent(file: int) -> bool:
    """Whether nothing has come that is not read yet: no data, no end, no error."""
    _watched.file = file
    return bool(_libc.poll(_one, 1, 0) == 0)


def arrived(file: int) -> bool:
    """Whether the other side's machine has all that was written. A system that does not tell is taken at its best."""
    if _libc.ioctl(file, termios.TIOCOUTQ, _into):
        return True
    return _queued.value == 0
