"""Several values side by side: a list under one word, and where one number ends and the next begins."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

Bytes = bytes | bytearray
Match = Callable[[int, int], int]
"""Where the match that begins right at the first place ends, searched up to the second; 0 when none does."""
IsValue = Callable[[int, int], bool]

_LIST = re.compile(rb"[\s\x00,;/|&+\"'()\[\]-]{0,4}|[,;]?\s(?:and|or|und|oder|et|ou|y|o|e|en|of)\s")
_LONGEST_GAP = 7
_BEHIND = re.compile(rb"[ ./()+-]{1,4}\d")
_FAR = 5
"""Bytes away from a number up to which another digit is looked for."""
_FREE_BEHIND, _FREE_AHEAD = re.compile(rb"[^0-9A-Za-z\x00]{1,4}\d"), re.compile(rb"\d[^0-9A-Za-z\x00]{1,4}\Z")
_GAP = re.compile(rb"[ ./-]{1,3}")
_GROUP = re.compile(rb"\(?\d+\)?")
_SHAPE = bytes.maketrans(b"123456789", b"000000000")
_TWO = 14
"""Digits below which there are no two numbers of seven."""
_NO_DIGIT = bytes(set(range(256)) - set(b"0123456789"))
_ALIKE, _ROUNDS = 8, 16
"""How many of a list are compared, and how often a value is drawn out: what one value costs is bounded."""


def listed(data: Bytes, before: int, start: int) -> bool:
    """Whether what starts here is the next of a list, whose last value so far ended at `before`."""
    return 0 <= start - before <= _LONGEST_GAP and _LIST.fullmatch(data, before, start) is not None


def touched(data: Bytes, start: int, end: int) -> bool:
    """Whether further digits stand so near to a number that it may be halves of two others."""
    first, last = data[start], data[end - 1]
    return (48 <= last <= 57 and _digit_behind(data, end)) or (48 <= first <= 57 and _digit_ahead(data, start))


def _digit_behind(data: Bytes, end: int) -> bool:
    """Whether there are signs as between groups of digits, and then a digit."""
    size = len(data)
    for at in range(end, end + _FAR):
        if at == size:
            return False
        byte = data[at]
        if byte not in b" ./()+-":
            return at > end and 48 <= byte <= 57
    return False


def _digit_ahead(data: Bytes, start: int) -> bool:
    for at in range(start - 1, start - _FAR - 1, -1):
        if at < 0:
            return False
        byte = data[at]
        if byte not in b" ./()+-":
            return at < start - 1 and 48 <= byte <= 57
    return False


def beside(free: Bytes, data: Bytes, start: int, end: int) -> bool:
    """Whether digits are left free right beside a number that was found."""
    if data[end - 1 : end].isdigit() and _FREE_BEHIND.match(free, end) is not None:
        return True
    return data[start : start + 1].isdigit() and _FREE_AHEAD.search(free, max(0, start - 5), start) is not None


def is_one(data: Bytes, start: int, end: int) -> bool:
    """Whether there is no room for a second number in a match, nor digits behind it."""
    crowded = end - start >= _TWO and len(data[start:end].translate(None, _NO_DIGIT)) >= _TWO
    return not crowded and not _digit_behind(data, end)


def first_end(data: Bytes, start: int, end: int, stop: int, match: Match, is_value: IsValue) -> tuple[int, int]:
    """Where the first value of a match ends that may have run over into the next, and how far to cover.

    Numbers of one list are written alike, so where the same grouping repeats itself to the end of the digits is the
    border. Else it is where a value ends and another begins that reaches as far. Where neither is so, but another
    value begins inside and reaches further, both are one: rather too much than half a number.
    """
    follows = _BEHIND.match(data, end) is not None
    ends = [at for at in _ends(data, start, end) if is_value(start, at)]
    for at in ends:
        if _repeats(data, start, at):
            return at, at
    for at in ends:
        gap = _GAP.match(data, at)
        if gap and _reach(data, gap.end(), stop, match, is_value) >= end:
            return at, at
    last = ends[-1] if ends else end
    drawn = ends and (follows or last < end)
    return last, _drawn_out(data, start, last, stop, match, is_value) if drawn else last


def _ends(data: Bytes, start: int, end: int) -> Iterable[int]:
    """Where groups of digits end."""
    return (group.end() for group in _GROUP.finditer(data, start, end))


def _repeats(data: Bytes, start: int, end: int) -> bool:
    length, shape = end - start, bytes(data[start:end]).translate(_SHAPE)
    for count in range(_ALIKE):
        gap = _GAP.match(data, end)
        if gap is None:
            return count > 0 and _BEHIND.match(data, end) is None
        end = gap.end() + length
        if bytes(data[gap.end() : end]).translate(_SHAPE) != shape or data[end : end + 1].isdigit():
            return count > 0 and _BEHIND.match(data, gap.start()) is None
    return True


def _reach(data: Bytes, start: int, stop: int, match: Match, is_value: IsValue) -> int:
    """Where the longest value ends that starts here; 0 when none does."""
    end = match(start, stop)
    return max((at for at in _ends(data, start, end) if is_value(start, at)), default=0)


def _drawn_out(data: Bytes, start: int, end: int, stop: int, match: Match, is_value: IsValue) -> int:
    inside = start + 1
    for _ in range(_ROUNDS):
        starts = [group.start() for group in _GROUP.finditer(data, inside, end)]
        furthest = max((_reach(data, at, stop, match, is_value) for at in starts), default=0)
        if furthest <= end:
            break
        inside, end = end, furthest
    return end
