"""Where in a buffer a value could stand at all: near the bytes that every value of its kind holds."""

from __future__ import annotations

import re
from collections.abc import Sequence

from isthmus.detect.neighbours import Bytes

Window = tuple[int, int, int]
"""The first and the last place where a match may begin, and where it must end."""

DIGITS = b"0123456789"
NEAR = 40
"""Bytes before the first and behind the last digit that a match of a row behind the gate of numbers holds at most."""
_APART = 79
"""Bytes without a digit that such a match holds at most, between two of them."""
SIX = 6

_FLAT = bytes(49 if byte in DIGITS else 32 for byte in range(256))
_OTHERS = bytes(set(range(256)) - set(DIGITS))
_ISLAND = re.compile(rb"1(?: {0,%d}+1)*+" % _APART)


def whole(data: Bytes, marks: bytes) -> Sequence[Window]:
    """All of it, up to the last of `marks`: behind it no match begins."""
    size = len(data)
    if not marks:
        return ((0, size, size),)
    # Bytes made alike are found much faster than any of several.
    last = data.translate(_FLAT).rfind(b"1") if marks == DIGITS else max(map(data.rfind, marks))
    return ((0, last, size),) if last >= 0 else ()


def islands(data: Bytes) -> list[tuple[int, int]]:
    """Where six digits or more stand near each other, from the first of them to behind the last."""
    flat = data.translate(_FLAT)
    spans = [found.span() for found in _ISLAND.finditer(flat)]
    return [span for span in spans if span[1] - span[0] >= SIX and flat.count(b"1", *span) >= SIX]


def digits(data: Bytes) -> int:
    return len(data.translate(None, _OTHERS))


def left(data: Bytes, numbers: Sequence[tuple[int, int]]) -> int:
    """How many digits are left at most in any of these islands, after some were blanked out."""
    return max((digits(data[start:end]) for start, end in numbers), default=0)


def near(island: tuple[int, int], size: int) -> Window:
    start, end = island
    return (start - NEAR if start > NEAR else 0, end - 1, min(size, end + NEAR))
