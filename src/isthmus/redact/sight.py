"""One text, searched for many words.

A few words are searched one by one, which the C library does at gigabytes a second. For thousands that would be
thousands of passes (a pasted customer list is such a request): then the text is gone through once, and at each place
the words that begin with its six characters are tried, by length.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from isthmus.domain.lots import breathe, empty

SHORT = 6
_STRIDE = 1024
"""Places after which another thread may go on."""
MANY = 200
"""Words, from which on the text is gone through once instead."""
PER_VALUE = 6
"""About how many words a value is searched by."""

_LETTERS = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
_IN_RUN = bytes(byte in _LETTERS for byte in range(256))
_RUN = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_=")


def folded(text: str) -> str:
    """`text` in lower case, character by character, so that places in it stay places in `text`."""
    low = text.lower()
    if text.isascii():
        return low
    if len(low) != len(text):
        low = "".join([small if len(small := letter.lower()) == 1 else letter for letter in text])
    return low.replace("ς", "σ")  # which of the two depends on what follows


def longest_run(raw: bytes, least: int) -> int:
    """How many letters and digits of ASCII a text has side by side at most, where that is more than `least`.

    A long value's base64 or hexadecimal is such a run, and ordinary text has none of that length. A longer run than
    the longest so far would fill its window, which is read from its end: mostly a few characters tell that it is not.
    """
    longest, begin = least, 0
    while begin + longest < len(raw):
        at = begin + longest
        while at >= begin and _IN_RUN[raw[at]]:
            at -= 1
        if at < begin:
            while begin + longest < len(raw) and _IN_RUN[raw[begin + longest]]:
                longest += 1
            at = begin + longest
        begin = at + 1
    return longest


class Sight:
    """Where words stand, in whatever letter case, and codes, exactly. All are announced. Words come `folded`."""

    __slots__ = ("_index", "_run", "folded", "text")

    def __init__(self, text: str, words: Sequence[str]) -> None:
        self.text, self.folded = text, folded(text)
        self._run = (0, 0)
        self._index = _index(self.folded, words) if len(words) > MANY else None

    def let_go(self) -> None:
        """Nobody asks it any more."""
        if self._index is not None:
            empty(self._index)

    def starts(self, words: Sequence[str]) -> list[tuple[int, int]]:
        """Where words begin and end, word by word."""
        text, index = self.folded, self._index
        spans: list[tuple[int, int]] = []
        for word in words:
            if index is None or len(word) < SHORT:
                at = text.find(word)
                while at >= 0:
                    breathe()
                    spans.append((at, at + len(word)))
                    at = text.find(word, at + 1)
            elif word in index:
                spans += [(at, at + len(word)) for at in index[word]]
        return spans

    def codes(self, codes: Sequence[str]) -> list[tuple[int, int]]:
        """Base64 tells letter cases apart."""
        text = self.text
        spans: list[tuple[int, int]] = []
        if self._index is None:
            for code in codes:
                if code in text:
                    spans += _places(text, code)
            return spans
        for start, end in self.starts([folded(code) for code in codes]):
            if text[start:end] in codes:
                spans.append((start, end))
        return spans

    def run(self, start: int, end: int) -> tuple[int, int]:
        """The whole run of base64 around a match: with letters cut out of it the rest could not be read."""
        low, high = self._run
        if not (low <= start and end <= high):
            text, low, high = self.text, start, end
            while low and text[low - 1] in _RUN:
                low -= 1
            while high < len(text) and text[high] in _RUN:
                high += 1
            self._run = (low, high)
        return low, high


def _places(text: str, word: str) -> list[tuple[int, int]]:
    found = []
    size, at = len(word), text.find(word)
    while at >= 0:
        breathe()
        found.append((at, at + size))
        at = text.find(word, at + 1)
    return found


def _index(text: str, words: Iterable[str]) -> dict[str, list[int]]:
    heads: dict[str, set[int]] = {}
    wanted: set[str] = set()
    for word in words:
        breathe()
        wanted.add(word)
        if len(word) >= SHORT:
            heads.setdefault(word[:SHORT], set()).add(len(word))
    index: dict[str, list[int]] = {}
    for at in range(len(text) - SHORT + 1):
        if not at % _STRIDE:
            breathe()
        sizes = heads.get(text[at : at + SHORT])
        if sizes:
            for size in sizes:
                word = text[at : at + size]
                if word in wanted:
                    index.setdefault(word, []).append(at)
    empty(heads)
    return index
