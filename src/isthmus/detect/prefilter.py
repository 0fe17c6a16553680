"""Which rows could find something in a text at all: one automaton over everything, a second only behind a gate.

Automata are built by RE2 as texts demand them, and states multiply with the patterns that share one. So patterns that
ordinary prose touches (words that stand beside numbers) wait behind a gate that prose does not pass (a number).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from isthmus.detect.patterns import SEPARATOR, PatternRecogniser, options

EXTRA = -1
"""Reported beside row numbers when the extra pattern matched."""


class Prefilter:
    """Immutable after construction, safe between threads."""

    def __init__(self, rows: Sequence[PatternRecogniser], extra: str) -> None:
        sources: dict[str, list[int]] = {extra: [EXTRA]}
        gated: dict[tuple[str, bool], dict[str, list[int]]] = {}
        for number, row in enumerate(rows):
            if row.gate:
                behind = gated.setdefault((row.gate, bool(row.context)), {})
                behind.setdefault(row.prefilter, []).append(number)
            else:
                sources.setdefault(row.prefilter, []).append(number)
        self._gates: dict[int, list[_Automaton]] = {}
        for place, ((gate, _), behind) in enumerate(gated.items()):
            sources.setdefault(gate, []).append(len(rows) + place)
            self._gates[len(rows) + place] = [_Automaton(behind)]
        self._first = _Automaton(sources)
        self._rows = len(rows)

    def fired(self, data: bytes) -> list[int] | None:
        """Numbers of rows to look at, ascending; `None` when an automaton gave up."""
        numbers = self._first.fired(data)
        if not numbers:
            return numbers
        found = []
        for number in numbers:
            if number < self._rows:
                found.append(number)
                continue
            for automaton in self._gates[number]:
                behind = automaton.fired(data)
                if behind is None:
                    return None
                found += behind
        return sorted(found)


class _Automaton:
    """An RE2 set. Its first pattern is a canary, the separator that ends every buffer: where it is missing the set ran
    out of memory before the end, which RE2 tells Python in no other way."""

    __slots__ = ("_numbers", "_set")

    def __init__(self, sources: dict[str, list[int]]) -> None:
        import re2

        self._set: Any = re2.Set.SearchSet(options())
        self._numbers: list[Iterable[int]] = [()]
        self._set.Add(f"\\x{SEPARATOR.hex()}\\z")
        for source, numbers in sources.items():
            self._set.Add(source)
            self._numbers.append(numbers)
        self._set.Compile()

    def fired(self, data: bytes) -> list[int] | None:
        indices = self._set.Match(data)
        if indices == _ONLY_CANARY:
            return []
        if not indices or 0 not in indices:
            return None
        return [number for index in indices for number in self._numbers[index]]


_ONLY_CANARY = [0]
