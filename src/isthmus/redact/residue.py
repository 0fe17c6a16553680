"""What the door asks of the exact bytes: does any disguised value still stand there, in any rendering?

Separate from the search that disguised them: a slip there is caught here. The bytes are searched as they are, and, if
they hold escapes that could say a value, as they read.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

import msgspec

from isthmus.redact.escapes import plain, readings
from isthmus.redact.pseudonyms import LONGEST, TOKEN
from isthmus.redact.renderings import Renderings, renderings, stands_alone
from isthmus.redact.sight import MANY, PER_VALUE, SHORT, Sight, folded

_RISKY = re.compile(rb"%[0-9a-fA-F]{2}|&#?\w+;")
_SPECIAL = frozenset("\"'\\/\b\f\n\r\t")


class _Watched(msgspec.Struct, frozen=True, gc=False):
    category: str
    shapes: tuple[Renderings, ...]
    short: bool

    def __repr__(self) -> str:
        return f"_Watched({self.category!r})"


class Watch(msgspec.Struct, frozen=True):
    """The values of one request that the door looks for."""

    watched: tuple[_Watched, ...] = ()
    words: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    """Of all values: mostly none of them stands anywhere."""
    special: bool = False
    """Whether a value holds a character that JSON writes as a backslash and something."""

    def __repr__(self) -> str:
        return f"Watch({len(self.watched)} values)"

    @classmethod
    def over(cls, values: Iterable[tuple[str, str, tuple[Renderings, ...]]], wire: Collection[str] = ()) -> Watch:
        """Watch for these (text, category, renderings). What is part of a word of the wire itself tells nothing."""
        watched = []
        special = False
        public = folded("\0".join(sorted(wire)))
        for text, category, shapes in values:
            if shapes[0].words[0] in public:  # the text itself, folded
                continue
            watched.append(_Watched(category, shapes, len(text) < SHORT))
            special = special or not _SPECIAL.isdisjoint(text)
        every = [shape for value in watched for shape in value.shapes]
        words = tuple([word for shape in every for word in shape.words])
        return cls(tuple(watched), words, tuple([code for shape in every for code in shape.codes]), special)

    def residue(self, payload: bytes) -> frozenset[str]:
        """Categories of the values that `payload` still gives away; empty is good."""
        left: set[str] = set()
        if not self.watched:
            return frozenset()
        text = payload.decode("utf-8", "replace")
        self._see(text, left)
        if self._escaped(payload):
            for stage in readings(text):
                self._see(stage.text, left)
        return frozenset(left)

    def _see(self, text: str, left: set[str]) -> None:
        many = len(self.watched) * PER_VALUE > MANY
        sight = Sight(text, [w for v in self.watched for s in v.shapes for w in s.announced] if many else ())
        if not many and not sight.holds(self.words, self.codes):
            return
        left.update(v.category for v in self.watched if _stands(sight, v))

    def _escaped(self, payload: bytes) -> bool:
        if b"\\" in payload and (self.special or b"\\u" in payload or b"\\x" in payload):
            return True
        return (b"%" in payload or b"&" in payload) and _RISKY.search(payload) is not None


def residue(payload: bytes, values: Iterable[tuple[str, str]]) -> frozenset[str]:
    """Categories of those (text, category) that occur in `payload` in plain, escaped, base64 or hexadecimal form."""
    return Watch.over((text, category, _shapes(text)) for text, category in values).residue(payload)


def _shapes(text: str) -> tuple[Renderings, ...]:
    return tuple(renderings(form) for form in dict.fromkeys((text, plain(text))))


def _stands(sight: Sight, value: _Watched) -> bool:
    """Whether the value stands there, pseudonyms aside: a term such as `EMAIL` is no leak inside one."""
    text = sight.text
    for shapes in value.shapes:
        for start, end in (*sight.starts(shapes.words), *sight.codes(shapes.codes)):
            if value.short and not stands_alone(text, start, end):
                continue
            if not (start and text[start - 1] == "\\" and _cut(text, start)) and not _inside(text, start, end):
                return True
    return False


def _inside(text: str, start: int, end: int) -> bool:
    """Whether characters `start` to `end` are part of one pseudonym."""
    near = TOKEN.finditer(text, max(0, start - LONGEST), end + LONGEST)
    return any(token.start() <= start and end <= token.end() for token in near)


def _cut(text: str, at: int) -> bool:
    """Whether the letter at `at` ends an escape: `\\nora` in JSON says a line break and `ora`."""
    slashes = at - len(text[:at].rstrip("\\"))
    return slashes % 2 == 1 and text[at] in 'bfnrtu"\\/'
