"""Which rows could find something in a text at all: one automaton over everything, a second only behind a gate.

Automata are built by RE2 as texts demand them, and states multiply with the patterns that share one. So patterns that
ordinary prose touches (words that stand beside numbers) wait behind a gate that prose does not pass (a number), and
customers' patterns, of which nothing is known, have an automaton of their own.

What waits behind the gate is asked of each island of digits alone: a row then looks only there.

A state is built in microseconds where one that is known takes nanoseconds, and content that was made for it (random
letters) needs a new one for every byte; a full memory is emptied under a lock that whoever reads there meanwhile waits
for. So content that is long or unfamiliar is read apart: by many small automata of its own, in each of which few
patterns meet, so that few states multiply. They say the same, at six times the price of the one that knows its way and
a fiftieth of one that does not.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import msgspec

from isthmus.detect.neighbours import Bytes
from isthmus.detect.patterns import SEPARATOR, PatternRecogniser, options
from isthmus.detect.places import DIGITS, NEAR, Island
from isthmus.domain.aside import SHARE
from isthmus.domain.breath import still_wanted
from isthmus.domain.errors import SettingsError
from isthmus.domain.lots import each
from isthmus.domain.seams import Tick

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
_TOGETHER, _STATES = 12, 2 << 20
"""Patterns that share an automaton of those apart, and the bytes of memory that it may fill."""
_UNASKED, _MEASURED, _WARY = 4_096, 16, 0.25
"""Bytes that take 30 ms at the very worst; how many such are measured when one may have taken too long; and for how
many seconds, after one did, all content is tried first."""
_SAMPLE, _EVERY = 128, 2_048
"""Bytes that are tried first, of so many, of content that may be new to the automaton."""


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
        self._doubts, self._wary = 0, 0.0
        """How many steps are still to be measured; the time until which little content is tried first, too."""
        self._rows, self._hints = len(rows), len(rows) + len(gated)
        self._behind: list[tuple[_Readers, int]] = []
        """What waits behind a gate, and how much text around an island of digits it needs; 0: all of it."""
        for place, ((gate, near_digits), group) in enumerate(gated.items(), len(rows)):
            sources.setdefault(gate, []).append(place)
            widest = max((rows[number].window for some in group.values() for number in some), default=0)
            self._behind.append((_Readers(group), NEAR + widest if near_digits else 0))
        far: _Sources = {}
        for place, hint in enumerate(hints):
            (far if place < odd else sources).setdefault(hint, []).append(self._hints + place)
        self._whole = self._hints + len(hints)
        if whole:
            sources.setdefault(whole, []).append(self._whole)
        self._odd = _Readers(far) if far else None
        self._first = _Readers(sources)
        self._strange = _Readers(strange) if strange else None
        self._known: dict[tuple[int, ...], Fired] = {(): NOTHING, (self._whole,): WHOLE}

    def familiar(self, data: bytes, tick: Tick) -> bool:
        """Whether the first automaton knows its way through such bytes, judged by samples: whether all of them would
        take a step's share of the loop. What is found does not depend on it, only who looks, and where."""
        size, first = len(data), self._first.together
        samples = max(1, size // _EVERY)
        apart, patience = size // samples, SHARE * _SAMPLE * samples / size
        began = tick()
        for at in range(int(began * 1e9) % max(1, apart - _SAMPLE), size, apart):  # which ones nobody can tell before
            first.fired(data[at : at + _SAMPLE])
            if tick() - began > patience:
                return False
        return True

    def fired_soon(self, data: bytes, tick: Tick, clock: Tick, later: Fired) -> Fired | None:
        """What `fired(data)` says, or `later` where that may take more than a step's share of the loop. Content that is
        not much is read without asking, until a step took too long: then for a while it is asked of all.

        By the `clock`, which costs next to nothing, a step is long too when somebody else had the processor. So what
        comes after such a one is measured by `tick`."""
        began = clock()
        if len(data) > _UNASKED or began < self._wary:
            return self.fired(data) if self.familiar(data, tick) else later
        if not self._doubts:
            fired = self.fired(data)
            if clock() - began > SHARE:
                self._doubts = _MEASURED
            return fired
        self._doubts -= 1
        spent = tick()
        fired = self.fired(data)
        if tick() - spent > SHARE:
            self._wary = clock() + _WARY
        return fired

    def fired(self, data: bytes, apart: bool = False) -> Fired | None:
        """`None` when an automaton gave up."""
        numbers = self._first.fired(data, apart)
        if self._strange is not None and numbers is not None:
            strange = self._strange.fired(data, apart)
            numbers = None if strange is None else numbers + strange
        if self._odd is not None and numbers is not None and not data.isascii():
            odd = self._odd.fired(data, apart)
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
        self, data: Bytes, numbers: Sequence[Island], gates: Iterable[int], apart: bool = False
    ) -> dict[int, list[Island]] | None:
        """Rows behind these gates that could find something, and at which of the islands of digits in `data`, `numbers`
        (or in all of the data). `None` when an automaton gave up."""
        found: dict[int, list[Island]] = {}
        size = len(data)
        for readers, reach in [self._behind[gate] for gate in gates]:
            for island in each(numbers) if reach else ((0, size),):
                near = data[max(0, island[0] - reach) : island[1] + reach] if reach else bytes(data)
                rows = readers.fired(near + SEPARATOR, apart)
                if rows is None:
                    return None
                for row in rows:
                    found.setdefault(row, []).append(island)
        return found


class _Readers:
    """One automaton for what is short and familiar; and many apart, made when they are first needed."""

    def __init__(self, sources: _Sources) -> None:
        self._sources = sources
        self.together = _Automaton(sources)
        self._apart: list[_Automaton] = []

    def fired(self, data: Bytes, apart: bool) -> tuple[int, ...] | None:
        """Numbers of the patterns that match; `None` when an automaton gave up."""
        if not apart:
            return self.together.fired(data)
        if not self._apart:
            self._apart = _parted(self._sources)
        numbers: tuple[int, ...] = ()
        for automaton in self._apart:
            still_wanted()
            some = automaton.fired(data)
            if some is None:
                return None
            numbers += some
        return numbers


def _parted(sources: _Sources) -> list[_Automaton]:
    """An automaton for a few patterns each; for one that is too large for so little memory the usual one."""
    listed, many = list(sources.items()), -(-len(sources) // _TOGETHER)
    made = []
    for group in [dict(listed[first::many]) for first in range(many)]:
        try:
            made.append(_Automaton(group, _STATES))
        except SettingsError:
            made.append(_Automaton(group))
    return made


class _Automaton:
    """An RE2 set. Its first pattern is a canary, the separator that ends every buffer: where it is missing the set ran
    out of memory before the end, which RE2 tells Python in no other way."""

    def __init__(self, sources: _Sources, memory: int = 0) -> None:
        import re2

        built: Any = re2.Set.SearchSet(options(memory))
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
