"""A piece of the request written anew: for each claim what stands in for its value."""

from __future__ import annotations

from collections.abc import Callable

from isthmus.domain.lots import breathe, free, joined
from isthmus.redact.literals import Literal, holding, is_json, is_literal, literals
from isthmus.redact.nesting import Nesting
from isthmus.redact.operators import Operator, Operators, operator_for
from isthmus.redact.pseudonyms import Namer
from isthmus.redact.standins import StandIns, Subject
from isthmus.redact.surfaces import Surface
from isthmus.redact.values import Value

Claim = tuple[int, int, Value | None, tuple[str, ...], bool]
"""Characters from one place to another of the flat text belong to a value of these categories, if the last is true
merged with others; without a value they look like a token."""


class Writer:
    """Writes pieces. With operators there are `stands`, made when the first is asked for."""

    __slots__ = ("_chosen", "_key", "_make", "_namer", "_operators", "stands")

    def __init__(self, namer: Namer, operators: Operators, make: Callable[[], StandIns]) -> None:
        self._namer, self._operators, self._make = namer, operators, make
        self._chosen: dict[tuple[str, ...], Operator | None] = {}
        self._key = False
        self.stands: StandIns | None = None

    def number(self, text: str, claim: Claim) -> str:
        """A number of the tree: a part of it gives all of it away."""
        self._key = False
        _, _, value, categories, merged = claim
        return self._name(value, categories, merged, text, True, 0)

    def piece(self, text: str, begin: int, claims: list[Claim], is_key: bool) -> str:
        """A text of the tree, which begins there. In JSON text a literal without quotes is given quotes."""
        self._key = is_key
        if text.lstrip()[:1] in ("{", "["):
            return self._json(text, begin, claims)
        written: list[str] = []
        at = 0
        for start, end, value, categories, merged in claims:
            breathe()
            written.append(text[at : start - begin])
            at = end - begin
            written.append(self._name(value, categories, merged, text[start - begin : at], False, 0))
        written.append(text[at:])
        return _joined(written)

    def _json(self, text: str, begin: int, claims: list[Claim]) -> str:
        """The same for what may be JSON."""
        written: list[str] = []
        at = 0
        bare: list[Literal] | None = None
        nesting: Nesting | None = None
        read = 0
        for first, last, value, categories, merged in claims:
            breathe()
            start, end, quote, depth = first - begin, last - begin, "", 0
            surface = text[start:end]
            escaped = "\\" in surface
            if escaped or is_literal(surface):
                if bare is None:
                    bare = literals(text)
                literal = holding(bare, start, end)
                if literal:
                    start, end, quote = min(start, literal.start), max(end, literal.end), literal.quote
                if start < at:  # a second value in one literal: the first took all of it
                    continue
                surface = text[start:end]
                if escaped and not quote and is_json(text):
                    # Counted as the way back will count it, so that what matters, the difference, is right.
                    nesting = nesting or Nesting()
                    nesting.read(text[read:start])
                    read, depth = start, nesting.depth
            named = self._name(value, categories, merged, surface, bool(quote), depth)
            written += (text[at:start], quote, named, quote)
            at = end
        written.append(text[at:])
        return _joined(written)

    def _name(
        self, value: Value | None, categories: tuple[str, ...], merged: bool, text: str, bare: bool, depth: int
    ) -> str:
        if value is None:
            return self._namer.name("TEXT", text, text, categories, bare, depth)
        if self._operators and (instead := self._instead(value, Surface(text, categories, bare, depth), merged)):
            return instead
        return self._namer.name(value.type, value.entity, text, categories, bare, depth)

    def _instead(self, value: Value, surface: Surface, merged: bool) -> str | None:
        categories = surface.categories
        if categories in self._chosen:
            operator = self._chosen[categories]
        else:
            operator = self._chosen[categories] = operator_for(self._operators, categories)
        if operator is None or (merged and operator.kind != "drop"):
            return None
        if self._key and operator.kind != "synthetic":  # keys must stay apart from one another
            return None
        if self.stands is None:
            self.stands = self._make()
        return self.stands.instead(operator, Subject(value.type, value.entity, value.says, value.person), surface)


def _joined(written: list[str]) -> str:
    text = joined(written)
    free(written)
    return text
