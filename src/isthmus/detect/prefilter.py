"""Which rows could find something in a text at all: one automaton over everything, a second only behind a gate.

Automata are built by RE2 as texts demand them, and states multiply with the patterns that share one. So patterns that
ordinary prose touches (words that stand beside numbers) wait behind a gate that prose does not pass (a number), and
customers' patterns, of which nothing is known, have an automaton of their own.

What waits behind the gate is asked of each island of digits alone: a row then looks only there.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import msgspec

from isthmus.detect.neighbours import Bytes
from isthmus.detect.patterns import SEPARATOR, PatternRecogniser, options
from isthmus.detect.places import DIGITS, NEAR, Window, near
from isthmus.domain.errors import SettingsError

_Sources = dict[str, list[int]]
"""Pattern to the numbers of what it stands for."""


class Fired(msgspec.Struct, frozen=True, gc=False):
    """Numbers of rows without a gate, gates that were passed, and numbers of hints, each ascending."""

    rows: list[int]
    gates: list[int]
    hints: list[int]


NOTHING = Fired([], [], [])


class Prefilter:
    """Immutable after construction, safe between threads. `hints` are patterns that are looked for besides, the first
    `odd` of them only where there is more than ASCII."""

    def __init__(self, rows: Sequence[PatternRecogniser], hints: Sequence[str] = (), odd: int = 0) -> None:
        sources: _Sources = {}
        strange: _Sources = {}
        gated: dict[tuple[str, bool], _Sources] = {}
        for number, row in enumerate(rows):
            if row.gate:
                group = gated.setdefault((row.gate, row.near and row.marks == DIGITS), {})
            else:
                group = sources if row.joined else strange
            group.setdefault(row.prefilter, []).append(number)
        self._rows, self._hints = len(rows), len(rows) + len(gated)
        self._behind: list[tuple[_Automaton, int]] = []
        """What waits behind a gate, and how much text around an island of digits it needs; 0: all of it."""
        for place, ((gate, near_digits), group) in enumerate(gated.items(), len(rows)):
            sources.setdefault(gate, []).append(place)
            widest = max(rows[number].window for some in group.values() for number in some)
            self._behind.append((_Automaton(group), NEAR + widest if near_digits else 0))
        far: _Sources = {}
        for place, hint in enumerate(hints):
            (far if place < odd else sources).setdefault(hint, []).append(self._hints + place)
        self._odd = _Automaton(far) if far else None
        self._first = _Automaton(sources)
        self._strange = _Automaton(strange) if strange else None
        behind = [number for group in gated.values() for some in group.values() for number in some]
        self.first_gated = min(behind, default=len(rows))

    def fired(self, data: bytes) -> Fired | None:
        """`None` when an automaton gave up."""
        numbers = self._first.fired(data)
        if self._strange is not None and numbers is not None:
            strange = self._strange.fired(data)
            numbers = None if strange is None else numbers + strange
        if self._odd is not None and numbers is not None and not data.isascii():
            odd = self._odd.fired(data)
            numbers = None if odd is None else numbers + odd
        if not numbers:
            return NOTHING if numbers is not None else None
        numbers.sort()
        rows, hints = self._rows, self._hints
        if numbers[-1] < rows:
            return Fired(numbers, [], [])
        return Fired(
            [n for n in numbers if n < rows],
            [n - rows for n in numbers if rows <= n < hints],
            [n - hints for n in numbers if n >= hints],
        )

    def behind(
        self, data: Bytes, numbers: Sequence[tuple[int, int]], gates: Iterable[int]
    ) -> dict[int, list[Window]] | None:
        """Rows behind these gates that could find something, and where; `numbers` are the islands of digits in `data`.
        `None` when an automaton gave up."""
        found: dict[int, list[Window]] = {}
        size = len(data)
        for automaton, reach in [self._behind[gate] for gate in gates]:
            places: list[tuple[Window, Bytes]]
            if not reach:
                places = [((0, size, size), bytes(data) + SEPARATOR)]
            else:
                places = [
                    (near(island, size), data[max(0, island[0] - reach) : island[1] + reach] + SEPARATOR)
                    for island in numbers
                ]
            for window, piece in places:
                rows = automaton.fired(piece)
                if rows is None:
                    return None
                for row in rows:
                    found.setdefault(row, []).append(window)
        return found


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

    def fired(self, data: Bytes) -> list[int] | None:
        indices = self._set.Match(data)
        if indices == _ONLY_CANARY:
            return []
        if not indices or 0 not in indices:
            return None
        return [number for index in indices for number in self._numbers[index]]


_ONLY_CANARY = [0]
