"""What the door asks of the exact bytes: does any disguised value still stand there, in any rendering?

Separate from the search that disguised them: a slip there is caught here. The bytes are searched as they are, and, if
they hold escapes that could say a value, as they read.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

import msgspec

from isthmus.redact.escapes import plain, readings
from isthmus.redact.mentions import Manner
from isthmus.redact.pseudonyms import CODE, LONGEST, TOKEN
from isthmus.redact.renderings import Renderings, renderings, stands_alone
from isthmus.redact.sight import MANY, PER_VALUE, SHORT, Runs, Sight, folded

_RISKY = re.compile(rb"%[0-9a-fA-F]{2}|&#?\w+;")
_SPECIAL = re.compile(r"[\"'\\/\x08\f\n\r\t]")


class Watched(msgspec.Struct, frozen=True, gc=False):
    """A value, and the renderings of it that are known already; others are made when they could occur."""

    category: str
    text: str
    shapes: tuple[Renderings, ...]
    short: bool
    manner: Manner | None = None

    def all(self) -> tuple[Renderings, ...]:
        return self.shapes if self.manner and self.manner.kind != "word" else _shapes(self.text)

    def __repr__(self) -> str:
        return f"Watched({self.category!r})"


Asked = tuple[str, str, tuple[Renderings, ...], Manner | None]


class Watch(msgspec.Struct, frozen=True):
    """The values of one request that the door looks for."""

    watched: tuple[Watched, ...] = ()
    words: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    """Of all values: mostly none of them stands anywhere."""
    special: bool = False
    """Whether a value holds a character that JSON writes as a backslash and something, or is one of prose."""
    uncoded: bool = False
    """Whether a value's codes are still to be made. Each would be a longer run of letters than a pseudonym holds."""

    def __repr__(self) -> str:
        return f"Watch({len(self.watched)} values)"

    @classmethod
    def over(cls, values: Iterable[Asked], wire: Collection[str] = ()) -> Watch:
        """Watch for these (text, category, renderings, manner). A part of the wire's own words tells nothing."""
        watched = []
        words: list[str] = []
        codes: list[str] = []
        special = uncoded = False
        public = folded("\0".join(wire))
        for text, category, shapes, manner in values:
            said = shapes[0].words[0]  # the text itself, folded
            if said in public and (manner is None or f"\0{said}\0" in f"\0{public}\0"):
                continue
            watched.append(Watched(category, text, shapes, len(text) < SHORT, manner))
            special = special or manner is not None or _SPECIAL.search(text) is not None
            for shape in shapes:
                words += shape.words
                codes += shape.codes
                uncoded = uncoded or not (shape.codes or (manner and manner.kind != "word"))
        return cls(tuple(watched), tuple(words), tuple(codes), special, uncoded)

    def residue(self, payload: bytes, own: bytes = b"") -> frozenset[str]:
        """Categories of the values that `payload` still gives away; empty is good.

        `own` is what the runtime itself wrote in, in one place: a model's name gives nobody away, though somebody
        that the caller speaks of has the same.
        """
        if not self.watched:
            return frozenset()
        if own:
            payload = payload.replace(own, b"", 1)
        left: set[str] = set()
        text = payload.decode("utf-8", "replace")
        escaped = self._escaped(payload)
        watch = self._coded() if self.uncoded and (escaped or Runs(payload).reach(CODE + 1)) else self
        stages = readings(text) if escaped else ()
        watch._see(text, left, not stages)
        for stage in stages:
            watch._see(stage.text, left, True)
        return frozenset(left)

    def _coded(self) -> Watch:
        return Watch.over([(v.text, v.category, v.all(), v.manner) for v in self.watched])

    def _see(self, text: str, left: set[str], prose: bool) -> None:
        """`prose`: whether words and sentences stand in it as they are read, and not with `\\n` for a line's end."""
        if len(self.watched) * PER_VALUE > MANY:
            sight = Sight(text, [w for v in self.watched for s in v.shapes for w in s.announced])
        else:
            low = folded(text)
            if True not in [word in low for word in self.words] and True not in [code in text for code in self.codes]:
                return
            sight = Sight(text, ())
        left.update(v.category for v in self.watched if (prose or v.manner is None) and _stands(sight, v))

    def _escaped(self, payload: bytes) -> bool:
        if b"\\" in payload and (self.special or b"\\u" in payload or b"\\x" in payload):
            return True
        return (b"%" in payload or b"&" in payload) and _RISKY.search(payload) is not None


def residue(payload: bytes, values: Iterable[tuple[str, str]]) -> frozenset[str]:
    """Categories of those (text, category) that occur in `payload` in plain, escaped, base64 or hexadecimal form."""
    return Watch.over((text, category, _shapes(text), None) for text, category in values).residue(payload)


def _shapes(text: str) -> tuple[Renderings, ...]:
    return tuple(renderings(form) for form in dict.fromkeys((text, plain(text))))


def _stands(sight: Sight, value: Watched) -> bool:
    """Whether the value stands there, pseudonyms aside: a term such as `EMAIL` is no leak inside one."""
    text = sight.text
    for shapes in value.shapes:
        coded = len(shapes.words[-1]) if shapes.codes else 0  # in hexadecimal
        codes = sight.codes(shapes.codes)
        for start, end in (*sight.starts(shapes.words), *codes):
            if value.short and not stands_alone(text, start, end):
                continue
            plainly = value.manner is not None and (start, end) not in codes and end - start != coded
            if plainly and value.manner is not None and not value.manner.meant(text, start, end):
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
