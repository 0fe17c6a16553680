"""Content in its smallest pieces, and what was found in them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import msgspec

PROSE, KEY, NAME, LABEL, DEFINITION, INSTRUCTION, KNOWN = 0, 1, 2, 4, 8, 16, 32
"""What a text is, as bits: the key of an object; the name of a tool or function, or an id that the wire made; another
`name` or `id`, whole by itself too; anything that tools, functions and formats of answers are defined with; what the
application tells the model of its task, and that it tells the same in many conversations. None of them: prose."""


class Finding(msgspec.Struct, frozen=True, gc=False):
    """A recognised value: characters `start` to `end` (exclusive) of the text of part number `part`."""

    part: int
    start: int
    end: int
    category: str
    confidence: float
    recogniser: str


class Scan(msgspec.Struct, frozen=True):
    """What a detector made of some texts. `complete` is false when anything was left unread (law 4)."""

    findings: tuple[Finding, ...] = ()
    complete: bool = True
    failed: tuple[str, ...] = ()
    """Names of recognisers that threw; their part of the text counts as unread."""
    about: frozenset[str] = frozenset()
    """Categories of the texts as a whole, which no place in them shows."""
    covered: tuple[Finding, ...] = ()
    """Found as they stand, and inside something longer when the text is read otherwise: elsewhere they stand alone."""

    @property
    def values(self) -> tuple[Finding, ...]:
        """Everything whose text is a value, wherever it stands."""
        return self.findings + self.covered if self.covered else self.findings


CLEAN = Scan()
UNSCANNED = Scan(complete=False)


class Span(msgspec.Struct, frozen=True, gc=False):
    """A recogniser's own answer: characters `start` to `end` (exclusive) of the text it was given."""

    start: int
    end: int
    category: str
    confidence: float


class Recogniser(Protocol):
    """Finds values of some categories in a text. Pure: the same text gives the same spans.

    One that reads language may also have `find_all(texts) -> Sequence[Sequence[Span]]`, one sequence for each text: it
    is then asked once for all texts of a request, and not at all when only structure is looked for.
    """

    @property
    def name(self) -> str: ...

    @property
    def categories(self) -> Sequence[str]: ...

    def find(self, text: str) -> Sequence[Span]: ...
