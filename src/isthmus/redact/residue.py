"""What the door asks of the exact bytes: does any disguised value still stand there, in any rendering?

Separate from the search that disguised them: a slip there is caught here. The bytes are searched as they are, and, if
they hold escapes that could say a value, as they read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

import msgspec

from isthmus.domain.lots import breathe, each, free
from isthmus.redact.escapes import plain, readings
from isthmus.redact.mentions import Manner, names_a_field
from isthmus.redact.pseudonyms import CODE, LONGEST, TOKEN
from isthmus.redact.renderings import Renderings, renderings, stands_alone
from isthmus.redact.sight import MANY, PER_VALUE, SHORT, Sight, folded, longest_run

_RISKY = re.compile(rb"%(?:[0-9a-fA-F]{2}|u[0-9a-fA-F]{4})|&(?:\w+;|#\w)")
_BACKSLASHED = (b"\\u", b"\\x", b"\\U", b"\\0", b"\\1")
_SPECIAL = re.compile(r"[\"'\\/\x08\f\n\r\t]")


class Watched(msgspec.Struct, frozen=True, gc=False):
    """A value, and the renderings of it that are known already; others are made when they could occur."""

    category: str
    text: str
    shapes: tuple[Renderings, ...]
    short: bool
    manner: Manner | None = None

    @property
    def uncoded(self) -> bool:
        """Whether codes are still to be made. Each would be a longer run of letters than a pseudonym holds."""
        return self._has_codes and not all(shape.codes for shape in self.shapes)

    @property
    def _has_codes(self) -> bool:
        return self.manner is None or self.manner.kind == "word"

    def coded(self) -> Watched:
        return msgspec.structs.replace(self, shapes=_shapes(self.text)) if self._has_codes else self

    def __repr__(self) -> str:
        return f"Watched({self.category!r})"


Asked = tuple[str, str, tuple[Renderings, ...], Manner | None]
"""A value's text, its category, the renderings of it that are known already, and how it is meant."""
_NONE: frozenset[str] = frozenset()


class Watch(msgspec.Struct, frozen=True):
    """The values of one request that the door looks for, and the words of the wire, a part of which tells nothing. A
    word of the request's own `vocabulary` gives nobody away where it names a field.

    Mostly none of them stands anywhere, which is told with little work.
    """

    asked: tuple[Asked, ...] = ()
    wire: frozenset[str] = _NONE
    vocabulary: frozenset[str] = _NONE

    def __repr__(self) -> str:
        return f"Watch({len(self.asked)} values)"

    @classmethod
    def over(cls, values: Iterable[Asked], wire: Iterable[str] = (), vocabulary: frozenset[str] = _NONE) -> Watch:
        """Watch for these, except for what is a part of the wire's own words."""
        return cls(tuple(values), frozenset(wire), vocabulary)

    @property
    def watched(self) -> tuple[Watched, ...]:
        public = folded("\0".join(self.wire))
        return tuple(
            [
                Watched(category, text, shapes, len(text) < SHORT, manner)
                for text, category, shapes, manner in each(self.asked)
                if (said := shapes[0].words[0]) not in public or (manner and f"\0{said}\0" not in f"\0{public}\0")
            ]
        )

    def residue(self, payload: bytes, own: bytes = b"") -> frozenset[str]:
        """Categories of the values that `payload` still gives away; empty is good.

        `own` is what the runtime itself wrote in, in one place: a model's name gives nobody away, though somebody
        that the caller speaks of has the same.
        """
        if len(self.asked) * PER_VALUE <= MANY and _clean(self.asked, payload):
            return _NONE
        if own:
            payload = payload.replace(own, b"", 1)
        text = payload.decode("utf-8", "replace")
        watched = self.watched
        escaped = _escaped(self.asked, payload)
        if any(value.uncoded for value in each(watched)) and (escaped or longest_run(payload, CODE) > CODE):
            watched = tuple([value.coded() for value in each(watched)])
        stages = readings(text) if escaped else ()
        sought = [*watched]
        del watched
        left = _seen(text, sought, not stages, self.vocabulary)
        for stage in stages:
            left |= _seen(stage.text, sought, True, self.vocabulary)
        free(sought)
        return frozenset(left)


def _clean(asked: Sequence[Asked], payload: bytes) -> bool:
    """Whether nothing at all of what is known stands there, escapes or codes aside, of which there are none."""
    text = payload.decode("utf-8", "replace")
    low = folded(text)
    longest = longest_run(low.encode(), CODE)
    for _, _, shapes, manner in asked:
        breathe()
        for shape in shapes:
            codes = shape.codes
            if longest > CODE and not (codes or (manner and manner.kind != "word")):
                return False
            for word in shape.words:
                if _fits(word, longest) and word in low:
                    return False
            for code in codes:
                if _fits(code, longest) and code in text:
                    return False
    return not _escaped(asked, payload)


def _fits(word: str, longest: int) -> bool:
    """Whether a text may hold the word that has no more letters and digits of ASCII in a row than this."""
    if len(word) <= longest:
        return True
    head = word[: longest + 1]
    return not (head.isascii() and head.isalnum())


def _escaped(asked: Sequence[Asked], payload: bytes) -> bool:
    if b"\\" in payload and (_special(asked) or any(mark in payload for mark in _BACKSLASHED)):
        return True
    if b"=" in payload and (b"=40" in payload or b"=3D" in payload):
        return True
    return (b"%" in payload or b"&" in payload) and _RISKY.search(payload) is not None


def _special(asked: Sequence[Asked]) -> bool:
    """Whether a value holds a character that JSON writes as a backslash and something, or is one of prose."""
    return any(manner is not None or _SPECIAL.search(text) for text, _, _, manner in each(asked))


def _seen(text: str, watched: Sequence[Watched], prose: bool, vocabulary: frozenset[str]) -> set[str]:
    """`prose`: whether words and sentences stand in it as they are read, and not with `\\n` for a line's end."""
    many = len(watched) * PER_VALUE > MANY
    words = [word for v in each(watched) for shapes in v.shapes for word in shapes.announced] if many else ()
    sight = Sight(text, words)
    meant = [value for value in watched if prose or value.manner is None]
    stand = {value.category for value in meant if _stands(sight, value, vocabulary)}
    sight.let_go()
    return stand


def residue(payload: bytes, values: Iterable[tuple[str, str]]) -> frozenset[str]:
    """Categories of those (text, category) that occur in `payload` in plain, escaped, base64 or hexadecimal form."""
    return Watch.over((text, category, _shapes(text), None) for text, category in values).residue(payload)


def _shapes(text: str) -> tuple[Renderings, ...]:
    return tuple(renderings(form) for form in dict.fromkeys((text, plain(text))))


def _stands(sight: Sight, value: Watched, vocabulary: frozenset[str]) -> bool:
    """Whether the value stands there, pseudonyms aside: a term such as `EMAIL` is no leak inside one."""
    text = sight.text
    breathe()
    for shapes in value.shapes:
        coded = len(shapes.words[-1]) if shapes.codes else 0  # in hexadecimal
        codes = sight.codes(shapes.codes)
        for start, end in each((*sight.starts(shapes.words), *codes)):
            if value.short and not stands_alone(text, start, end):
                continue
            plainly = value.manner is not None and (start, end) not in codes and end - start != coded
            if plainly and value.manner is not None and not value.manner.meant(text, start, end):
                continue
            if vocabulary and value.manner is not None and names_a_field(text, start, end, vocabulary):
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
