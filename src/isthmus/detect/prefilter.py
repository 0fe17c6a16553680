"""Which rows could find something in a text at all: one automaton over everything, a second only behind a gate.

Automata are built by RE2 as texts demand them, and states multiply with the patterns that share one. So patterns that
ordinary prose touches (words that stand beside numbers) wait behind a gate that prose does not pass (a number), and
customers' patterns, of which nothing is known, have an automaton of their own.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from isthmus.detect.patterns import SEPARATOR, Bounds, PatternRecogniser, around, options
from isthmus.domain.errors import SettingsError

_Sources = dict[str, list[int]]
"""Pattern to the numbers of the rows it stands for."""


class Prefilter:
    """Immutable after construction, safe between threads."""

    def __init__(self, rows: Sequence[PatternRecogniser]) -> None:
        sources: _Sources = {}
        strange: _Sources = {}
        gated: dict[tuple[str, bool], _Sources] = {}
        for number, row in enumerate(rows):
            if row.gate:
                group = gated.setdefault((row.gate, bool(row.context)), {})
            else:
                group = sources if row.joined else strange
            group.setdefault(row.prefilter, []).append(number)
        self._behind: dict[int, tuple[_Automaton, bytes]] = {}
        for place, ((gate, _), group) in enumerate(gated.items()):
            sources.setdefault(gate, []).append(len(rows) + place)
            marks = {rows[number].marks if rows[number].near else b"" for some in group.values() for number in some}
            self._behind[len(rows) + place] = _Automaton(group), marks.pop() if len(marks) == 1 else b""
        self._first = _Automaton(sources)
        self._strange = _Automaton(strange) if strange else None
        self._rows = len(rows)

    def fired(self, data: bytes, bounds: Bounds) -> list[int] | None:
        """Numbers of rows to look at, ascending; `None` when an automaton gave up."""
        numbers = self._first.fired(data)
        if self._strange is not None and numbers is not None:
            strange = self._strange.fired(data)
            numbers = None if strange is None else numbers + strange
        if not numbers:
            return numbers
        found = []
        cut, kept = data, b""
        for number in numbers:
            if number < self._rows:
                found.append(number)
                continue
            automaton, marks = self._behind[number]
            if marks and marks != kept:
                start, _, stop = around(data, marks, True, bounds)
                cut, kept = data[start:stop] + SEPARATOR, marks
            behind = automaton.fired(cut if marks else data)
            if behind is None:
                return None
            found += behind
        return sorted(found)


class _Automaton:
    """An RE2 set. Its first pattern is a canary, the separator that ends every buffer: where it is missing the set ran
    out of memory before the end, which RE2 tells Python in no other way."""

    __slots__ = ("_numbers", "_set")

    def __init__(self, sources: _Sources) -> None:
        import re2

        built: Any = re2.Set.SearchSet(options())
        self._set: Any = built._set  # without the package's Python layer, as `finder`
        self._numbers: list[Iterable[int]] = [()]
        built.Add(f"\\x{SEPARATOR.hex()}\\z")
        for source, numbers in sources.items():
            built.Add(source)
            self._numbers.append(numbers)
        try:
            built.Compile()
            able = self.fired(SEPARATOR) is not None
        except re2.error:
            able = False
        if not able:
            raise SettingsError(
                "the recognisers together need more memory than they may have",
                remedy="shorten the longest word lists",
            )

    def fired(self, data: bytes) -> list[int] | None:
        indices = self._set.Match(data)
        if indices == _ONLY_CANARY:
            return []
        if not indices or 0 not in indices:
            return None
        return [number for index in indices for number in self._numbers[index]]


_ONLY_CANARY = [0]
