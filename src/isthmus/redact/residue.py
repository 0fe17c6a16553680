"""What the door asks of the exact bytes: does any disguised value still stand there, in any rendering?

Separate from the search that disguised them: a slip there is caught here. The bytes are searched as they are, and, if
they hold escapes that could say a value, as they read.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

import msgspec

from isthmus.redact.escapes import plain, readings
from isthmus.redact.pseudonyms import TOKEN
from isthmus.redact.renderings import SHORT, renderings, stands_alone

_RISKY = re.compile(rb"%[0-9a-fA-F]{2}|&#?\w+;")
_SPECIAL = frozenset("\"'\\/\b\f\n\r\t")


class _Watched(msgspec.Struct, frozen=True):
    category: str
    words: tuple[str, ...]
    needles: tuple[bytes, ...]
    short: bool

    def __repr__(self) -> str:
        return f"_Watched({self.category!r})"


class Watch(msgspec.Struct, frozen=True):
    """The values of one request that the door looks for."""

    watched: tuple[_Watched, ...] = ()
    special: bool = False
    """Whether a value holds a character that JSON writes as a backslash and something."""

    def __repr__(self) -> str:
        return f"Watch({len(self.watched)} values)"

    @classmethod
    def over(cls, values: Iterable[tuple[str, str]], words: Collection[str] = ()) -> Watch:
        """Watch for these (text, category). What is a word of the wire itself, or part of one, tells nothing."""
        watched = []
        special = False
        public = "\0".join(sorted(words))
        for text, category in values:
            if text in public:
                continue
            watched.append(_watched(text, category))
            special = special or not _SPECIAL.isdisjoint(text)
        return cls(tuple(watched), special)

    def residue(self, payload: bytes) -> frozenset[str]:
        """Categories of the values that `payload` still gives away; empty is good."""
        left: set[str] = set()
        for value in self.watched:
            for needle in value.needles:
                if needle in payload and _stands(payload.decode("utf-8", "replace"), value):
                    left.add(value.category)
        if self._escaped(payload):
            for stage in readings(payload.decode("utf-8", "replace")):
                left.update(v.category for v in self.watched if _stands(stage.text, v))
        return frozenset(left)

    def _escaped(self, payload: bytes) -> bool:
        if b"\\" in payload and (self.special or b"\\u" in payload or b"\\x" in payload):
            return True
        return (b"%" in payload or b"&" in payload) and _RISKY.search(payload) is not None


def residue(payload: bytes, values: Iterable[tuple[str, str]]) -> frozenset[str]:
    """Categories of those (text, category) that occur in `payload` in plain, escaped, base64 or hexadecimal form."""
    return Watch.over(values).residue(payload)


def _watched(text: str, category: str) -> _Watched:
    words: list[str] = []
    for form in dict.fromkeys((text, plain(text))):
        shapes = renderings(form)
        words += (*shapes.words, *shapes.codes)
    needles = tuple(word.encode("utf-8", "surrogatepass") for word in dict.fromkeys(words))
    return _Watched(category, tuple(dict.fromkeys(words)), needles, len(text) < SHORT)


def _stands(text: str, value: _Watched) -> bool:
    """Whether the value stands in `text`, pseudonyms aside: a term such as `EMAIL` is no leak inside one."""
    text = TOKEN.sub("\0", text)
    for word in value.words:
        at = text.find(word)
        while at >= 0:
            alone = not value.short or stands_alone(text, at, at + len(word))
            if alone and not (at and text[at - 1] == "\\" and _cut(text, at)):
                return True
            at = text.find(word, at + 1)
    return False


def _cut(text: str, at: int) -> bool:
    """Whether the letter at `at` ends an escape: `\\nora` in JSON says a line break and `ora`."""
    slashes = at - len(text[:at].rstrip("\\"))
    return slashes % 2 == 1 and text[at] in "bfnrtu\"\\/"
