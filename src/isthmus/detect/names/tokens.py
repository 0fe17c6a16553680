"""Words, numbers and signs of a text with their exact places, and what of a word the model is shown."""

from __future__ import annotations

import re
from collections.abc import Callable, Set
from zlib import crc32

_MARKS = (
    "\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u064b-\u065f\u0670\u0900-\u0903\u093a-\u094f\u0981-\u0983\u09bc-\u09cd"
)
_MARKS += "\u0a01-\u0a03\u0a3c-\u0a4d\u0b82\u0bbe-\u0bcd\u0c00-\u0c04\u0c3e-\u0c4d\u0d3e-\u0d4d\u0e31-\u0e4e"
_SINGLE = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff"
"""Scripts without blanks between words: each character by itself."""
_TOKEN = re.compile(rf"\n[\s\x00]*|[{_SINGLE}]|[^\W{_SINGLE}][\w{_MARKS}]*?(?=[{_SINGLE}])|[\w{_MARKS}]+|[^\w\s\x00]")
_ASCII = re.compile(r"\n[\s\x00]*|\w+|[^\w\s\x00]", re.ASCII)
BREAK = "\n"
"""The word that stands for the end of a line, and with `BORDER` for the end of a text."""
BORDER = "\x00"
BUCKETS = 1 << 15
WIDTH = 13
"""Numbers that one word becomes."""
_KEPT = 48
"""Letters of a word that are looked at: what is longer is no name."""
_FLAGS, _SHAPES = 64, 64 + 256
"""The first numbers are kept for what is known of a word, and for how it is written; the rest is hashed."""


def tokens(text: str) -> list[tuple[int, int]]:
    """Where the words and signs of `text` stand. Linear; an underscore parts words."""
    pattern = _ASCII if text.isascii() else _TOKEN
    return [match.span() for match in pattern.finditer(text.replace("_", "-"))]


def shape(word: str) -> str:
    """How a word is written: capitals, small letters and digits, runs shortened to two (digits to six)."""
    if word.islower() and word.isascii() and word.isalpha():
        return "x" if len(word) == 1 else "xx"
    made, last, run = [], "", 0
    for sign in word[:16]:
        kind = "9" if sign.isdigit() else "X" if sign.isupper() else "x" if sign.isalpha() else sign
        run = run + 1 if kind == last else 1
        last = kind
        if run <= (6 if kind == "9" else 2):
            made.append(kind)
    return "".join(made)


def numbers(word: str, known: Callable[[str], int]) -> tuple[int, ...]:
    """The numbers of a word: itself, its beginnings and ends, its shape and length, and what is `known` of it."""
    word = word[:_KEPT]
    low = word.lower()
    written = shape(word)
    if low.isdigit():
        low = low if len(low) < 3 or (len(low) == 4 and low[:2] in ("19", "20")) else "#" * min(len(low), 9)
    size = len(low)
    middle = low[1:-1]
    return (
        _hashed("w", low),
        _hashed("a", low[:1]),
        _hashed("b", low[:2]),
        _hashed("c", low[:3]),
        _hashed("d", low[:4]) if size > 4 else 0,
        _hashed("e", low[-1:]),
        _hashed("f", low[-2:]),
        _hashed("g", low[-3:]),
        _hashed("h", low[-4:]) if size > 4 else 0,
        _hashed("m", middle[:4]) if size > 5 else 0,
        _hashed("s", written),
        _FLAGS + crc32(b"l%d%s" % (min(size, 12), written[:1].encode("utf-8", "replace"))) % 256,
        _SHAPES + known(low) % 256,
    )


def _hashed(kind: str, piece: str) -> int:
    first = _SHAPES + 256
    return first + crc32((kind + piece).encode("utf-8", "replace")) % (BUCKETS - first)


def bit_of(sets: tuple[Set[int], ...]) -> Callable[[str], int]:
    """What lists of words (as checksums) know of a word: one bit for each list that holds it."""

    def known(low: str) -> int:
        if len(low) < 2:
            return 0
        key = crc32(low.encode("utf-8", "replace"))
        found = 0
        for place, words in enumerate(sets):
            if key in words:
                found |= 1 << place
        return found

    return known
