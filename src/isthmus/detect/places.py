"""Where in a buffer a value could stand at all: near the bytes that every value of its kind holds."""

from __future__ import annotations

from collections.abc import Sequence

from isthmus.detect.neighbours import Bytes
from isthmus.domain.lots import breathe, each

Window = tuple[int, int, int]
"""The first and the last place where a match may begin, and where it must end."""

DIGITS = b"0123456789"
NEAR = 40
"""Bytes before the first and behind the last digit that a match of a row behind the gate of numbers holds at most."""
_STRIDE = 1_024
"""Places after which another thread may go on."""
_PIECE = 65_536
"""Bytes that one call takes."""
_APART = 79
"""Bytes without a digit that such a match holds at most, between two of them."""
SIX = 6
_ROOM = SIX * (_APART + 1)
"""Bytes in which the first six digits of an island stand."""

_NO_DIGIT = bytes(set(range(256)) - set(DIGITS))
_FLAT = bytes(49 if byte in DIGITS else 32 for byte in range(256))
Island = tuple[int, int]
"""From the first digit to behind the last of some that stand near each other."""


def whole(data: Bytes, marks: bytes) -> Sequence[Window]:
    """All of it, up to the last of `marks`: behind it no match begins."""
    size = len(data)
    if not marks:
        return ((0, size, size),)
    last = _last_digit(data) if marks == DIGITS else max(map(data.rfind, marks))
    return ((0, last, size),) if last >= 0 else ()


def _last_digit(data: Bytes) -> int:
    """-1 where there is none. Bytes made alike are found much faster than any of several."""
    start = len(data)
    while start > _PIECE:
        breathe()
        start -= _PIECE
        last = data[start : start + _PIECE].translate(_FLAT).rfind(b"1")
        if last >= 0:
            return start + last
    return data[:start].translate(_FLAT).rfind(b"1")


def _flat(data: Bytes) -> Bytes:
    """Digits made alike, and all others."""
    if len(data) <= _PIECE:
        return data.translate(_FLAT)
    flat = bytearray(len(data))
    for at in range(0, len(data), _PIECE):
        breathe()
        flat[at : at + _PIECE] = data[at : at + _PIECE].translate(_FLAT)
    return flat


def islands(data: Bytes) -> list[Island]:
    """Where six digits or more stand near each other."""
    flat = _flat(data)
    found: list[Island] = []
    start = following = flat.find(b"1")
    turn = 0
    while following >= 0:
        turn += 1
        if not turn % _STRIDE:
            breathe()
        end = flat.rfind(b"1", following, following + _APART + 1) + 1
        following = flat.find(b"1", end)
        if following < 0 or following - end > _APART:
            if end - start >= SIX and flat.count(b"1", start, min(end, start + _ROOM)) >= SIX:
                found.append((start, end))
            start = following
    return found


def digits(data: Bytes) -> int:
    if len(data) <= _PIECE:
        return len(data.translate(None, _NO_DIGIT))
    count = 0
    for at in range(0, len(data), _PIECE):
        breathe()
        count += len(data[at : at + _PIECE].translate(None, _NO_DIGIT))
    return count


def fewer(data: Bytes, count: int) -> bool:
    """Whether fewer digits than this stand there."""
    if len(data) > _PIECE:
        return not _there(data, count)
    flat, at = data.translate(_FLAT), -1
    for _ in range(count):
        at = flat.find(b"1", at + 1)
        if at < 0:
            return True
    return False


def _there(data: Bytes, count: int) -> bool:
    """Whether so many digits stand there."""
    for at in range(0, len(data), _PIECE):
        breathe()
        count -= digits(data[at : at + _PIECE])
        if count <= 0:
            return True
    return False


def left(data: Bytes, numbers: Sequence[Island], count: int) -> bool:
    """Whether so many digits are left in any of these islands, after some were blanked out."""
    return any(not fewer(data[start:end], count) for start, end in each(numbers))


def near(island: Island, size: int, reach: int = NEAR) -> Window:
    start, end = island
    return (start - reach if start > reach else 0, end - 1, min(size, end + reach))
