"""Texts joined to one run of bytes, and what is still to be found in them."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate, pairwise

from msgspec.structs import replace

from isthmus.detect import escapes
from isthmus.detect.neighbours import touched
from isthmus.detect.overlaps import FRAGMENT
from isthmus.detect.patterns import SEPARATOR, Budget, CompiledPattern, PatternRecogniser
from isthmus.detect.places import SIX, Island, Window, fewer, near
from isthmus.domain.breath import PIECE, decoded
from isthmus.domain.content import Finding
from isthmus.domain.lots import breathe, each, free, in_order, written

Ranges = list[tuple[int, int]]
"""Where values begin and end in the bytes."""


class Joined:
    """`texts` and the bytes that they are joined to: what of them is still open, and the way back from the bytes to
    part numbers and character offsets. `apart`: they are looked at beside the event loop."""

    def __init__(self, texts: Sequence[str], data: bytes, apart: bool = False) -> None:
        self.texts, self.data, self.apart = texts, data, apart
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
        self._found: list[tuple[int, int, int]] = []
        """Where values begin and end, and the number of the row that found each."""
        if apart:
            breathe()
        self.open = bytearray(data)
        self.ascii = data.isascii()
        self._letters: list[int] | None = None
        if self.ascii:
            self._starts = self.letters()
        else:
            sizes = [len(written(text, "replace")) + 1 for text in each(texts)]
            self._starts = list(accumulate(sizes, initial=1))

    def search(self, number: int, row: CompiledPattern, budget: Budget, numbers: Sequence[Island]) -> None:
        """Looks for values of a row: in all texts or, for one behind a gate, at these islands of digits. What is found
        need not be looked at by the rows behind, unless it may be halves of two of their numbers."""
        if not row.joined:
            self._search_apart(number, row, budget)
            return
        windows: list[Window] | None = None
        if numbers and row.near:
            size, reach, spent = len(self.data), row.reach, self.spent
            windows = [near(island, size, reach) for island in each(numbers) if island not in spent]
            if not windows:
                return
        data, open = self.data, self.open
        ranges = row.values(open, budget, windows, self.ascii)
        if not ranges:
            return
        for span in each(ranges):
            start, end = span
            self._found.append((start, end, number))
            if touched(data, start, end):
                if not row.hinting:
                    self.touched.append(span)
            else:
                self.blank(start, end)
        (self.weak if row.hinting else self.held).extend(ranges)
        for island in each(numbers):
            if fewer(open[island[0] : island[1]], SIX):
                self.spent.add(island)

    def _search_apart(self, number: int, row: CompiledPattern, budget: Budget) -> None:
        """A pattern of unknown making may match a separator, or be anchored: each text alone."""
        starts, found = self._starts, []
        for base, end in pairwise(starts):
            found += [(base + a, base + b, number) for a, b in row.values(bytearray(self.data[base : end - 1]), budget)]
        self._found += found

    def letters(self) -> list[int]:
        """Where the texts begin in what they are joined to, in characters."""
        if self._letters is None:
            at, letters = 1, [1]
            for text in each(self.texts):
                at += len(text) + 1
                letters.append(at)
            self._letters = letters
        return self._letters

    def blank(self, start: int, end: int) -> None:
        """Nothing more is found here. A character becomes one separator, and its other bytes no character at all."""
        open = self.open
        if not self.ascii:
            letters = len(self.data[start:end].decode())
            open[start:end] = SEPARATOR * letters + b"\xff" * (end - start - letters)
            return
        for at in range(start, end):
            open[at] = 0

    def let_go(self) -> None:
        """Nobody asks it any more."""
        for of in (self._found, self.numbers, self.held, self.touched, self.weak):
            free(of)

    def open_again(self, rows: frozenset[int]) -> None:
        """What these rows found."""
        for start, end, number in each(self._found):
            if number in rows:
                self.open[start:end] = self.data[start:end]

    def left(self, hints: frozenset[str]) -> str:
        """What is left to be read otherwise. Where characters are odd, half a value may have been found up to one of
        them: so all is read again."""
        text = self.open if hints.isdisjoint(escapes.HINTS) else self.data
        return text.decode("utf-8", "ignore") if len(text) <= PIECE else decoded(text)

    def pieces(self, start: int, end: int, finding: Finding) -> list[Finding]:
        """A finding in characters `start` to `end` of the joined texts: of one text, or of the two that it begins and
        ends in (what stands between is no part of it)."""
        starts = self.letters()
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

    def findings(self, rows: Sequence[PatternRecogniser]) -> list[Finding]:
        """What was found, in the order in which it stands in the texts."""
        if not self._found:
            return []
        found = self._found = in_order(self._found)
        findings, starts = [], self._starts
        if self.ascii:  # a byte is a character
            for start, end, number in found:
                breathe()
                part = bisect_right(starts, start) - 1
                base, row = starts[part], rows[number]
                findings.append(Finding(part, start - base, end - base, row.category, row.confidence, row.name))
            return findings
        for (_, _, number), (part, start, end) in zip(found, self.places(found), strict=True):
            row = rows[number]
            findings.append(Finding(part, start, end, row.category, row.confidence, row.name))
        return findings

    def places(self, ranges: Sequence[tuple[int, ...]]) -> list[tuple[int, int, int]]:
        """Part, first and last character of ranges that begin in ascending order: so counting characters goes over the
        bytes once."""
        starts = self._starts
        places, at_byte, at_char, at_part = [], 0, 0, -1
        for start, end, *_ in each(ranges):
            part = bisect_right(starts, start) - 1
            if part != at_part:
                at_part, at_byte, at_char = part, starts[part], 0
            gap = self.data[at_byte:start]
            at_char += len(gap.decode() if len(gap) <= PIECE else decoded(gap))
            places.append((part, at_char, at_char + len(self.data[start:end].decode())))
            at_byte = start
        return places
