"""Where a pattern matches in a text, told by RE2: a tenth of the time of the standard library's engine."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property

from isthmus.detect.patterns import finder
from isthmus.detect.sooner import Find
from isthmus.domain.breath import encoded


def plain_bytes(text: str) -> bytes:
    """One byte for each character, so that places are the same; a question mark for all that is not ASCII."""
    return encoded(text, "replace", "ascii")


class Sought:
    """A pattern without groups, compiled when it is first sought."""

    def __init__(self, pattern: str) -> None:
        self._pattern = pattern

    @cached_property
    def _find(self) -> Find:
        return finder(self._pattern)[0]

    def within(self, data: bytes | bytearray) -> bool:
        return self._find(data, 0, len(data))[0][0] >= 0

    def first(self, data: bytes, at: int) -> tuple[int, int]:
        """The leftmost match from there on; (-1, -1) for none."""
        start, end = self._find(data, at, len(data))[0]
        return start, end

    def places(self, data: bytes) -> Iterable[tuple[int, int]]:
        """From the left, apart from each other."""
        find, at, size = self._find, 0, len(data)
        while at < size:
            start, end = find(data, at, size)[0]
            if start < 0:
                return
            yield start, end
            at = max(end, start + 1)
