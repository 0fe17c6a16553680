"""Searches of built-in rows that begin where a value of theirs can stand, and find what RE2 finds, in ASCII alone.

RE2 takes one to three microseconds to start, lets go of the interpreter meanwhile, and needs tables that a busy
processor has forgotten since the last request. The standard library's engine starts at once, but it backtracks. So it
is given only what cannot make it run: patterns in which each byte can be taken in one way (a test reads them), and few
bytes at a time. Whatever is longer, or holds more than ASCII, is searched by RE2.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from isthmus.detect.neighbours import Bytes

Find = Callable[[Bytes, int, int], list[tuple[int, int]]]
Sooner = Callable[[str, Find], Find]
"""Of a pattern without groups, and RE2's search for it, one that takes less time and finds the same in ASCII."""

FEW = 256
"""Bytes that are searched at once by an engine that backtracks."""
_NOTHING = [(-1, -1)]

LOCAL = b"0123456789_ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz.%+'-"
_LATER = b".%+'-"
"""What may stand in the local part of an address, and of it what does not begin one."""
_LOCAL, _SIGNS = 64, 8
DOMAIN = r"(?:[0-9A-Za-z](?:[0-9A-Za-z-]{0,62})\.){1,8}[A-Za-z]{2,24}"

_HOST = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz.-"
_ENDING = re.compile(rb"\.(?=[A-Za-z]{2})")
_HOSTS = 1_024
"""Bytes before a dot that a name is looked for in, without looking at all of them."""

_SHAPE = bytes(49 if chr(n).isdigit() else 97 if chr(n).isalpha() else 32 for n in range(128)) + b" " * 128
"""Digits, letters and the rest made alike: a few bytes are found faster than a pattern."""
_PIECE = 1_024


def backtracking(pattern: str, find: Find) -> Find:
    """The standard library's engine for the same pattern. Nothing that it matches may reach to `stop` unless the data
    end there: it would not see what stands behind."""
    search = re.compile(pattern.encode("ascii")).search

    def sooner(data: Bytes, start: int, stop: int) -> list[tuple[int, int]]:
        if stop - start > FEW:
            return find(data, start, stop)
        match = search(data, start, stop + 1)
        return _NOTHING if match is None else [match.span()]

    return sooner


def address(pattern: str, find: Find) -> Find:
    """E-mail addresses: the domain behind each `@`, then the local part before it. Where one `@` after another is in no
    address, RE2 looks at the rest."""
    domain = re.compile(DOMAIN.encode()).match

    def sooner(data: Bytes, start: int, stop: int) -> list[tuple[int, int]]:
        at = start - 1
        for _ in range(_SIGNS):
            at = data.find(b"@", at + 1, stop)
            if at < 0:
                return _NOTHING
            behind = domain(data, at + 1, stop)
            if behind is not None:
                before = data[max(start, at - _LOCAL) : at]
                local = before[len(before.rstrip(LOCAL)) :].lstrip(_LATER)
                if local:
                    return [(at - len(local), behind.end())]
        return find(data, at + 1, stop)

    return sooner


def account(pattern: str, find: Find) -> Find:
    """IBANs: two letters and two digits, where a word begins."""
    match = re.compile(pattern.encode("ascii")).match

    def sooner(data: Bytes, start: int, stop: int) -> list[tuple[int, int]]:
        if stop < len(data):
            return find(data, start, stop)
        for low in range(start, stop, _PIECE):
            shape = data[low : low + _PIECE + 3].translate(_SHAPE)
            at = shape.find(b"aa11")
            while at >= 0:
                found = match(data, low + at)
                if found is not None:
                    return [found.span()]
                at = shape.find(b"aa11", at + 1)
        return _NOTHING

    return sooner


def name(pattern: str, find: Find) -> Find:
    """Names of sites: first a dot before two letters, then, from where the name with it begins, RE2."""

    def sooner(data: Bytes, start: int, stop: int) -> list[tuple[int, int]]:
        ending = _ENDING.search(data, start, stop)
        if ending is None:
            return _NOTHING
        at = ending.start()
        low = max(start, at - _HOSTS)
        rest = len(data[low:at].rstrip(_HOST))
        return find(data, low + rest if rest else start, stop)

    return sooner
