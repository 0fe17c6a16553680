"""Other readings of a text, each with the way back: what stands there for a person or a program that decodes it.

A view is made only where the first pass over the bytes saw a hint for it. What was found already is blanked out before,
so a view shows only what is still open. Two views lead on to further ones (`leads`), at most `DEPTH` deep: the text as
it is seen (look-alikes, escapes), and what is encoded in it. The third kind reads what people write around their
numbers and addresses.
"""

from __future__ import annotations

from bisect import bisect_right

import msgspec

from isthmus.domain.lots import free, joined

DEPTH = 3
"""A disguise, and two encodings around it or in it."""
_BEFORE, _BEHIND = 64, 32
"""Characters around a value that are shown with it."""


class View(msgspec.Struct, frozen=True, gc=False):
    """`text`, whose piece from `starts[n]` on stands for the characters `pieces[n]` (start, end, exact) of another.

    An exact piece stands there character by character; of any other a part means all of it.
    """

    text: str
    starts: list[int]
    pieces: list[tuple[int, int, bool]]
    leads: bool = False
    strict: bool = True
    """Whether only rows count that have a check, a word beside the value, or nearly no error."""
    seam: bool = False
    """Whether only what stands in two texts counts."""
    whole: bool = True
    """Whether all was read that is to be read so."""

    def let_go(self) -> None:
        """Nobody asks it any more."""
        free(self.starts)
        free(self.pieces)

    def origin(self, start: int, end: int) -> tuple[int, int]:
        """The characters, from the first to the last, that `start` to `end` of this view come from."""
        first, last = bisect_right(self.starts, start) - 1, bisect_right(self.starts, end - 1) - 1
        begin, _, exact = self.pieces[first]
        if exact:
            begin += start - self.starts[first]
        low, stop, exact = self.pieces[last]
        return begin, low + end - self.starts[last] if exact else stop


class Writer:
    """Writes a view of `source` piece by piece."""

    __slots__ = ("_at", "_done", "_floor", "_pieces", "_source", "_starts", "_written")

    def __init__(self, source: str) -> None:
        self._source, self._at = source, 0
        self._done = self._floor = 0
        self._written: list[str] = []
        self._starts: list[int] = []
        self._pieces: list[tuple[int, int, bool]] = []

    def lead(self, start: int, end: int) -> None:
        """What stands before characters `start` to `end`, which are to be shown next: a word may say what they are.
        It goes back no further than what was shown before, so that a table is not shown many times over."""
        if start >= self._done:
            self._floor, self._done = self._done, end
        self.copy(max(context(self._source, start), min(self._floor, start)), start)

    def copy(self, start: int, end: int) -> None:
        """These characters of the source as they are."""
        if start < end:
            self._add(self._source[start:end], start, end, True)

    def put(self, text: str, start: int, end: int) -> None:
        """`text` instead of these characters, as a whole."""
        if text:
            self._add(text, start, end, False)

    def swap(self, text: str, start: int) -> None:
        """`text` instead of as many characters, each for one."""
        self._add(text, start, start + len(text), True)

    def cut(self) -> None:
        """Nothing is found across here."""
        if self._at:
            self._add("\x00", self._pieces[-1][1], self._pieces[-1][1], False)

    def view(
        self, *, leads: bool = False, strict: bool = True, seam: bool = False, whole: bool = True
    ) -> View | None:
        text = joined(self._written)
        free(self._written)
        return View(text, self._starts, self._pieces, leads, strict, seam, whole) if text else None

    def _add(self, text: str, start: int, end: int, exact: bool) -> None:
        self._starts.append(self._at)
        self._pieces.append((start, end, exact))
        self._written.append(text)
        self._at += len(text)


def context(text: str, at: int) -> int:
    """Where to begin so that a word beside the value is seen."""
    low = max(0, at - _BEFORE)
    return max(text.rfind("\x00", low, at) + 1, low)


def behind(text: str, at: int) -> int:
    """Where to end, likewise."""
    end = text.find("\x00", at, at + _BEHIND)
    return min(len(text), at + _BEHIND) if end < 0 else end
