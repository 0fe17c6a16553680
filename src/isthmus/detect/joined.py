"""Texts joined to one run of bytes, and what is still to be found in them."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from functools import cached_property
from itertools import accumulate

from msgspec.structs import replace

from isthmus.detect import escapes
from isthmus.detect.neighbours import touched
from isthmus.detect.overlaps import FRAGMENT
from isthmus.detect.patterns import SEPARATOR
from isthmus.detect.places import SIX, Island, Window, digits, near
from isthmus.domain.content import Finding

Ranges = list[tuple[int, int]]
"""Where values begin and end in the bytes."""
Found = tuple[int, int, int]
"""The same, and the number of the row that found it."""


class Joined:
    """`texts` and the bytes that they are joined to: what of them is still open, and the way back from the bytes to
    part numbers and character offsets."""

    def __init__(self, texts: Sequence[str], data: bytes) -> None:
        self.texts, self.data = texts, data
        self.numbers: list[Island] = []
        """Islands of digits, once they were looked for."""
        self.spent: set[Island] = set()
        """Those of them with too few digits left for another number."""
        self.held: Ranges = []
        """What was found."""
        self.touched: Ranges = []
        """Of that, what may be halves of others and so is still open."""
        self.weak: Ranges = []
        """What was found of categories that are only hints at somebody."""
        self.open = bytearray(data)
        self.ascii = data.isascii()
        lengths = map(len, texts) if self.ascii else [len(t.encode("utf-8", "replace")) for t in texts]
        self._starts = list(accumulate([length + 1 for length in lengths], initial=1))

    def windows(self, numbers: Iterable[Island], reach: int) -> list[Window]:
        """Where a row that reaches so far looks around these islands of digits."""
        size, spent = len(self.data), self.spent
        return [near(island, size, reach) for island in numbers if island not in spent]

    def take(self, ranges: Ranges, numbers: Sequence[Island], *, weak: bool) -> None:
        """What was found, at these islands if the row was asked there, need not be looked at by the rows behind, unless
        it may be halves of two of their numbers."""
        data, open = self.data, self.open
        for start, end in ranges:
            if touched(data, start, end):
                if not weak:
                    self.touched.append((start, end))
            elif self.ascii:
                open[start:end] = bytes(end - start)
            else:
                self.blank(start, end)
        if weak:
            self.weak += ranges
        else:
            self.held += ranges
        for island in numbers:
            if digits(open[island[0] : island[1]]) < SIX:
                self.spent.add(island)

    def ranges(self) -> Iterable[tuple[int, int]]:
        starts = self._starts
        return ((starts[i], starts[i + 1] - 1) for i in range(len(starts) - 1))

    @cached_property
    def letters(self) -> list[int]:
        """Where the texts begin in what they are joined to, in characters."""
        return list(accumulate([len(text) + 1 for text in self.texts], initial=1))

    def blank(self, start: int, end: int) -> None:
        """Nothing more is found here. A character becomes one separator, and its other bytes no character at all."""
        size = end - start
        letters = size if self.ascii else len(self.data[start:end].decode())
        self.open[start:end] = SEPARATOR * letters + b"\xff" * (size - letters)

    def left(self, hints: frozenset[str]) -> str:
        """What is left to be read otherwise. Where characters are odd, half a value may have been found up to one of
        them: so all is read again."""
        text = self.open if hints.isdisjoint(escapes.HINTS) else self.data
        return text.decode("utf-8", "ignore")

    def pieces(self, start: int, end: int, finding: Finding) -> list[Finding]:
        """A finding in characters `start` to `end` of the joined texts: of one text, or of the two that it begins and
        ends in (what stands between is no part of it)."""
        starts = self.letters
        first, last = bisect_right(starts, start) - 1, bisect_right(starts, end - 1) - 1
        if first == last:
            return [replace(finding, part=first, start=start - starts[first], end=end - starts[first])]
        halves = (
            (first, start - starts[first], len(self.texts[first])),
            (last, 0, end - starts[last]),
        )
        return [
            replace(finding, part=part, start=low, end=high)
            for part, low, high in halves
            if sum(map(str.isalnum, self.texts[part][low:high])) >= FRAGMENT
        ]

    def places(self, found: Sequence[Found]) -> list[tuple[int, int, int, int]]:
        """Part, first and last character, and row of what was found, given as it follows in the bytes: so counting
        characters goes over them once."""
        starts = self._starts
        places, at_byte, at_char, at_part, base = [], 0, 0, -1, 0
        last = 0
        for start, end, row in found:
            if start >= last:
                part = bisect_right(starts, start) - 1
                base, last = starts[part], starts[part + 1]
            if self.ascii:
                places.append((part, start - base, end - base, row))
                continue
            if part != at_part:
                at_part, at_byte, at_char = part, base, 0
            at_char += len(self.data[at_byte:start].decode())
            places.append((part, at_char, at_char + len(self.data[start:end].decode()), row))
            at_byte = start
        return places
