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
from isthmus.detect.places import DIGITS, NEAR, Island
from isthmus.domain.errors import SettingsError

_Sources = dict[str, list[int]]
"""Pattern to the numbers of what it stands for."""


class Fired(msgspec.Struct, frozen=True, gc=False):
    """Numbers of rows without a gate, gates that were passed, and numbers of hints, each ascending; and whether the
    texts may be something as a whole."""

    rows: Sequence[int] = ()
    gates: Sequence[int] = ()
    hints: Sequence[int] = ()
    whole: bool = False


NOTHING, WHOLE = Fired(), Fired(whole=True)
"""There is nothing to find."""
_MEMORY = 1_000
"""How many different answers are remembered: requests of one application are much alike."""


class Prefilter:
    """Immutable but for a memory, safe between threads. `hints` are patterns that are looked for besides, the first
    `odd` of them only where there is more than ASCII; `whole` is one of texts that may be something as a whole."""

    def __init__(
        self, rows: Sequence[PatternRecogniser], hints: Sequence[str] = (), odd: int = 0, whole: str = ""
    ) -> None:
        sources: _Sources = {}
        strange: _Sources = {}
        gated: dict[tuple[str, bool], _Sources] = {}
        behind = [number for number, row in enumerate(rows) if row.gate]
        self.first_gated = behind[0] if behind else len(rows)
        self.direct = self.first_gated if behind and rows[self.first_gated].least else None
        """The row that is asked before the others behind its gate, wherever there are digits enough."""
        for number, row in enumerate(rows):
            if row.gate:
                group = gated.setdefault((row.gate, row.near and row.marks == DIGITS), {})
            else:
                group = sources if row.joined else strange
            if number != self.direct:
                group.setdefault(row.prefilter, []).append(number)
        self._rows, self._hints = len(rows), len(rows) + len(gated)
        self._behind: list[tuple[_Automaton, int]] = []
        """What waits behind a gate, and how much text around an island of digits it needs; 0: all of it."""
        for place, ((gate, near_digits), group) in enumerate(gated.items(), len(rows)):
            sources.setdefault(gate, []).append(place)
            widest = max((rows[number].window for some in group.values() for number in some), default=0)
            self._behind.append((_Automaton(group), NEAR + widest if near_digits else 0))
        far: _Sources = {}
        for place, hint in enumerate(hints):
            (far if place < odd else sources).setdefault(hint, []).append(self._hints + place)
        self._whole = self._hints + len(hints)
        if whole:
            sources.setdefault(whole, []).append(self._whole)
        self._odd = _Automaton(far) if far else None
        self._first = _Automaton(sources)
        self._strange = _Automaton(strange) if strange else None
        self._known: dict[tuple[int, ...], Fired] = {(): NOTHING, (self._whole,): WHOLE}

    def fired(self, data: bytes) -> Fired | None:
        """`None` when an automaton gave up."""
        numbers = self._first.fired(data)
        if self._strange is not None and numbers is not None:
            strange = self._strange.fired(data)
            numbers = None if strange is None else numbers + strange
        if self._odd is not None and numbers is not None and not data.isascii():
            odd = self._odd.fired(data)
            numbers = None if odd is None else numbers + odd
        if numbers is None:
            return None
        known = self._known.get(numbers)
        return self._told(numbers) if known is None else known

    def _told(self, numbers: tuple[int, ...]) -> Fired:
        """What these numbers say."""
        rows, hints, whole = self._rows, self._hints, self._whole
        ordered = sorted(numbers)
        fired = Fired(
            [n for n in ordered if n < rows],
            [n - rows for n in ordered if rows <= n < hints],
            [n - hints for n in ordered if hints <= n < whole],
            whole in numbers,
        )
        if len(self._known) < _MEMORY:
            self._known[numbers] = fired
        return fired

    def behind(
        self, data: Bytes, numbers: Sequence[Island], gates: Iterable[int]
    ) -> dict[int, list[Island]] | None:
        """Rows behind these gates that could find something, and at which of the islands of digits in `data`, `numbers`
        (or in all of the data). `None` when an automaton gave up."""
        found: dict[int, list[Island]] = {}
        size = len(data)
        for automaton, reach in [self._behind[gate] for gate in gates]:
            places: list[tuple[Island, Bytes]]
            if not reach:
                places = [((0, size), bytes(data) + SEPARATOR)]
            else:
                places = [
                    (island, data[max(0, island[0] - reach) : island[1] + reach] + SEPARATOR) for island in numbers
                ]
            for island, piece in places:
                rows = automaton.fired(piece)
                if rows is None:
                    return None
                for row in rows:
                    found.setdefault(row, []).append(island)
        return found


class _Automaton:
    """An RE2 set. Its first pattern is a canary, the separator that ends every buffer: where it is missing the set ran
    out of memory before the end, which RE2 tells Python in no other way."""

    def __init__(self, sources: _Sources) -> None:
        import re2

        built: Any = re2.Set.SearchSet(options())
        self._set: Any = built._set  # without the package's Python layer, as `finder`
        self._numbers: list[Sequence[int]] = [()]
        self._known: dict[tuple[int, ...], tuple[int, ...]] = {(0,): ()}
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

    def fired(self, data: Bytes) -> tuple[int, ...] | None:
        indices = tuple(self._set.Match(data) or ())
        known = self._known.get(indices)
        if known is not None:
            return known
        if 0 not in indices:
            return None
        numbers = tuple([number for index in indices for number in self._numbers[index]])
        if len(self._known) < _MEMORY:
            self._known[indices] = numbers
        return numbers
