"""One text, searched for many words.

A few words are searched one by one, which the C library does at gigabytes a second. For thousands that would be
thousands of passes (a pasted customer list is such a request): then the text is gone through once, and at each place
the words that begin with its six characters are tried, by length.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

SHORT = 6
MANY = 200
"""Words, from which on the text is gone through once instead."""
PER_VALUE = 6
"""About how many words a value is searched by."""

_RUN = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_=")


class Sight:
    """`starts` tells where a word stands. Words of `SHORT` characters or more must be announced."""

    __slots__ = ("_index", "_run", "text")

    def __init__(self, text: str, words: Sequence[str]) -> None:
        self.text = text
        self._run = (0, 0)
        self._index = _index(text, words) if len(words) > MANY else None

    def starts(self, word: str) -> Sequence[int]:
        if self._index is not None and len(word) >= SHORT:
            return self._index.get(word, ())
        if word not in self.text:
            return ()
        found = []
        at = self.text.find(word)
        while at >= 0:
            found.append(at)
            at = self.text.find(word, at + 1)
        return found

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
