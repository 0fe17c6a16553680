"""One text, searched for many words.

A few words are searched one by one, which the C library does at gigabytes a second. For thousands that would be
thousands of passes (a pasted customer list is such a request): then the text is gone through once, and at each place
the words that begin with its six characters are tried, by length.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import inf

SHORT = 6
MANY = 200
"""Words, from which on the text is gone through once instead."""
PER_VALUE = 6
"""About how many words a value is searched by."""

_LETTERS = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
_RUNS = bytes(120 if byte in _LETTERS else 32 for byte in range(256))
_RUN = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_=")


def folded(text: str) -> str:
    """`text` in lower case, character by character, so that places in it stay places in `text`."""
    low = text.lower()
    if text.isascii():
        return low
    if len(low) != len(text):
        low = "".join(small if len(small := letter.lower()) == 1 else letter for letter in text)
    return low.replace("ς", "σ")  # which of the two depends on what follows


def beyond(raw: bytes, sizes: Iterable[int]) -> float:
    """The least of these sizes that no run of letters and digits in a text has; `inf`: it has them all.

    A long value's base64 or hexadecimal is such a run, and ordinary text has none of that length.
    """
    runs = raw.translate(_RUNS)
    for size in sorted(sizes):
        if b"x" * size not in runs:
            return size
    return inf


def has_run(raw: bytes, size: int) -> bool:
    """Whether a text has one of this size."""
    return b"x" * size in raw.translate(_RUNS)


class Sight:
    """Where words stand, in whatever letter case, and codes, exactly. All are announced. Words come `folded`."""

    __slots__ = ("_index", "_run", "folded", "text")

    def __init__(self, text: str, words: Sequence[str]) -> None:
        self.text, self.folded = text, folded(text)
        self._run = (0, 0)
        self._index = _index(self.folded, words) if len(words) > MANY else None

    def starts(self, words: Iterable[str]) -> list[tuple[int, int]]:
        """Where words begin and end, word by word."""
        index, text = self._index, self.folded
        if index is None:
            spans = []
            for word in words:
                at = text.find(word)
                while at >= 0:
                    spans.append((at, at + len(word)))
                    at = text.find(word, at + 1)
            return spans
        return [
            (at, at + len(word))
            for word in words
            for at in (index.get(word, ()) if len(word) >= SHORT else [at for at, _ in _places(text, word)])
        ]

    def codes(self, codes: Iterable[str]) -> list[tuple[int, int]]:
        """Base64 tells letter cases apart."""
        index, text = self._index, self.text
        if index is None:
            spans = []
            for code in codes:
                if code in text:
                    spans += _places(text, code)
            return spans
        spans = self.starts([folded(code) for code in codes])
        return [(start, end) for start, end in spans if text[start:end] in codes]

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
        found.append((at, at + size))
        at = text.find(word, at + 1)
    return found


def _index(text: str, words: Iterable[str]) -> dict[str, list[int]]:
    heads: dict[str, set[int]] = {}
    for word in words:
        if len(word) >= SHORT:
            heads.setdefault(word[:SHORT], set()).add(len(word))
    wanted = frozenset(words)
    index: dict[str, list[int]] = {}
    for at in range(len(text) - SHORT + 1):
        sizes = heads.get(text[at : at + SHORT])
        if sizes:
            for size in sizes:
                word = text[at : at + size]
                if word in wanted:
                    index.setdefault(word, []).append(at)
    return index
