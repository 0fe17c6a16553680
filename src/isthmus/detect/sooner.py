"""Searches for the values of rows: RE2's, and some that begin where a value of theirs can stand.

RE2 takes one to three microseconds to start, lets go of the interpreter meanwhile, and needs tables that a busy
processor has forgotten since the last request. The others read byte by byte from where a mark of theirs stands, find
what RE2 finds, in ASCII alone, and no text makes them run: each byte can be taken in one way, so nothing is gone back
to, and what a mark costs is bounded.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from isthmus.detect.neighbours import Bytes
from isthmus.domain.breath import PIECE
from isthmus.domain.lots import breathe

Find = Callable[[Bytes, int, int], list[tuple[int, int]]]
"""RE2's own search, as `patterns.finder` gives it."""

_KIND = b" " * 48 + b"1" * 10 + b" " * 7 + b"a" * 26 + b"    _ " + b"a" * 26 + b" " * 133
"""Digits and letters made alike, and all that is in no word."""

_FEW = 256
"""Bytes in which a card is looked for from each place that one may begin at."""
_PIECE = 1_024
_RARE = (b"18", b"81", b"82", b"86", b"97", b"98")
"""What numbers of JCB, UnionPay, RuPay, Uzcard, Troy, Napas and Humo begin with."""

_SIGNS = 8
"""Signs `@` in no address before it is left to RE2 to look at the rest."""
_LOCAL, _LABEL, _LABELS = 64, 63, 8
_LEAST_ENDING, _ENDING = 2, 24

_HOST = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz.-"
_DOT = re.compile(rb"\.(?=[A-Za-z]{2})")
_DOTTED, _HOSTS = 3, 1_024
"""Bytes of a dot that begins an ending; and those before it that a name is looked for in, without looking at all."""


class Search:
    """RE2's search."""

    def __init__(self, find: Find) -> None:
        self.find = find

    def first(self, data: bytearray, start: int, stop: int) -> tuple[int, int]:
        """The leftmost match between the two places; (-1, -1) for none."""
        begin, end = self.find(data, start, stop)[0]
        return begin, end


class Address(Search):
    """E-mail addresses: the domain behind each `@`, then the local part before it."""

    def first(self, data: bytearray, start: int, stop: int) -> tuple[int, int]:
        at = start - 1
        for _ in range(_SIGNS):
            at = data.find(b"@", at + 1, stop)
            if at < 0:
                return -1, -1
            end = _domain_end(data, at + 1, stop)
            if end:
                begin = _local_begin(data, max(start, at - _LOCAL), at)
                if begin < at:
                    return begin, end
        begin, end = self.find(data, at + 1, stop)[0]
        return begin, end


class Account(Search):
    """IBANs: two letters and two digits, where a word begins."""

    def first(self, data: bytearray, start: int, stop: int) -> tuple[int, int]:
        if stop == len(data):
            for low in range(start, stop, _PIECE):
                if low % PIECE < _PIECE and low >= PIECE:
                    breathe()
                kinds = data[low : low + _PIECE + 3].translate(_KIND)
                at = kinds.find(b"1", 2)
                while at >= 0:
                    begin = low + at - 2
                    if kinds[at - 1] in b"a" and kinds.startswith(b"aa11", at - 2) and _begins(data, begin):
                        end = _groups_end(data, begin + 4, stop, 11, 30, b"1a")
                        if end:
                            return begin, end
                    while at < len(kinds) and kinds[at] in b"1":
                        at += 1
                    at = kinds.find(b"1", at)
            return -1, -1
        begin, end = self.find(data, start, stop)[0]
        return begin, end


class Card(Search):
    """Numbers of cards: a digit from 2 to 6 where a word begins, or two of those that few begin with, and as many
    others as a card has."""

    def first(self, data: bytearray, start: int, stop: int) -> tuple[int, int]:
        if stop - start <= _FEW:
            for begin in range(start, stop):
                if data[begin] in b"23456":
                    end = _groups_end(data, begin + 1, stop, 11, 18, b"1") if _begins(data, begin) else 0
                elif data[begin] in b"189" and data[begin : begin + 2] in _RARE and _begins(data, begin):
                    end = _groups_end(data, begin + 2, stop, 10, 17, b"1")
                else:
                    continue
                if end:
                    return begin, end
            return -1, -1
        begin, end = self.find(data, start, stop)[0]
        return begin, end


class Name(Search):
    """Names of sites: first a dot before two letters, then, from where the name with it begins, RE2."""

    def first(self, data: bytearray, start: int, stop: int) -> tuple[int, int]:
        dot, at = None, start
        while dot is None:
            dot = _DOT.search(data, at, min(at + PIECE + _DOTTED, stop))
            if dot is None:
                at += PIECE
                if at >= stop:
                    return -1, -1
                breathe()
        at = dot.start()
        low = max(start, at - _HOSTS)
        rest = len(data[low:at].rstrip(_HOST))
        begin, end = self.find(data, low + rest if rest else start, stop)[0]
        return begin, end


def _begins(data: bytearray, at: int) -> bool:
    """Whether a word may begin here."""
    return at == 0 or _KIND[data[at - 1]] in b" "


def _groups_end(data: bytearray, at: int, stop: int, least: int, most: int, kinds: bytes) -> int:
    """Where so many bytes of these kinds end that stand here, with a blank or a hyphen before each at most, and no more
    of the word behind the last. The most that can be; 0 where they are too few."""
    end = count = 0
    while at < stop and count < most:
        kind = _KIND[data[at]]
        if kind in b" " and data[at] in b" -" and at + 1 < stop:
            at += 1
            kind = _KIND[data[at]]
        if kind not in kinds:
            break
        at += 1
        count += 1
        if count >= least and (at == len(data) or _KIND[data[at]] in b" "):
            end = at
    return end


def _domain_end(data: bytearray, at: int, stop: int) -> int:
    """Where the domain ends that begins here: names with dots between, and letters behind the last. 0 for none."""
    end = 0
    for _ in range(_LABELS):
        dot = at
        while dot < stop and dot - at <= _LABEL and (_KIND[data[dot]] in b"1a" or data[dot] in b"-"):
            dot += 1
        if dot == stop or data[dot] not in b"." or not 0 < dot - at <= _LABEL or data[at] in b"-":
            break
        at = letters = dot + 1
        while letters < stop and letters - at < _ENDING and _KIND[data[letters]] in b"a":
            letters += 1
        if letters - at >= _LEAST_ENDING:
            end = letters
    return end


def _local_begin(data: bytearray, start: int, at: int) -> int:
    """Where the local part begins that stands before here; here where there is none."""
    begin = at
    while begin > start and (_KIND[data[begin - 1]] not in b" " or data[begin - 1] in b".%+'-"):
        begin -= 1
    while begin < at and _KIND[data[begin]] in b" ":
        begin += 1
    return begin
